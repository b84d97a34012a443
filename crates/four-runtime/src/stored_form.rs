//! How dates and times are kept in objects and collections and written in JSON: the database parameters `Dates inside
//! objects` (of the process) and `Times inside objects` (of the program) of `commands/set-database-parameter`.
//!
//! At first dates stay dates and times become seconds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::rules::date::{DateValue, iso_day, local_to_utc};
use crate::rules::number;
use crate::value::Value;

/// Values of `Dates inside objects`, by 4D's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// `String type without time zone`: `2013-08-23T00:00:00.000Z`.
    WithoutZone = 0,
    /// `String type with time zone`: midnight as an instant, `2013-08-22T22:00:00.000Z` in Paris.
    WithZone = 1,
    /// `Date type`.
    Typed = 2,
}

/// Seconds to add to UTC at an instant.
type Offset = Rc<dyn Fn(i64) -> i32>;

thread_local! {
    static DATES: Cell<Dates> = const { Cell::new(Dates::Typed) };
    static OFFSET: RefCell<Option<Offset>> = const { RefCell::new(None) };
}

static MILLISECONDS: AtomicBool = AtomicBool::new(false);

/// The setting of this process.
pub fn dates() -> Dates {
    DATES.get()
}

/// Changes the setting of this process; `offset` gives the seconds to add to UTC at an instant.
pub fn set_dates(dates: Dates, offset: impl Fn(i64) -> i32 + 'static) {
    OFFSET.set(Some(Rc::new(offset)));
    DATES.set(dates);
}

/// True when times are kept in milliseconds.
pub fn milliseconds() -> bool {
    MILLISECONDS.load(Ordering::Relaxed)
}

/// Changes the unit of times, for all processes.
pub fn set_milliseconds(milliseconds: bool) {
    MILLISECONDS.store(milliseconds, Ordering::Relaxed);
}

/// A date as it is kept.
pub fn date(days: i32) -> Value {
    match dates() {
        Dates::Typed => Value::Date(days),
        Dates::WithoutZone | Dates::WithZone => Value::from(date_text(days)),
    }
}

/// A date as JSON has it.
pub fn date_text(days: i32) -> String {
    match dates() {
        Dates::Typed => iso_day(days),
        Dates::WithZone if days != 0 => {
            let offset = OFFSET.with_borrow(Option::clone);
            let offset = |instant| offset.as_ref().map_or(0, |offset| offset(instant));
            let (day, seconds) = DateValue::from_unix_seconds(local_to_utc(DateValue(days), 0, &offset));
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            format!("{}T{hours:02}:{minutes:02}:{seconds:02}.000Z", iso_day(day.0))
        }
        // The null date is no day anywhere.
        Dates::WithoutZone | Dates::WithZone => format!("{}T00:00:00.000Z", iso_day(days)),
    }
}

/// A time as it is kept.
pub fn time(seconds: i32) -> Value {
    if milliseconds() { Value::number(f64::from(seconds) * 1000.0) } else { Value::Int(seconds) }
}

/// A number that stands for a time, in seconds.
pub fn seconds(kept: f64) -> i32 {
    number::to_longint(if milliseconds() { kept / 1000.0 } else { kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of `commands/set-database-parameter` and `commands/json-stringify`: Paris in summer.
    #[test]
    fn dates_have_three_forms() {
        let day = DateValue::from_ymd(2013, 8, 23).unwrap().0;
        assert_eq!(date_text(day), "2013-08-23");
        set_dates(Dates::WithZone, |_| 7200);
        assert_eq!(date_text(day), "2013-08-22T22:00:00.000Z");
        assert_eq!(date_text(0), "0000-00-00T00:00:00.000Z");
        set_dates(Dates::WithoutZone, |_| 7200);
        assert_eq!(date_text(day), "2013-08-23T00:00:00.000Z");
        assert!(matches!(date(day), Value::Text(_)));
        set_dates(Dates::Typed, |_| 0);
        assert!(matches!(date(day), Value::Date(_)));
    }
}
