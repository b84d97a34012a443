//! `String` and `Num`: values to text and back.
//!
//! All formats live in `four_runtime::rules`; here they meet 4D's values. Times of the day are local times of the
//! machine; separators, names and the order of dates are those of the program's region (`commands/string`).

use four_runtime::rules::date::{self, DateValue};
use four_runtime::rules::date_format::{self, Moment};
use four_runtime::rules::{number_format, number_parse, number_text, time};
use four_runtime::{Error, Host, Res, Text, Value, commands, json};

use crate::args::{Time, offset_at};
use crate::date_time::style;

commands! { pub static COMMANDS: "String";
    /// A value as text (`commands/string`). Numbers take a format such as `"###,##0.00"` or a base from 2 to 36; dates
    /// and times take a format constant or a pattern such as `"yyyy-MM-dd"`, dates a time to show with them. Undefined
    /// gives an empty text, Null the text `null`. Error 54 for objects, collections and blobs.
    ///
    /// ```4d
    /// ASSERT(String(2/3)="0.6666666666667")
    /// ASSERT(String(1234.5; "###,##0.00")="1,234.50")
    /// ASSERT(String(255; 16)="ff")
    /// ASSERT(String(!2024-05-06!; ISO date)="2024-05-06T00:00:00")
    /// ASSERT(String(?01:02:03?)="01:02:03")
    /// ```
    "String" 10 fn string(host, value: &Value, format: Option<&Value>, add_time: Option<Time>) -> Text {
        if format.is_none() && add_time.is_none() {
            return match value {
                Value::Text(text) => Ok(text.clone()),
                Value::Int(int) => Ok(number_text::whole(i64::from(*int), Text::from_ascii)),
                other => display(host, other).map(Text::from),
            };
        }
        let locale = host.app().settings().locale;
        Ok(match value {
            Value::Int(_) | Value::Real(_) => {
                let number = value.as_number().unwrap_or(0.0);
                match format {
                    Some(Value::Text(format)) => {
                        let text = number_format::format_number(number, &format.to_str());
                        Text::from(if format.to_str().starts_with('&') { text } else { locale.localized(text) })
                    }
                    Some(base) => match base.as_number().and_then(|base| number_text::real_to_base(number, base as i32)) {
                        Some(text) => Text::from(text),
                        None => return Err(Error::type_mismatch("a format or a base from 2 to 36", base)),
                    },
                    None => Text::from(locale.localized(number_text::real_to_text(number))),
                }
            }
            Value::Date(days) => Text::from(dated(host, DateValue(*days), format, add_time)?),
            Value::Time(seconds) => Text::from(timed(host, i64::from(*seconds), format)?),
            Value::Text(text) => text.clone(),
            other => Text::from(display(host, other)?),
        })
    }

    /// A value as number (`commands/num`): from a text all digits, with `separator` as decimal separator, or the number
    /// that it is in a base from 2 to 36; True is 1, False, Null and undefined are 0.
    ///
    /// ```4d
    /// ASSERT(Num("a1b2c3")=123)
    /// ASSERT(Num("1,5"; ",")=1.5)
    /// ASSERT(Num("ff"; 16)=255)
    /// ASSERT(Num(True)=1)
    /// ```
    "Num" 11 fn num(host, value: &Value, separator_or_base: Option<&Value>) -> f64 {
        Ok(match value {
            Value::Text(text) => match separator_or_base {
                None => {
                    let mut separator = [0; 4];
                    let decimal = host.app().settings().locale.decimal.encode_utf8(&mut separator);
                    number_parse::text_to_num(&text.to_str(), decimal)
                }
                Some(Value::Text(separator)) => number_parse::text_to_num(&text.to_str(), &separator.to_str()),
                Some(base) => match base.as_number() {
                    Some(base) => number_parse::text_to_num_base(&text.to_str(), base as i32),
                    None => return Err(Error::type_mismatch("a separator or a base", base)),
                },
            },
            Value::Bool(flag) => f64::from(u8::from(*flag)),
            Value::Undefined | Value::Null | Value::Unassigned => 0.0,
            other => match other.as_number() {
                Some(number) => number,
                None => return Err(Error::type_mismatch("a text, number or Boolean", other)),
            },
        })
    }
}

/// A value as `String` shows it without format.
///
/// # Errors
/// 54 for values that have no text, such as objects.
pub fn display(host: &dyn Host, value: &Value) -> Res<String> {
    Ok(match value {
        Value::Undefined => String::new(),
        Value::Null | Value::Unassigned => "null".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(int) => number_text::whole(i64::from(*int), str::to_owned),
        Value::Real(real) => host.app().settings().locale.localized(number_text::real_to_text(*real)),
        Value::Text(text) => text.to_string(),
        Value::Date(days) => dated(host, DateValue(*days), None, None)?,
        Value::Time(seconds) => time::time_string(i64::from(*seconds)),
        Value::Array(array) => array.current().to_string(),
        other => return Err(Error::type_mismatch("a text, number, date, time or Boolean", other)),
    })
}

/// A value as `.join()` and messages show it: objects and collections as JSON.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn display_any(host: &dyn Host, value: &Value) -> Res<String> {
    match value {
        Value::Object(_)
        | Value::Collection(_)
        | Value::Function(_)
        | Value::Class(_)
        | Value::Blob(_)
        | Value::Pointer(_)
        | Value::Array(_) => json::stringify(value, false),
        other => display(host, other),
    }
}

fn dated(host: &dyn Host, date: DateValue, format: Option<&Value>, add_time: Option<Time>) -> Res<String> {
    let seconds = add_time.map(|time| time.0);
    match format {
        Some(Value::Text(pattern)) if !pattern.is_empty() => {
            let moment = moment(host, date, seconds.unwrap_or(0));
            Ok(date_format::format_pattern(&moment, &pattern.to_str()))
        }
        _ => {
            let code = code_of(format)?;
            Ok(date_format::date_to_text(date, code, seconds, &style(host), &offset_at(host)))
        }
    }
}

fn timed(host: &dyn Host, seconds: i64, format: Option<&Value>) -> Res<String> {
    match format {
        Some(Value::Text(pattern)) if !pattern.is_empty() => {
            Ok(date_format::format_pattern(&moment(host, DateValue::NULL, seconds), &pattern.to_str()))
        }
        _ => Ok(time::time_to_text_in(seconds, code_of(format)?, host.app().settings().locale)),
    }
}

/// The format constant; 1 where none is given.
fn code_of(format: Option<&Value>) -> Res<i32> {
    match format {
        None | Some(Value::Text(_)) => Ok(1),
        Some(format) => match format.as_number() {
            Some(code) => Ok(code as i32),
            None => Err(Error::type_mismatch("a format", format)),
        },
    }
}

fn moment(host: &dyn Host, date: DateValue, seconds: i64) -> Moment {
    let utc = date::local_to_utc(date, seconds, &offset_at(host));
    Moment {
        date,
        seconds,
        offset: host.app().system().utc_offset(utc),
        locale: host.app().settings().locale,
    }
}
