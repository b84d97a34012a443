//! Numbers shown by a format text: `String(n;"###,##0.00")`.
//!
//! A format has up to three parts (positive; negative; zero) of placeholders and literals. Decimals are cut, never
//! rounded, after binary noise is taken away (fifteen digits); only the scientific format rounds. The separators are
//! `.` and `,`. Source: the number formats of `FormObjects/propertiesDisplay` and `commands/string`.
use super::number::to_bits;
use super::number_text::{Digits, real_to_text};
use super::time::time_to_text;

/// Digits that are free of binary noise.
const CLEAN_DIGITS: usize = 15;

fn is_placeholder(c: char) -> bool {
    matches!(c, '#' | '0' | '^' | '*')
}

/// What a placeholder without digit shows.
fn filler(placeholder: char) -> Option<char> {
    match placeholder {
        '0' => Some('0'),
        '^' => Some(' '),
        '*' => Some('*'),
        _ => None,
    }
}

/// A number in a format (`commands/string`). Infinities give `INF` and `-INF`, what is no number `""`; an empty
/// format is the default one. Too many digits give a row of `<`.
pub fn format_number(x: f64, format: &str) -> String {
    if !x.is_finite() || format.is_empty() {
        return real_to_text(x);
    }
    if let Some(special) = format.strip_prefix('&')
        && let Some(text) = format_special(x, special)
    {
        return text;
    }
    let mut parts = format.splitn(3, ';');
    let positive = parts.next().unwrap_or("");
    match (x, parts.next(), parts.next()) {
        (0.0, _, Some(zero)) => zero.to_owned(),
        (_, Some(negative), _) if x < 0.0 => format_part(x.abs(), negative),
        _ => format_part(x, positive),
    }
}

/// The formats that begin with `&`: hexadecimal, XML, times, scientific.
fn format_special(x: f64, special: &str) -> Option<String> {
    let bits = to_bits(x) as u32;
    match special {
        "x" | "X" if bits <= 0xFFFF => return Some(format!("0x{bits:04X}")),
        "x" | "X" => return Some(format!("0x{bits:08X}")),
        "$" => return Some(format!("${bits:X}")),
        _ => {}
    }
    if special.eq_ignore_ascii_case("xml") {
        return Some(real_to_text(x));
    }
    if let Some(code) = special.strip_prefix('/') {
        return Some(time_to_text(x as i64, code.parse().ok()?));
    }
    let digits: usize = special.parse().ok().filter(|_| special.bytes().all(|b| b.is_ascii_digit()))?;
    let text = format!("{:.*e}", digits.clamp(1, 17) - 1, x + 0.0);
    let (mantissa, exponent) = text.split_once('e')?;
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    Some(format!("{mantissa}e{sign}{exponent}"))
}

/// A finite number in one part of a format.
fn format_part(x: f64, part: &str) -> String {
    let chars: Vec<char> = part.chars().collect();
    let first = chars.iter().enumerate().position(|(at, c)| {
        is_placeholder(*c) || *c == '.' && chars.get(at + 1).copied().is_some_and(is_placeholder)
    });
    let (Some(first), Some(last)) = (first, chars.iter().rposition(|c| is_placeholder(*c))) else {
        return part.to_owned();
    };
    let core = &chars[first..=last];
    let (whole, decimal) = match core.iter().position(|c| *c == '.') {
        Some(point) => (&core[..point], &core[point + 1..]),
        None => (core, &core[core.len()..]),
    };
    let number = Digits::rounded(x, CLEAN_DIGITS);
    let (digits, exponent) = (number.as_str().as_bytes(), number.exponent);
    let places = decimal.iter().filter(|c| is_placeholder(**c)).count();
    let digit = |power: i32| {
        let at = usize::try_from(exponent - power).ok();
        at.and_then(|at| digits.get(at)).map_or('0', |b| char::from(*b))
    };
    let below: Vec<char> = (1..=places as i32).map(|place| digit(-place)).collect();
    let above: Vec<char> =
        if x == 0.0 || exponent < 0 { Vec::new() } else { (0..=exponent).rev().map(digit).collect() };
    // What shows as zero has no sign.
    let negative = x < 0.0 && (!above.is_empty() || below.iter().any(|c| *c != '0'));

    let mut out: String = chars[..first].iter().collect();
    match format_whole(whole, &above, negative) {
        Some(text) => out.push_str(&text),
        None => {
            return "<".repeat(core.len());
        }
    }
    out.push_str(&format_decimals(decimal, &below));
    out.extend(&chars[last + 1..]);
    out
}

/// The whole part: digits from the right, the sign in the placeholder before them. `None` if they do not fit.
fn format_whole(whole: &[char], digits: &[char], negative: bool) -> Option<String> {
    let places = whole.iter().filter(|c| is_placeholder(**c)).count();
    let mut shown = digits.len();
    if shown + usize::from(negative) > places {
        return None;
    }
    // From a 0 on everything is a digit, unless the sign needs the place.
    let zero = whole.iter().filter(|c| is_placeholder(**c)).position(|c| *c == '0');
    if let Some(zero) = zero {
        shown = shown.max((places - zero).min(places - usize::from(negative)));
    }
    let mut fill = String::new();
    let mut rest = String::new();
    let mut place = 0;
    let mut last_fill = None;
    for c in whole {
        if is_placeholder(*c) {
            let left = places - place;
            place += 1;
            if left <= shown {
                rest.push(if left <= digits.len() { digits[digits.len() - left] } else { '0' });
                continue;
            }
            last_fill = filler(*c);
            if !(negative && left == shown + 1) {
                fill.extend(last_fill);
            }
        } else if place > 0 && place > places - shown {
            rest.push(*c);
        } else {
            // A separator without digits before it looks as the placeholder there does.
            fill.extend(last_fill);
        }
    }
    if negative {
        fill.push('-');
    }
    Some(fill + &rest)
}

/// The decimals with their point; nothing for zeros that only `#` would show.
fn format_decimals(decimal: &[char], digits: &[char]) -> String {
    let kinds: Vec<char> = decimal.iter().copied().filter(|c| is_placeholder(*c)).collect();
    let significant = digits.iter().rposition(|c| *c != '0').map_or(0, |at| at + 1);
    let forced = kinds.iter().rposition(|c| *c == '0').map_or(0, |at| at + 1);
    let shown = significant.max(forced);
    let mut out = String::new();
    match kinds.first() {
        Some(_) if shown > 0 => out.push('.'),
        Some(kind) => out.extend(filler(*kind)),
        None => {}
    }
    let mut place = 0;
    for c in decimal {
        if is_placeholder(*c) {
            match digits.get(place) {
                Some(digit) if place < shown => out.push(*digit),
                _ => out.extend(filler(*c)),
            }
            place += 1;
        } else if place < shown {
            out.push(*c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn documented_table() {
        for (format, positive, negative, zero) in [
            ("###", "<<<", "<<<", ""),
            ("####", "1234", "<<<<", ""),
            ("#######", "1234", "-1234", ""),
            ("#####.##", "1234.5", "-1234.5", ""),
            ("####0.00", "1234.50", "-1234.50", "0.00"),
            ("#####0", "1234", "-1234", "0"),
            ("+#####0;-#####0;0", "+1234", "-1234", "0"),
            ("#####0DB;#####0CR;0", "1234DB", "1234CR", "0"),
            ("#####0;(#####0)", "1234", "(1234)", "0"),
            ("###,##0", "1,234", "-1,234", "0"),
            ("##,##0.00", "1,234.50", "-1,234.50", "0.00"),
            ("^^^^^^^", "   1234", "  -1234", "       "),
            ("^^^^^^0", "   1234", "  -1234", "      0"),
            ("^^^,^^0", "  1,234", " -1,234", "      0"),
            ("*******", "***1234", "**-1234", "*******"),
            ("******0", "***1234", "**-1234", "******0"),
            ("***,**0", "**1,234", "*-1,234", "******0"),
            ("**,**0.00", "*1,234.50", "-1,234.50", "*****0.00"),
            ("$*,**0.00;-$*,**0.00", "$1,234.50", "-$1,234.50", "$****0.00"),
            ("$^^^^0", "$ 1234", "$-1234", "$    0"),
            ("$^^^0;-$^^^0", "$1234", "-$1234", "$   0"),
            ("$###,##0.00;($###,##0.00);", "$1,234.50", "($1,234.50)", ""),
            ("$###,##0.00;($###,##0.00)", "$1,234.50", "($1,234.50)", "$0.00"),
            ("###;###;#", "<<<", "<<<", "#"),
            ("&2", "1.2e+3", "-1.2e+3", "0.0e+0"),
            ("&xml", "1234.5", "-1234.5", "0"),
        ] {
            let shown = [1234.5, -1234.5, 0.0].map(|x| format_number(x, format));
            assert_eq!(shown, [positive, negative, zero], "{format}");
        }
    }

    #[test]
    fn documented_samples() {
        for (x, format, want) in [
            (32768.0, "###,##0 Inhabitants", "32,768 Inhabitants"),
            (1.0 / 3.0, "##0.00000", "0.33333"),
            (std::f64::consts::PI, "##0.00", "3.14"),
            (-1.0, "&x", "0xFFFFFFFF"),
            (-1.0, "&$", "$FFFFFFFF"),
            (128.0, "&x", "0x0080"),
            (128.0, "&$", "$80"),
            (16384.0, "&x", "0x4000"),
            (65536.0, "&x", "0x00010000"),
            (50.3, "&xml", "50.3"),
            (1.0, "True;;False", "True"),
            (-1.0, "True;;False", ""),
            (0.0, "True;;False", "False"),
            (759.62, "&3", "7.60e+2"),
            (0.00759, "&2", "7.6e-3"),
            (25000.0, "&/5", "6:56 AM"),
            (1234.5, "###,##0.00", "1,234.50"),
            (-5.0, "##0;(##0)", "(5)"),
            (12345.0, "###", "<<<"),
            (-26.0, "##0", "-26"),
            (-260.0, "##0", "<<<"),
            (-5.0, "000", "-05"),
            (5.0, "000", "005"),
            (f64::NAN, "##0", ""),
            (f64::NEG_INFINITY, "##0", "-INF"),
            (0.5, ".00", ".50"),
            (1.5, ".00", "<<<"),
            (1.15, "0.00", "1.15"),
            (0.7 + 0.1, "0.00", "0.80"),
            (2.999, "0.00", "2.99"),
            (-0.001, "0.00", "0.00"),
            (1234.0, "####.##", "1234"),
            (1234.5, "####.00##", "1234.50"),
            (12.5, "", "12.5"),
            (611234567.0, "## ## ## ## ##", "6 11 23 45 67"),
            (5.0, "&", "&"),
            (1e300, "#,##0", "<<<<<"),
            (1e20, "&21", "1.0000000000000000e+20"),
        ] {
            assert_eq!(format_number(x, format), want, "{x} {format}");
        }
    }

    proptest! {
        #[test]
        fn anything_goes(x: f64, format: String, made in "[-#0^*.,;$ &x/0-9]{0,12}") {
            format_number(x, &format);
            prop_assert!(format_number(x, &made).len() < 100);
        }

        #[test]
        fn enough_places_show_the_number(cents in -99_999_999i64..99_999_999) {
            let text = format_number(cents as f64 / 100.0, "#,###,###,##0.00");
            prop_assert_eq!(text.replace(',', ""), format!("{:.2}", cents as f64 / 100.0));
        }
    }
}
