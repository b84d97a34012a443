//! Source as 4D's method editor would show it after typing: names of the language in their own spelling, lines ended by
//! carriage returns. What is not a name of the language, comments included, stays as it was written.

use crate::filter::{Filter, Place};
use crate::limits::MAX_SOURCE;
use crate::names::Names;
use crate::tok::Tok;
use crate::token::lex;

/// The text of a method or formula with commands, constants, keywords and types in their own spelling
/// (`API/FunctionClass`, `.source`). Of lines that cannot be read only what stands before the fault is respelled.
pub fn respell(src: &str, names: &Names) -> String {
    if src.len() > MAX_SOURCE {
        return src.to_owned();
    }
    let raw = lex(src);
    let mut filter = Filter::new(src, &raw, names, Place::Method);
    let mut shown = Shown { src, names, out: String::with_capacity(src.len()), at: 0, before: None };
    while filter.next_line().is_some() {
        for (start, tok, end) in &filter.toks {
            shown.token(*start as usize, *tok, *end as usize);
        }
        shown.before = None;
    }
    shown.copy(src.len());
    shown.out
}

struct Shown<'a> {
    src: &'a str,
    names: &'a Names,
    out: String,
    /// How far the source has been shown.
    at: usize,
    /// The token before, of the same line.
    before: Option<Tok>,
}

impl Shown<'_> {
    fn token(&mut self, start: usize, tok: Tok, end: usize) {
        // A token made of another's place, such as one that stands for two, was shown with it.
        if start < self.at {
            return;
        }
        let (Some(gap), Some(text)) = (self.src.get(self.at..start), self.src.get(start..end)) else {
            return;
        };
        let tight = matches!((self.before, tok), (Some(Tok::Declare), Tok::LParen));
        let spaced = tok == Tok::TypeColon || self.before == Some(Tok::TypeColon);
        match gap.chars().all(|sign| matches!(sign, ' ' | '\t')) {
            true if tight => {}
            true if spaced => self.out.push(' '),
            _ => self.copy(start),
        }
        let spelling = match tok {
            Tok::Command(id) => self.names.command_name(id),
            Tok::Constant(id) => self.names.constant_name(id),
            Tok::Key(keyword) => {
                // A keyword may carry its token number: `This:C1470`.
                let word = text.split(':').next().unwrap_or(text);
                Some(keyword.spelling()).filter(|spelling| spelling.eq_ignore_ascii_case(word))
            }
            Tok::Declare => Some("#DECLARE"),
            Tok::Type => crate::build::type_spelling(text),
            _ => None,
        };
        match spelling {
            Some(spelling) => {
                self.out.push_str(spelling);
                self.at = end;
            }
            None => {
                self.at = start;
                self.copy(end);
            }
        }
        self.before = Some(tok);
    }

    /// Shows the source up to a place, with carriage returns at the ends of lines.
    fn copy(&mut self, to: usize) {
        let text = self.src.get(self.at..to).unwrap_or("");
        self.out.push_str(&text.replace("\r\n", "\r").replace('\n', "\r"));
        self.at = to.max(self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{CommandId, ConstantId};
    use crate::names::NamesBuilder;

    #[test]
    fn only_names_of_the_language_change() {
        let mut builder = NamesBuilder::new();
        builder.add_command("Random", CommandId(100)).add_command("Current time", CommandId(178));
        builder.add_constant("HH MM AM PM", ConstantId(1));
        let names = builder.build();
        for (written, shown) in [
            (
                "#declare ():Real\nreturn random*current  TIME",
                "#DECLARE() : Real\rreturn Random*Current time",
            ),
            ("#DECLARE ($a:text;$b :cs.It) : Text\r\n", "#DECLARE($a : Text;$b : cs.It) : Text\r"),
            (
                "IF (random>1) // random\n\t$random:=\"random\"\nend if",
                "If (Random>1) // random\r\t$random:=\"random\"\rEnd if",
            ),
            ("a.random:=hh mm am pm", "a.random:=HH MM AM PM"),
            ("$x:=random:C100\\\n\t+1", "$x:=Random\\\r\t+1"),
            ("$x:=)random", "$x:=)random"),
            ("", ""),
        ] {
            assert_eq!(respell(written, &names), shown);
        }
    }
}
