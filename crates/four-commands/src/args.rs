//! Parameter and result types that several themes share: dates, times, lenient texts, and the memory limit.
//!
//! Each of them names the parameter in its error, like those of `four_runtime::registry`.

use std::rc::Rc;

use four_runtime::array::Array;
use four_runtime::error::describe;
use four_runtime::registry::{Arg, Args, ParamKind};
use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Host, Res, Value, memory};

/// A date, as parameter and as result; undefined counts as the null date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub DateValue);

impl<'a> Arg<'a> for Date {
    const KIND: ParamKind = ParamKind::Date;
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        match <&Value>::take(args, name)? {
            Value::Date(days) => Ok(Date(DateValue(*days))),
            other => Err(wrong(32, name, "Date", other)),
        }
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Value {
        Value::Date(date.0.0)
    }
}

/// A time in seconds, as parameter and as result; numbers count as seconds (`Concepts/time`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub i64);

impl<'a> Arg<'a> for Time {
    const KIND: ParamKind = ParamKind::Time;
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        let value = <&Value>::take(args, name)?;
        match value.as_number() {
            Some(seconds) => Ok(Time(seconds.round() as i64)),
            None => Err(wrong(54, name, "Time", value)),
        }
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Value {
        Value::Time(i32::try_from(time.0).unwrap_or(if time.0 < 0 { i32::MIN } else { i32::MAX }))
    }
}

/// The bytes of a blob.
pub struct Bytes<'a>(pub &'a Rc<Vec<u8>>);

impl<'a> Arg<'a> for Bytes<'a> {
    const KIND: ParamKind = ParamKind::Any;
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        match <&Value>::take(args, name)? {
            Value::Blob(bytes) => Ok(Bytes(bytes)),
            other => Err(wrong(54, name, "Blob", other)),
        }
    }
}

/// An array that exists already.
pub struct Elements<'a>(pub &'a Rc<Array>);

impl<'a> Arg<'a> for Elements<'a> {
    const KIND: ParamKind = ParamKind::Any;
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        match <&Value>::take(args, name)? {
            Value::Array(array) => Ok(Elements(array)),
            other => Err(wrong(54, name, "Array", other)),
        }
    }
}

/// The error for an argument of the wrong type.
#[cold]
pub fn wrong(code: i32, name: &str, expected: &str, found: &Value) -> Box<Error> {
    let name = name.trim_start_matches('_').replace('_', " ");
    Error::new(code, format!("The argument {name} must be of type {expected}; this is {}.", describe(found)))
}

/// Checks that a value of this many bytes may be made.
///
/// # Errors
/// -10701 when it exceeds the memory that the program may use.
pub fn check_size(host: &dyn Host, bytes: usize) -> Res<()> {
    let limit = host.app().settings().max_memory;
    if u64::try_from(bytes).is_ok_and(|bytes| limit == 0 || bytes <= limit) {
        return memory::reserve(bytes);
    }
    Err(memory::full())
}

/// Offset of local time from UTC at an instant, as the date rules ask for it.
pub fn offset_at(host: &dyn Host) -> impl Fn(i64) -> i32 + '_ {
    move |seconds| host.app().system().utc_offset(seconds)
}
