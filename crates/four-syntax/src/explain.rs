//! Turns "the grammar did not expect this token" into words: what is wrong in one phrase, and how to mend it.

mod habits;
mod parts;

use lalrpop_util::ParseError;

use crate::ast::{AssignOp, BinaryOp, Span};
use crate::diagnostic::Diagnostic;
use crate::filter::{LineInfo, Spanned};
use crate::keyword::Keyword;
use crate::tok::Tok;

/// A message for a line that the grammar refused.
pub(crate) fn explain(
    src: &str,
    toks: &[Spanned],
    info: LineInfo,
    error: ParseError<u32, Tok, ()>,
    formula: bool,
) -> Diagnostic {
    let (at, expected) = match error {
        ParseError::UnrecognizedToken { token, expected } => {
            (toks.iter().position(|t| t.0 == token.0 && t.2 == token.2), expected)
        }
        ParseError::ExtraToken { token } => (toks.iter().position(|t| t.0 == token.0), Vec::new()),
        ParseError::UnrecognizedEof { expected, .. } => (None, expected),
        ParseError::InvalidToken { .. } | ParseError::User { .. } => (None, Vec::new()),
    };
    let line = Refused { src, toks, at: at.unwrap_or(toks.len()), formula };
    let found = line
        .habit()
        .or_else(|| line.slip())
        .or_else(|| line.part())
        .or_else(|| if at.is_none() { line.early_end() } else { line.wrong_token() });
    let mut diagnostic = found.unwrap_or_else(|| line.plain(info));
    if diagnostic.label.is_empty()
        && let Some(phrase) = phrase(&expected)
    {
        diagnostic.label = format!("expected {phrase}");
    }
    diagnostic
}

fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, span, message)
}

struct Refused<'a> {
    src: &'a str,
    toks: &'a [Spanned],
    /// Index of the refused token; the number of tokens if the line ended too early.
    at: usize,
    formula: bool,
}

impl Refused<'_> {
    fn tok(&self, i: usize) -> Option<Tok> {
        self.toks.get(i).map(|t| t.1)
    }

    fn before(&self) -> Option<Tok> {
        self.tok(self.at.checked_sub(1)?)
    }

    fn span(&self, i: usize) -> Span {
        match (self.toks.get(i), self.toks.last()) {
            (Some(t), _) => Span::new(t.0, t.2),
            (None, Some(last)) => Span::new(last.2, last.2),
            (None, None) => Span::default(),
        }
    }

    fn pair(&self) -> Span {
        self.span(self.at.saturating_sub(1)).to(self.span(self.at))
    }

    fn text(&self, i: usize) -> &str {
        self.src.get(self.span(i).range()).unwrap_or("")
    }

    /// Habits from other languages, and the commonest slips.
    fn slip(&self) -> Option<Diagnostic> {
        let (now, before) = (self.tok(self.at), self.before());
        let eq = Tok::Compare(BinaryOp::Eq);
        let here = self.span(self.at);
        if let (Some(b), Some(n)) = (before, now) {
            let adjacent = self.span(self.at - 1).end == here.start;
            let found = match (b, n) {
                (b, n) if b == eq && n == eq => {
                    let third = self.tok(self.at + 1) == Some(eq) && self.span(self.at + 1).start == here.end;
                    let span = if third { self.pair().to(self.span(self.at + 1)) } else { self.pair() };
                    let text = if third { "`===` is not an operator" } else { "`==` is not an operator" };
                    let found = error("syntax/operator", span, text).label("not an operator");
                    return Some(found.help("equality is written `=`"));
                }
                (Tok::Lt, Tok::Gt) if adjacent => {
                    Some(("`<>` is not an operator", "“different from” is written `#`"))
                }
                (Tok::Compare(BinaryOp::Ge | BinaryOp::Le), n) if n == eq => {
                    Some(("this is not an operator", "comparisons are `=`, `#`, `<`, `>`, `<=` and `>=`"))
                }
                (b, Tok::Gt) if adjacent && b == eq => {
                    Some(("`=>` is not an operator", "“greater or equal” is written `>=`"))
                }
                (b, Tok::Lt) if adjacent && b == eq => {
                    Some(("`=<` is not an operator", "“less or equal” is written `<=`"))
                }
                _ => None,
            };
            if let Some((message, help)) = found {
                return Some(
                    error("syntax/operator", self.pair(), message).label("not an operator").help(help),
                );
            }
        }
        // `$i++`: the line ends after two signs.
        if self.at == self.toks.len() && self.toks.len() >= 3 {
            let last = self.toks.len() - 1;
            let step = match (self.tok(last - 1), self.tok(last)) {
                (Some(Tok::Plus), Some(Tok::Plus)) => Some("+"),
                (Some(Tok::Minus), Some(Tok::Minus)) => Some("-"),
                _ => None,
            };
            if let Some(sign) = step {
                let span = self.span(last - 1).to(self.span(last));
                let target =
                    self.src.get(self.span(0).start as usize..self.span(last - 2).end as usize).unwrap_or("");
                let message = error("syntax/operator", span, format!("there is no `{sign}{sign}` operator"));
                return Some(message.label("not an operator").help(format!("write `{target}{sign}=1`")));
            }
        }
        match now? {
            Tok::Comma => Some(self.comma(here)),
            Tok::Semi if !self.in_brackets() => {
                Some(
                    error("syntax/separator", here, "`;` does not end a statement")
                        .label("not expected here")
                        .help("write each statement on a line of its own; `;` only separates arguments, elements and names"),
                )
            }
            _ => None,
        }
    }

    fn in_brackets(&self) -> bool {
        let mut depth = 0i32;
        for (_, tok, _) in &self.toks[..self.at.min(self.toks.len())] {
            match tok {
                Tok::LParen
                | Tok::LIndex
                | Tok::LCollection
                | Tok::LChar
                | Tok::LElement
                | Tok::LObject
                | Tok::DollarBrace => depth += 1,
                Tok::RParen | Tok::RBracket | Tok::RChar | Tok::RBrace => depth -= 1,
                _ => {}
            }
        }
        depth > 0
    }

    /// The line ended before its statement did.
    fn early_end(&self) -> Option<Diagnostic> {
        let last = self.toks.len().checked_sub(1)?;
        let span = self.span(last);
        let text = self.text(last);
        let more = "write the rest on the same line, or end the line with `\\` to continue on the next one";
        let started =
            self.toks.iter().any(|t| t.1 == Tok::Question) && !self.toks.iter().any(|t| t.1 == Tok::Colon);
        Some(match self.tok(last)? {
            Tok::Assign(_) => {
                error("syntax/missing-value", span, format!("a value is missing after `{text}`"))
                    .label("expected a value")
                    .help(more)
            }
            Tok::Colon => error("syntax/missing-value", span, "a value is missing after `:`")
                .label("expected a value")
                .help(more),
            Tok::TypeColon => error("syntax/type", span, "a type is missing after `:`")
                .label("expected a type")
                .help("such as `: Text`, `: Integer`, `: Object`, `: cs.MyClass`"),
            Tok::Dot => error("syntax/member", span, "a property name is missing after `.`")
                .label("expected a name")
                .help("write `object.property`; decimals are written `1.0`"),
            tok if is_operator(tok) => {
                error("syntax/missing-value", span, format!("a value is missing after `{text}`"))
                    .label("expected a value")
                    .help(more)
            }
            Tok::Key(k @ (Keyword::If | Keyword::While | Keyword::Until)) => {
                error("syntax/condition", span, format!("`{}` needs a condition", k.spelling()))
                    .label("expected a condition")
                    .help(format!("write `{} (condition)`", k.spelling()))
            }
            Tok::Key(Keyword::Use) => error("syntax/use", span, "`Use` needs a shared object or collection")
                .label("expected `(`")
                .help("write `Use ($shared)`"),
            Tok::CaseColon => error("syntax/condition", span, "this case has no condition")
                .label("expected a condition")
                .help("write `: (condition)`; the last branch is `Else`"),
            Tok::Key(Keyword::For) => {
                error("syntax/for", span, "`For` needs a counter and its bounds").help(FOR_HELP)
            }
            Tok::Key(Keyword::ForEach) => {
                error("syntax/for", span, "`For each` needs a variable and what to go through")
                    .help(FOR_EACH_HELP)
            }
            Tok::Function(_) => error("syntax/function", span, "a function needs a name")
                .help("write `Function name($parameter : Type) : Type`"),
            Tok::Key(Keyword::Var | Keyword::Property) => {
                error("syntax/declaration", span, "a name is missing")
                    .label("expected a name")
                    .help("write `var $name : Type` or `property name : Type`")
            }
            _ if started => {
                let question = self.toks.iter().position(|t| t.1 == Tok::Question).unwrap_or(0);
                error("syntax/ternary", self.span(question), "this `?` has no `:`")
                    .label("the second value is missing")
                    .help("a choice is written `condition ? value : other value`")
            }
            _ => error("syntax/incomplete", Span::new(span.end, span.end), "this line ends too early")
                .help(more),
        })
    }

    fn wrong_token(&self) -> Option<Diagnostic> {
        let now = self.tok(self.at)?;
        let (here, text) = (self.span(self.at), self.text(self.at));
        let before = self.before();
        let head = self.tok(0)?;
        if self.formula && matches!(now, Tok::Key(k) if !k.is_value()) {
            return Some(
                error("syntax/formula", here, format!("`{text}` cannot stand in a formula"))
                    .label("a structure or declaration")
                    .help("a formula is one expression, call or assignment"),
            );
        }
        if head == Tok::Name && self.text(0).eq_ignore_ascii_case("Function") {
            // Without a name after it the word was taken for one.
            return Some(
                error("syntax/function", self.span(0), "a function needs a name")
                    .label("expected a name after it")
                    .help("write `Function name($parameter : Type) : Type`"),
            );
        }
        Some(match now {
            Tok::Key(k) if !k.is_value() => {
                let message = format!("`{}` cannot stand in the middle of a line", k.spelling());
                error("syntax/keyword", here, message)
                    .label("has a line of its own")
                    .help("write one statement a line")
            }
            Tok::Key(_) if matches!(head, Tok::Key(Keyword::Var)) => {
                error("syntax/declaration", here, format!("`{text}` cannot be declared"))
                    .label("a word of the language")
                    .help("give the variable another name, such as `$value`")
            }
            Tok::Assign(_) if self.toks[..self.at].iter().any(|t| matches!(t.1, Tok::Assign(_))) => {
                error("syntax/assignment", here, "only one value can be assigned a line")
                    .label("a second assignment")
                    .help("write two lines")
            }
            Tok::Assign(op) if self.in_brackets() => {
                let help = if op == AssignOp::Set {
                    "compare with `=`; an assignment stands on a line of its own"
                } else {
                    "an assignment stands on a line of its own"
                };
                error("syntax/assignment", here, format!("`{text}` cannot stand inside an expression"))
                    .label("assigns")
                    .help(help)
            }
            Tok::Compare(BinaryOp::Eq) if matches!(head, Tok::Key(Keyword::Var | Keyword::Property)) => {
                error("syntax/assignment", here, "`=` compares")
                    .label("expected `:=`")
                    .help("give a value with `:=`")
            }
            Tok::Name | Tok::Type | Tok::Prop
                if matches!(head, Tok::Key(Keyword::Var | Keyword::Property)) =>
            {
                error("syntax/declaration", here, "the type follows a colon")
                    .label("expected `:` or `;`")
                    .help("write `var $name : Type`")
            }
            Tok::Name | Tok::Method | Tok::Interprocess | Tok::Param
                if matches!(head, Tok::Declare | Tok::Function(_)) || self.is_signature() =>
            {
                error("syntax/parameters", here, "parameters are local variables")
                    .label("expected `$name`")
                    .help("write `($a : Text; $b : Integer)`")
            }
            _ if matches!(head, Tok::Key(k) if closes(k)) && self.at == 1 => error(
                "syntax/two-statements",
                here,
                format!("nothing can follow `{}` on its line", self.text(0)),
            )
            .label("a second statement")
            .help("write one statement a line"),
            Tok::Colon if !self.toks[..self.at].iter().any(|t| t.1 == Tok::Question) => {
                error("syntax/colon", here, "a `:` has no meaning here")
                    .label("not expected here")
                    .help("it belongs to a type, a case, an object's key or `? :`")
            }
            now if before.is_some_and(ends_operand) && starts_operand(now) => {
                let called = matches!(before, Some(Tok::Command(_) | Tok::Method | Tok::Plugin | Tok::Name));
                let help =
                    if called && self.at == 1 && !matches!(now, Tok::Name | Tok::Method | Tok::Command(_)) {
                        let rest =
                            self.src.get(here.start as usize..self.span(self.toks.len() - 1).end as usize);
                        format!(
                            "arguments stand in parentheses: `{}({})`",
                            self.text(0),
                            rest.filter(|rest| rest.len() <= 60).unwrap_or("…")
                        )
                    } else if self.in_brackets() {
                        "an operator or a `;` is missing between them".into()
                    } else {
                        "an operator is missing between them, or a second statement needs a line of its own"
                            .into()
                    };
                error("syntax/two-values", here, "two values stand side by side")
                    .label("the second one")
                    .also(self.span(self.at - 1), "the first one")
                    .help(help)
            }
            now if is_operator(now) && !before.is_some_and(ends_operand) => {
                error("syntax/missing-value", here, format!("a value is missing before `{text}`"))
                    .label("expected a value")
                    .help("write a value on its left, or remove it")
            }
            Tok::RParen | Tok::RBracket | Tok::RBrace | Tok::RChar | Tok::Semi
                if matches!(head, Tok::Key(Keyword::For)) =>
            {
                error("syntax/for", here, "this `For` is not complete").help(FOR_HELP)
            }
            Tok::RParen | Tok::RBracket | Tok::RBrace | Tok::RChar | Tok::Semi
                if before.is_some_and(is_operator) =>
            {
                error(
                    "syntax/missing-value",
                    self.span(self.at - 1),
                    format!("a value is missing after `{}`", self.text(self.at - 1)),
                )
                .label("expected a value")
                .help("write a value on its right, or remove it")
            }
            _ => return None,
        })
    }

    fn is_signature(&self) -> bool {
        self.toks.iter().any(|t| matches!(t.1, Tok::Function(_) | Tok::Key(Keyword::ClassConstructor)))
    }

    fn plain(&self, info: LineInfo) -> Diagnostic {
        if self.at >= self.toks.len() {
            let end = info.span.end;
            return Diagnostic::error("syntax/incomplete", Span::new(end, end), "this line ends too early")
                .help("end a line with `\\` to continue on the next one");
        }
        let message = format!("`{}` cannot stand here", self.text(self.at));
        Diagnostic::error("syntax/unexpected", self.span(self.at), message)
            .help("check the brackets and separators before it; `//` starts a comment")
    }
}

const FOR_HELP: &str = "write `For ($i; start; end)` or `For ($i; start; end; step)`";
const FOR_EACH_HELP: &str = "write `For each ($item; $collection)`";

fn closes(k: Keyword) -> bool {
    use Keyword::{Catch, Else, EndCase, EndFor, EndForEach, EndIf, EndTry, EndUse, EndWhile};
    matches!(
        k,
        Else | EndIf
            | EndCase
            | EndWhile
            | EndFor
            | EndForEach
            | EndUse
            | EndTry
            | Catch
            | Keyword::CaseOf
            | Keyword::Repeat
    )
}

fn is_operator(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Plus
            | Tok::Minus
            | Tok::Star
            | Tok::Gt
            | Tok::Lt
            | Tok::Compare(_)
            | Tok::Logic(_)
            | Tok::Op(_)
            | Tok::Question
    )
}

fn ends_operand(tok: Tok) -> bool {
    match tok {
        Tok::RParen | Tok::RBracket | Tok::RChar | Tok::RBrace | Tok::Field | Tok::Prop | Tok::Deref => true,
        Tok::LParen | Tok::LCollection | Tok::LObject | Tok::DollarBrace | Tok::TryExpr => false,
        tok => starts_operand(tok),
    }
}

fn starts_operand(tok: Tok) -> bool {
    match tok {
        Tok::Number
        | Tok::Text
        | Tok::Date
        | Tok::Time
        | Tok::Local
        | Tok::Param
        | Tok::Interprocess
        | Tok::DollarBrace => true,
        Tok::Name
        | Tok::Method
        | Tok::Command(_)
        | Tok::Constant(_)
        | Tok::Plugin
        | Tok::Table
        | Tok::TryExpr => true,
        Tok::LParen | Tok::LCollection | Tok::LObject => true,
        Tok::Key(k) => k.is_value(),
        _ => false,
    }
}

/// What could have stood there, in at most three classes.
fn phrase(expected: &[String]) -> Option<String> {
    let mut classes: Vec<&str> = Vec::new();
    for terminal in expected {
        let class = match terminal.trim_matches('"') {
            "number" | "text" | "local name" | "name" | "command" | "(" if expected.len() > 12 => "a value",
            "+" | "*" | "compare" | "operator" => "an operator",
            "local name" => "`$name`",
            "property name" => "a name",
            "type" => "a type",
            "type :" => "`: Type`",
            ")" => "`)`",
            "]" => "`]`",
            "}" => "`}`",
            "]]" => "`]]`",
            "(" => "`(`",
            ";" => "`;`",
            ":" => "`:`",
            ":=" => "`:=`",
            "key" => "a key",
            _ => continue,
        };
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    // A bracket or separator says more than "an operator", which may nearly always follow.
    if classes.len() > 3 {
        classes.retain(|c| *c != "an operator");
        classes.truncate(3);
    }
    let (last, rest) = classes.split_last()?;
    Some(if rest.is_empty() { (*last).to_owned() } else { format!("{} or {last}", rest.join(", ")) })
}
