//! Calendar dates as day counts.
//!
//! A date is an `i32`: 0 is the null date `!00-00-00!`, 1 is 1 January 100, and each day adds one up to
//! 31 December 32767 ([`LAST`]); so dates order as integers, with null before all. The calendar is the Gregorian
//! one throughout (`Concepts/date`). What would fall outside becomes the null date.

/// A date value; the bare count is what values carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateValue(pub i32);

/// Days from 1 March 0 to the day before 1 January 100.
const BEFORE_FIRST: i64 = 36_464;
/// Days from 1 January 100 to 1 January 1970, plus one: the count of the latter.
const UNIX_EPOCH: i64 = 683_004;
/// The count of 31 December 32767.
pub const LAST: i32 = 11_931_741;

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;

/// Days since 1 March of year 0 in the Gregorian calendar; months as given, days may lie outside them.
fn days_from_march(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1
}

/// Days of a month (1 to 12).
pub fn month_length(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl DateValue {
    /// The null date `!00-00-00!`.
    pub const NULL: DateValue = DateValue(0);

    /// Whether this is the null date.
    pub fn is_null(self) -> bool {
        self.0 == 0
    }

    /// A day of the calendar, `None` if there is no such day between the years 100 and 32767.
    pub fn from_ymd(year: i32, month: i32, day: i32) -> Option<DateValue> {
        let valid = (100..=32767).contains(&year) && (1..=12).contains(&month);
        if !valid || !(1..=month_length(year, month)).contains(&day) {
            return None;
        }
        Some(Self::from_count(days_from_march(year.into(), month.into(), day.into()) - BEFORE_FIRST))
    }

    /// A count brought into range: null if it is no date.
    fn from_count(count: i64) -> DateValue {
        i32::try_from(count).ok().filter(|n| (1..=LAST).contains(n)).map_or(Self::NULL, DateValue)
    }

    /// Year, month and day; zeros for the null date (`commands/year-of`, `commands/month-of`, `commands/day-of`).
    pub fn ymd(self) -> (i32, i32, i32) {
        if !(1..=LAST).contains(&self.0) {
            return (0, 0, 0);
        }
        let days = i64::from(self.0) + BEFORE_FIRST;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        (year as i32, month as i32, day as i32)
    }

    /// Sunday 1 to Saturday 7; the null date gives 2 (`commands/day-number`).
    pub fn day_number(self) -> i32 {
        if self.is_null() { 2 } else { (self.0 % 7 + 4).rem_euclid(7) + 1 }
    }

    /// The date some days later; null stays null, and what leaves the calendar becomes null (`Concepts/date`).
    pub fn add_days(self, days: f64) -> DateValue {
        if self.is_null() || !days.is_finite() {
            return Self::NULL;
        }
        Self::from_count(i64::from(self.0).saturating_add(days.trunc() as i64))
    }

    /// Days from `earlier` to this date (`Concepts/date`); null counts as the day before the first date.
    pub fn days_since(self, earlier: DateValue) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// `Add to date`: years and months first, the day clipped to the month reached, then days
    /// (`commands/add-to-date`). The null date counts as year 0, month 0, day 0, so adding a year, a month and a
    /// day to it builds a date.
    pub fn add(self, years: i64, months: i64, days: i64) -> DateValue {
        let (year, month, day) = self.ymd();
        let total = i64::from(year)
            .saturating_add(years)
            .saturating_mul(12)
            .saturating_add(i64::from(month) - 1)
            .saturating_add(months);
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
        let Some(year) = i32::try_from(year).ok().filter(|year| (0..=40_000).contains(year)) else {
            return Self::NULL;
        };
        let day = day.min(month_length(year, month as i32));
        let start = days_from_march(year.into(), month, day.into()) - BEFORE_FIRST;
        Self::from_count(start.saturating_add(days))
    }

    /// Seconds since 1970-01-01 of this date's midnight, as if in UTC; null gives that of the day before year 100.
    pub fn unix_seconds(self) -> i64 {
        (i64::from(self.0) - UNIX_EPOCH) * DAY_SECONDS
    }

    /// The date and the second of the day that lie `seconds` after 1970-01-01; null when out of range.
    pub fn from_unix_seconds(seconds: i64) -> (DateValue, i32) {
        let date = Self::from_count(seconds.div_euclid(DAY_SECONDS) + UNIX_EPOCH);
        (date, seconds.rem_euclid(DAY_SECONDS) as i32)
    }

    /// Day of the year, from 1; 0 for null.
    pub fn day_of_year(self) -> i32 {
        let (year, ..) = self.ymd();
        Self::from_ymd(year, 1, 1).map_or(0, |first| self.0 - first.0 + 1)
    }

    /// ISO 8601 week and the year it belongs to; zeros for null.
    pub fn iso_week(self) -> (i32, i32) {
        if self.is_null() {
            return (0, 0);
        }
        // The week belongs to the year of its Thursday; at the edges of the calendar to the nearest there is.
        let weekday = (self.day_number() + 5) % 7;
        let thursday = DateValue((self.0 - weekday + 3).clamp(1, LAST));
        ((thursday.day_of_year() + 6) / 7, thursday.ymd().0)
    }
}

/// The instant, in seconds since 1970 in UTC, at which clocks show a local date and second of the day.
/// `offset_at` gives the seconds to add to UTC at an instant; where clocks skip or repeat, the nearer reading wins.
pub fn local_to_utc(date: DateValue, seconds: i64, offset_at: &dyn Fn(i64) -> i32) -> i64 {
    let local = date.unix_seconds().saturating_add(seconds);
    let guess = local - i64::from(offset_at(local));
    local - i64::from(offset_at(guess))
}

/// A date count as ISO 8601 `YYYY-MM-DD`, `0000-00-00` for null: dates in JSON (`commands/json-stringify`).
pub fn iso_day(days: i32) -> String {
    let (year, month, day) = DateValue(days).ymd();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads exactly `YYYY-MM-DD` (years of five digits too) as a date count; `None` when it is no such date.
/// `0000-00-00` is the null date.
pub fn parse_iso_day(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if !(10..=11).contains(&bytes.len()) || bytes[bytes.len() - 3] != b'-' || bytes[bytes.len() - 6] != b'-' {
        return None;
    }
    let number = |digits: &[u8]| {
        let add = |n: i32, b: &u8| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0'));
        digits.iter().try_fold(0, add)
    };
    let (year, rest) = bytes.split_at(bytes.len() - 6);
    match (number(year)?, number(&rest[1..3])?, number(&rest[4..])?) {
        (0, 0, 0) if year.len() == 4 => Some(0),
        (y, m, d) => DateValue::from_ymd(y, m, d).map(|date| date.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> DateValue {
        DateValue(parse_iso_day(text).unwrap())
    }

    #[test]
    fn the_ends_of_the_calendar() {
        assert_eq!(DateValue::from_ymd(100, 1, 1), Some(DateValue(1)));
        assert_eq!(DateValue::from_ymd(32767, 12, 31), Some(DateValue(LAST)));
        assert_eq!(DateValue(LAST).ymd(), (32767, 12, 31));
        assert_eq!(date("1970-01-01").unix_seconds(), 0);
        assert_eq!(DateValue(LAST).add_days(1.0), DateValue::NULL);
        assert_eq!(DateValue(1).add_days(-1.0), DateValue::NULL);
        assert_eq!(DateValue(i32::MAX).ymd(), (0, 0, 0));
        for (y, m, d) in [
            (99, 12, 31),
            (32768, 1, 1),
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 13, 1),
            (2024, 4, 31),
            (2024, 1, 0),
        ] {
            assert_eq!(DateValue::from_ymd(y, m, d), None);
        }
    }

    #[test]
    fn documented_arithmetic() {
        assert_eq!(date("2024-02-28").add_days(2.0), date("2024-03-01"));
        assert_eq!(date("2024-03-01").days_since(date("2024-02-28")), 2);
        assert_eq!(date("2024-01-01").day_number(), 2);
        assert_eq!(date("2024-01-07").day_number(), 1);
        assert_eq!(DateValue::NULL.day_number(), 2);
        assert_eq!(date("2024-01-31").add(0, 1, 0), date("2024-02-29"));
        assert_eq!(date("2024-02-29").add(1, 0, 1), date("2025-03-01"));
        assert_eq!(date("2024-03-15").add(0, -3, 0), date("2023-12-15"));
        assert_eq!(DateValue::NULL.add(2024, 5, 6), date("2024-05-06"));
        assert_eq!(date("2024-03-15").add(i64::MAX, i64::MIN, i64::MAX), DateValue::NULL);
        assert_eq!((date("1954-03-17").iso_week(), date("2010-01-01").iso_week()), ((11, 1954), (53, 2009)));
        assert_eq!(date("2001-03-17").day_of_year(), 76);
    }

    #[test]
    fn iso_days() {
        assert_eq!(iso_day(0), "0000-00-00");
        assert_eq!(iso_day(date("12024-05-06").0), "12024-05-06");
        for text in [
            "2024-5-06",
            "2024-05-06T",
            "2024/05/06",
            "2023-02-29",
            "",
            "+024-05-06",
            "20é4-05-06",
            "0000-01-01",
        ] {
            assert_eq!(parse_iso_day(text), None, "{text}");
        }
        assert_eq!(parse_iso_day("0000-00-00"), Some(0));
    }

    #[test]
    fn local_instants_survive_a_change_of_offset() {
        // One hour ahead, two from instant 1 000 000 on.
        let offset = |at: i64| if at < 1_000_000 { 3600 } else { 7200 };
        let utc = |local: i64| local_to_utc(date("1970-01-01"), local, &offset);
        assert_eq!((utc(7200), utc(2_007_200)), (3600, 2_000_000));
    }

    proptest! {
        #[test]
        fn every_count_is_a_day(count in 1i32..=LAST) {
            let (y, m, d) = DateValue(count).ymd();
            prop_assert_eq!(DateValue::from_ymd(y, m, d), Some(DateValue(count)));
            prop_assert_eq!(parse_iso_day(&iso_day(count)), Some(count));
            let (back, rest) = DateValue::from_unix_seconds(DateValue(count).unix_seconds() + 86_399);
            prop_assert_eq!((back, rest), (DateValue(count), 86_399));
            prop_assert_eq!(DateValue(count).add(0, 0, 1), DateValue(count).add_days(1.0));
        }

        #[test]
        fn anything_goes(count: i32, y: i64, m: i64, d: i64, f: f64, text: String) {
            let date = DateValue(count);
            let _ = (date.add(y, m, d), date.add(y % 999, m % 99, d), date.iso_week(), date.add_days(f));
            let _ = (date.unix_seconds(), DateValue::from_unix_seconds(y), parse_iso_day(&text), date.days_since(DateValue(i32::MIN)));
        }
    }
}
