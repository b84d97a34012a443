//! Tests of dates as text, after the samples of the pages.
use super::*;
use crate::rules::date::parse_iso_day;
use proptest::prelude::*;

fn date(text: &str) -> DateValue {
    DateValue(parse_iso_day(text).unwrap())
}

fn text(day: &str, code: i32, time: Option<i64>, offset: i32) -> String {
    date_to_text(date(day), code, time, &DateStyle::default(), &|_| offset)
}

#[test]
fn documented_codes() {
    let day = "2006-12-29";
    for (code, want) in [
        (0, "12/29/2006"),
        (1, "12/29/2006"),
        (2, "Fri, Dec 29, 2006"),
        (3, "Friday, December 29, 2006"),
        (4, "12/29/06"),
        (5, "December 29, 2006"),
        (6, "Dec 29, 2006"),
        (7, "12/29/2006"),
        (8, "2006-12-29T00:00:00"),
        (105, "December 29, 2006"),
    ] {
        assert_eq!(text(day, code, None, 0), want, "{code}");
    }
    assert_eq!(text("1896-12-29", 4, None, 0), "12/29/1896");
    assert_eq!(text("2096-12-29", 4, None, 0), "12/29/2096");
    assert_eq!(text("2023-11-27", 9, None, 3600), "2023-11-26T23:00:00Z");
    assert_eq!(text("2010-09-13", 9, Some(65_513), 7200), "2010-09-13T16:11:53Z");
    assert_eq!(text("2010-09-13", 8, Some(65_513), 7200), "2010-09-13T18:11:53");
    assert_eq!(text("2010-09-10", 10, Some(54_440), 7200), "Fri, 10 Sep 2010 13:07:20 GMT");
    assert_eq!(text("2010-09-09", 10, None, 7200), "Wed, 08 Sep 2010 22:00:00 GMT");
    assert_eq!(text("2010-09-09", 7, Some(60), 0), "09/09/2010 00:01:00");
    assert_eq!(
        (text("0000-00-00", 101, None, 0), text("0000-00-00", 1, None, 0)),
        (String::new(), "00/00/00".into())
    );
    assert_eq!(text("0000-00-00", 8, None, 0), "0000-00-00T00:00:00");
    let style = DateStyle { order: DateOrder::DayMonthYear, ..DateStyle::default() };
    assert_eq!(date_to_text(date(day), 1, None, &style, &|_| 0), "29/12/2006");
}

#[test]
fn documented_patterns() {
    let show = |day: &str, seconds, offset, pattern| {
        format_pattern(&Moment { date: date(day), seconds, offset, ..Moment::default() }, pattern)
    };
    for (day, seconds, pattern, want) in [
        ("2023-11-27", 0, "EEEE d MMMM y GGGG", "Monday 27 November 2023 Anno Domini"),
        ("2023-11-27", 0, "E dd/MM/yyyy zzzz", "Mon 27/11/2023 GMT+01:00"),
        ("2023-11-27", 40_500, "E dd/MM/yyyy 'at' hh:mm aa O", "Mon 27/11/2023 at 11:15 AM GMT+1"),
        ("0000-00-00", 63_045, "hh:mm aa O", "05:30 PM GMT+1"),
        ("0000-00-00", 63_045, "'It is' K a", "It is 5 PM"),
        ("2000-06-15", 0, "QQQQ", "2nd quarter"),
        ("2001-03-17", 0, "D", "76"),
        ("1954-03-17", 0, "w", "11"),
        ("1954-03-17", 0, "eeee", "Wednesday"),
        ("2010-01-01", 0, "y Y", "2010 2009"),
        ("1996-09-02", 0, "yyyyyy yy MMMMM LLL", "001996 96 S Sep"),
        ("1996-09-03", 0, "e ee c EEEEEE", "2 02 2 Tu"),
        ("0000-00-00", 33_025, " HH : mm : ss ", "09 : 10 : 25"),
        ("0000-00-00", 33_025, "' 'HH : mm : ss' '", " 09 : 10 : 25 "),
        ("0000-00-00", 55_800, "HH 'hours and' mm 'minutes'", "15 hours and 30 minutes"),
        ("0000-00-00", 0, "k kk h H bbbb bbbbb", "24 24 12 0 midnight md"),
        ("0000-00-00", 48_334, "B", "in the afternoon"),
        ("0000-00-00", 3600, "h 'o''clock' ''", "1 o'clock '"),
        ("0000-00-00", 0, "x xx xxx X z zzzzz", "+01 +0100 +01:00 +01 +0100 +01:00"),
        ("2024-05-06", 0, "'open é", "open é"),
    ] {
        assert_eq!(show(day, seconds, 3600, pattern), want, "{pattern}");
    }
    assert_eq!(show("2024-05-06", 0, -27_178, "XXXX XXXXX O OOOO"), "-073258 -07:32:58 GMT-7:32 GMT-07:32");
    assert_eq!(show("2024-05-06", 0, 0, "X x O OOOO zzzzz z"), "Z +00 GMT GMT Z +0000");
}

proptest! {
    #[test]
    fn anything_goes(count: i32, seconds: i64, offset: i32, pattern: String, letters in "[a-zA-Z']{0,20}", code: i32) {
        let moment = Moment { date: DateValue(count), seconds, offset, ..Moment::default() };
        format_pattern(&moment, &pattern);
        format_pattern(&moment, &letters);
        for code in [code, code % 12, 100 + code % 12] {
            date_to_text(DateValue(count), code, Some(seconds), &DateStyle::default(), &|_| offset);
        }
    }
}

#[test]
fn regions_write_dates_in_their_own_way() {
    let shown = |region: &str, code: i32| {
        let locale = crate::rules::locale::Locale::named(region).expect("a region");
        let style = DateStyle { order: locale.order, locale, ..DateStyle::default() };
        date_to_text(date("2006-12-29"), code, None, &style, &|_| 0)
    };
    for (region, short, medium, long) in [
        ("en-US", "12/29/2006", "Fri, Dec 29, 2006", "Friday, December 29, 2006"),
        ("en-GB", "29/12/2006", "Fri, 29 Dec 2006", "Friday, 29 December 2006"),
        ("fr", "29/12/2006", "ven. 29 déc. 2006", "vendredi 29 décembre 2006"),
        ("de", "29.12.2006", "Fr, 29. Dez. 2006", "Freitag, 29. Dezember 2006"),
        ("es", "29/12/2006", "vie, 29 dic 2006", "viernes, 29 de diciembre de 2006"),
        ("ja", "2006/12/29", "2006年12月29日(金)", "2006年12月29日金曜日"),
        ("pt-BR", "29/12/2006", "sex., 29 de dez. de 2006", "sexta-feira, 29 de dezembro de 2006"),
    ] {
        assert_eq!([shown(region, 1), shown(region, 2), shown(region, 3)], [short, medium, long], "{region}");
    }
    assert_eq!(shown("de", 10), "Fri, 29 Dec 2006 00:00:00 GMT");
}
