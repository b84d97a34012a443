//! Arithmetic rules of 4D numbers: rounding, integer operators, bits and comparison.
//!
//! All numbers are reals to a program; the longint operators convert their operands first. Nothing here
//! panics or traps: what has no answer (division by an integer zero) is `None`, the caller raises the error.

use std::sync::atomic::{AtomicU64, Ordering};

/// The epsilon of `=` and `#` until `SET REAL COMPARISON LEVEL` changes it (`commands/set-real-comparison-level`).
pub const DEFAULT_EPSILON: f64 = 1e-6;

/// The bits of the epsilon in force, for all processes.
static EPSILON: AtomicU64 = AtomicU64::new(DEFAULT_EPSILON.to_bits());

/// The epsilon in force.
#[inline]
pub fn epsilon() -> f64 {
    f64::from_bits(EPSILON.load(Ordering::Relaxed))
}

/// Sets the epsilon of all comparisons to come.
pub fn set_epsilon(epsilon: f64) {
    EPSILON.store(epsilon.to_bits(), Ordering::Relaxed);
}

/// Relative noise of a decimal number that went through binary: a few units in the last place.
const NOISE: f64 = 4.0 * f64::EPSILON;

/// Reals from here on have no fractional part.
const NO_FRACTION: f64 = 4_503_599_627_370_496.0;

/// `a=b` on reals: true when they differ by at most `epsilon` (`Concepts/number`). Only equality uses it.
#[inline]
pub fn reals_equal(a: f64, b: f64, epsilon: f64) -> bool {
    a == b || (a - b).abs() <= epsilon
}

/// Multiplies by a power of ten in the direction that keeps the factor exact up to 10^22.
fn scale(x: f64, places: i32) -> f64 {
    if places >= 0 { x * 10f64.powi(places) } else { x / 10f64.powi(-places) }
}

/// Rounds `x` to `places` decimals, halves away from zero; negative places round left of the point
/// (`commands/round`). A half is judged on the decimal reading: `Round(29.8725;3)` is 29.873.
pub fn round(x: f64, places: i32) -> f64 {
    if !x.is_finite() || x == 0.0 || places > 300 {
        return x;
    }
    if places < -308 {
        return 0.0;
    }
    let scaled = scale(x.abs(), places);
    if scaled >= NO_FRACTION {
        return x;
    }
    let whole = scaled.floor();
    let up = scaled - whole + scaled * NOISE >= 0.5;
    let whole = if up { whole + 1.0 } else { whole };
    scale(whole, -places).copysign(x) + 0.0
}

/// Cuts `x` to `places` decimals toward minus infinity: `Trunc(-216.897;1)` is -216.9 (`commands/trunc`).
/// A value that is whole up to binary noise stays as it is.
pub fn trunc(x: f64, places: i32) -> f64 {
    if !x.is_finite() || x == 0.0 || places > 300 {
        return x;
    }
    let places = places.max(-308);
    let scaled = scale(x, places);
    if scaled.abs() >= NO_FRACTION {
        return x;
    }
    let near = scaled.round();
    let whole = if (scaled - near).abs() <= scaled.abs() * NOISE { near } else { scaled.floor() };
    scale(whole, -places) + 0.0
}

/// The whole part, toward minus infinity: `Int(-123.4)` is -124 (`commands/int`).
#[inline]
pub fn int(x: f64) -> f64 {
    x.floor()
}

/// The fractional part `x-Int(x)`, never negative (`commands/dec`). Noise that the subtraction lays bare is
/// rounded away, so `Dec(10.1)` equals `0.1` as written.
pub fn dec(x: f64) -> f64 {
    if !x.is_finite() {
        return 0.0;
    }
    let whole = x.floor();
    let part = x - whole;
    if whole == 0.0 {
        return part;
    }
    // The decimals that sixteen digits leave beside the whole part.
    let digits = whole.abs().log10().floor() as i32 + 1;
    let clean = round(part, (15 - digits).max(0));
    if (0.0..1.0).contains(&clean) { clean } else { part }
}

/// `Mod(a;b)`: remainder of the operands rounded to whole numbers, with the sign of `a` (`commands/mod`).
/// `None` when the divisor is zero.
pub fn modulo(a: f64, b: f64) -> Option<f64> {
    whole_remainder(a, b).or_else(|| remainder(a.round(), b.round()))
}

/// `a % b`: remainder of the operands cut to whole numbers, with the sign of `a` (`Concepts/number`).
/// `None` when the divisor is zero.
#[inline]
pub fn percent(a: f64, b: f64) -> Option<f64> {
    whole_remainder(a, b).or_else(|| remainder(a.trunc(), b.trunc()))
}

/// The remainder of whole numbers in 32 bits, which most are: no library call.
#[inline]
fn whole_remainder(a: f64, b: f64) -> Option<f64> {
    let (left, right) = (a as i32, b as i32);
    if f64::from(left) == a && f64::from(right) == b { left.checked_rem(right).map(f64::from) } else { None }
}

#[inline]
fn remainder(a: f64, b: f64) -> Option<f64> {
    if b == 0.0 { None } else { Some(a % b + 0.0) }
}

/// `a \ b`: `Int(a/b)` as documented, so `-7\2` is -4 (`Concepts/number`). `None` when the divisor is zero.
#[inline]
pub fn integer_divide(a: f64, b: f64) -> Option<f64> {
    if b == 0.0 { None } else { Some((a / b).floor()) }
}

/// A real as an operand of a bitwise operator: cut to a whole number, the low 32 bits kept, so that
/// 4294967295 and -1 are the same pattern. Values that are not finite give 0.
#[inline]
pub fn to_bits(x: f64) -> i32 {
    let fast = x as i32;
    if f64::from(fast) == x {
        return fast;
    }
    if !x.is_finite() {
        return 0;
    }
    let low = x.trunc() % 4_294_967_296.0;
    low as i64 as i32
}

/// A real stored in an `Integer` variable: rounded half away from zero like `Round`, kept inside the longint
/// range (the documentation leaves both open; this is the one place that decides).
#[inline]
pub fn to_longint(x: f64) -> i32 {
    let int = x as i32;
    // Rounding is a call; most numbers need none.
    if f64::from(int) == x { int } else { x.round() as i32 }
}

/// `a << n`: bits that leave are lost, zeros enter; 32 and more give 0 (`Concepts/number`).
#[inline]
pub fn shift_left(a: i32, n: i32) -> i32 {
    if (0..32).contains(&n) { ((a as u32) << n) as i32 } else { 0 }
}

/// `a >> n`: a logical shift, zeros enter on the left; 32 and more give 0 (`Concepts/number`).
#[inline]
pub fn shift_right(a: i32, n: i32) -> i32 {
    if (0..32).contains(&n) { ((a as u32) >> n) as i32 } else { 0 }
}

/// `a ?+ n`: bit `n` (0 to 31) set; other `n` leave `a` as it is (`Concepts/number`).
#[inline]
pub fn bit_set(a: i32, n: i32) -> i32 {
    a | shift_left(1, n)
}

/// `a ?- n`: bit `n` (0 to 31) cleared; other `n` leave `a` as it is (`Concepts/number`).
#[inline]
pub fn bit_clear(a: i32, n: i32) -> i32 {
    a & !shift_left(1, n)
}

/// `a ?? n`: whether bit `n` (0 to 31) is set; false for other `n` (`Concepts/number`).
#[inline]
pub fn bit_test(a: i32, n: i32) -> bool {
    a & shift_left(1, n) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_follows_the_decimal_reading() {
        for (x, places, want) in [
            (16.857, 2, 16.86),
            (32345.67, -3, 32000.0),
            (29.8725, 3, 29.873),
            (-1.5, 0, -2.0),
            (2.5, 0, 3.0),
            (-2.5, 0, -3.0),
            (1.005, 2, 1.01),
            (1.4999, 0, 1.0),
            (0.0, 2, 0.0),
            (5.0, -400, 0.0),
            (5.25, 400, 5.25),
            (1e300, 3, 1e300),
        ] {
            assert_eq!(round(x, places), want, "Round({x};{places})");
        }
        assert!(round(f64::NAN, 2).is_nan());
    }

    #[test]
    fn truncation_goes_down() {
        for (x, places, want) in [
            (216.897, 1, 216.8),
            (216.897, -1, 210.0),
            (-216.897, 1, -216.9),
            (-216.897, -1, -220.0),
            (-1.29, 1, -1.3),
            (8.2, 1, 8.2),
            (1.15, 2, 1.15),
        ] {
            assert_eq!(trunc(x, places), want, "Trunc({x};{places})");
        }
    }

    #[test]
    fn whole_and_fraction() {
        assert_eq!((int(-123.4), int(-1.5), int(7.9)), (-124.0, -2.0, 7.0));
        assert_eq!((dec(10.1), dec(-1.25), dec(3.0), dec(f64::INFINITY)), (0.1, 0.75, 0.0, 0.0));
    }

    #[test]
    fn division_and_remainder() {
        assert_eq!(modulo(3.5, 2.0), Some(0.0));
        assert_eq!(modulo(3.0, 2.0), Some(1.0));
        assert_eq!(modulo(1.0, 0.2), None);
        assert_eq!(percent(10.5, 2.0), Some(0.0));
        assert_eq!(percent(-7.0, 3.0), Some(-1.0));
        assert_eq!(percent(7.0, 0.0), None);
        assert_eq!(integer_divide(7.0, 2.0), Some(3.0));
        assert_eq!(integer_divide(-7.0, 2.0), Some(-4.0));
        assert_eq!(integer_divide(7.0, 0.0), None);
    }

    #[test]
    fn bits() {
        assert_eq!(shift_left(1, 4), 16);
        assert_eq!((shift_left(1, 32), shift_left(1, -1), shift_left(1, 31)), (0, 0, i32::MIN));
        assert_eq!(shift_right(-1, 28), 15);
        assert_eq!((bit_set(0, 3), bit_set(5, 99), bit_clear(15, 0)), (8, 5, 14));
        assert_eq!((bit_test(5, 0), bit_test(5, 1), bit_test(-1, 32)), (true, false, false));
        assert_eq!((to_bits(4_294_967_295.0), to_bits(-1.9), to_bits(f64::NAN)), (-1, -1, 0));
        assert_eq!((to_longint(3.7), to_longint(-2.5), to_longint(1e12)), (4, -3, i32::MAX));
    }

    #[test]
    fn equality_has_a_tolerance() {
        assert!(reals_equal(0.1 + 0.2, 0.3, DEFAULT_EPSILON));
        assert!(reals_equal(0.000_001, 0.000_002, DEFAULT_EPSILON));
        assert!(!reals_equal(0.000_001, 0.000_003, DEFAULT_EPSILON));
        assert!(reals_equal(f64::INFINITY, f64::INFINITY, 0.0));
        assert!(!reals_equal(f64::NAN, f64::NAN, 1.0));
    }

    proptest! {
        #[test]
        fn rounding_a_written_decimal_keeps_it(n in -1_000_000_000i64..1_000_000_000, places in 0i32..6) {
            let x = n as f64 / 10f64.powi(places);
            prop_assert_eq!(round(x, places), x);
            prop_assert_eq!(trunc(x, places), x);
        }

        #[test]
        fn nothing_panics(x: f64, y: f64, n: i32) {
            let _ = (round(x, n), trunc(x, n), dec(x), modulo(x, y), percent(x, y), integer_divide(x, y));
            let _ = (to_bits(x), shift_left(n, n), shift_right(n, n), bit_set(n, n), bit_clear(n, n));
        }

        #[test]
        fn bit_patterns_agree_with_integers(n: i64) {
            let n = n >> 11; // exact as a real
            prop_assert_eq!(to_bits(n as f64), n as i32);
        }
    }
}
