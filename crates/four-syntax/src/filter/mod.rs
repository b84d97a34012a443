//! Between the raw tokens and the grammar: takes one logical line at a time, finds names, tells apart the signs whose
//! meaning depends on their place (`[`, `{`, `->`, `:`, `Try`, `While` …), and checks brackets and depth.
//!
//! Invariants: the tokens of a line have balanced brackets and a bounded depth, or the line is marked as broken and its
//! message is in `diagnostics`; comments go to a side list; every raw token is looked at once (so time is linear).

mod brackets;
mod decl;
pub(crate) use decl::declares_class;
mod words;

use crate::ast::{AssignOp, BinaryOp, Span};
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::names::Names;
use crate::tok::Tok;
use crate::token::{Raw, RawToken};
use brackets::{Bracket, Level};

/// A token as LALRPOP takes it.
pub(crate) type Spanned = (u32, Tok, u32);

/// A comment and its place, kept beside the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// With its marks.
    pub span: Span,
    /// Whether it is a `/* … */`.
    pub block: bool,
}

/// How the words of a line are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Statements and expressions.
    Code,
    /// `var` and `property` up to `:=`: words are new names, a colon is followed by a type.
    Names,
    /// `Function`, `Class constructor`, `#DECLARE`: a colon is followed by a type.
    Signature,
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Method,
    Class,
    Formula,
}

pub(crate) struct Filter<'a> {
    src: &'a str,
    raw: &'a [RawToken],
    names: &'a Names,
    place: Place,
    at: usize,
    /// The line so far.
    pub toks: Vec<Spanned>,
    pub diagnostics: Vec<Diagnostic>,
    pub comments: Vec<Comment>,
    mode: Mode,
    brackets: Vec<Bracket>,
    level: Level,
    broken: bool,
}

/// One logical line; its tokens are in [`Filter::toks`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineInfo {
    pub span: Span,
    /// Its first token, which says what structure it opens or closes even if the rest is unreadable.
    pub head: Tok,
    /// A message was made, so the grammar need not see it.
    pub broken: bool,
}

impl<'a> Filter<'a> {
    pub fn new(src: &'a str, raw: &'a [RawToken], names: &'a Names, place: Place) -> Self {
        Filter {
            src,
            raw,
            names,
            place,
            at: 0,
            toks: Vec::with_capacity(64),
            diagnostics: Vec::new(),
            comments: Vec::new(),
            mode: Mode::Code,
            brackets: Vec::new(),
            level: Level::default(),
            broken: false,
        }
    }

    /// Reads the next line that holds anything but comments.
    pub fn next_line(&mut self) -> Option<LineInfo> {
        self.toks.clear();
        self.brackets.clear();
        self.level = Level::default();
        self.mode = Mode::Code;
        self.broken = false;
        while let Some(token) = self.raw.get(self.at).copied() {
            self.at += 1;
            match token.kind {
                Raw::Newline if self.toks.is_empty() && !self.broken => {}
                Raw::Newline => break,
                Raw::Comment => {
                    self.comments.push(Comment { span: Span::new(token.start, token.end), block: false })
                }
                Raw::BlockComment => {
                    self.comments.push(Comment { span: Span::new(token.start, token.end), block: true })
                }
                // One message a line: what follows could only mislead.
                _ if self.broken => {}
                _ => self.token(token),
            }
        }
        let (first, last) = match (self.toks.first(), self.toks.last()) {
            (Some(first), Some(last)) => (first, last),
            _ => return None,
        };
        let info = LineInfo { span: Span::new(first.0, last.2), head: first.1, broken: self.broken };
        if !self.broken {
            self.close_line();
        }
        Some(LineInfo { broken: self.broken, ..info })
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.src.get(start as usize..end as usize).unwrap_or("")
    }

    fn text(&self, token: RawToken) -> &'a str {
        self.slice(token.start, token.end)
    }

    fn peek(&self) -> Option<RawToken> {
        self.raw.get(self.at).copied()
    }

    fn peek_kind(&self, ahead: usize) -> Raw {
        self.raw.get(self.at + ahead).map_or(Raw::Newline, |t| t.kind)
    }

    fn last(&self) -> Option<Tok> {
        self.toks.last().map(|t| t.1)
    }

    fn last_end(&self) -> u32 {
        self.toks.last().map_or(0, |t| t.2)
    }

    fn head(&self) -> Option<Tok> {
        self.toks.first().map(|t| t.1)
    }

    fn push(&mut self, token: RawToken, tok: Tok) {
        self.toks.push((token.start, tok, token.end));
    }

    /// Records a message and gives the line up.
    fn fail(&mut self, diagnostic: Diagnostic) {
        if !self.broken {
            self.diagnostics.push(diagnostic);
            self.broken = true;
        }
    }

    fn bad(&mut self, token: RawToken, diagnostic: Diagnostic) {
        self.push(token, Tok::Bad);
        self.fail(diagnostic);
    }

    /// Whether the last token ends an operand.
    fn after_operand(&self) -> bool {
        match self.last() {
            None => false,
            Some(tok) => match tok {
                Tok::Number
                | Tok::Text
                | Tok::Date
                | Tok::Time
                | Tok::Local
                | Tok::Param
                | Tok::Interprocess
                | Tok::Name
                | Tok::Method
                | Tok::Command(_)
                | Tok::Constant(_)
                | Tok::Plugin
                | Tok::Table
                | Tok::Field
                | Tok::Prop
                | Tok::RParen
                | Tok::RBracket
                | Tok::RChar
                | Tok::RBrace
                | Tok::Deref => true,
                Tok::Key(k) => k.is_value(),
                _ => false,
            },
        }
    }

    fn token(&mut self, token: RawToken) {
        let span = Span::new(token.start, token.end);
        let line_start = self.toks.is_empty();
        match token.kind {
            Raw::Newline | Raw::Comment | Raw::BlockComment => {}
            Raw::UnclosedComment => {
                let mark = Span::new(token.start, token.start + 2);
                let message =
                    Diagnostic::error("syntax/unclosed-comment", mark, "this `/*` comment is never closed");
                self.push(RawToken { end: token.start + 2, ..token }, Tok::Bad);
                self.fail(
                    message
                        .label("opened here")
                        .help("end it with `*/`; block comments nest, so each `/*` needs one"),
                );
            }
            // The historic comment mark (`Concepts/quick-tour`).
            Raw::BackQuote if line_start => self.comments.push(Comment { span, block: false }),
            Raw::BackQuote => {
                let mark = Span::new(token.start, token.start + 1);
                let message = Diagnostic::error("syntax/character", mark, "a back-quote cannot stand here");
                self.bad(token, message.help("comments start with `//`, texts are written in `\"` quotes"));
            }
            Raw::Word => self.word(token),
            Raw::Sql => self.push(token, Tok::Sql),
            Raw::UnclosedSql => {
                let mark = Span::new(token.start, (token.start + 5).min(token.end));
                let message =
                    Diagnostic::error("syntax/unclosed-block", mark, "this `Begin SQL` has no `End SQL`");
                self.bad(token, message.label("opened here").help("write `End SQL` on a line of its own"));
            }
            Raw::Local => self.local(token),
            Raw::DollarBrace => self.open(token, Bracket::Brace, Tok::DollarBrace),
            Raw::Interprocess => {
                self.push(token, Tok::Interprocess);
                self.further_words();
            }
            Raw::LtInterprocess => {
                self.operator(RawToken { end: token.start + 1, ..token }, Tok::Lt);
                self.push(RawToken { start: token.start + 1, ..token }, Tok::Interprocess);
            }
            Raw::Int => self.int(token),
            Raw::Real | Raw::Hex => self.push(token, Tok::Number),
            Raw::Text if self.expects_key() => self.push(token, Tok::ObjKey),
            Raw::Text => self.push(token, Tok::Text),
            Raw::UnclosedText => {
                let message = Diagnostic::error(
                    "syntax/unclosed-text",
                    span,
                    "this text has no closing quote on its line",
                );
                self.bad(token, message.label("starts here").help("close it with `\"`; write `\\n` for a line end inside a text, `\\\"` for a quote, and join long texts with `+\\`"));
            }
            Raw::SingleQuoted => {
                let inner = self.text(token).trim_matches('\'');
                let help = format!("write `\"{}\"`", inner.replace('"', "\\\""));
                let message = Diagnostic::error("syntax/quotes", span, "texts are written in double quotes");
                self.bad(token, message.label("single quotes").help(help));
            }
            Raw::TypographicQuote => {
                let message =
                    Diagnostic::error("syntax/quotes", span, "texts are written in straight double quotes");
                self.bad(token, message.label("a typographic quote").help("write `\"` instead"));
            }
            Raw::Date => self.push(token, Tok::Date),
            Raw::Time => self.push(token, Tok::Time),
            Raw::Bang => self.bang(token),
            Raw::LParen => self.open(token, Bracket::Paren, Tok::LParen),
            Raw::RParen => self.close(token, Bracket::Paren, Tok::RParen),
            Raw::LBracket => self.left_bracket(token),
            Raw::RBracket => self.right_bracket(token),
            Raw::LBrace if self.after_operand() => self.open(token, Bracket::Brace, Tok::LElement),
            Raw::LBrace => self.open(token, Bracket::Object, Tok::LObject),
            Raw::RBrace if self.brackets.last().is_some_and(|b| *b == Bracket::Object) => {
                self.close(token, Bracket::Object, Tok::RBrace);
            }
            Raw::RBrace => self.close(token, Bracket::Brace, Tok::RBrace),
            Raw::Semi => {
                self.level.separate();
                self.push(token, Tok::Semi);
                // `var $a : Text:="x"; $b : Real`
                if self.brackets.is_empty() && self.head() == Some(Tok::Key(Keyword::Var)) {
                    self.mode = Mode::Names;
                }
            }
            // Old applications have lists with commas in `C_TEXT(a,b)`, which 4D lets pass as it does in `var`.
            Raw::Comma if matches!(self.head(), Some(Tok::Legacy(_))) => self.push(token, Tok::Semi),
            Raw::Comma => self.push(token, Tok::Comma),
            Raw::Dot => self.operator(token, Tok::Dot),
            Raw::Ellipsis => self.push(token, Tok::Ellipsis),
            Raw::Colon => self.colon(token),
            Raw::Assign => self.assign(token, AssignOp::Set),
            Raw::AddAssign => self.assign(token, AssignOp::Add),
            Raw::SubAssign => self.assign(token, AssignOp::Sub),
            Raw::MulAssign => self.assign(token, AssignOp::Mul),
            Raw::DivAssign => self.assign(token, AssignOp::Div),
            Raw::Arrow if self.mode != Mode::Code => self.push(token, Tok::Arrow),
            Raw::Arrow if self.after_operand() => self.operator(token, Tok::Deref),
            Raw::Arrow => self.operator(token, Tok::PointerTo),
            Raw::Question => self.operator(token, Tok::Question),
            Raw::BitTest | Raw::BitSet | Raw::BitClear if !self.after_operand() => self.bang(token),
            Raw::BitTest => self.operator(token, Tok::Op(BinaryOp::BitTest)),
            Raw::BitSet | Raw::BitClear if self.is_ternary() => {
                // `$a ?-1 : 1`: a question mark glued to a sign.
                self.operator(RawToken { end: token.start + 1, ..token }, Tok::Question);
                let sign = if token.kind == Raw::BitSet { Tok::Plus } else { Tok::Minus };
                self.operator(RawToken { start: token.start + 1, ..token }, sign);
            }
            Raw::BitSet => self.operator(token, Tok::Op(BinaryOp::BitSet)),
            Raw::BitClear => self.operator(token, Tok::Op(BinaryOp::BitClear)),
            Raw::Plus => self.operator(token, Tok::Plus),
            Raw::Minus => self.operator(token, Tok::Minus),
            Raw::Star => self.operator(token, Tok::Star),
            Raw::Slash => self.operator(token, Tok::Op(BinaryOp::Div)),
            Raw::Backslash => self.operator(token, Tok::Op(BinaryOp::IntDiv)),
            Raw::Percent => self.operator(token, Tok::Compare(BinaryOp::Mod)),
            Raw::Caret => self.operator(token, Tok::Op(BinaryOp::Pow)),
            Raw::Eq => self.operator(token, Tok::Compare(BinaryOp::Eq)),
            Raw::Hash if line_start && self.declare(token) => {}
            Raw::Hash => self.operator(token, Tok::Compare(BinaryOp::Ne)),
            Raw::Lt => self.operator(token, Tok::Lt),
            Raw::Gt => self.operator(token, Tok::Gt),
            Raw::Le => self.operator(token, Tok::Compare(BinaryOp::Le)),
            Raw::Ge => self.operator(token, Tok::Compare(BinaryOp::Ge)),
            Raw::And => self.operator(token, Tok::Logic(BinaryOp::And)),
            Raw::Or => self.operator(token, Tok::Logic(BinaryOp::Or)),
            Raw::AndAnd => self.operator(token, Tok::Op(BinaryOp::AndThen)),
            Raw::OrOr => self.operator(token, Tok::Op(BinaryOp::OrElse)),
            Raw::Xor => self.operator(token, Tok::Op(BinaryOp::Xor)),
            Raw::Shl => self.operator(token, Tok::Op(BinaryOp::Shl)),
            Raw::Shr => self.operator(token, Tok::Op(BinaryOp::Shr)),
            Raw::StarPlus => self.operator(token, Tok::Op(BinaryOp::PictureScaleX)),
            Raw::StarOr => self.operator(token, Tok::Op(BinaryOp::PictureScaleY)),
            Raw::Invalid => {
                let message = Diagnostic::error("syntax/character", span, "this cannot be read as 4D code");
                let help =
                    "remove it; signs such as `'` and `¿` have a meaning only inside a text or a comment";
                self.bad(token, message.label("not a sign of the language").help(help));
            }
        }
    }

    /// An operator makes the tree one level higher.
    fn operator(&mut self, token: RawToken, tok: Tok) {
        self.push(token, tok);
        self.deeper(1);
    }

    fn assign(&mut self, token: RawToken, op: AssignOp) {
        if self.mode == Mode::Names {
            self.mode = Mode::Code;
        }
        self.operator(token, Tok::Assign(op));
    }

    fn local(&mut self, token: RawToken) {
        let text = self.text(token);
        let prop = (self.mode == Mode::Names && self.head() == Some(Tok::Key(Keyword::Property)))
            || self.last() == Some(Tok::Dot)
            || (self.last() == Some(Tok::Deref) && self.last_end() == token.start);
        if prop {
            self.push(token, Tok::Prop);
        } else if text.len() > 1 && self.expects_key() {
            // Names of properties may begin with a dollar (`Concepts/identifiers`).
            self.push(token, Tok::ObjKey);
        } else if text.len() == 1 {
            let message = Diagnostic::error(
                "syntax/name",
                Span::new(token.start, token.end),
                "a name is missing after `$`",
            );
            self.bad(token, message.label("expected a name").help("local variables are written `$name`"));
        } else if text.as_bytes()[1..].iter().all(u8::is_ascii_digit) {
            self.push(token, Tok::Param);
        } else {
            self.push(token, Tok::Local);
            self.further_words();
        }
    }

    /// A number, or the first word of a name such as the constant `64 bit version`.
    fn int(&mut self, token: RawToken) {
        if self.last() == Some(Tok::Dot) {
            self.push(token, Tok::Prop);
        } else if self.peek_kind(0) != Raw::Word || self.after_operand() || !self.number_name(token) {
            self.push(token, Tok::Number);
        }
    }

    fn bang(&mut self, token: RawToken) {
        let span = Span::new(token.start, token.end);
        let next = self.peek();
        if token.kind == Raw::Bang && next.is_some_and(|n| n.kind == Raw::Eq && n.start == token.end) {
            let both = Span::new(token.start, token.end + 1);
            self.bad(
                token,
                Diagnostic::error("syntax/operator", both, "`!=` is not an operator")
                    .help("“different from” is written `#`"),
            );
        } else if token.kind == Raw::Bang && self.after_operand() {
            self.bad(
                token,
                Diagnostic::error("syntax/operator", span, "`!` is not an operator")
                    .help("“different from” is written `#`"),
            );
        } else if token.kind == Raw::Bang && next.is_some_and(|n| n.kind == Raw::Int) {
            self.bad(
                token,
                Diagnostic::error("syntax/date", span, "this date literal is not complete")
                    .help("dates are written `!YYYY-MM-DD!`"),
            );
        } else if token.kind == Raw::Bang {
            self.bad(
                token,
                Diagnostic::error("syntax/operator", span, "`!` is not an operator")
                    .help("“not” is written `Not(…)`"),
            );
        } else {
            let message = Diagnostic::error("syntax/operator", span, "an operator needs a value on its left");
            self.bad(token, message.help("times are written `?HH:MM:SS?`"));
        }
    }

    fn colon(&mut self, token: RawToken) {
        if self.toks.is_empty() {
            self.push(token, Tok::CaseColon);
        } else if self.mode == Mode::Code {
            self.push(token, Tok::Colon);
        } else {
            self.push(token, Tok::TypeColon);
            self.type_name();
        }
    }

    /// Whether a colon that belongs to a ternary follows in the same brackets; a bit operator has none.
    fn is_ternary(&self) -> bool {
        let mut depth = 0i32;
        // Whether what stands before is a table or the words of its field: `[Table:1]Field:2` has no choice in it.
        let (mut field, mut table) = (false, false);
        // Far enough for any real choice, and never a long search.
        for token in self.raw[self.at..].iter().take(200) {
            let was_field = field;
            if token.kind == Raw::LBracket {
                // Behind an operand it is an index.
                let before = self.src.as_bytes().get((token.start as usize).wrapping_sub(1));
                table = before.is_some_and(|b| matches!(b, b' ' | b'(' | b'+' | b'-' | b';'));
            }
            field = (token.kind == Raw::RBracket && table) || (field && token.kind == Raw::Word);
            match token.kind {
                Raw::Colon
                    if was_field
                        && self.src.as_bytes().get(token.end as usize).is_some_and(u8::is_ascii_digit) => {}
                Raw::LParen | Raw::LBracket | Raw::LBrace | Raw::DollarBrace => depth += 1,
                Raw::RParen | Raw::RBracket | Raw::RBrace => {
                    depth -= 1;
                    if depth < 0 {
                        return false;
                    }
                }
                Raw::Colon if depth == 0 => return !self.toks.iter().any(|t| t.1 == Tok::Question),
                // The colon to come belongs to this question mark.
                Raw::Semi | Raw::Question if depth == 0 => return false,
                Raw::Newline => return false,
                _ => {}
            }
        }
        false
    }

    /// `#DECLARE` at the start of a line.
    fn declare(&mut self, token: RawToken) -> bool {
        let Some(next) = self.peek().filter(|n| n.kind == Raw::Word && n.start == token.end) else {
            return false;
        };
        if !self.text(next).eq_ignore_ascii_case("declare") {
            return false;
        }
        self.at += 1;
        self.push(RawToken { start: token.start, ..next }, Tok::Declare);
        self.mode = Mode::Signature;
        true
    }

    /// Whether `While`/`Until` here limits a `For each`.
    fn ends_for_each(&self) -> bool {
        self.head() == Some(Tok::Key(Keyword::ForEach))
            && self.brackets.is_empty()
            && self.last() == Some(Tok::RParen)
    }
}
