//! Times of day and durations: seconds to text and back.
//!
//! A time is a number of seconds; hours may exceed a day and seconds may be negative (shown with a minus).
use super::locale::Locale;

/// The longest time, 596 000 hours (`Concepts/time`).
pub const LONGEST: i64 = 596_000 * 3600;

/// Format code to add for an empty text when the time is `?00:00:00?`.
pub const BLANK_IF_NULL: i32 = 100;

/// `HH:MM:SS`, hours beyond 24 allowed (`commands/time-string`).
pub fn time_string(seconds: i64) -> String {
    let (sign, hours, minutes, seconds) = parts(seconds);
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}")
}

fn parts(seconds: i64) -> (&'static str, u64, u64, u64) {
    let size = seconds.unsigned_abs();
    (if seconds < 0 { "-" } else { "" }, size / 3600, size / 60 % 60, size % 60)
}

/// `String(time;code)`, with the constants of the theme Time Display Formats (`commands/string`): 1 HH MM SS,
/// 2 HH MM, 3 Hour min sec, 4 Hour min, 5 HH MM AM PM, 6 MM SS, 7 Min sec, 8 ISO time, 9 to 11 system formats,
/// +100 blank if null. Any other code is 1.
pub fn time_to_text(seconds: i64, code: i32) -> String {
    let code = if code >= BLANK_IF_NULL {
        if seconds == 0 {
            return String::new();
        }
        code - BLANK_IF_NULL
    } else {
        code
    };
    let (sign, h, m, s) = parts(seconds);
    let all = h * 60 + m;
    match code {
        2 => format!("{sign}{h:02}:{m:02}"),
        3 => format!("{sign}{} {} {}", unit(h, "hour"), unit(m, "minute"), unit(s, "second")),
        4 => format!("{sign}{} {}", unit(h, "hour"), unit(m, "minute")),
        5 => format!("{sign}{}:{m:02} {}", half_day(h), am_pm(h)),
        6 => format!("{sign}{all:02}:{s:02}"),
        7 => format!("{sign}{} {}", unit(all, "minute"), unit(s, "second")),
        8 => format!("0000-00-00T{sign}{h:02}:{m:02}:{s:02}"),
        10 | 11 => format!("{sign}{}:{m:02}:{s:02} {}", half_day(h), am_pm(h)),
        _ => time_string(seconds),
    }
}

/// Like [`time_to_text`], with the system formats of a region.
pub fn time_to_text_in(seconds: i64, code: i32, locale: Locale) -> String {
    match code {
        10 | 11 if !locale.has_half_days() => time_string(seconds),
        _ => time_to_text(seconds, code),
    }
}

fn unit(count: u64, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// The hour on a clock of twelve hours: 12, 1, … 11.
fn half_day(hours: u64) -> u64 {
    (hours + 11) % 12 + 1
}

fn am_pm(hours: u64) -> &'static str {
    if hours % 24 < 12 { "AM" } else { "PM" }
}

/// `Time(text)`: seconds of a time written in one of the time formats (`commands/time`): up to three numbers
/// for hours, minutes and seconds, an ISO time after `T`, `AM` or `PM`. What cannot be read is 0; hours beyond
/// 596 000 are held there.
pub fn text_to_time(text: &str) -> i64 {
    let text = text.trim();
    // An ISO stamp starts with a date: what follows its T is the time.
    let clock = match text.split_once(['T', 't']) {
        Some((date, clock)) if date.len() >= 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            clock
        }
        _ => text,
    };
    let (negative, clock) = clock.strip_prefix('-').map_or((false, clock), |rest| (true, rest));
    let mut numbers = [0i64; 3];
    let mut count = 0;
    for digits in clock.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()) {
        if count == numbers.len() {
            break;
        }
        numbers[count] = digits.parse().unwrap_or(LONGEST).min(LONGEST);
        count += 1;
    }
    let lower = clock.to_ascii_lowercase();
    // `Min sec` has no hours: 62 minutes 3 seconds.
    if lower.contains("minute") && !lower.contains("hour") {
        numbers = [0, numbers[0], numbers[1]];
    }
    let [mut hours, minutes, seconds] = numbers;
    let marked = |marks: [&str; 2]| marks.iter().any(|mark| lower.trim_end().ends_with(mark));
    if count > 0 && (1..=12).contains(&hours) {
        if marked(["pm", "p.m."]) {
            hours = hours % 12 + 12;
        } else if marked(["am", "a.m."]) {
            hours %= 12;
        }
    }
    let total = (hours * 3600 + minutes * 60 + seconds).min(LONGEST);
    if negative { -total } else { total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn documented_formats() {
        let t = 3723;
        for (code, want) in [
            (0, "01:02:03"),
            (1, "01:02:03"),
            (2, "01:02"),
            (3, "1 hour 2 minutes 3 seconds"),
            (4, "1 hour 2 minutes"),
            (5, "1:02 AM"),
            (6, "62:03"),
            (7, "62 minutes 3 seconds"),
            (8, "0000-00-00T01:02:03"),
            (9, "01:02:03"),
            (10, "1:02:03 AM"),
            (102, "01:02"),
        ] {
            assert_eq!(time_to_text(t, code), want, "{code}");
        }
        assert_eq!(time_to_text(63045, 5), "5:30 PM");
        assert_eq!(time_to_text(63045, 3), "17 hours 30 minutes 45 seconds");
        assert_eq!((time_to_text(0, 101), time_to_text(0, 5)), (String::new(), "12:00 AM".into()));
        assert_eq!(
            (time_string(86401), time_string(90061), time_string(-61)),
            ("24:00:01".into(), "25:01:01".into(), "-00:01:01".into())
        );
        assert_eq!(time_to_text(i64::MIN, 3).chars().next(), Some('-'));
    }

    #[test]
    fn documented_texts() {
        for (text, want) in [
            ("13:00:00", 46800),
            ("8:05:30", 29130),
            ("8:05", 29100),
            ("5:30 PM", 63000),
            ("12:00 am", 0),
            ("12:15 PM", 44100),
            ("4:30 a.m.", 16200),
            ("17 hours 30 minutes 45 seconds", 63045),
            ("62 minutes 3 seconds", 3723),
            ("0000-00-00T01:02:03", 3723),
            ("2013-06-05T20:00:00.98Z", 72000),
            ("-00:01:01", -61),
            ("25:01:01", 90061),
            ("596000:00:00", LONGEST),
            ("", 0),
            ("noon", 0),
            ("99999999999999999999:99:99", LONGEST),
        ] {
            assert_eq!(text_to_time(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn times_read_back(seconds in -LONGEST..=LONGEST) {
            prop_assert_eq!(text_to_time(&time_string(seconds)), seconds);
        }

        #[test]
        fn anything_goes(text: String, seconds: i64, code: i32) {
            prop_assert!(text_to_time(&text).abs() <= LONGEST);
            time_to_text(seconds, code);
        }
    }
}
