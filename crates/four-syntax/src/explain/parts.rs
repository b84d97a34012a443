//! Parts that are missing or too many inside brackets, after dots and in declarations.

use super::{Refused, ends_operand, error};
use crate::ast::{BinaryOp, Span};
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::tok::Tok;

/// The innermost bracket that is open before the refused token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Collection,
    Object,
    Other,
}

impl Refused<'_> {
    pub(super) fn inside(&self) -> Inside {
        let mut depth = 0i32;
        for (_, tok, _) in self.toks[..self.at.min(self.toks.len())].iter().rev() {
            match tok {
                Tok::RParen | Tok::RBracket | Tok::RChar | Tok::RBrace => depth += 1,
                Tok::LParen | Tok::LIndex | Tok::LChar | Tok::LElement | Tok::DollarBrace if depth == 0 => {
                    return Inside::Other;
                }
                Tok::LCollection if depth == 0 => return Inside::Collection,
                Tok::LObject if depth == 0 => return Inside::Object,
                Tok::LParen
                | Tok::LIndex
                | Tok::LChar
                | Tok::LElement
                | Tok::DollarBrace
                | Tok::LCollection
                | Tok::LObject => depth -= 1,
                _ => {}
            }
        }
        Inside::Nothing
    }

    pub(super) fn part(&self) -> Option<Diagnostic> {
        self.element().or_else(|| self.pair_of_object()).or_else(|| self.dot()).or_else(|| self.signature())
    }

    /// A comma, with what separates there.
    pub(super) fn comma(&self, here: Span) -> Diagnostic {
        let number = |i: Option<usize>| i.and_then(|i| self.tok(i)) == Some(Tok::Number);
        let between_numbers = number(self.at.checked_sub(1)) && number(Some(self.at + 1));
        let ternary = self.toks.iter().any(|t| t.1 == Tok::Question);
        let (label, help) = match self.inside() {
            Inside::Collection => {
                ("expected `;`", "the elements of a collection are separated by `;`, as in `[1; 2]`")
            }
            Inside::Object => {
                ("expected `;`", "the properties of an object are separated by `;`, as in `{a: 1; b: 2}`")
            }
            Inside::Other => {
                ("expected `;`", "arguments and elements are separated by `;`, decimals are written with `.`")
            }
            Inside::Nothing if ternary => {
                ("expected `:`", "a choice is written `condition ? value : other value`")
            }
            Inside::Nothing if between_numbers => {
                ("expected `.`", "decimals are written with `.`, as in `1.5`")
            }
            Inside::Nothing => ("not expected here", "write each statement on a line of its own"),
        };
        error("syntax/separator", here, "a comma separates nothing in 4D").label(label).help(help)
    }

    /// `[1;]`, `[;1]`, `{a: 1;}`, `()`.
    fn element(&self) -> Option<Diagnostic> {
        let (now, before) = (self.tok(self.at)?, self.before()?);
        let closes = matches!(now, Tok::RBracket | Tok::RBrace | Tok::RParen);
        let (what, example) = match self.inside() {
            Inside::Collection => ("an element", "[1; 2]"),
            Inside::Object => ("a property", "{a: 1; b: 2}"),
            _ if before == Tok::LParen && now == Tok::RParen => {
                return Some(
                    error("syntax/missing-value", self.pair(), "these parentheses hold no value")
                        .label("expected a value")
                        .help("write a value between them, or remove them"),
                );
            }
            _ => return None,
        };
        if before == Tok::Semi && closes {
            return Some(
                error("syntax/separator", self.span(self.at - 1), format!("{what} is missing after `;`"))
                    .label(format!("nothing follows before `{}`", self.text(self.at)))
                    .help(format!("remove it: `;` only stands between two of them, as in `{example}`")),
            );
        }
        if matches!(before, Tok::Semi | Tok::LCollection | Tok::LObject) && now == Tok::Semi {
            return Some(
                error("syntax/separator", self.span(self.at), format!("{what} is missing before `;`"))
                    .label("one too many")
                    .help(format!("remove it: `;` only stands between two of them, as in `{example}`")),
            );
        }
        if now == Tok::Ellipsis {
            let help = if self.inside() == Inside::Object {
                "name the properties one by one, or change a copy: `OB Copy($object)`"
            } else {
                "join collections with `$collection.concat($other)`"
            };
            return Some(
                error("syntax/operator", self.span(self.at), "`...` spreads nothing")
                    .label("not expected here")
                    .help(help),
            );
        }
        None
    }

    /// `{$a}`, `{a}`, `{a 1}`, `{a=1}`, `{a:}`.
    fn pair_of_object(&self) -> Option<Diagnostic> {
        let (now, before) = (self.tok(self.at)?, self.before()?);
        if self.inside() != Inside::Object {
            return None;
        }
        let at = self.at - 1;
        let (key, here) = (self.text(at), self.span(at));
        let ends = matches!(now, Tok::RBrace | Tok::Semi | Tok::Comma);
        if before == Tok::Colon && ends {
            return Some(
                error("syntax/missing-value", here, format!("a value is missing after `{key}`"))
                    .label("expected a value")
                    .help("a property is written `key: value`"),
            );
        }
        if before != Tok::ObjKey {
            // `{[…]: 1}`, `{1: 2}`
            let start = matches!(before, Tok::LObject | Tok::Semi) && now != Tok::RBrace;
            return start.then(|| {
                let here = self.span(self.at);
                error("syntax/object", here, format!("`{}` is no key", self.text(self.at)))
                    .label("expected a key")
                    .help("a key is a name or a text in quotes; for one that is computed write `$object[$key]:=…`")
            });
        }
        let found =
            error("syntax/object", here, format!("the property `{}` has no value", key.trim_matches('"')));
        let found = found.label("expected `:` after it");
        Some(if ends && key.starts_with('$') {
            found.help(format!("a property is written `key: value`, such as `{}: {key}`", &key[1..]))
        } else if ends {
            found.help(format!("write `{key}: value`"))
        } else {
            let found =
                error("syntax/object", self.span(self.at), "a colon stands between a key and its value");
            let sign = matches!(now, Tok::Assign(_) | Tok::Compare(BinaryOp::Eq));
            let help = if sign { format!("write `{key}: value`") } else { format!("write `{key}: …`") };
            found.label("expected `:`").help(help)
        })
    }

    fn dot(&self) -> Option<Diagnostic> {
        let now = self.tok(self.at)?;
        let (here, before) = (self.span(self.at), self.before());
        let join = |span| {
            error("syntax/operator", span, "`.` does not join texts")
                .label("not an operator")
                .help("texts are joined with `+`")
        };
        if before == Some(Tok::Dot) && now == Tok::Text {
            return Some(join(self.span(self.at - 1)));
        }
        if before == Some(Tok::Dot) && !matches!(now, Tok::Key(_)) {
            return Some(
                error("syntax/member", self.span(self.at - 1), "a property name is missing after `.`")
                    .label("expected a name")
                    .help("write `object.property`; decimals are written `1.0`"),
            );
        }
        if now == Tok::Dot && !before.is_some_and(ends_operand) {
            let digits = self.text(self.at + 1);
            return Some(if digits.starts_with(|c: char| c.is_ascii_digit()) {
                let span = here.to(self.span(self.at + 1));
                error("syntax/number", span, "a digit is missing before the decimal point")
                    .label("a number")
                    .help(format!("write `0.{digits}`"))
            } else {
                error("syntax/member", here, "an object is missing before `.`")
                    .label("expected an object")
                    .help("write `$object.property`, or `This.property` in a class")
            });
        }
        None
    }

    /// `var`, `#DECLARE` and `Function` lines.
    fn signature(&self) -> Option<Diagnostic> {
        let (now, before, head) = (self.tok(self.at)?, self.before()?, self.tok(0)?);
        let here = self.span(self.at);
        if matches!(head, Tok::Key(Keyword::Var | Keyword::Property)) {
            return match (before, now) {
                (Tok::Type, Tok::LCollection | Tok::LIndex | Tok::Lt | Tok::Name) => Some(
                    error("syntax/type", here, "a type does not tell what its values hold")
                        .label("not expected here")
                        .help("write `: Collection` for a list of values; elements may be of any type"),
                ),
                (Tok::TypeColon | Tok::Colon, Tok::Colon | Tok::TypeColon) => Some(
                    error("syntax/type", here, "one colon too many")
                        .label("expected a type")
                        .help("write `var $name : Type`"),
                ),
                (Tok::Key(_), Tok::Colon | Tok::TypeColon) => Some(
                    error("syntax/declaration", here, "a name is missing before `:`")
                        .label("expected a name")
                        .help("write `var $name : Type` or `property name : Type`"),
                ),
                _ => None,
            };
        }
        if head != Tok::Declare && !self.is_signature() {
            return None;
        }
        let type_like =
            matches!(now, Tok::Name | Tok::Type | Tok::Command(_) | Tok::Key(Keyword::ClassStore));
        match (before, now) {
            (Tok::Declare, Tok::Local) => Some(
                error("syntax/parameters", here, "parameters stand in parentheses")
                    .label("expected `(`")
                    .help("write `#DECLARE($name : Type)`"),
            ),
            (Tok::Arrow, _) if now != Tok::Local => Some(
                error("syntax/parameters", here, "the result behind `->` needs a name")
                    .label("expected `$name`")
                    .help("write `: Type`, or `-> $result : Type`"),
            ),
            (Tok::Local, _) if type_like => Some(
                error("syntax/declaration", here, "the type follows a colon")
                    .label("expected `:` or `;`")
                    .help(format!("write `{} : {}`", self.text(self.at - 1), self.text(self.at))),
            ),
            (Tok::RParen, _) if type_like && !self.in_brackets() => Some(
                error("syntax/type", here, "the type of the result follows a colon")
                    .label("expected `:`")
                    .help(format!("write `: {}`", self.text(self.at))),
            ),
            (Tok::Prop, _)
                if type_like
                    && matches!(self.toks.get(self.at.wrapping_sub(2)), Some((_, Tok::Function(_), _))) =>
            {
                Some(
                    error("syntax/function", here, "two names stand side by side")
                        .label("the second name")
                        .also(self.span(self.at - 1), "taken for the name of the function")
                        .help(format!(
                            "write `Function {}`; modifiers such as `local` stand before `Function`",
                            self.text(self.at)
                        )),
                )
            }
            _ => None,
        }
    }
}
