//! Tests of numbers as text: the samples of the pages, and properties against the standard library.
use super::*;
use crate::rules::number_parse::{text_to_num, text_to_num_base};
use proptest::prelude::*;

#[test]
fn documented_reals() {
    for (x, want) in [
        (2f64.powi(15), "32768"),
        (1.0 / 3.0, "0.3333333333333"),
        (2.0 / 3.0, "0.6666666666667"),
        (1f64.atan() * 4.0, "3.14159265359"),
        (f64::NAN, ""),
        (f64::INFINITY, "INF"),
        (f64::NEG_INFINITY, "-INF"),
        (10.0, "10"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-1.5, "-1.5"),
        (0.05, "0.05"),
        (1234.5678, "1234.5678"),
        (1e20, "1e+20"),
        (-1.5e-9, "-1.5e-9"),
        (0.000001, "0.000001"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (1e13, "10000000000000"),
        (12_345_678.123_456_7, "12345678.12346"),
        (f64::MAX, "1.797693134862e+308"),
        (5e-324, "4.940656458412e-324"),
        (0.99999999999999, "1"),
    ] {
        assert_eq!(real_to_text(x), want, "{x:e}");
    }
}

#[test]
fn documented_bases() {
    for (x, base, want) in [
        (10.0, 2, "1010"),
        (-10.0, 2, "-1010"),
        (254.0, 16, "fe"),
        (-16_523_461.0, 16, "-fc20c5"),
        (f64::NAN, 10, "NaN"),
        (f64::NEG_INFINITY, 16, "-Infinity"),
        (0.5, 2, "0.1"),
        (255.5, 16, "ff.8"),
        (0.1, 2, "0.0001100110011001100110011001100110011001100110011001101"),
        (35.0, 36, "z"),
        (0.0, 7, "0"),
        (2f64.powi(60), 2, "1000000000000000000000000000000000000000000000000000000000000"),
        (1.5, 0, "1.5"),
    ] {
        assert_eq!(real_to_base(x, base).as_deref(), Some(want), "{x} in base {base}");
    }
    assert_eq!((real_to_base(1.0, 1), real_to_base(1.0, 37)), (None, None));
}

#[test]
fn json_is_shortest() {
    for (x, want) in [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-7, "1e-7"),
        (0.000001, "0.000001"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
        (-2.5e-300, "-2.5e-300"),
    ] {
        assert_eq!(json_number(x), want);
    }
}

proptest! {
    #[test]
    fn whole_numbers_are_written_whole(n: i64) {
        for n in [n, n >> 20, n >> 40, n >> 55, i64::MIN, i64::MAX] {
            let mut out = String::new();
            push_integer(&mut out, n);
            prop_assert_eq!(out, n.to_string());
        }
    }

    #[test]
    fn reals_keep_thirteen_digits(x in proptest::num::f64::NORMAL) {
        let back: f64 = real_to_text(x).parse().unwrap();
        prop_assert!(((back - x) / x).abs() <= 5.1e-13 || back.is_infinite());
    }

    #[test]
    fn short_decimals_are_what_thirteen_digits_give(n in -99_999_999i64..99_999_999, places in 0usize..8) {
        let x = n as f64 / 10f64.powi(places as i32);
        let mut general = String::new();
        push_digits(&mut general, x < 0.0, &Digits::rounded(x, DIGITS), -6, DIGITS as i32);
        prop_assert_eq!(real_to_text(x), general);
    }

    #[test]
    fn integers_give_the_digits_of_the_library(mantissa in 0.1f64..1.0, power in -6i32..13, decimals in 0usize..9) {
        let written = format!("{:.decimals$}5", mantissa * 10f64.powi(power)).parse::<f64>().unwrap();
        for x in [mantissa * 10f64.powi(power), written, 10f64.powi(power), 10f64.powi(power).next_down()] {
            for count in [13, 15] {
                let (got, want) = (Digits::rounded(x, count), Digits::of_text(&format!("{x:.*e}", count - 1)));
                prop_assert_eq!((got.as_str(), got.exponent), (want.as_str(), want.exponent), "{:e}", x);
            }
        }
    }

    #[test]
    fn json_reads_back(x in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
        prop_assert_eq!(json_number(x).parse::<f64>().unwrap(), x);
    }

    #[test]
    fn bases_read_back(n in -(1i64 << 53)..(1i64 << 53), base in 2i32..=36) {
        let text = real_to_base(n as f64, base).unwrap();
        prop_assert_eq!(i64::from_str_radix(&text, base as u32).unwrap(), n);
        prop_assert_eq!(text_to_num_base(&text, base), n as f64);
    }

    #[test]
    fn any_real_in_any_base(x: f64, base: i32) {
        let _ = real_to_base(x, base);
        for base in 2..=36 {
            prop_assert!(real_to_base(x, base).is_some());
        }
    }

    #[test]
    fn printed_reals_are_read_again(x in -1e12f64..1e12) {
        let text = real_to_text(x);
        prop_assert_eq!(text_to_num(&text, "."), text.parse::<f64>().unwrap());
    }
}
