//! Commands of the themes Math and Boolean.
//!
//! The arithmetic itself is in `four_runtime::rules::number`; what is no number stays no number, nothing here fails but
//! `Mod` by zero.

use four_runtime::rules::number;
use four_runtime::{Error, Value, commands};

/// Rates of the currencies that the euro replaced, one euro in units of each (`commands/euro-converter`).
const EURO_RATES: &[(&str, f64)] = &[
    ("EUR", 1.0),
    ("ATS", 13.7603),
    ("BEF", 40.3399),
    ("DEM", 1.95583),
    ("ESP", 166.386),
    ("FIM", 5.94573),
    ("FRF", 6.55957),
    ("GRD", 340.75),
    ("IEP", 0.787564),
    ("ITL", 1936.27),
    ("LUF", 40.3399),
    ("NLG", 2.20371),
    ("PTE", 200.482),
];

commands! { pub static COMMANDS: "Math";
    /// Absolute value (`commands/abs`).
    ///
    /// ```4d
    /// ASSERT(Abs(-10.3)=10.3)
    /// ```
    "Abs" 99 fn abs(_host, number: f64) -> f64 { Ok(number.abs()) }

    /// The whole part, toward minus infinity (`commands/int`).
    ///
    /// ```4d
    /// ASSERT(Int(123.4)=123)
    /// ASSERT(Int(-123.4)=-124)
    /// ```
    "Int" 8 fn int(_host, number: f64) -> f64 { Ok(number::int(number)) }

    /// The fractional part, never negative (`commands/dec`).
    ///
    /// ```4d
    /// ASSERT(Dec(9.0031)=0.0031)
    /// ```
    "Dec" 9 fn dec(_host, number: f64) -> f64 { Ok(number::dec(number)) }

    /// Rounds to `places` decimals, halves away from zero; negative places round left of the point
    /// (`commands/round`).
    ///
    /// ```4d
    /// ASSERT(Round(16.857; 2)=16.86)
    /// ASSERT(Round(32345.67; -3)=32000)
    /// ASSERT(Round(-2.5; 0)=-3)
    /// ```
    "Round" 94 fn round(_host, number: f64, places: i32) -> f64 { Ok(number::round(number, places)) }

    /// Sets by how much two reals may differ that `=` takes for equal, for the whole program; 10 to the power -6 at first.
    /// `<`, `>` and all else do not use it (`commands/set-real-comparison-level`).
    ///
    /// ```4d
    /// SET REAL COMPARISON LEVEL(0.5)
    /// var $equal : Boolean
    /// $equal:=(1=1.4)
    /// SET REAL COMPARISON LEVEL(0.000001)
    /// ASSERT($equal & (1#1.4) & (0.000001=0.000002) & (0.000001#0.000003))
    /// ```
    "SET REAL COMPARISON LEVEL" 623 fn set_real_comparison_level(_host, epsilon: f64) {
        number::set_epsilon(epsilon);
        Ok(())
    }

    /// Cuts to `places` decimals, toward minus infinity (`commands/trunc`).
    ///
    /// ```4d
    /// ASSERT(Trunc(216.897; 1)=216.8)
    /// ASSERT(Trunc(-216.897; 1)=-216.9)
    /// ```
    "Trunc" 95 fn trunc(_host, number: f64, places: i32) -> f64 { Ok(number::trunc(number, places)) }

    /// Remainder of two numbers, rounded to whole ones first (`commands/mod`). Error -10700 when the divisor is zero.
    ///
    /// ```4d
    /// ASSERT(Mod(10; 3)=1)
    /// ASSERT(Mod(3.5; 2)=0)
    /// ```
    "Mod" 98 fn modulo(_host, number: f64, divisor: f64) -> f64 {
        number::modulo(number, divisor).ok_or_else(|| Error::new(-10700, "Division by zero."))
    }

    /// A random whole number from 0 to 32767 (`commands/random`).
    ///
    /// ```4d
    /// var $number : Integer:=Random
    /// ASSERT(($number>=0) & ($number<=32767))
    /// ```
    "Random" 100 fn random(host) -> i32 { Ok((host.app().system().random() >> 20 & 0x7fff) as i32) }

    /// Square root; not a number for negative ones (`commands/square-root`).
    ///
    /// ```4d
    /// ASSERT(Square root(20)=4.472136)
    /// ```
    "Square root" 539 fn square_root(_host, number: f64) -> f64 { Ok(number.sqrt()) }

    /// Power of e (`commands/exp`).
    ///
    /// ```4d
    /// ASSERT(Exp(0)=1)
    /// ```
    "Exp" 21 fn exp(_host, number: f64) -> f64 { Ok(number.exp()) }

    /// Natural logarithm (`commands/log`).
    ///
    /// ```4d
    /// ASSERT(Log(Exp(10))=10)
    /// ```
    "Log" 22 fn log(_host, number: f64) -> f64 { Ok(number.ln()) }

    /// Sine of an angle in radians (`commands/sin`).
    ///
    /// ```4d
    /// ASSERT(Sin(90*Degree)=1)
    /// ```
    "Sin" 17 fn sin(_host, angle: f64) -> f64 { Ok(angle.sin()) }

    /// Cosine of an angle in radians (`commands/cos`).
    ///
    /// ```4d
    /// ASSERT(Cos(0)=1)
    /// ```
    "Cos" 18 fn cos(_host, angle: f64) -> f64 { Ok(angle.cos()) }

    /// Tangent of an angle in radians (`commands/tan`).
    ///
    /// ```4d
    /// ASSERT(Tan(45*Degree)=1)
    /// ```
    "Tan" 19 fn tan(_host, angle: f64) -> f64 { Ok(angle.tan()) }

    /// Angle in radians of a tangent (`commands/arctan`).
    ///
    /// ```4d
    /// ASSERT((Arctan(1)*4)=Pi)
    /// ```
    "Arctan" 20 fn arctan(_host, tangent: f64) -> f64 { Ok(tangent.atan()) }

    /// Converts between the euro and the currencies that it replaced, at the fixed rates (`commands/euro-converter`).
    /// An unknown currency gives 0.
    ///
    /// ```4d
    /// ASSERT(Euro converter(100; "EUR"; "FRF")=655.957)
    /// ```
    "Euro converter" 676 fn euro_converter(
        _host, value: f64, from_currency: &four_runtime::Text, to_currency: &four_runtime::Text
    ) -> f64 {
        let rate = |name: &four_runtime::Text| {
            EURO_RATES.iter().find(|(code, _)| code.eq_ignore_ascii_case(&name.to_str())).map(|(_, rate)| *rate)
        };
        Ok(match (rate(from_currency), rate(to_currency)) {
            (Some(from), Some(to)) => value / from * to,
            _ => 0.0,
        })
    }
}

commands! { pub static BOOLEANS: "Boolean";
    /// The opposite of a Boolean (`commands/not`).
    ///
    /// ```4d
    /// ASSERT(Not(False))
    /// ```
    "Not" 34 fn not(_host, boolean: Option<bool>) -> bool { Ok(!boolean.unwrap_or(false)) }

    /// The Boolean True (`commands/true`).
    ///
    /// ```4d
    /// ASSERT(True)
    /// ```
    "True" 214 fn truth(_host) -> bool { Ok(true) }

    /// The Boolean False (`commands/false`).
    ///
    /// ```4d
    /// ASSERT(Not(False))
    /// ```
    "False" 215 fn falsehood(_host) -> bool { Ok(false) }

    /// The value as a Boolean: numbers are true unless 0; undefined, Null and every other type are false
    /// (`commands/bool`).
    ///
    /// ```4d
    /// ASSERT(Bool(2))
    /// ASSERT(Not(Bool("true")))
    /// ASSERT(Not(Bool(Null)))
    /// ```
    "Bool" 1537 fn bool(_host, value: &Value) -> bool {
        Ok(match value {
            Value::Bool(flag) => *flag,
            Value::Int(_) | Value::Real(_) => value.as_number().is_some_and(|number| number != 0.0),
            _ => false,
        })
    }

    /// The Null value (`commands/null`).
    ///
    /// ```4d
    /// ASSERT(Value type(Null)=Is null)
    /// ```
    "Null" 1517 fn null(_host) -> Value { Ok(Value::Null) }
}
