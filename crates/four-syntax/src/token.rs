//! Single words, literals and operators, as logos finds them; nothing here knows a name.
//!
//! Invariants: tokens do not overlap and come in order; what cannot be read is a token too ([`Raw::Invalid`] and the
//! unterminated literals), so lexing never stops. A `\` at the end of a line joins it with the next one and leaves no token.
//! A word includes its token suffix (`String:C10`), except after a dot, where names never have one. `Begin SQL … End SQL`
//! is one token.

use logos::{Lexer, Logos};

/// Kinds of raw tokens.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
#[logos(subpattern w = r"[A-Za-z0-9_\u{A1}-\u{AA}\u{AC}-\u{BA}\u{BC}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{1FFF}\u{203F}\u{2040}\u{2070}-\u{25C9}\u{25CB}-\u{2FFF}\u{3001}-\u{FEFE}\u{FF00}-\u{FFFC}\u{10000}-\u{10FFFF}]")]
#[logos(subpattern l = r"[A-Za-z_\u{A1}-\u{AA}\u{AC}-\u{BA}\u{BC}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{1FFF}\u{203F}\u{2040}\u{2070}-\u{25C9}\u{25CB}-\u{2FFF}\u{3001}-\u{FEFE}\u{FF00}-\u{FFFC}\u{10000}-\u{10FFFF}]")]
#[logos(skip r"[ \t\x0B\x0C\u{A0}\u{FEFF}\u{2000}-\u{200B}\u{202F}\u{3000}]+")]
#[logos(skip r"\\[ \t\u{A0}]*(\r\n|\n|\r)")]
pub(crate) enum Raw {
    #[regex(r"\r\n|\n|\r")]
    Newline,
    // A comment whose last character is `\` goes on with the next line, as every other line does: so 4D saves a statement over
    // several lines that has been commented out.
    #[regex(r"//([^\r\n\\]|\\(\r\n|\n|\r)?)*", allow_greedy = true)]
    Comment,
    #[token("/*", block_comment)]
    BlockComment,
    UnclosedComment,
    #[regex(r"`[^\r\n]*", allow_greedy = true)]
    BackQuote,
    #[regex(r"(?&l)(?&w)*", suffix)]
    #[regex(r"[0-9]+(?&l)(?&w)*", suffix)]
    Word,
    Sql,
    UnclosedSql,
    #[regex(r"\$(?&w)*")]
    Local,
    #[token("${")]
    DollarBrace,
    #[regex(r"(<>|\u{25CA})(?&l)(?&w)*")]
    #[regex(r"(<>|\u{25CA})[0-9]+(?&l)(?&w)*")]
    Interprocess,
    /// `<` and an interprocess variable: `a<<>b`.
    #[regex(r"<<>(?&l)(?&w)*")]
    LtInterprocess,
    #[regex(r"[0-9]+", priority = 20)]
    Int,
    #[regex(r"[0-9]+\.[0-9]+([eE][+-]?[0-9]+)?", priority = 20)]
    #[regex(r"[0-9]+[eE][+-]?[0-9]+", priority = 20)]
    Real,
    #[regex(r"0[xX][0-9A-Fa-f]+", priority = 20)]
    Hex,
    // A `\` at the end of a line goes on with the next one, as in the documentation's own samples.
    #[regex(r#""([^"\\\r\n]|\\[^\r\n]|\\[ \t]*(\r\n|\n|\r))*""#)]
    Text,
    #[regex(r#""([^"\\\r\n]|\\[^\r\n])*\\?"#, priority = 1)]
    UnclosedText,
    #[regex(r"'[^'\r\n]*'")]
    SingleQuoted,
    #[regex(r"[\u{201C}\u{201D}\u{201E}\u{AB}\u{BB}\u{2018}\u{2019}]")]
    TypographicQuote,
    #[regex(r"![0-9]+[-/. ][0-9]+[-/. ][0-9]+!")]
    Date,
    #[regex(r"\?[0-9]+:[0-9]+(:[0-9]+)?\?")]
    // As on old Macintosh systems; the documentation still has some.
    #[regex(r"\u{2020}[0-9]+:[0-9]+(:[0-9]+)?\u{2020}")]
    Time,
    #[token("!")]
    Bang,
    #[token("(")]
    LParen,
    #[token(")")]
    RParen,
    #[token("[")]
    LBracket,
    #[token("]")]
    RBracket,
    #[token("{")]
    LBrace,
    #[token("}")]
    RBrace,
    #[token(";")]
    Semi,
    #[token(",")]
    Comma,
    #[token(".")]
    Dot,
    #[token("...")]
    #[token("\u{2026}")]
    Ellipsis,
    #[token(":")]
    Colon,
    #[token(":=")]
    Assign,
    #[token("+=")]
    AddAssign,
    #[token("-=")]
    SubAssign,
    #[token("*=")]
    MulAssign,
    #[token("/=")]
    DivAssign,
    #[token("->")]
    Arrow,
    #[token("?")]
    Question,
    #[token("??")]
    BitTest,
    #[token("?+")]
    BitSet,
    #[token("?-")]
    BitClear,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("\\")]
    Backslash,
    #[token("%")]
    Percent,
    #[token("^")]
    Caret,
    #[token("=")]
    Eq,
    #[token("#")]
    Hash,
    #[token("<")]
    Lt,
    #[token(">")]
    Gt,
    #[token("<=")]
    Le,
    #[token(">=")]
    Ge,
    #[token("&")]
    And,
    #[token("&&")]
    AndAnd,
    #[token("|")]
    Or,
    #[token("||")]
    OrOr,
    #[token("^|")]
    Xor,
    #[token("<<")]
    Shl,
    #[token(">>")]
    Shr,
    #[token("*+")]
    StarPlus,
    #[token("*|")]
    StarOr,
    Invalid,
}

/// A raw token and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawToken {
    pub kind: Raw,
    pub start: u32,
    pub end: u32,
}

/// Extends a `/*` to its end; block comments nest.
fn block_comment(lex: &mut Lexer<'_, Raw>) {
    let rest = lex.remainder();
    // An unclosed comment takes the rest; `lex` tells it from a closed one by `comment_end`.
    lex.bump(comment_end(rest).unwrap_or(rest.len()));
}

/// Length up to the end of a block comment whose `/*` has been read.
fn comment_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut depth, mut i) = (1usize, 0);
    while i + 1 < bytes.len() {
        match (bytes[i], bytes[i + 1]) {
            (b'*', b'/') => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return Some(i);
                }
            }
            (b'/', b'*') => {
                depth += 1;
                i += 2;
            }
            _ => i += 1,
        }
    }
    None
}

/// Extends a word by its token suffix `:C12`, `:K8:3`, `:P13000:229`.
fn suffix(lex: &mut Lexer<'_, Raw>) {
    let start = lex.span().start;
    if start > 0 && lex.source().as_bytes()[start - 1] == b'.' {
        return;
    }
    lex.bump(suffix_len(lex));
}

/// Length of the token suffix that comes next, 0 if none does.
fn suffix_len(lex: &Lexer<'_, Raw>) -> usize {
    let rest = lex.remainder().as_bytes();
    if rest.first() != Some(&b':') {
        return 0;
    }
    let Some(kind @ (b'C' | b'K' | b'P')) = rest.get(1).copied() else {
        return 0;
    };
    let digits = |from: usize| rest[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = 2 + digits(2);
    if len == 2 {
        return 0;
    }
    if kind != b'C' && rest.get(len) == Some(&b':') {
        let more = digits(len + 1);
        if more > 0 {
            len += 1 + more;
        }
    }
    if rest.get(len).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_') { 0 } else { len }
}

/// Splits a source into raw tokens.
pub(crate) fn lex(src: &str) -> Vec<RawToken> {
    let mut out: Vec<RawToken> = Vec::with_capacity(src.len() / 4 + 8);
    let mut lexer = Raw::lexer(src);
    while let Some(kind) = lexer.next() {
        let span = lexer.span();
        let mut token =
            RawToken { kind: kind.unwrap_or(Raw::Invalid), start: span.start as u32, end: span.end as u32 };
        match token.kind {
            Raw::BlockComment if !closed(&src[span]) => token.kind = Raw::UnclosedComment,
            Raw::Word if lexer.slice().eq_ignore_ascii_case("sql") && begins_sql(&out, src) => {
                let begin = out.pop().map_or(token.start, |t| t.start);
                let rest = lexer.remainder();
                let (kind, len) = sql_end(rest).map_or((Raw::UnclosedSql, rest.len()), |n| (Raw::Sql, n));
                lexer.bump(len);
                token = RawToken { kind, start: begin, end: lexer.span().end as u32 };
            }
            // The last word of a constant may be a number: `Date RFC 1123:K1:11`.
            Raw::Int if out.last().is_some_and(|t| t.kind == Raw::Word && t.end + 1 == token.start) => {
                let len = suffix_len(&lexer);
                if len > 0 {
                    lexer.bump(len);
                    token = RawToken { kind: Raw::Word, end: lexer.span().end as u32, ..token };
                }
            }
            // `[Table]Subtable'Field`: a quote amid a name belongs to it.
            Raw::SingleQuoted | Raw::Invalid if quote_in_name(&out, src, token.start as usize) => {
                let rest = &src[token.start as usize + 1..];
                let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let end = token.start as usize + 1 + len;
                if let Some(name) = out.last_mut() {
                    name.end = end as u32;
                }
                lexer = Raw::lexer(src);
                lexer.bump(end);
                continue;
            }
            // Neighbouring bytes that mean nothing make one message.
            Raw::Invalid => {
                if let Some(last) = out.last_mut().filter(|t| t.kind == Raw::Invalid && t.end == token.start)
                {
                    last.end = token.end;
                    continue;
                }
            }
            _ => {}
        }
        out.push(token);
    }
    out
}

/// Whether a quote at this place stands between two parts of a field's name, `]` standing before it on the line.
fn quote_in_name(out: &[RawToken], src: &str, at: usize) -> bool {
    let after_word = out.last().is_some_and(|word| word.kind == Raw::Word && word.end as usize == at);
    let field = || {
        let before = out.iter().rev().take_while(|token| token.kind == Raw::Word).count();
        out.iter().rev().nth(before).is_some_and(|token| token.kind == Raw::RBracket)
    };
    let quote = src.as_bytes().get(at) == Some(&b'\'');
    after_word && quote && src[at + 1..].starts_with(|c: char| c.is_alphabetic() || c == '_') && field()
}

fn closed(comment: &str) -> bool {
    comment.len() >= 4 && comment_end(&comment[2..]) == Some(comment.len() - 2)
}

/// Whether the word before is a `Begin` that starts a line.
fn begins_sql(out: &[RawToken], src: &str) -> bool {
    let [.., last] = out else { return false };
    let starts_line = out.len() < 2 || matches!(out[out.len() - 2].kind, Raw::Newline | Raw::BlockComment);
    last.kind == Raw::Word
        && starts_line
        && src[last.start as usize..last.end as usize].eq_ignore_ascii_case("begin")
}

/// Length up to and including the `End SQL` line's two words.
fn sql_end(rest: &str) -> Option<usize> {
    let mut at = 0;
    for line in rest.split_inclusive(['\n', '\r']) {
        let text = line.trim_start();
        let mut words = text.split_whitespace();
        let is_end = words.next().is_some_and(|w| w.eq_ignore_ascii_case("end"))
            && words.next().is_some_and(|w| w.eq_ignore_ascii_case("sql"));
        if at > 0 && is_end {
            let lead = line.len() - text.len();
            let second = text[3..].len() - text[3..].trim_start().len();
            return Some(at + lead + 3 + second + 3);
        }
        at += line.len();
    }
    None
}
