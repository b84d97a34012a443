//! Commands of the theme String that cut, search and compare texts.
//!
//! Positions count UTF-16 units from 1 (`Concepts/string`). What is compared is compared by collation, without case
//! and accents, unless `*` asks for character codes.

use four_runtime::array::Array;
use four_runtime::registry::{InOut, OrUndefined, Star};
use four_runtime::rules::case::{self, Case};
use four_runtime::rules::collate::{self, Level};
use four_runtime::rules::search::{self, SearchOptions};
use four_runtime::rules::split;
use four_runtime::rules::text_ref::TextRef;
use four_runtime::rules::words;
use four_runtime::types::DeclaredType;
use four_runtime::{Collection, Text, Value, commands};

use crate::args::check_size;
use crate::arrays;

/// Longest text that a command makes, in characters.
const MAX_UNITS: usize = 1 << 30;

commands! { pub static COMMANDS: "String";
    /// Number of characters (UTF-16 units) of a text, ignorable ones included (`commands/length`). An undefined value
    /// has none.
    ///
    /// ```4d
    /// ASSERT(Length("Topaz")=5)
    /// ASSERT(Length("")=0)
    /// ```
    "Length" 16 fn length(_host, text: OrUndefined<&Text>) -> usize { Ok(text.0.map_or(0, Text::len)) }

    /// The part of a text from character `first` on: `count` characters, or all that follow (`commands/substring`).
    /// A `first` past the end gives an empty text.
    ///
    /// ```4d
    /// ASSERT(Substring("08/04/62"; 4; 2)="04")
    /// ASSERT(Substring("abcdef"; 3)="cdef")
    /// ASSERT(Substring("abc"; 9)="")
    /// ```
    "Substring" 12 fn substring(_host, text: &Text, first: i32, count: Option<i32>) -> Text {
        Ok(text.slice(split::substring(text.len(), i64::from(first), count.map(i64::from))))
    }

    /// Place of the first occurrence of `find` in a text from character `start` on, or 0 (`commands/position`).
    /// `length` receives how many characters were found, which may differ from the length of `find`. `options` is a sum
    /// of `sk` constants; `*` compares by character code.
    ///
    /// ```4d
    /// ASSERT(Position("É"; "café")=4)
    /// ASSERT(Position("É"; "café"; *)=0)
    /// ASSERT(Position("a"; "banana"; 3)=4)
    /// ```
    "Position" 15 fn position(
        _host, find: &Text, text: &Text, start: Option<i32>, length: Option<InOut>, options: Option<i32>, star: Star
    ) -> usize {
        let options = match options {
            _ if star.0 => SearchOptions::CODES,
            Some(sum) => SearchOptions::from_constants(i64::from(sum)),
            None => SearchOptions::DEFAULT,
        };
        let from = usize::try_from(start.unwrap_or(1)).unwrap_or(1).max(1) - 1;
        let found = search::position(find.as_text_ref(), text.as_text_ref(), from, options);
        if let Some(length) = length {
            *length.0 = Value::from(found.map_or(0, |(_, length)| length));
        }
        Ok(found.map_or(0, |(at, _)| at + 1))
    }

    /// The text with all occurrences of `old`, or the first `count`, replaced by `new` (`commands/replace-string`).
    /// `*` compares by character code. An empty `old` changes nothing.
    ///
    /// ```4d
    /// ASSERT(Replace string("Willow"; "ll"; "d")="Widow")
    /// ASSERT(Replace string("aAa"; "a"; "b"; *)="bAb")
    /// ASSERT(Replace string("a,b,c"; ","; ""; 1)="ab,c")
    /// ```
    "Replace string" 233 fn replace_string(
        host, text: &Text, old: &Text, new: &Text, count: Option<i32>, star: Star
    ) -> Text {
        let level = if star.0 { Level::Codes } else { Level::Primary };
        let count = match count {
            Some(count) => usize::try_from(count).unwrap_or(0),
            None => usize::MAX,
        };
        let (of, old, new) = (text.as_text_ref(), old.as_text_ref(), new.as_text_ref());
        Ok(match search::replace(of, old, new, count, level, MAX_UNITS) {
            Ok(Some(units)) => Text::from_units(units),
            Ok(None) => text.clone(),
            Err(needed) => {
                check_size(host, needed.saturating_mul(16))?;
                text.clone()
            }
        })
    }

    /// The text with another inserted before character `position`; below 1 at the start, past the end at the end
    /// (`commands/insert-string`).
    ///
    /// ```4d
    /// ASSERT(Insert string("The tree"; " green"; 4)="The green tree")
    /// ASSERT(Insert string("Shut"; "down"; 5)="Shutdown")
    /// ```
    "Insert string" 231 fn insert_string(_host, text: &Text, what: &Text, position: i32) -> Text {
        let at = split::insert_at(text.len(), i64::from(position));
        Ok(join(&[text.slice(0..at), what.clone(), text.slice(at..text.len())]))
    }

    /// The text without `count` characters from character `position` on (`commands/delete-string`).
    ///
    /// ```4d
    /// ASSERT(Delete string("Lamborghini"; 6; 6)="Lambo")
    /// ASSERT(Delete string("abcd"; 2; 2)="ad")
    /// ```
    "Delete string" 232 fn delete_string(_host, text: &Text, position: i32, count: i32) -> Text {
        let gone = split::delete(text.len(), i64::from(position), i64::from(count));
        Ok(join(&[text.slice(0..gone.start), text.slice(gone.end..text.len())]))
    }

    /// The text with the characters from `position` on overwritten by `new`; its length stays
    /// (`commands/change-string`).
    ///
    /// ```4d
    /// ASSERT(Change string("Acme"; "CME"; 2)="ACME")
    /// ASSERT(Change string("abcdef"; "XY"; 6)="abcdeX")
    /// ```
    "Change string" 234 fn change_string(_host, text: &Text, new: &Text, position: i32) -> Text {
        let over = split::change(text.len(), new.len(), i64::from(position));
        let used = new.slice(0..over.len());
        Ok(join(&[text.slice(0..over.start), used, text.slice(over.end..text.len())]))
    }

    /// The text in capital letters; accents go unless `*` is given (`commands/uppercase`).
    ///
    /// ```4d
    /// ASSERT(Compare strings(Uppercase("hélène"); "HELENE"; sk char codes)=0)
    /// ASSERT(Compare strings(Uppercase("hélène"; *); "HÉLÈNE"; sk char codes)=0)
    /// ```
    "Uppercase" 13 fn uppercase(_host, text: &Text, star: Star) -> Text {
        Ok(change_case(text, Case::Upper, star.0))
    }

    /// The text in small letters; accents go unless `*` is given (`commands/lowercase`).
    ///
    /// ```4d
    /// ASSERT(Compare strings(Lowercase("DÉJÀ Vu"); "deja vu"; sk char codes)=0)
    /// ```
    "Lowercase" 14 fn lowercase(_host, text: &Text, star: Star) -> Text {
        Ok(change_case(text, Case::Lower, star.0))
    }

    /// The character of a UTF-16 code from 1 to 65535 (`commands/char`). Other codes give their low 16 bits.
    ///
    /// ```4d
    /// ASSERT(Char(65)="A")
    /// ASSERT(Length(Char(Carriage return))=1)
    /// ```
    "Char" 90 fn char(_host, code: i32) -> Text { Ok(Text::from_unit(code as u16)) }

    /// UTF-16 code of the first character; 0 for an empty text (`commands/character-code`).
    ///
    /// ```4d
    /// ASSERT(Character code("ABC")=65)
    /// ```
    "Character code" 91 fn character_code(_host, text: &Text) -> i32 {
        Ok(text.unit(0).map_or(0, i32::from))
    }

    /// The pieces of a text between separators, as a collection (`commands/split-string`). An empty separator gives one
    /// element a character. Letters of a separator count without case and accents. `options`: `sk ignore empty strings`
    /// (1), `sk trim spaces` (2).
    ///
    /// ```4d
    /// ASSERT(Split string("a;;b"; ";").length=3)
    /// ASSERT(Split string("12 KG 3 kg"; "kg").length=3)
    /// ASSERT(Split string("a; ;b"; ";"; sk ignore empty strings+sk trim spaces).join("/")="a/b")
    /// ```
    "Split string" 1554 fn split_string(_host, text: &Text, separator: &Text, options: Option<i32>) -> Collection {
        let options = options.unwrap_or(0);
        if let (TextRef::Ascii(text), TextRef::Ascii(separator), 0) = (text.as_text_ref(), separator.as_text_ref(), options)
            && let [separator] = separator.as_bytes()
            && !separator.is_ascii_alphabetic()
        {
            let pieces = split::split_at_byte(text, *separator);
            return Ok(Collection::from(pieces.map(|piece| Value::Text(Text::from_ascii(piece))).collect::<Vec<_>>()));
        }
        let pieces = split::split(text.as_text_ref(), separator.as_text_ref(), options & 1 != 0, options & 2 != 0);
        Ok(Collection::from(pieces.map(|piece| Value::Text(text.slice(piece))).collect::<Vec<_>>()))
    }

    /// The text without white space at both ends (`commands/trim`).
    ///
    /// ```4d
    /// ASSERT(Trim("  abc\t\n")="abc")
    /// ```
    "Trim" 1853 fn trim(_host, text: &Text) -> Text { Ok(text.slice(split::trim(text.as_text_ref(), true, true))) }

    /// The text without white space at its start (`commands/trim-start`).
    ///
    /// ```4d
    /// ASSERT(Length(Trim start("  a "))=2)
    /// ```
    "Trim start" 1854 fn trim_start(_host, text: &Text) -> Text {
        Ok(text.slice(split::trim(text.as_text_ref(), true, false)))
    }

    /// The text without white space at its end (`commands/trim-end`).
    ///
    /// ```4d
    /// ASSERT(Length(Trim end("  a "))=3)
    /// ```
    "Trim end" 1855 fn trim_end(_host, text: &Text) -> Text {
        Ok(text.slice(split::trim(text.as_text_ref(), false, true)))
    }

    /// -1, 0 or 1 as the first text comes before the second, is equal, or comes after it
    /// (`commands/compare-strings`). `options` is a sum of `sk` constants; there are no wildcards.
    ///
    /// ```4d
    /// ASSERT(Compare strings("alpha"; "ALPHA")=0)
    /// ASSERT(Compare strings("alpha"; "Alpha"; sk char codes)=1)
    /// ASSERT(Compare strings("alpha"; "bravo")=-1)
    /// ```
    "Compare strings" 1756 fn compare_strings(_host, first: &Text, second: &Text, options: Option<i32>) -> i32 {
        let (first, second) = (first.as_text_ref(), second.as_text_ref());
        Ok(match options {
            None => collate::compare(first, second),
            Some(sum) => collate::compare_at(Level::from_options(i64::from(sum)), first, second),
        } as i32)
    }

    /// Fills a text array, which need not exist, with the words of a text; with `*` each word once (`commands/get-text-keywords`).
    ///
    /// ```4d
    /// ARRAY TEXT($words; 0)
    /// GET TEXT KEYWORDS("The red car, the RED one."; $words)
    /// ASSERT(Size of array($words)=6)
    /// GET TEXT KEYWORDS("The red car, the RED one."; $words; *)
    /// ASSERT(Size of array($words)=4)
    /// ```
    "GET TEXT KEYWORDS" 1141 fn get_text_keywords(_host, text: &Text, keywords: InOut, star: Star) {
        let mut seen = std::collections::HashSet::new();
        let mut found = Vec::new();
        for range in words::words(text.as_text_ref()) {
            let word = text.slice(range);
            if !star.0 || seen.insert(collate::fold_key(word.as_text_ref())) {
                found.push(Value::Text(word));
            }
        }
        let array = Array::new(DeclaredType::Text, arrays::TEXT, 0);
        array.replace(found)?;
        arrays::put(keywords.0, array)
    }
}

fn change_case(text: &Text, case: Case, keep_accents: bool) -> Text {
    match text.as_text_ref() {
        TextRef::Ascii(ascii) => Text::from(case::change_ascii(ascii, case)),
        TextRef::Wide(units) => Text::from_units(case::change_wide(units, case, keep_accents)),
    }
}

/// The parts one after the other.
fn join(parts: &[Text]) -> Text {
    let mut joined = Text::EMPTY;
    for part in parts {
        joined.push(part);
    }
    joined
}
