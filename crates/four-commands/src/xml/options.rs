//! `XML SET OPTIONS` and the commands of the theme XML.

use std::cell::RefCell;

use four_runtime::registry::{InOut, Rest};
use four_runtime::{Error, Res, Text, Value, commands};

use super::parse::Problem;
use super::references;
use super::tree::Options;
use super::{code, convert, error};
use crate::args::Time;
use crate::files::packets;

// Values of the constants of the theme XML.
/// `XML ISO`.
pub const DATE_ISO: i32 = 1;
/// `XML local`.
pub const DATE_LOCAL: i32 = 2;
/// `XML datetime local` for dates.
pub const DATE_DATETIME_LOCAL: i32 = 3;
/// `XML UTC`.
pub const DATE_UTC: i32 = 4;
/// `XML datetime UTC` for dates.
pub const DATE_DATETIME_UTC: i32 = 5;
/// `XML datetime local` for times.
pub const TIME_LOCAL: i32 = DATE_DATETIME_LOCAL;
/// `XML datetime UTC` for times.
pub const TIME_UTC: i32 = DATE_DATETIME_UTC;
/// `XML datetime local absolute`.
pub const TIME_ABSOLUTE: i32 = 6;
/// `XML seconds`.
pub const TIME_SECONDS: i32 = 7;
/// `XML duration`.
pub const TIME_DURATION: i32 = 8;

/// `XML external entity resolution`.
const EXTERNAL: i32 = 7;

thread_local! {
    static LAST: RefCell<Problem> = RefCell::new(Problem::default());
}

/// Remembers what `XML GET ERROR` tells.
pub fn remember(problem: Problem) {
    LAST.set(problem);
}

commands! { pub static COMMANDS: "XML";
    /// Sets options of a document, found by a reference of its tree or of the open file, in pairs of a selector and a value: how dates, times, texts and bytes are written,
    /// indentation, line ends, byte order mark (`commands/xml-set-options`). External entities cannot be allowed.
    ///
    /// ```4d
    /// var $root; $text : Text
    /// $root:=DOM Create XML Ref("a")
    /// XML SET OPTIONS($root; XML indentation; XML no indentation; XML date encoding; XML datetime UTC)
    /// DOM SET XML ATTRIBUTE($root; "on"; !2006-12-04!)
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<a on=\"2006-12-04T00:00:00Z\"/>"; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "XML SET OPTIONS" 1090 fn xml_set_options(_host, reference: &Value, selector: i32, value: i32, more: Rest) {
        let mut pairs = vec![(selector, value)];
        for pair in more.0.chunks(2) {
            let [selector, value] = pair else { return Err(Error::new(59, "XML SET OPTIONS takes pairs.")) };
            pairs.push((number(selector)?, number(value)?));
        }
        for (selector, value) in pairs {
            if selector == EXTERNAL {
                match value {
                    1 => return Err(Error::new(33, "External entities of XML are not available in four.")),
                    _ => continue,
                }
            }
            with_options(reference, |options| option(options, selector).map(|kept| *kept = value))?;
        }
        Ok(())
    }

    /// Reads options of a document (`commands/xml-get-options`).
    ///
    /// ```4d
    /// var $root : Text
    /// var $value : Integer
    /// $root:=DOM Create XML Ref("a")
    /// XML GET OPTIONS($root; XML indentation; $value)
    /// ASSERT($value=XML with indentation)
    /// DOM CLOSE XML($root)
    /// ```
    "XML GET OPTIONS" 1096 fn xml_get_options(_host, reference: &Value, selector: i32, value: InOut) {
        *value.0 = match selector {
            EXTERNAL => Value::Int(2),
            _ => Value::Int(with_options(reference, |options| option(options, selector).copied())?),
        };
        Ok(())
    }

    /// Converts a text of XML into the type of a variable: number, Boolean, date, time, blob
    /// (`commands/xml-decode`).
    ///
    /// ```4d
    /// var $date : Date
    /// XML DECODE("2009-10-25T01:03:20+01:00"; $date)
    /// ASSERT($date=!2009-10-25!)
    /// ```
    "XML DECODE" 1091 fn xml_decode(host, text: &Text, variable: InOut) {
        convert::give(host, variable.0, text.to_string());
        Ok(())
    }

    /// What was wrong with the XML that could not be read last, and where (`commands/xml-get-error`).
    ///
    /// ```4d
    /// var $text : Text
    /// var $row; $column : Integer
    /// Try(DOM Parse XML variable("<a>\n</b>"))
    /// XML GET ERROR(""; $text; $row; $column)
    /// ASSERT(($text#"") & ($row=2))
    /// ```
    "XML GET ERROR" 732 fn xml_get_error(
        host, _reference: &Text, text: InOut, row: Option<InOut>, column: Option<InOut>
    ) {
        let problem = LAST.with_borrow(Clone::clone);
        *text.0 = Value::from(problem.message);
        if let Some(row) = row {
            *row.0 = Value::from(problem.row);
        }
        if let Some(column) = column {
            *column.0 = Value::from(problem.column);
        }
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }
}

/// The options of a tree, by a reference of it, or of a document that is written or read as a stream, by its number.
fn with_options<T>(reference: &Value, run: impl FnOnce(&mut Options) -> Res<T>) -> Res<T> {
    match reference {
        Value::Text(reference) => {
            let place = references::find(reference)?;
            let mut tree = place.tree.borrow_mut();
            run(&mut tree.options)
        }
        other => match other.as_number() {
            Some(document) => packets::sax(Time(document as i64), |_, _, sax| run(&mut sax.options)),
            None => Err(Error::type_mismatch("a reference of XML", other)),
        },
    }
}

fn number(value: &Value) -> Res<i32> {
    match value.as_number() {
        Some(number) => Ok(number as i32),
        None => Err(Error::type_mismatch("a number", value)),
    }
}

fn option(options: &mut Options, selector: i32) -> Res<&mut i32> {
    Ok(match selector {
        1 => &mut options.string_encoding,
        2 => &mut options.date_encoding,
        3 => &mut options.time_encoding,
        4 => &mut options.indentation,
        5 => &mut options.binary_encoding,
        6 => &mut options.picture_encoding,
        8 => &mut options.case_sensitivity,
        9 => &mut options.bom,
        10 => &mut options.line_ending,
        other => return Err(error(code::INVALID, format!("There is no XML option {other}."))),
    })
}
