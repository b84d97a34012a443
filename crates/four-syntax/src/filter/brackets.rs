//! Brackets: which kind each one is, whether they match, how deep the tree gets, and table references.

use super::Filter;
use crate::ast::Span;
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::limits::{MAX_BRACKETS, MAX_EXPR_DEPTH};
use crate::tok::Tok;
use crate::token::{Raw, RawToken};

/// Kinds of open brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Paren,
    /// `o[` or `[` of a collection.
    Square,
    /// `t[[`
    Char,
    /// `a{` or `${`
    Brace,
    /// `{` of an object
    Object,
}

impl Bracket {
    fn open(self) -> &'static str {
        match self {
            Bracket::Paren => "(",
            Bracket::Square => "[",
            Bracket::Char => "[[",
            Bracket::Brace | Bracket::Object => "{",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Bracket::Paren => ")",
            Bracket::Square => "]",
            Bracket::Char => "]]",
            Bracket::Brace | Bracket::Object => "}",
        }
    }
}

/// An upper bound of the tree's height, kept for the open brackets.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// Height of the chain of operators being read, and of the highest one before it, for each open bracket and the line.
    outer: Vec<(u32, u32, u32)>,
    now: u32,
    most: u32,
}

impl Level {
    pub fn separate(&mut self) {
        self.most = self.most.max(self.now);
        self.now = 0;
    }

    fn enter(&mut self, at: u32) {
        self.outer.push((self.now, self.most, at));
        (self.now, self.most) = (0, 0);
    }

    fn leave(&mut self) {
        let inner = self.most.max(self.now) + 1;
        let (now, most, _) = self.outer.pop().unwrap_or_default();
        (self.now, self.most) = (now.max(inner) + 1, most);
    }

    fn opened_at(&self) -> u32 {
        self.outer.last().map_or(0, |o| o.2)
    }
}

impl Filter<'_> {
    pub(super) fn deeper(&mut self, by: u32) {
        self.level.now += by;
        self.check_depth();
    }

    fn check_depth(&mut self) {
        if self.level.now > MAX_EXPR_DEPTH {
            let span = self.toks.last().map_or(Span::default(), |t| Span::new(t.0, t.2));
            let message =
                format!("this expression is too long: more than {MAX_EXPR_DEPTH} operators in a chain");
            self.fail(
                Diagnostic::error("syntax/too-deep", span, message)
                    .help("compute it in steps with a variable"),
            );
        }
    }

    pub(super) fn open(&mut self, token: RawToken, kind: Bracket, tok: Tok) {
        self.push(token, tok);
        if self.brackets.len() >= MAX_BRACKETS {
            let span = Span::new(token.start, token.end);
            let message = format!("more than {MAX_BRACKETS} brackets are open here");
            self.fail(
                Diagnostic::error("syntax/too-deep", span, message)
                    .help("compute it in steps with a variable"),
            );
            return;
        }
        self.brackets.push(kind);
        self.level.enter(token.start);
    }

    pub(super) fn close(&mut self, token: RawToken, kind: Bracket, tok: Tok) {
        let span = Span::new(token.start, token.end);
        self.push(token, tok);
        match self.brackets.last().copied() {
            Some(open) if open == kind => {
                self.brackets.pop();
                self.level.leave();
                self.check_depth();
            }
            Some(open) => {
                let at = self.level.opened_at();
                let opened = Span::new(at, at + open.open().len() as u32);
                let message = format!("`{}` does not close `{}`", kind.close(), open.open());
                self.fail(
                    Diagnostic::error("syntax/brackets", span, message)
                        .label(format!("expected `{}`", open.close()))
                        .also(opened, format!("`{}` opened here", open.open()))
                        .help("brackets are closed in reverse order, the last one that was opened first"),
                );
            }
            None => {
                let message = format!("`{}` closes nothing", kind.close());
                self.fail(
                    Diagnostic::error("syntax/brackets", span, message)
                        .label("no bracket is open here")
                        .help(format!("remove it, or write the `{}` that it is to close", kind.open())),
                );
            }
        }
    }

    /// After the last token of a line: no bracket may be open.
    pub(super) fn close_line(&mut self) {
        let Some(open) = self.brackets.last().copied() else {
            return;
        };
        let at = self.level.opened_at();
        let span = Span::new(at, at + open.open().len() as u32);
        if self.opens_block() {
            let message = Diagnostic::error("syntax/braces", span, "blocks are not written in braces");
            let help = "a structure ends with its own word, such as `End if`; a function ends where the next one starts";
            return self.fail(message.label("not expected here").help(help));
        }
        let message = format!("this `{}` is not closed on its line", open.open());
        let found =
            Diagnostic::error("syntax/brackets", span, message).label(format!("needs a `{}`", open.close()));
        let outer = self.brackets.first().copied().unwrap_or(open);
        let found = match self.skip_continued(outer) {
            Some(closed) => found
                .also(closed, format!("`{}` stands on a later line", outer.close()))
                .help("write `\\` at the end of each line that continues on the next one"),
            None => found.help(
                "a statement ends with its line; write `\\` at the end of a line to continue on the next one",
            ),
        };
        self.fail(found);
    }

    /// Whether the `{` at the end of a line begins a block as in other languages, rather than a literal.
    fn opens_block(&self) -> bool {
        let before = self.toks.len().checked_sub(2).and_then(|i| self.toks.get(i)).map(|t| t.1);
        match self.last() {
            Some(Tok::LElement) => true,
            Some(Tok::LObject) => match before {
                None | Some(Tok::TryExpr | Tok::CaseColon | Tok::Type) => true,
                Some(Tok::Key(keyword)) => keyword != Keyword::Return,
                _ => false,
            },
            _ => false,
        }
    }

    /// The bracket on a later line that closes the first open one, if these lines are plainly one statement without the
    /// backslashes between them; they are then not read, as they could only mislead.
    fn skip_continued(&mut self, outer: Bracket) -> Option<Span> {
        if !self.after_continuing() {
            return None;
        }
        /// Enough for any literal, and never a long search.
        const MAX_AHEAD: usize = 2_000;
        let mut depth: usize = self.brackets.iter().map(|b| if *b == Bracket::Char { 2 } else { 1 }).sum();
        let outer = match outer {
            Bracket::Paren => Raw::RParen,
            Bracket::Square | Bracket::Char => Raw::RBracket,
            Bracket::Brace | Bracket::Object => Raw::RBrace,
        };
        let mut closed = None;
        let mut line_start = true;
        for (ahead, token) in self.raw[self.at..].iter().take(MAX_AHEAD).enumerate() {
            match token.kind {
                Raw::Newline if closed.is_some() => {
                    self.at += ahead + 1;
                    return closed;
                }
                Raw::Word if line_start && self.starts_statement(*token) => return None,
                Raw::LParen | Raw::LBracket | Raw::LBrace | Raw::DollarBrace => depth += 1,
                Raw::RParen | Raw::RBracket | Raw::RBrace => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 && closed.is_none() {
                        closed = (token.kind == outer).then(|| Span::new(token.start, token.end));
                        closed?;
                    }
                }
                Raw::Assign if depth > 0 => return None,
                _ => {}
            }
            line_start = token.kind == Raw::Newline;
        }
        if closed.is_some() {
            self.at = self.raw.len();
        }
        closed
    }

    /// Whether the last token asks for more.
    fn after_continuing(&self) -> bool {
        self.last().is_some_and(|tok| match tok {
            Tok::Key(keyword) => keyword == Keyword::Return,
            Tok::Semi | Tok::Comma | Tok::Colon | Tok::Question | Tok::Assign(_) | Tok::Plus | Tok::Minus => {
                true
            }
            Tok::Star | Tok::Gt | Tok::Lt | Tok::Compare(_) | Tok::Logic(_) | Tok::Op(_) => true,
            Tok::LParen | Tok::LIndex | Tok::LCollection | Tok::LObject => true,
            _ => false,
        })
    }

    /// Whether a line that starts with this word is a statement of its own, rather than the rest of one.
    fn starts_statement(&self, token: RawToken) -> bool {
        const FIRST: [&str; 14] = [
            "if", "else", "end", "case", "while", "repeat", "until", "for", "use", "try", "function",
            "class", "var", "return",
        ];
        FIRST.iter().any(|word| word.eq_ignore_ascii_case(self.text(token)))
    }

    pub(super) fn left_bracket(&mut self, token: RawToken) {
        if !self.after_operand() {
            if !self.table(token) {
                self.open(token, Bracket::Square, Tok::LCollection);
            }
            return;
        }
        let next = self.peek().filter(|n| n.kind == Raw::LBracket && n.start == token.end);
        // `$c[[Table]Field]` is an index, `$t[[$i]]` a character.
        match next.filter(|n| self.table_at(*n).is_none_or(|t| t.field == t.end)) {
            Some(next) => {
                self.at += 1;
                self.open(RawToken { end: next.end, ..token }, Bracket::Char, Tok::LChar);
            }
            None => self.open(token, Bracket::Square, Tok::LIndex),
        }
    }

    pub(super) fn right_bracket(&mut self, token: RawToken) {
        if self.brackets.last() == Some(&Bracket::Char)
            && let Some(next) = self.peek().filter(|n| n.kind == Raw::RBracket && n.start == token.end)
        {
            self.at += 1;
            self.close(RawToken { end: next.end, ..token }, Bracket::Char, Tok::RChar);
            return;
        }
        self.close(token, Bracket::Square, Tok::RBracket);
    }

    /// `[Name]`, `[Name:1]`, `[Name]Field:2`: a table if it has a number, a field directly after it, or is known
    /// (`Concepts/identifiers`).
    fn table(&mut self, token: RawToken) -> bool {
        let Some(found) = self.table_at(token) else {
            return false;
        };
        self.toks.push((token.start, Tok::Table, found.field));
        if found.end > found.field {
            self.toks.push((found.field, Tok::Field, found.end));
        }
        while self.peek().is_some_and(|t| t.start < found.end) {
            self.at += 1;
        }
        true
    }

    /// The table reference that a `[` starts.
    fn table_at(&self, token: RawToken) -> Option<TableAt> {
        let bytes = self.src.as_bytes();
        let start = token.start as usize + 1;
        let name_end = start + name_len(&self.src[start..]);
        let digits = number_len(&bytes[name_end..]);
        let close = name_end + digits;
        if name_end == start || bytes.get(close) != Some(&b']') {
            return None;
        }
        let at = close + 1;
        let field = field_len(&self.src[at..]);
        let name = &self.src[start..name_end];
        if digits == 0 && field == 0 && !self.names.has_table(name) && !is_surely_table(name) {
            return None;
        }
        let end = at + field;
        // A field may have nothing but its number: `[Table:1]:13`.
        let end = if field > 0 || digits > 0 { end + number_len(&bytes[end..]) } else { end };
        Some(TableAt { field: at as u32, end: end as u32 })
    }
}

/// Ends of a table reference: of `[Table]`, and of the field after it (the same if there is none).
struct TableAt {
    field: u32,
    end: u32,
}

/// Names that mean nothing else in brackets: `Table` is a command that needs an argument, and two values cannot stand side
/// by side as in `Table 1`.
fn is_surely_table(name: &str) -> bool {
    let numbered = name.rsplit_once(' ').is_some_and(|(words, number)| {
        words.trim().eq_ignore_ascii_case("table") && number.bytes().all(|b| b.is_ascii_digit())
    });
    numbered || name.eq_ignore_ascii_case("table")
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
}

/// Length of a table's name, which may hold blanks.
fn name_len(text: &str) -> usize {
    text.find(|c: char| !(is_name_char(c) || matches!(c, ' ' | '\u{a0}' | '-' | '/' | '.' | '\'' | '~')))
        .unwrap_or(text.len())
}

/// Length of `:12`.
fn number_len(bytes: &[u8]) -> usize {
    if bytes.first() != Some(&b':') {
        return 0;
    }
    match bytes[1..].iter().take_while(|b| b.is_ascii_digit()).count() {
        0 => 0,
        n => n + 1,
    }
}

/// Length of a field's name directly after `]`: words with single blanks between them.
fn field_len(text: &str) -> usize {
    // A name may start with digits, as in `[Jobs]1stCount`, and is no number.
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if !letters.starts_with(is_name_char) {
        return 0;
    }
    let mut end = 0;
    let mut blank = false;
    for (i, c) in text.char_indices() {
        // `[Table]Subtable'Field`, as in old applications.
        let tick = c == '\'' && !blank && end > 0 && text[i + 1..].starts_with(is_name_char);
        if is_name_char(c) || tick {
            end = i + c.len_utf8();
            blank = false;
        } else if matches!(c, ' ' | '\u{a0}') && !blank {
            blank = true;
        } else {
            break;
        }
    }
    end
}
