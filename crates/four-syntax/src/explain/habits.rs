//! Habits from other languages: words and signs that mean something elsewhere, told apart by the refused token and the one
//! before it. Only reached by lines that are refused already.

use super::{FOR_EACH_HELP, FOR_HELP, Refused, ends_operand, error, starts_operand};
use crate::ast::{AssignOp, BinaryOp, Span};
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::tok::Tok;

/// Words that are operators elsewhere, and how 4D writes them.
const WORD_OPERATORS: [(&str, &str); 9] = [
    ("and", "“and” is written `&&`, or `&` to compute both sides in any case"),
    ("or", "“or” is written `||`, or `|` to compute both sides in any case"),
    ("xor", "“exclusive or” is written `^|`"),
    ("mod", "the remainder of a division is written `%`"),
    ("div", "the whole part of a division is written `\\`"),
    ("is", "“equal” is written `=`, “different from” `#`"),
    ("equals", "“equal” is written `=`, “different from” `#`"),
    ("contains", "write `$collection.includes($value)`, or `Position($part; $text)>0`"),
    ("in", "write `$collection.includes($value)`, or `For each ($item; $collection)`"),
];

/// Words that declare variables elsewhere; the second is the type that they name.
const DECLARING: [(&str, &str); 16] = [
    ("let", ""),
    ("const", ""),
    ("dim", ""),
    ("local", ""),
    ("auto", ""),
    ("text", "Text"),
    ("string", "Text"),
    ("int", "Integer"),
    ("integer", "Integer"),
    ("real", "Real"),
    ("float", "Real"),
    ("double", "Real"),
    ("bool", "Boolean"),
    ("boolean", "Boolean"),
    ("object", "Object"),
    ("collection", "Collection"),
];

impl Refused<'_> {
    pub(super) fn habit(&self) -> Option<Diagnostic> {
        self.word_operator()
            .or_else(|| self.first_word())
            .or_else(|| self.head_of_structure())
            .or_else(|| self.sign())
    }

    /// The first word of a token that is a name, with its place.
    fn word(&self, i: usize) -> Option<(&str, Span)> {
        let named = matches!(
            self.tok(i)?,
            Tok::Name | Tok::Method | Tok::Command(_) | Tok::Constant(_) | Tok::Type | Tok::Key(_)
        );
        let (text, span) = (self.text(i), self.span(i));
        let word = text.split([' ', '\t', '\u{a0}']).next().filter(|word| named && !word.is_empty())?;
        Some((word, Span::new(span.start, span.start + word.len() as u32)))
    }

    /// The last word of a variable's name of several words: `$a and` before another value.
    fn trailing_word(&self, i: usize) -> Option<(&str, Span)> {
        let named = matches!(self.tok(i)?, Tok::Local | Tok::Interprocess | Tok::Name);
        let (text, span) = (self.text(i), self.span(i));
        let at = text.rfind([' ', '\t']).filter(|_| named)? + 1;
        Some((&text[at..], Span::new(span.start + at as u32, span.end)))
    }

    fn word_operator(&self) -> Option<Diagnostic> {
        let before = self.at.checked_sub(1)?;
        let here = self.word(self.at).filter(|_| self.before().is_some_and(ends_operand));
        let (word, span) = [here, self.trailing_word(before)].into_iter().flatten().find(|(word, _)| {
            let known = WORD_OPERATORS.iter().any(|(operator, _)| operator.eq_ignore_ascii_case(word));
            known || ["then", "do", "to"].iter().any(|other| other.eq_ignore_ascii_case(word))
        })?;
        let head = self.tok(0)?;
        if word.eq_ignore_ascii_case("then") || word.eq_ignore_ascii_case("do") {
            let Tok::Key(keyword) = head else { return None };
            let message = format!("`{}` needs no `{word}`", keyword.spelling());
            return Some(
                error("syntax/keyword", span, message)
                    .label("not a word of the language")
                    .help("remove it; what is to be done stands on the next lines"),
            );
        }
        if let Some(found) = self.loop_head(span, word) {
            return Some(found);
        }
        let (_, help) = WORD_OPERATORS.iter().find(|(operator, _)| operator.eq_ignore_ascii_case(word))?;
        Some(
            error("syntax/operator", span, format!("`{word}` is not an operator"))
                .label("not an operator")
                .help(*help),
        )
    }

    /// `For ($i:=1 To 10)`, `For each ($x In $c)`.
    fn loop_head(&self, span: Span, word: &str) -> Option<Diagnostic> {
        let help = match self.tok(0)? {
            Tok::Key(Keyword::For) => FOR_HELP,
            Tok::Key(Keyword::ForEach) => FOR_EACH_HELP,
            _ => return None,
        };
        Some(
            error("syntax/for", span, format!("`{word}` has no meaning in the head of a loop"))
                .label("expected `;`")
                .help(help),
        )
    }

    /// Statements that begin with a word of another language.
    fn first_word(&self) -> Option<Diagnostic> {
        let (word, span) =
            self.word(0).filter(|_| matches!(self.tok(0), Some(Tok::Name | Tok::Command(_))))?;
        let now = self.tok(self.at)?;
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if self.at == 1
            && matches!(now, Tok::Local | Tok::Interprocess)
            && let Some((_, ty)) = DECLARING.iter().find(|(other, _)| is(other))
        {
            let name = self.text(1);
            let rest = match self.tok(2) {
                Some(Tok::Assign(AssignOp::Set) | Tok::Compare(BinaryOp::Eq)) => ":=…",
                _ => "",
            };
            let ty = if ty.is_empty() { String::new() } else { format!(" : {ty}") };
            let ty = if ty.is_empty() && rest.is_empty() { " : Type".to_owned() } else { ty };
            return Some(
                error("syntax/declaration", span, format!("`{word}` declares nothing"))
                    .label("expected `var`")
                    .help(format!("write `var {name}{ty}{rest}`")),
            );
        }
        if is("declare") && now == Tok::Colon {
            return Some(
                error("syntax/declaration", span, "parameters are declared with `#DECLARE`")
                    .label("expected `#DECLARE`")
                    .help("write `#DECLARE($name : Type) : Type` as the first line of the method"),
            );
        }
        if is("var") && now == Tok::Colon {
            return Some(
                error("syntax/declaration", self.span(self.at), "a name is missing before `:`")
                    .label("expected a name")
                    .help("write `var $name : Type`"),
            );
        }
        if is("case") || (is("default") && now == Tok::Colon) {
            let help = if is("case") { "write `: (condition)`" } else { "write `Else`" };
            return Some(
                error("syntax/case-of", span, format!("a branch does not begin with `{word}`"))
                    .label("not a word of the language")
                    .help(format!("{help} between `Case of` and `End case`")),
            );
        }
        if (is("def") || is("sub") || is("func")) && matches!(now, Tok::Colon | Tok::LElement) {
            return Some(
                error("syntax/function", span, format!("`{word}` does not begin a function"))
                    .label("not a word of the language")
                    .help("write `Function name($parameter : Type) : Type` in a class; a method is a file of its own"),
            );
        }
        None
    }

    /// What follows the head of a structure on its line.
    fn head_of_structure(&self) -> Option<Diagnostic> {
        let now = self.tok(self.at)?;
        let here = self.span(self.at);
        let head = self.tok(0)?;
        // `For each ($x in $c)`, where `$x in` reads as a name.
        if let Some((word, span)) = self.trailing_word(2).filter(|_| self.at > 2)
            && ["in", "of", "to"].iter().any(|other| other.eq_ignore_ascii_case(word))
            && let Some(found) = self.loop_head(span, word)
        {
            return Some(found);
        }
        let last = self.at + 1 == self.toks.len();
        match (head, now) {
            (Tok::Key(Keyword::For | Keyword::ForEach), _)
                if (self.at == 1 && now != Tok::LParen)
                    || (self.at == 3 && matches!(now, Tok::Assign(_) | Tok::Colon)) =>
            {
                let help = if head == Tok::Key(Keyword::For) { FOR_HELP } else { FOR_EACH_HELP };
                let label = if self.at == 1 { "expected `(`" } else { "expected `;`" };
                let message = "the head of this loop cannot be read";
                Some(error("syntax/for", here, message).label(label).help(help))
            }
            (Tok::Key(Keyword::Catch), Tok::LParen) => Some(
                error("syntax/two-statements", here, "`Catch` takes no parameter")
                    .label("not expected here")
                    .help("write `Catch` alone; `Last errors` tells what happened"),
            ),
            (Tok::Key(Keyword::CaseOf), _) if self.at == 1 && now != Tok::Colon => Some(
                error("syntax/case-of", here, "`Case of` takes no value")
                    .label("not expected here")
                    .help("write `Case of` alone; each branch has a condition of its own: `: ($value=1)`"),
            ),
            (Tok::Key(_) | Tok::CaseColon, Tok::Colon) if last && !self.in_brackets() => Some(
                error("syntax/colon", here, "the head of a structure ends with its line")
                    .label("not expected here")
                    .help("remove the `:`"),
            ),
            (
                Tok::Key(Keyword::If | Keyword::While | Keyword::Use | Keyword::For | Keyword::ForEach)
                | Tok::CaseColon,
                _,
            ) if self.before() == Some(Tok::RParen)
                && !self.in_brackets()
                && (now == Tok::Colon || starts_operand(now) || matches!(now, Tok::Key(_))) =>
            {
                let start = if now == Tok::Colon { self.span(self.at + 1) } else { here };
                let span = start.to(self.span(self.toks.len() - 1));
                Some(
                    error(
                        "syntax/two-statements",
                        span,
                        "nothing can follow the head of a structure on its line",
                    )
                    .label("a second statement")
                    .help("write it on the next line; the structure ends with a line of its own too"),
                )
            }
            _ => None,
        }
    }

    /// Signs.
    fn sign(&self) -> Option<Diagnostic> {
        let now = self.tok(self.at)?;
        let before = self.before();
        let here = self.span(self.at);
        let next = self.tok(self.at + 1);
        let eq = Tok::Compare(BinaryOp::Eq);
        if let Some(b) = before {
            let adjacent = self.span(self.at - 1).end == here.start;
            let found = match (b, now) {
                (Tok::Star, Tok::Star) if adjacent => {
                    Some(("`**` is not an operator", "“to the power of” is written `^`"))
                }
                (Tok::Question, Tok::Dot) if adjacent => Some((
                    "`?.` is not an operator",
                    "write `.`: reading a property of what is Null or undefined gives Undefined",
                )),
                (b, Tok::Gt) if adjacent && b == eq && self.makes_function() => {
                    Some(("`=>` makes no function", "write `Formula(…)` with the parameters `$1`, `$2` …"))
                }
                _ => None,
            };
            if let Some((message, help)) = found {
                return Some(
                    error("syntax/operator", self.pair(), message).label("not an operator").help(help),
                );
            }
            // `$a:==1`, `$a := = 1`
            if matches!(b, Tok::Assign(_)) && now == eq {
                return Some(
                    error("syntax/assignment", self.pair(), "one sign too many")
                        .label("assigns and compares")
                        .help("assign with `:=`, compare with `=`"),
                );
            }
            if b == eq && now == Tok::Colon {
                return Some(self.assigns(self.pair(), "`=:` is not an operator"));
            }
        }
        match now {
            Tok::Colon if next == Some(eq) => {
                Some(self.assigns(here.to(self.span(self.at + 1)), "`:=` is written without a blank"))
            }
            Tok::Question
                if next == Some(Tok::Number)
                    && self.span(self.at + 1).start == here.end
                    && !before.is_some_and(ends_operand) =>
            {
                Some(
                    error("syntax/time", here, "this time literal is not complete")
                        .label("starts here")
                        .help("times are written `?HH:MM:SS?`"),
                )
            }
            Tok::Compare(BinaryOp::Ne) if self.at == 0 => Some(
                error("syntax/operator", here, "`#` starts no comment")
                    .label("means “different from”")
                    .help("comments start with `//`"),
            ),
            Tok::Key(Keyword::If) if before.is_some_and(|b| !ends_operand(b)) => {
                Some(error("syntax/keyword", here, "`If` gives no value").label("not expected here").help(
                    "write `condition ? value : other value`, or `Choose(condition; value; other value)`",
                ))
            }
            _ if (1..self.at).any(|i| {
                self.tok(i) == Some(Tok::Name)
                    && self.tok(i + 1) == Some(Tok::LParen)
                    && self.text(i).eq_ignore_ascii_case("function")
            }) =>
            {
                let i = (1..self.at).find(|i| self.text(*i).eq_ignore_ascii_case("function"))?;
                Some(
                    error("syntax/function", self.span(i), "a function cannot be written inside a line")
                        .label("not expected here")
                        .help("write `Formula(…)` with the parameters `$1`, `$2` …, or `Formula(MyMethod)`"),
                )
            }
            _ => None,
        }
    }

    fn assigns(&self, span: Span, message: &str) -> Diagnostic {
        error("syntax/assignment", span, message).label("expected `:=`").help("assign with `:=`")
    }

    /// `($x) => …` or `$x => …` where a value begins: the left side is no more than names of parameters.
    fn makes_function(&self) -> bool {
        let Some(mut i) = self.at.checked_sub(2) else { return false };
        if matches!(self.tok(0), Some(Tok::Key(k)) if k != Keyword::Return)
            || self.tok(0) == Some(Tok::CaseColon)
        {
            return false;
        }
        if self.tok(i) == Some(Tok::RParen) {
            while i > 0 && self.tok(i) != Some(Tok::LParen) {
                i -= 1;
            }
        }
        let starts = i.checked_sub(1).and_then(|before| self.tok(before));
        matches!(starts, Some(Tok::Assign(_) | Tok::LParen | Tok::Semi | Tok::Colon))
    }
}
