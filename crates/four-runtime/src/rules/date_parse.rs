//! Text to dates: ISO 8601 first, then the numbers of a short date wherever they stand.
use super::date::{DAY_SECONDS, DateValue, parse_iso_day};
use super::date_format::{DateOrder, DateStyle};

/// `Date(text)` (`commands/date`): `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS` with decimals of a second and with `Z`,
/// else the first three numbers of the text in the order of `style` (a first number of three or more digits is the year).
/// Years of one or two digits follow the pivot. What is no date gives the null date. A stamp with `Z` is in UTC
/// and becomes the local day; `offset_at` gives the seconds east of UTC at an instant.
pub fn text_to_date(text: &str, style: &DateStyle, offset_at: &dyn Fn(i64) -> i32) -> DateValue {
    let text = text.trim();
    if let Some(days) = parse_iso_day(text) {
        return DateValue(days);
    }
    if let Some((date, seconds, utc)) = parse_iso_stamp(text) {
        if !utc || date.is_null() {
            return date;
        }
        let instant = date.unix_seconds() + seconds;
        return DateValue::from_unix_seconds(instant + i64::from(offset_at(instant))).0;
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let (Some(a), Some(b), Some(c)) = (numbers.next(), numbers.next(), numbers.next()) else {
        return DateValue::NULL;
    };
    let (year, month, day) = match style.order {
        _ if a.len() > 2 => (a, b, c),
        DateOrder::MonthDayYear => (c, a, b),
        DateOrder::DayMonthYear => (c, b, a),
        DateOrder::YearMonthDay => (a, b, c),
    };
    let number = |digits: &str| digits.parse::<i32>().unwrap_or(-1);
    let full = if year.len() <= 2 { style.full_year(number(year)) } else { number(year) };
    if month.len() > 2 || day.len() > 2 {
        return DateValue::NULL;
    }
    DateValue::from_ymd(full, number(month), number(day)).unwrap_or(DateValue::NULL)
}

/// Reads `YYYY-MM-DDTHH:MM:SS{.fff}{Z}`: the date, the second of the day and whether it is in UTC.
pub fn parse_iso_stamp(text: &str) -> Option<(DateValue, i64, bool)> {
    let (day, clock) = text.split_once('T')?;
    let date = DateValue(parse_iso_day(day)?);
    let (clock, utc) = clock.strip_suffix('Z').map_or((clock, false), |rest| (rest, true));
    let (clock, decimals) = clock.split_once('.').unwrap_or((clock, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = clock.split(':');
    let mut next = |below: i64| {
        let part = parts.next().filter(|part| part.len() == 2 && all_digits(part))?;
        part.parse::<i64>().ok().filter(|n| *n < below)
    };
    // A leap second reads as the second before.
    let seconds = next(25)? * 3600 + next(60)? * 60 + next(61)?.min(59);
    if parts.next().is_some() || !all_digits(decimals) || seconds > DAY_SECONDS {
        return None;
    }
    Some((date, seconds, utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::date::iso_day;
    use crate::rules::date_format::date_to_text;
    use proptest::prelude::*;

    fn read(text: &str, order: DateOrder) -> String {
        let style = DateStyle { order, ..DateStyle::default() };
        iso_day(text_to_date(text, &style, &|_| 7200).0)
    }

    #[test]
    fn documented_texts() {
        let null = "0000-00-00";
        for (text, want) in [
            ("12/25/94", "1994-12-25"),
            ("12/25/29", "2029-12-25"),
            ("12/25/30", "1930-12-25"),
            ("40/40/94", null),
            ("13/35/94", null),
            ("aa/12/94", null),
            ("It was the 6/30, we were in 2016", "2016-06-30"),
            ("2020-11-17T00:00:00.0000", "2020-11-17"),
            ("2013-06-05T20:00:00", "2013-06-05"),
            ("2013-06-05T22:30:00Z", "2013-06-06"),
            ("2013-06-05", "2013-06-05"),
            ("2024/5/6", "2024-05-06"),
            ("1 2.1999", "1999-01-02"),
            ("1-2-5", "2005-01-02"),
            ("12/25", null),
            ("", null),
            ("99999999999/1/1", null),
        ] {
            assert_eq!(read(text, DateOrder::MonthDayYear), want, "{text}");
        }
        assert_eq!(read("30/01/2010", DateOrder::DayMonthYear), "2010-01-30");
        assert_eq!(read("10/01/30", DateOrder::YearMonthDay), "2010-01-30");
    }

    #[test]
    fn stamps() {
        assert_eq!(
            parse_iso_stamp("2024-05-06T01:02:03.5Z"),
            Some((DateValue(parse_iso_day("2024-05-06").unwrap()), 3723, true))
        );
        for text in [
            "2024-05-06T1:02:03",
            "2024-05-06T01:02",
            "2024-05-06T01:02:03:04",
            "2024-05-06T01:02:03.",
            "2024-05-06T+1:02:03",
            "2024-05-06T24:00:01",
        ] {
            assert_eq!(parse_iso_stamp(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn short_dates_read_back(count in 1i32..=super::super::date::LAST, code in 7i32..=9, offset in -50_000i32..50_000) {
            let style = DateStyle::default();
            let text = date_to_text(DateValue(count), code, None, &style, &|_| offset);
            // Midnight in UTC of the first and last day may lie outside the calendar.
            if code < 9 || (2..super::super::date::LAST).contains(&count) {
                prop_assert_eq!(text_to_date(&text, &style, &|_| offset), DateValue(count), "{}", text);
            }
        }

        #[test]
        fn anything_goes(text: String, digits in "[0-9T:/ -]{0,24}", offset: i32) {
            text_to_date(&text, &DateStyle::default(), &|_| offset);
            text_to_date(&digits, &DateStyle::default(), &|_| offset);
        }
    }
}
