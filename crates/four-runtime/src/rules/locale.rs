//! Languages and regions: how dates, times and numbers are written in them.
//!
//! A small table with what `GET SYSTEM FORMAT` and the system formats of `String` ask for (Unicode CLDR 47). A region that
//! is not in it falls back to its language, a language that is not in it to English of the United States.

use std::ops::Deref;

use super::date_format::DateOrder;

/// What a region writes.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Language and region, such as `en-US`.
    pub name: &'static str,
    /// Decimal separator.
    pub decimal: char,
    /// Separator of thousands.
    pub thousands: char,
    /// Sign of the currency.
    pub currency: &'static str,
    /// Order of the numbers of a short date.
    pub order: DateOrder,
    /// Separator of short dates.
    pub separator: char,
    /// Short date, as a pattern of letters (`Project/date-time-formats`).
    pub short: &'static str,
    /// Date with abbreviated names.
    pub medium: &'static str,
    /// Date with the name of the day.
    pub long: &'static str,
    /// Date with the name of the month.
    pub plain: &'static str,
    /// Time without seconds, and with seconds.
    pub times: [&'static str; 2],
    /// Words for the halves of the day.
    pub halves: [&'static str; 2],
    /// Names of months.
    pub months: &'static str,
    /// Abbreviated names of months.
    pub short_months: &'static str,
    /// Names of days, Sunday first.
    pub days: &'static str,
    /// Abbreviated names of days.
    pub short_days: &'static str,
}

/// A region of the table; English of the United States by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale(&'static Region);

impl Default for Locale {
    fn default() -> Self {
        Locale(&REGIONS[0])
    }
}

impl Deref for Locale {
    type Target = Region;
    fn deref(&self) -> &Region {
        self.0
    }
}

impl Locale {
    /// The region of a name such as `de-DE`, `de_AT.UTF-8` or `de`; `None` when its language is not in the table. `C` and
    /// `POSIX` are the default.
    pub fn named(name: &str) -> Option<Locale> {
        let name = name.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        if name.eq_ignore_ascii_case("C") || name.eq_ignore_ascii_case("POSIX") {
            return Some(Locale::default());
        }
        let language = name.split('-').next().unwrap_or_default();
        let exact = REGIONS.iter().find(|region| region.name.eq_ignore_ascii_case(&name));
        let found =
            exact.or_else(|| REGIONS.iter().find(|region| region.language().eq_ignore_ascii_case(language)));
        found.map(Locale)
    }

    /// True for hours from 1 to 12.
    pub fn has_half_days(&self) -> bool {
        self.times[0].contains('a')
    }

    /// A number written with `.` and `,`, in the region's separators; only separators next to a digit are changed.
    pub fn localized(&self, number: String) -> String {
        if (self.decimal, self.thousands) == ('.', ',') || !number.contains(['.', ',']) {
            return number;
        }
        let chars: Vec<char> = number.chars().collect();
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let swap = |(at, c): (usize, &char)| match c {
            '.' if digit(at.checked_sub(1)) || digit(Some(at + 1)) => self.decimal,
            ',' if digit(at.checked_sub(1)) || digit(Some(at + 1)) => self.thousands,
            other => *other,
        };
        chars.iter().enumerate().map(swap).collect()
    }
}

impl Region {
    /// The language alone.
    pub fn language(&self) -> &'static str {
        self.name.split('-').next().unwrap_or(self.name)
    }
}

/// The name at a place of a list of the table.
pub fn nth(list: &'static str, at: usize) -> &'static str {
    list.split(' ').nth(at).unwrap_or("")
}

const ENGLISH: Region = Region {
    name: "en-US",
    decimal: '.',
    thousands: ',',
    currency: "$",
    order: DateOrder::MonthDayYear,
    separator: '/',
    short: "MM/dd/yyyy",
    medium: "EEE, MMM d, y",
    long: "EEEE, MMMM d, y",
    plain: "MMMM d, y",
    times: ["h:mm a", "h:mm:ss a"],
    halves: ["AM", "PM"],
    months: "January February March April May June July August September October November December",
    short_months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    days: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    short_days: "Sun Mon Tue Wed Thu Fri Sat",
};

const EUROPEAN: Region = Region {
    decimal: ',',
    thousands: '.',
    currency: "€",
    order: DateOrder::DayMonthYear,
    short: "dd/MM/yyyy",
    times: ["HH:mm", "HH:mm:ss"],
    ..ENGLISH
};

static REGIONS: [Region; 8] = [
    ENGLISH,
    Region {
        name: "en-GB",
        currency: "£",
        order: DateOrder::DayMonthYear,
        short: "dd/MM/yyyy",
        medium: "EEE, d MMM y",
        long: "EEEE, d MMMM y",
        plain: "d MMMM y",
        times: ["HH:mm", "HH:mm:ss"],
        ..ENGLISH
    },
    Region {
        name: "fr-FR",
        thousands: '\u{202f}',
        medium: "EEE d MMM y",
        long: "EEEE d MMMM y",
        plain: "d MMMM y",
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        short_months: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        days: "dimanche lundi mardi mercredi jeudi vendredi samedi",
        short_days: "dim. lun. mar. mer. jeu. ven. sam.",
        ..EUROPEAN
    },
    Region {
        name: "de-DE",
        separator: '.',
        short: "dd.MM.yyyy",
        medium: "EEE, d. MMM y",
        long: "EEEE, d. MMMM y",
        plain: "d. MMMM y",
        months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        short_months: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        days: "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
        short_days: "So Mo Di Mi Do Fr Sa",
        ..EUROPEAN
    },
    Region {
        name: "es-ES",
        medium: "EEE, d MMM y",
        long: "EEEE, d 'de' MMMM 'de' y",
        plain: "d 'de' MMMM 'de' y",
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        short_months: "ene feb mar abr may jun jul ago sept oct nov dic",
        days: "domingo lunes martes miércoles jueves viernes sábado",
        short_days: "dom lun mar mié jue vie sáb",
        ..EUROPEAN
    },
    Region {
        name: "it-IT",
        medium: "EEE d MMM y",
        long: "EEEE d MMMM y",
        plain: "d MMMM y",
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        short_months: "gen feb mar apr mag giu lug ago set ott nov dic",
        days: "domenica lunedì martedì mercoledì giovedì venerdì sabato",
        short_days: "dom lun mar mer gio ven sab",
        ..EUROPEAN
    },
    Region {
        name: "ja-JP",
        currency: "¥",
        order: DateOrder::YearMonthDay,
        short: "yyyy/MM/dd",
        medium: "y年M月d日(EEE)",
        long: "y年M月d日EEEE",
        plain: "y年M月d日",
        times: ["H:mm", "H:mm:ss"],
        halves: ["午前", "午後"],
        months: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        short_months: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        days: "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日",
        short_days: "日 月 火 水 木 金 土",
        ..ENGLISH
    },
    Region {
        name: "pt-BR",
        currency: "R$",
        medium: "EEE, d 'de' MMM 'de' y",
        long: "EEEE, d 'de' MMMM 'de' y",
        plain: "d 'de' MMMM 'de' y",
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        short_months: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        days: "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado",
        short_days: "dom. seg. ter. qua. qui. sex. sáb.",
        ..EUROPEAN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_system_find_their_region() {
        for (name, found) in [
            ("de-DE", Some("de-DE")),
            ("de_AT.UTF-8", Some("de-DE")),
            ("en_GB", Some("en-GB")),
            ("en_AU", Some("en-US")),
            ("pt", Some("pt-BR")),
            ("C.UTF-8", Some("en-US")),
            ("POSIX", Some("en-US")),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(Locale::named(name).map(|locale| locale.name), found, "{name}");
        }
    }

    #[test]
    fn all_lists_are_whole() {
        for region in &REGIONS {
            for (list, count) in
                [(region.months, 12), (region.short_months, 12), (region.days, 7), (region.short_days, 7)]
            {
                assert_eq!(list.split(' ').filter(|name| !name.is_empty()).count(), count, "{}", region.name);
            }
        }
    }

    #[test]
    fn separators_change_next_to_digits_only() {
        let german = Locale::named("de").expect("German");
        assert_eq!(german.localized("1,234.50 approx., $".into()), "1.234,50 approx., $");
        assert_eq!(Locale::default().localized("1,234.50".into()), "1,234.50");
    }
}
