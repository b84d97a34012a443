//! Numbers to text: `String`, number bases and JSON numbers.
//!
//! Printing a whole number or a decimal of middling size never goes through the general float printer: it is
//! on the path of every loop that builds text.
use std::fmt::Write;

/// Significant digits of a real as text (`commands/string`).
const DIGITS: usize = 13;
/// Whole numbers up to 2^53 are exact and printed whole.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The powers of ten that the short decimals are tried with.
const POWERS: [f64; 5] = [10.0, 100.0, 1_000.0, 10_000.0, 100_000.0];

/// The numbers 00 to 99, two digits each.
const PAIRS: [u8; 200] = {
    let mut table = [0; 200];
    let mut n = 0;
    while n < 100 {
        table[2 * n] = b'0' + (n / 10) as u8;
        table[2 * n + 1] = b'0' + (n % 10) as u8;
        n += 1;
    }
    table
};

/// `String(x)`: at most 13 significant digits, no trailing zeros, `.` as separator; `INF`, `-INF`, and `""` for
/// what is not a number (`commands/string`). Whole numbers up to 2^53 are printed in full; other magnitudes
/// from 10^13 on and below 10^-6 take an exponent (`1e+20`), which the documentation leaves open.
pub fn real_to_text(x: f64) -> String {
    let mut out = String::new();
    push_real(&mut out, x);
    out
}

/// Appends what [`real_to_text`] gives.
#[inline]
pub fn push_real(out: &mut String, x: f64) {
    let whole = x as i64;
    if whole as f64 == x && x.abs() <= EXACT {
        push_integer(out, whole);
    } else {
        push_fraction(out, x);
    }
}

/// Appends a whole number in base ten.
#[inline]
pub fn push_integer(out: &mut String, n: i64) {
    whole(n, |text| out.push_str(text));
}

/// Makes something of a whole number in base ten, which stands on the stack.
#[inline]
pub fn whole<T>(n: i64, make: impl FnOnce(&str) -> T) -> T {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = n.unsigned_abs();
    // Two digits a division.
    while rest >= 10 {
        let pair = (rest % 100) as usize * 2;
        rest /= 100;
        at -= 2;
        digits[at] = PAIRS[pair];
        digits[at + 1] = PAIRS[pair + 1];
    }
    if rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b'0' + rest as u8;
    }
    if n < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    make(std::str::from_utf8(&digits[at..]).unwrap_or_default())
}

fn push_fraction(out: &mut String, x: f64) {
    if !x.is_finite() {
        out.push_str(match x {
            f64::INFINITY => "INF",
            f64::NEG_INFINITY => "-INF",
            _ => "",
        });
        return;
    }
    let size = x.abs();
    if (1e-5..1e7).contains(&size) {
        for (decimals, power) in POWERS.iter().enumerate() {
            // A decimal of at most 13 digits that reads back as x is what rounding to 13 digits would give.
            let scaled = (size * power).round();
            if scaled / power == size {
                return push_short(out, x < 0.0, scaled as u64, decimals + 1, *power as u64);
            }
        }
    }
    push_digits(out, x < 0.0, &Digits::rounded(x, DIGITS), -6, DIGITS as i32);
}

fn push_short(out: &mut String, negative: bool, scaled: u64, decimals: usize, power: u64) {
    if negative {
        out.push('-');
    }
    push_integer(out, (scaled / power) as i64);
    let mut digits = [b'0'; 6];
    digits[0] = b'.';
    let mut rest = scaled % power;
    for place in (1..=decimals).rev() {
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(std::str::from_utf8(&digits[..=decimals]).unwrap_or_default());
}

/// The significant decimal digits of a number without trailing zeros, and the exponent of the first: 1234.5 is
/// `12345` and 3. Zero is `0` and 0. There is no sign.
pub(super) struct Digits {
    bytes: [u8; 20],
    count: usize,
    /// Power of ten of the first digit.
    pub exponent: i32,
}

impl Digits {
    /// The digits of a finite number, rounded to `count` (at most 17) of them.
    pub fn rounded(x: f64, count: usize) -> Digits {
        let size = x.abs();
        if let Some(digits) = Self::by_integers(size, count) {
            return digits;
        }
        Self::of_text(&format!("{size:.*e}", count.clamp(1, 17) - 1))
    }

    /// The fewest digits that read back as the finite number.
    fn shortest(x: f64) -> Digits {
        Self::of_text(&format!("{:e}", x.abs()))
    }

    /// The same for middling sizes, exactly, in integers: the mantissa times a power of ten, then shifted.
    fn by_integers(size: f64, count: usize) -> Option<Digits> {
        if !(1e-6..1e13).contains(&size) || !(13..=15).contains(&count) {
            return None;
        }
        let mantissa = u128::from(size.to_bits() & ((1 << 52) - 1) | 1 << 52);
        let shift = 1075 - (size.to_bits() >> 52) as i32; // size = mantissa / 2^shift
        let mut exponent = size.log10().floor() as i32;
        let limit = 10u64.pow(count as u32);
        // The logarithm may be off by one next to a power of ten.
        for _ in 0..2 {
            let power = u32::try_from(count as i32 - 1 - exponent).ok().filter(|power| *power <= 21)?;
            let scaled = mantissa.checked_mul(10u128.pow(power))?;
            let (whole, rest) = match shift {
                1..=126 => (scaled >> shift, scaled & ((1 << shift) - 1)),
                0 => (scaled, 0),
                _ => return None,
            };
            let half = if shift > 0 { 1u128 << (shift - 1) } else { 1 };
            let up = rest > half || rest == half && whole & 1 == 1;
            let number = u64::try_from(whole).ok()? + u64::from(up);
            if number >= limit {
                exponent += 1;
            } else if number < limit / 10 {
                exponent -= 1;
            } else {
                return Some(Self::of_integer(number, count, exponent));
            }
        }
        None
    }

    fn of_integer(mut number: u64, mut count: usize, exponent: i32) -> Digits {
        while count > 1 && number.is_multiple_of(10) {
            number /= 10;
            count -= 1;
        }
        let mut bytes = [b'0'; 20];
        for byte in bytes[..count].iter_mut().rev() {
            *byte = b'0' + (number % 10) as u8;
            number /= 10;
        }
        Digits { bytes, count, exponent }
    }

    /// Reads what the standard library writes as `d.ddde-x`.
    fn of_text(text: &str) -> Digits {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut bytes = [b'0'; 20];
        let mut count = 0;
        for byte in mantissa.bytes().filter(u8::is_ascii_digit).take(bytes.len()) {
            bytes[count] = byte;
            count += 1;
        }
        while count > 1 && bytes[count - 1] == b'0' {
            count -= 1;
        }
        Digits { bytes, count: count.max(1), exponent: exponent.parse().unwrap_or(0) }
    }

    /// The digits as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.count]).unwrap_or("0")
    }
}

/// Writes digits plainly while the exponent lies in `low..high`, else as `d.ddde+x`.
fn push_digits(out: &mut String, negative: bool, number: &Digits, low: i32, high: i32) {
    let (digits, exponent) = (number.as_str(), number.exponent);
    if negative {
        out.push('-');
    }
    if exponent < low || exponent >= high {
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        let _ = write!(out, "e{exponent:+}");
    } else if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
        out.push_str(digits);
    } else {
        let point = exponent as usize + 1;
        if digits.len() <= point {
            out.push_str(digits);
            out.extend(std::iter::repeat_n('0', point - digits.len()));
        } else {
            out.push_str(&digits[..point]);
            out.push('.');
            out.push_str(&digits[point..]);
        }
    }
}

/// A number in JSON: the shortest digits that read back as `x`, whole numbers without decimals, exponents
/// from 10^21 on and below 10^-6; `null` for what is not finite (ECMA-262, `JSON.stringify`).
pub fn json_number(x: f64) -> String {
    let mut out = String::new();
    push_json_number(&mut out, x);
    out
}

/// Appends what [`json_number`] gives.
#[inline]
pub fn push_json_number(out: &mut String, x: f64) {
    let whole = x as i64;
    if whole as f64 == x && x.abs() <= EXACT {
        push_integer(out, whole);
    } else if x.is_finite() {
        push_digits(out, x < 0.0, &Digits::shortest(x), -6, 21);
    } else {
        out.push_str("null");
    }
}

/// `String(x;base)` for bases 2 to 36 as ECMAScript's `Number.prototype.toString` does it: lower case, sign
/// kept, fractions too, `NaN`, `Infinity` (`commands/string`). Base 0 stands for 10; `None` for other bases.
pub fn real_to_base(x: f64, base: i32) -> Option<String> {
    let base = match base {
        0 => 10,
        2..=36 => base as u32,
        _ => return None,
    };
    if x.is_nan() {
        return Some("NaN".into());
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { "Infinity" } else { "-Infinity" }.into());
    }
    if base == 10 {
        return Some(json_number(x));
    }
    let digit = |n: u32| char::from_digit(n, base).unwrap_or('0');
    let radix = f64::from(base);
    let size = x.abs();
    let (mut whole, mut fraction) = (size.floor(), size - size.floor());
    // The fraction ends where the next digit would be below the precision of x.
    let mut delta = (0.5 * (size.next_up() - size)).max(f64::from_bits(1));
    let mut decimals: Vec<u32> = Vec::new();
    while fraction >= delta {
        fraction *= radix;
        delta *= radix;
        let next = fraction as u32;
        decimals.push(next);
        fraction -= f64::from(next);
        if (fraction > 0.5 || fraction == 0.5 && next & 1 == 1) && fraction + delta > 1.0 {
            // Round up, with a carry through digits that are full.
            loop {
                match decimals.pop() {
                    None => {
                        whole += 1.0;
                        break;
                    }
                    Some(last) if last + 1 < base => {
                        decimals.push(last + 1);
                        break;
                    }
                    Some(_) => {}
                }
            }
            break;
        }
    }
    let mut reversed = String::new();
    while whole >= EXACT {
        whole /= radix;
        reversed.push('0');
    }
    let mut rest = whole as u64;
    loop {
        reversed.push(digit((rest % u64::from(base)) as u32));
        rest /= u64::from(base);
        if rest == 0 {
            break;
        }
    }
    if x < 0.0 {
        reversed.push('-');
    }
    let mut out: String = reversed.chars().rev().collect();
    if !decimals.is_empty() {
        out.push('.');
        out.extend(decimals.into_iter().map(digit));
    }
    Some(out)
}

#[cfg(test)]
#[path = "number_text_tests.rs"]
mod tests;
