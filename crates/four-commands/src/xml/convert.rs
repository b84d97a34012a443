//! Values of 4D as texts of XML and back (`commands/xml-set-options`, `commands/xml-decode`).

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use four_runtime::rules::date::DateValue;
use four_runtime::{Host, Res, Value, json};

use super::options::{
    DATE_DATETIME_LOCAL, DATE_DATETIME_UTC, DATE_LOCAL, DATE_UTC, TIME_DURATION, TIME_LOCAL, TIME_SECONDS,
    TIME_UTC,
};
use super::tree::Options;
use super::{code, error};

/// A value as it stands in XML, before characters are escaped.
///
/// # Errors
/// For pointers, arrays, objects and collections.
pub fn to_xml(host: &dyn Host, value: &Value, options: &Options) -> Res<String> {
    Ok(match value {
        Value::Undefined | Value::Null | Value::Unassigned => String::new(),
        // Line ends are line feeds in XML.
        Value::Text(text) => text.to_str().replace("\r\n", "\n").replace('\r', "\n"),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Real(real) => json::number_text(*real),
        Value::Date(days) => date(host, DateValue(*days), options.date_encoding),
        Value::Time(seconds) => time(host, i64::from(*seconds), options.time_encoding),
        Value::Blob(bytes) => {
            let head = if options.binary_encoding == 2 { "data:;base64," } else { "" };
            format!("{head}{}", STANDARD.encode(bytes.as_slice()))
        }
        other => {
            let found = four_runtime::error::describe(other);
            return Err(error(
                code::INVALID,
                format!("XML takes texts, numbers, dates and the like; this is {found}."),
            ));
        }
    })
}

fn date(host: &dyn Host, date: DateValue, encoding: i32) -> String {
    let (year, month, day) = date.ymd();
    let plain = format!("{year:04}-{month:02}-{day:02}");
    match encoding {
        DATE_LOCAL => format!("{plain} {}", zone(host)),
        DATE_DATETIME_LOCAL => format!("{plain}T00:00:00 {}", zone(host)),
        DATE_UTC => format!("{plain}Z"),
        DATE_DATETIME_UTC => format!("{plain}T00:00:00Z"),
        _ => plain,
    }
}

fn time(host: &dyn Host, seconds: i64, encoding: i32) -> String {
    let clock = |seconds: i64| {
        let seconds = seconds.rem_euclid(86_400);
        format!("0000-00-00T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    };
    match encoding {
        TIME_UTC => format!("{}Z", clock(seconds - i64::from(offset(host)))),
        TIME_LOCAL => format!("{}{}", clock(seconds), zone(host)),
        TIME_SECONDS => seconds.to_string(),
        TIME_DURATION => {
            let (sign, seconds) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
            format!("{sign}PT{:02}H{:02}M{:02}S", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        _ => clock(seconds),
    }
}

fn offset(host: &dyn Host) -> i32 {
    let system = host.app().system();
    system.utc_offset(system.now().0)
}

fn zone(host: &dyn Host) -> String {
    let minutes = offset(host) / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Stores a text of XML in a place, converted into the type of what the place holds; a text where that has none.
pub fn give(host: &dyn Host, place: &mut Value, text: String) {
    *place = match place {
        Value::Int(_) | Value::Real(_) => Value::number(text.trim().replace(',', ".").parse().unwrap_or(0.0)),
        Value::Bool(_) => Value::Bool(matches!(text.trim(), "1" | "true" | "True")),
        Value::Date(_) => Value::Date(read_date(&text).unwrap_or(0)),
        Value::Time(_) => Value::Time(read_time(host, &text).unwrap_or(0)),
        Value::Blob(_) => Value::Blob(Rc::new(read_bytes(&text))),
        _ => Value::from(text),
    };
}

/// The date at the beginning of a text such as `2009-10-25T01:03:20+01:00`.
fn read_date(text: &str) -> Option<i32> {
    let mut parts = text.trim().split(['-', 'T', ' ', 'Z']);
    let mut part = || parts.next()?.parse::<i32>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    Some(DateValue::from_ymd(year, month, day)?.0)
}

/// The time of a text: seconds, a duration, or a clock time that is brought into local time.
fn read_time(host: &dyn Host, text: &str) -> Option<i32> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    if let Some(duration) = text.strip_prefix("PT") {
        let (mut total, mut number) = (0i32, 0i32);
        for c in duration.chars() {
            match (c.to_digit(10), c) {
                (Some(digit), _) => number = number.checked_mul(10)?.checked_add(digit as i32)?,
                (None, unit) => {
                    let factor = match unit {
                        'H' => 3600,
                        'M' => 60,
                        'S' => 1,
                        _ => return None,
                    };
                    total = total.checked_add(number.checked_mul(factor)?)?;
                    number = 0;
                }
            }
        }
        return Some(total);
    }
    let clock = text.rsplit('T').next()?;
    let mut parts = clock.get(..8)?.split(':').map(|part| part.parse::<i32>().ok());
    let seconds = parts.next()?? * 3600 + parts.next()?? * 60 + parts.next()??;
    let zone = clock.get(8..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim();
    let given = match zone.as_bytes() {
        [] => return Some(seconds),
        [b'Z'] => 0,
        [sign, rest @ ..] => {
            let rest = std::str::from_utf8(rest).ok()?;
            let (hours, minutes) = rest.split_once(':')?;
            let offset = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
            if *sign == b'-' { -offset } else { offset }
        }
    };
    Some((seconds - given + offset(host)).rem_euclid(86_400))
}

fn read_bytes(text: &str) -> Vec<u8> {
    let text = match text.strip_prefix("data:") {
        Some(data) => data.split_once(',').map_or("", |(_, data)| data),
        None => text,
    };
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(plain).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_host::TestHost;

    #[test]
    fn times_come_in_three_notations() {
        let host = TestHost::new(1 << 20);
        // The tests' clock is two hours ahead of UTC.
        for (text, seconds) in [
            ("7246", Some(7246)),
            ("PT02H00M46S", Some(7246)),
            ("0000-00-00T02:00:46", Some(7246)),
            ("2009-10-25T00:00:46Z", Some(7246)),
            ("2009-10-25T05:00:46+05:00", Some(7246)),
            ("PT99999999999H", None),
            ("é", None),
            ("T1é:00:00", None),
        ] {
            assert_eq!(read_time(&host, text), seconds, "{text}");
        }
    }

    #[test]
    fn dates_are_read_without_their_time() {
        assert_eq!(
            read_date("2009-10-25T01:03:20+01:00"),
            DateValue::from_ymd(2009, 10, 25).map(|date| date.0)
        );
        assert_eq!(read_date("2009-13-25"), None);
    }
}
