//! Commands of the theme Date and Time.
//!
//! Days and seconds are counted by `four_runtime::rules::date` and `time`; the clock and the offset to UTC come from
//! the system behind the host.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use four_runtime::registry::Star;
use four_runtime::rules::date::DateValue;
use four_runtime::rules::date_format::DateStyle;
use four_runtime::rules::date_parse;
use four_runtime::rules::time;
use four_runtime::{Error, Host, Value, commands};

use crate::args::{Date, Time, offset_at};

commands! { pub static COMMANDS: "Date and Time";
    /// The date of today, local time (`commands/current-date`).
    ///
    /// ```4d
    /// ASSERT(Current date>!2020-01-01!)
    /// ```
    "Current date" 33 fn current_date(host, _on_server: Star) -> Date { Ok(Date(local_now(host).0)) }

    /// The time of the day, local time (`commands/current-time`).
    ///
    /// ```4d
    /// ASSERT(Current time<?24:00:00?)
    /// ```
    "Current time" 178 fn current_time(host, _on_server: Star) -> Time { Ok(Time(i64::from(local_now(host).1))) }

    /// Now in UTC as `yyyy-MM-ddTHH:mm:ss.SSSZ` (`commands/timestamp`).
    ///
    /// ```4d
    /// ASSERT(Length(Timestamp)=24)
    /// ```
    "Timestamp" 1445 fn timestamp(host) -> String {
        let (seconds, nanos) = host.app().system().now();
        let (date, second) = DateValue::from_unix_seconds(seconds);
        let (year, month, day) = date.ymd();
        let time = time::time_string(i64::from(second));
        Ok(format!("{year:04}-{month:02}-{day:02}T{time}.{:03}Z", nanos / 1_000_000))
    }

    /// Milliseconds since the machine started, as a 32-bit number that becomes negative after 24 days
    /// (`commands/milliseconds`).
    ///
    /// ```4d
    /// var $start : Integer:=Milliseconds
    /// ASSERT((Milliseconds-$start)>=0)
    /// ```
    "Milliseconds" 459 fn milliseconds(host) -> i32 { Ok(host.app().system().ticks().as_millis() as i32) }

    /// Sixtieths of a second since the machine started (`commands/tickcount`).
    ///
    /// ```4d
    /// ASSERT(Tickcount>=0)
    /// ```
    "Tickcount" 458 fn tickcount(host) -> i32 {
        Ok((host.app().system().ticks().as_millis() * 60 / 1000) as i32)
    }

    /// A text as date (`commands/date`): ISO `YYYY-MM-DDTHH:MM:SS`, or month, day and year as in `12/25/04`. What is no
    /// date gives the null date, as undefined and Null do.
    ///
    /// ```4d
    /// ASSERT(Date("12/25/04")=!2004-12-25!)
    /// ASSERT(Date("2013-06-05T20:00:00")=!2013-06-05!)
    /// ASSERT(Date("no date")=!00-00-00!)
    /// ```
    "Date" 102 fn date(host, expression: &Value) -> Date {
        Ok(Date(match expression {
            Value::Date(days) => DateValue(*days),
            Value::Text(text) => date_parse::text_to_date(&text.to_str(), &style(host), &offset_at(host)),
            Value::Undefined | Value::Null | Value::Unassigned => DateValue::NULL,
            other => return Err(Error::type_mismatch("a text or date", other)),
        }))
    }

    /// A text or a number of seconds as time (`commands/time`).
    ///
    /// ```4d
    /// ASSERT(Time("13:15:00")=?13:15:00?)
    /// ASSERT(Time(10000)=?02:46:40?)
    /// ```
    "Time" 179 fn time(_host, value: &Value) -> Time {
        Ok(Time(match value {
            Value::Text(text) => time::text_to_time(&text.to_str()),
            Value::Undefined | Value::Null | Value::Unassigned => 0,
            other => match other.as_number() {
                Some(seconds) => (seconds as i64).clamp(-time::LONGEST, time::LONGEST),
                None => return Err(Error::type_mismatch("a text or a number of seconds", other)),
            },
        }))
    }

    /// A number of seconds as `HH:MM:SS`; hours go beyond 24 (`commands/time-string`).
    ///
    /// ```4d
    /// ASSERT(Time string(90061)="25:01:01")
    /// ```
    "Time string" 180 fn time_string(_host, seconds: Time) -> String { Ok(time::time_string(seconds.0)) }

    /// Day of the month; 0 for the null date (`commands/day-of`).
    ///
    /// ```4d
    /// ASSERT(Day of(!1992-12-25!)=25)
    /// ```
    "Day of" 23 fn day_of(_host, date: Date) -> i32 { Ok(date.0.ymd().2) }

    /// Month of the year; 0 for the null date (`commands/month-of`).
    ///
    /// ```4d
    /// ASSERT(Month of(!1992-12-25!)=12)
    /// ```
    "Month of" 24 fn month_of(_host, date: Date) -> i32 { Ok(date.0.ymd().1) }

    /// Year; 0 for the null date (`commands/year-of`).
    ///
    /// ```4d
    /// ASSERT(Year of(!1992-12-25!)=1992)
    /// ```
    "Year of" 25 fn year_of(_host, date: Date) -> i32 { Ok(date.0.ymd().0) }

    /// Day of the week, Sunday 1 to Saturday 7; 2 for the null date (`commands/day-number`).
    ///
    /// ```4d
    /// ASSERT(Day number(!2024-01-01!)=Monday)
    /// ASSERT(Day number(!00-00-00!)=2)
    /// ```
    "Day number" 114 fn day_number(_host, date: Date) -> i32 { Ok(date.0.day_number()) }

    /// A date some years, months and days later (`commands/add-to-date`). A day that the month reached does not have
    /// becomes its last.
    ///
    /// ```4d
    /// ASSERT(Add to date(!2024-01-31!; 0; 1; 0)=!2024-02-29!)
    /// ASSERT(Add to date(!2000-01-01!; 1; 1; 1)=!2001-02-02!)
    /// ```
    "Add to date" 393 fn add_to_date(_host, date: Date, years: i32, months: i32, days: i32) -> Date {
        Ok(Date(date.0.add(i64::from(years), i64::from(months), i64::from(days))))
    }

    /// Sets what years of two digits mean (`commands/set-default-century`): those from `pivot` on belong to `century`,
    /// others to the next one. The default is 19 and 30.
    ///
    /// ```4d
    /// SET DEFAULT CENTURY(20; 0)
    /// ASSERT(Date("01/02/97")=!2097-01-02!)
    /// SET DEFAULT CENTURY(19)
    /// ASSERT(Date("01/02/97")=!1997-01-02!)
    /// ```
    "SET DEFAULT CENTURY" 392 fn set_default_century(host, century: i32, pivot: Option<i32>) {
        let setting = century_setting(host);
        if let Some(setting) = setting.downcast_ref::<Century>() {
            setting.century.store(century.clamp(0, 300), Ordering::Relaxed);
            setting.pivot.store(pivot.unwrap_or(30).clamp(0, 99), Ordering::Relaxed);
        }
        Ok(())
    }
}

/// What `SET DEFAULT CENTURY` sets, for all processes.
struct Century {
    century: AtomicI32,
    pivot: AtomicI32,
}

fn century_setting(host: &dyn Host) -> Arc<dyn std::any::Any + Send + Sync> {
    host.app().service("century", &|| {
        let style = DateStyle::default();
        Arc::new(Century { century: AtomicI32::new(style.century), pivot: AtomicI32::new(style.pivot) })
    })
}

/// How short dates are read and written.
pub fn style(host: &dyn Host) -> DateStyle {
    let locale = host.app().settings().locale;
    let mut style = DateStyle { order: locale.order, locale, ..DateStyle::default() };
    if let Some(setting) = century_setting(host).downcast_ref::<Century>() {
        style.century = setting.century.load(Ordering::Relaxed);
        style.pivot = setting.pivot.load(Ordering::Relaxed);
    }
    style
}

/// The local date and second of the day.
fn local_now(host: &dyn Host) -> (DateValue, i32) {
    let system = host.app().system();
    let (seconds, _) = system.now();
    DateValue::from_unix_seconds(seconds.saturating_add(i64::from(system.utc_offset(seconds))))
}
