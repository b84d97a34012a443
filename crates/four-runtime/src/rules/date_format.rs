//! Dates to text: the numbered formats and the letter patterns of `String`.
//!
//! Names are those of the region; standards such as RFC 1123 stay English. Weeks follow ISO 8601 and begin on Monday, as the samples of the page do. The clock and
//! the time zone are handed in as the offset to UTC at an instant.
use super::date::{DateValue, local_to_utc};
use super::locale::{Locale, nth};
use super::time;
use std::fmt::Write;

/// Month names.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Day names, Sunday first.
pub const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The order of the numbers in short dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 12/29/2006.
    #[default]
    MonthDayYear,
    /// 29/12/2006.
    DayMonthYear,
    /// 2006/12/29.
    YearMonthDay,
}

/// What short dates depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateStyle {
    /// Order of the numbers.
    pub order: DateOrder,
    /// Years of two digits from this one on belong to `century`, others to the next (`commands/set-default-century`).
    pub pivot: i32,
    /// The century of years from the pivot on: 19 for 19xx.
    pub century: i32,
    /// The region that names and patterns come from.
    pub locale: Locale,
}

impl Default for DateStyle {
    fn default() -> Self {
        DateStyle { order: DateOrder::MonthDayYear, pivot: 30, century: 19, locale: Locale::default() }
    }
}

impl DateStyle {
    /// The year that two digits stand for.
    pub fn full_year(&self, two_digits: i32) -> i32 {
        let century = if two_digits >= self.pivot { self.century } else { self.century.saturating_add(1) };
        century.saturating_mul(100).saturating_add(two_digits)
    }

    fn short(&self, date: DateValue, year: &str) -> String {
        let (_, m, d) = date.ymd();
        let at = self.locale.separator;
        match self.order {
            DateOrder::MonthDayYear => format!("{m:02}{at}{d:02}{at}{year}"),
            DateOrder::DayMonthYear => format!("{d:02}{at}{m:02}{at}{year}"),
            DateOrder::YearMonthDay => format!("{year}{at}{m:02}{at}{d:02}"),
        }
    }
}

/// Three letters of a name, or as many as asked for.
fn head(name: &str, letters: usize) -> &str {
    name.get(..letters).unwrap_or(name)
}

fn month_name(date: DateValue) -> &'static str {
    usize::try_from(date.ymd().1 - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

fn day_name(date: DateValue) -> &'static str {
    if date.is_null() { "" } else { DAYS[(date.day_number() - 1).rem_euclid(7) as usize] }
}

/// `String(date;code{;addTime})` with the constants of the theme Date Display Formats (`commands/string`):
/// 1 to 3 system short, abbreviated, long; 4 to 7 internal short special, long, abbreviated, short; 8 ISO,
/// 9 ISO in GMT, 10 RFC 1123; +100 blank if null. Any other code is 1. `add_time` is in seconds; formats
/// without a place for it append `HH:MM:SS`. `offset_at` gives seconds east of UTC at an instant (seconds since
/// 1970); 9 and 10 convert from local time.
pub fn date_to_text(
    date: DateValue,
    code: i32,
    add_time: Option<i64>,
    style: &DateStyle,
    offset_at: &dyn Fn(i64) -> i32,
) -> String {
    let code = if code >= 100 {
        if date.is_null() {
            return String::new();
        }
        code - 100
    } else {
        code
    };
    let (y, m, d) = date.ymd();
    let seconds = add_time.unwrap_or(0);
    match code {
        8 => return format!("{y:04}-{m:02}-{d:02}T{}", time::time_string(seconds)),
        9 | 10 if date.is_null() => return format!("0000-00-00T{}Z", time::time_string(seconds)),
        9 | 10 => {
            let (date, seconds) = DateValue::from_unix_seconds(local_to_utc(date, seconds, offset_at));
            let (y, m, d) = date.ymd();
            let clock = time::time_string(seconds.into());
            return if code == 9 {
                format!("{y:04}-{m:02}-{d:02}T{clock}Z")
            } else {
                format!(
                    "{}, {d:02} {} {y:04} {clock} GMT",
                    head(day_name(date), 3),
                    head(month_name(date), 3)
                )
            };
        }
        _ => {}
    }
    let patterned =
        |pattern: &str| format_pattern(&Moment { date, locale: style.locale, ..Moment::default() }, pattern);
    let mut out = if date.is_null() {
        "00/00/00".to_owned()
    } else {
        match code {
            2 => patterned(style.locale.medium),
            3 => patterned(style.locale.long),
            4 if style.full_year(y % 100) == y => style.short(date, &format!("{:02}", y % 100)),
            5 => patterned(style.locale.plain),
            6 => patterned(&style.locale.plain.replace("MMMM", "MMM")),
            _ => style.short(date, &y.to_string()),
        }
    };
    if let Some(seconds) = add_time {
        out.push(' ');
        out.push_str(&time::time_string(seconds));
    }
    out
}

/// What a pattern shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    /// The date; null shows zeros and empty names.
    pub date: DateValue,
    /// Seconds since midnight; may exceed a day.
    pub seconds: i64,
    /// Seconds east of UTC.
    pub offset: i32,
    /// The region that names come from.
    pub locale: Locale,
}

impl Moment {
    fn month(&self, short: bool) -> &'static str {
        let list = if short { self.locale.short_months } else { self.locale.months };
        usize::try_from(self.date.ymd().1 - 1).map_or("", |at| nth(list, at))
    }

    fn day(&self, short: bool) -> &'static str {
        let list = if short { self.locale.short_days } else { self.locale.days };
        match self.date.is_null() {
            true => "",
            false => nth(list, (self.date.day_number() - 1).rem_euclid(7) as usize),
        }
    }
}

/// `String(dateOrTime;"pattern")` (`Project/date-time-formats`): letters stand for parts, their number for the
/// form, quotes protect text, blanks around the pattern are dropped. Unknown letters are kept.
pub fn format_pattern(moment: &Moment, pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern.trim_matches(' ');
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            rest = quoted(&rest[1..], &mut out);
            continue;
        }
        let same = rest.find(|other| other != c).unwrap_or(rest.len());
        if c.is_ascii_alphabetic() {
            letter(moment, c, same, &mut out);
        } else {
            out.push_str(&rest[..same]);
        }
        rest = &rest[same..];
    }
    out
}

/// Copies quoted text up to its closing quote, two quotes as one; gives what follows.
fn quoted<'a>(mut rest: &'a str, out: &mut String) -> &'a str {
    if let Some(after) = rest.strip_prefix('\'') {
        out.push('\'');
        return after;
    }
    loop {
        let Some((text, after)) = rest.split_once('\'') else {
            out.push_str(rest);
            return "";
        };
        out.push_str(text);
        match after.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return after,
        }
    }
}

/// Appends a number with zeros in front up to `width` digits (a pattern's letters, however many).
fn padded(out: &mut String, number: i64, width: usize) {
    let digits = number.unsigned_abs().to_string();
    if number < 0 {
        out.push('-');
    }
    out.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
    out.push_str(&digits);
}

/// A name by the number of letters: 1–3 abbreviated, 4 full, 5 one letter, 6 two letters.
fn name(out: &mut String, full: &str, short: &str, count: usize) {
    let letters = |count: usize| full.char_indices().nth(count).map_or(full, |(end, _)| &full[..end]);
    out.push_str(match count {
        4 => full,
        5 => letters(1),
        6 => letters(2),
        _ => short,
    });
}

fn letter(moment: &Moment, c: char, count: usize, out: &mut String) {
    let Moment { date, seconds, offset, locale } = *moment;
    let (y, m, d) = date.ymd();
    let hour = seconds.div_euclid(3600).rem_euclid(24);
    let pick = |forms: [&'static str; 3]| forms[count.saturating_sub(3).min(2)];
    match c {
        'G' if date.is_null() => {}
        'G' => out.push_str(pick(["AD", "Anno Domini", "A"])),
        'y' if count == 2 => padded(out, i64::from(y % 100), 2),
        'y' | 'u' => padded(out, y.into(), count),
        'Y' if count == 2 => padded(out, i64::from(date.iso_week().1 % 100), 2),
        'Y' => padded(out, date.iso_week().1.into(), count),
        'Q' | 'q' => {
            let quarter = (m + 2) / 3;
            match count {
                3 => {
                    let _ = write!(out, "Q{quarter}");
                }
                4 => {
                    let suffix = ["th", "st", "nd", "rd", "th"][(quarter.clamp(0, 4)) as usize];
                    let _ = write!(out, "{quarter}{suffix} quarter");
                }
                _ => padded(out, quarter.into(), if count == 2 { 2 } else { 1 }),
            }
        }
        'M' | 'L' if count < 3 => padded(out, m.into(), count),
        'M' | 'L' => name(out, moment.month(false), moment.month(true), count),
        'w' => padded(out, date.iso_week().0.into(), count),
        'd' => padded(out, d.into(), count),
        'D' => padded(out, date.day_of_year().into(), count),
        'E' => name(out, moment.day(false), moment.day(true), count),
        'e' | 'c' if count < 3 => {
            let number = if date.is_null() { 0 } else { (date.day_number() + 5) % 7 + 1 };
            padded(out, number.into(), if c == 'c' { 1 } else { count });
        }
        'e' | 'c' => name(out, moment.day(false), moment.day(true), count),
        'a' if locale.language() != "en" => out.push_str(locale.halves[usize::from(hour >= 12)]),
        'a' => out.push_str(if hour < 12 { pick(["AM", "AM", "a"]) } else { pick(["PM", "PM", "p"]) }),
        'b' => out.push_str(match (hour, seconds.rem_euclid(3600)) {
            (0, 0) => pick(["mid.", "midnight", "md"]),
            (12, 0) => pick(["noon", "noon", "n"]),
            (0..12, _) => pick(["AM", "AM", "a"]),
            _ => pick(["PM", "PM", "p"]),
        }),
        'B' => out.push_str(match (hour, seconds.rem_euclid(3600)) {
            (0, 0) => "midnight",
            (12, 0) => "noon",
            (6..12, _) => "in the morning",
            (12..18, _) => "in the afternoon",
            (18..21, _) => "in the evening",
            _ => "at night",
        }),
        'H' => padded(out, seconds / 3600, count),
        'h' => padded(out, (hour + 11) % 12 + 1, count),
        'K' => padded(out, hour % 12, count),
        'k' => padded(out, if hour == 0 { 24 } else { hour }, count),
        'm' => padded(out, seconds.rem_euclid(3600) / 60, count),
        's' => padded(out, seconds.rem_euclid(60), count),
        'X' | 'x' | 'O' | 'z' => zone(c, count, offset, out),
        _ => out.extend(std::iter::repeat_n(c, count)),
    }
}

/// Offsets to UTC: `X`/`x` ISO 8601 (`X` with `Z` for zero), `O` and `z` as GMT±.
fn zone(c: char, count: usize, offset: i32, out: &mut String) {
    let sign = if offset < 0 { '-' } else { '+' };
    let size = offset.unsigned_abs();
    let (h, m, s) = (size / 3600, size / 60 % 60, size % 60);
    let zulu = offset == 0 && (c == 'X' || c == 'z' && count == 5);
    let _ = match (c, count) {
        _ if zulu => write!(out, "Z"),
        ('O', _) | ('z', 4) if offset == 0 => write!(out, "GMT"),
        ('O', 4..) | ('z', 4) => write!(out, "GMT{sign}{h:02}:{m:02}"),
        ('O', _) if m == 0 => write!(out, "GMT{sign}{h}"),
        ('O', _) => write!(out, "GMT{sign}{h}:{m:02}"),
        ('X' | 'x', 1) if m == 0 => write!(out, "{sign}{h:02}"),
        ('X' | 'x', 4) if s != 0 => write!(out, "{sign}{h:02}{m:02}{s:02}"),
        (_, 5..) if s != 0 => write!(out, "{sign}{h:02}:{m:02}:{s:02}"),
        ('X' | 'x', 3 | 5..) | ('z', 5..) => write!(out, "{sign}{h:02}:{m:02}"),
        _ => write!(out, "{sign}{h:02}{m:02}"),
    };
}

#[cfg(test)]
#[path = "date_format_tests.rs"]
mod tests;
