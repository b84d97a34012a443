//! Text to numbers: `Num` with a separator and with a base.
//!
//! Reading keeps the full precision of a double, whatever the thirteen digits of printing.

/// The longest decimal separator, in bytes.
const LONGEST_SEPARATOR: usize = 32;

/// `Num(text{;separator})`: the number that the digits of a text spell (`commands/num`).
///
/// Everything but digits, the separator, hyphens and `e` is skipped: `"a1b2c3"` is 123. A hyphen counts before
/// the first digit and right after `e`; anywhere else it ends the number. An `e` counts only between digits
/// (`"12e3"`, `"12e-3"`), so that words are skipped as words. A second separator is skipped. An empty
/// `separator` stands for `.`; one of several characters is matched whole, and one beyond 32 bytes
/// never.
pub fn text_to_num(text: &str, separator: &str) -> f64 {
    let bytes = text.as_bytes();
    if !bytes.is_empty() && bytes.len() <= 15 && bytes.iter().all(u8::is_ascii_digit) {
        return bytes.iter().fold(0u64, |n, b| n * 10 + u64::from(b - b'0')) as f64;
    }
    let separator = if separator.is_empty() { "." } else { separator };
    // A separator of many characters is compared at every place: beyond a few it is taken as absent.
    let separator = (separator.len() <= LONGEST_SEPARATOR).then_some(separator);
    let mut number = String::new();
    let (mut negative, mut point, mut digits) = (false, false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if let Some(tail) = separator.and_then(|separator| rest.strip_prefix(separator)) {
            if !point {
                point = true;
                number.push('.');
            }
            rest = tail;
            continue;
        }
        match c {
            '0'..='9' => {
                digits = true;
                number.push(c);
            }
            // The pages write the minus of their samples as a dash.
            '-' | '\u{2013}' | '\u{2212}' => {
                if digits || point {
                    break;
                }
                negative = true;
            }
            'e' | 'E' if number.ends_with(|l: char| l.is_ascii_digit()) => {
                if let Some(exponent) = exponent(after)
                    && text[..text.len() - rest.len()].ends_with(|l: char| l.is_ascii_digit())
                {
                    number.push_str(&format!("e{exponent}"));
                    break;
                }
            }
            _ => {}
        }
        rest = after;
    }
    if !digits {
        return 0.0;
    }
    if number.starts_with('.') {
        number.insert(0, '0');
    }
    let size: f64 = number.parse().unwrap_or(0.0);
    if negative && size != 0.0 { -size } else { size }
}

/// The exponent that follows `e`, if digits come next; held inside the range of a real.
fn exponent(text: &str) -> Option<i32> {
    let (sign, rest) = match text.strip_prefix(['-', '\u{2013}', '\u{2212}']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let digits = &rest[..end];
    if digits.is_empty() {
        return None;
    }
    Some(sign * digits.parse::<i32>().unwrap_or(100_000).min(100_000))
}

/// `Num(text;base)`: ECMAScript's `parseInt`, except that what is no number gives 0 (`commands/num`). Base 0
/// reads `0x` as hexadecimal and everything else as decimal; bases outside 2 to 36 give 0.
pub fn text_to_num_base(text: &str, base: i32) -> f64 {
    let text = text.trim_start_matches(super::split::is_space);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (base, text) = match (base, hex) {
        (0 | 16, Some(rest)) => (16, rest),
        (0, None) => (10, text),
        (2..=36, _) => (base as u32, text),
        _ => return 0.0,
    };
    let end = text.find(|c: char| !c.is_digit(base)).unwrap_or(text.len());
    let digits = &text[..end];
    let size = if base == 10 {
        digits.parse().unwrap_or(0.0)
    } else {
        let fold = |n: f64, c: char| n * f64::from(base) + f64::from(c.to_digit(base).unwrap_or(0));
        digits.chars().fold(0.0, fold)
    };
    if negative && size != 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn documented_num() {
        for (text, want) in [
            ("ABCD", 0.0),
            ("A1B2C3", 123.0),
            ("123", 123.0),
            ("123.4", 123.4),
            ("\u{2013}123", -123.0),
            ("\u{2013}123e2", -12300.0),
            ("123e-2", 1.23),
            ("123-456", 123.0),
            ("-9", -9.0),
            ("x1y2", 12.0),
            ("0xFF", 0.0),
            ("33,333.33", 33333.33),
            ("10 euros 5", 105.0),
            (".5", 0.5),
            ("", 0.0),
            ("-", 0.0),
            ("1e999999999999", f64::INFINITY),
            ("1.2.3", 1.23),
            ("7e", 7.0),
            ("9007199254740993", 9_007_199_254_740_992.0),
        ] {
            assert_eq!(text_to_num(text, ""), want, "{text}");
        }
        assert_eq!(text_to_num("1.234,5", ","), 1234.5);
        assert_eq!(text_to_num("1//5", "//"), 1.5);
    }

    #[test]
    fn documented_num_with_base() {
        for (text, base, want) in [
            ("ff", 16, 255.0),
            ("0xFF", 16, 255.0),
            ("0xFF", 0, 255.0),
            ("2", 2, 0.0),
            ("10.3", 16, 16.0),
            ("123.20", 10, 123.0),
            (" \n-z", 36, -35.0),
            ("12", 1, 0.0),
            ("12", -5, 0.0),
            ("", 0, 0.0),
        ] {
            assert_eq!(text_to_num_base(text, base), want, "{text} in base {base}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number(text: String, separator in "[.,e-]{0,2}", base: i32) {
            prop_assert!(!text_to_num(&text, &separator).is_nan());
            prop_assert!(!text_to_num_base(&text, base).is_nan());
        }
    }
}
