//! Commands of the theme On a Series, for arrays; two-dimensional ones count all their cells.
//!
//! Only numbers count. `OK` becomes 1, as after a calculation that nobody interrupted.

use four_runtime::array::Array;
use four_runtime::{Host, Value, commands};

use crate::args::Elements;
use crate::compare;

commands! { pub static COMMANDS: "On a Series";
    /// Sum of the numbers of an array; 0 for an empty one (`commands/sum`).
    ///
    /// ```4d
    /// ARRAY REAL($n; 2)
    /// $n{1}:=1.5
    /// $n{2}:=2
    /// ASSERT(Sum($n)=3.5)
    /// ```
    "Sum" 1 fn sum(host, series: Elements) -> f64 { Ok(numbers(host, series.0).iter().sum()) }

    /// Average of the numbers of an array; 0 for an empty one (`commands/average`).
    ///
    /// ```4d
    /// ARRAY REAL($n; 2)
    /// $n{1}:=3
    /// ASSERT(Average($n)=1.5)
    /// ```
    "Average" 2 fn average(host, series: Elements) -> f64 { Ok(mean(&numbers(host, series.0))) }

    /// The greatest value of an array; 0 for an empty one (`commands/max`).
    ///
    /// ```4d
    /// ARRAY DATE($days; 2)
    /// $days{2}:=!2024-05-06!
    /// ASSERT(Max($days)=!2024-05-06!)
    /// ```
    "Max" 3 fn max(host, series: Elements) -> Value { Ok(extreme(host, series.0, true)) }

    /// The smallest value of an array; 0 for an empty one (`commands/min`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=-4
    /// ASSERT(Min($n)=-4)
    /// ```
    "Min" 4 fn min(host, series: Elements) -> Value { Ok(extreme(host, series.0, false)) }

    /// Standard deviation of the numbers of an array, as of a whole population (`commands/std-deviation`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=4
    /// ASSERT(Std deviation($n)=2)
    /// ```
    "Std deviation" 26 fn std_deviation(host, series: Elements) -> f64 {
        Ok(variance_of(&numbers(host, series.0)).sqrt())
    }

    /// Variance of the numbers of an array, as of a whole population (`commands/variance`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=4
    /// ASSERT(Variance($n)=4)
    /// ```
    "Variance" 27 fn variance(host, series: Elements) -> f64 { Ok(variance_of(&numbers(host, series.0))) }

    /// Sum of the squares of the numbers of an array (`commands/sum-squares`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=3
    /// $n{2}:=4
    /// ASSERT(Sum squares($n)=25)
    /// ```
    "Sum squares" 28 fn sum_squares(host, series: Elements) -> f64 {
        Ok(numbers(host, series.0).iter().map(|number| number * number).sum())
    }
}

/// The elements, those of rows included; rows hold no rows.
fn elements(host: &mut dyn Host, array: &Array) -> Vec<Value> {
    host.set_variable("OK", Value::Int(1));
    let cells = |value: Value| match value {
        Value::Array(row) => row.snapshot(),
        other => vec![other],
    };
    array.snapshot().into_iter().flat_map(cells).collect()
}

fn numbers(host: &mut dyn Host, array: &Array) -> Vec<f64> {
    elements(host, array).iter().filter_map(Value::as_number).collect()
}

fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 }
}

fn variance_of(numbers: &[f64]) -> f64 {
    let mean_value = mean(numbers);
    mean(&numbers.iter().map(|number| (number - mean_value).powi(2)).collect::<Vec<_>>())
}

fn extreme(host: &mut dyn Host, array: &Array, greatest: bool) -> Value {
    let values = elements(host, array).into_iter();
    let better = |left: &Value, right: &Value| {
        let order = compare::order(left, right);
        if greatest { order.is_gt() } else { order.is_lt() }
    };
    values.reduce(|best, value| if better(&value, &best) { value } else { best }).unwrap_or(Value::Int(0))
}
