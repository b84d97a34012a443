//! The entry points: a file, or a formula of one line.

use crate::ast::*;
use crate::blocks::Builder;
use crate::build::{Cx, Line};
use crate::diagnostic::Diagnostic;
use crate::explain::explain;
use crate::filter::{Comment, Filter, LineInfo, Place, declares_class};
use crate::grammar::{FormulaParser, LineParser};
use crate::limits::MAX_SOURCE;
use crate::names::Names;
use crate::source::attributes_header;
use crate::tok::Tok;
use crate::token::{Raw, RawToken, lex};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A project or database method.
    Method,
    /// A class file.
    Class,
    /// A class if it declares parts of one at the start of a line, else a method.
    Guess,
    /// Lines typed at a prompt: a method in which any expression may stand alone.
    Repl,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree; complete if there are no errors.
    pub file: SourceFile,
    /// Messages in the order of reading, at most [`crate::limits::MAX_DIAGNOSTICS`].
    pub diagnostics: Vec<Diagnostic>,
    /// Errors found, also those past the limit.
    pub errors: u32,
    /// Comments in order.
    pub comments: Vec<Comment>,
}

/// A formula that was read.
#[derive(Clone, Debug)]
pub struct Formula {
    /// An expression, an assignment or a `return`; `None` if the text holds no code.
    pub expr: Option<Expr>,
    /// Messages.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. Always gives a tree; see [`Parsed::diagnostics`] for what is wrong with it.
pub fn parse(src: &str, names: &Names, kind: FileKind) -> Parsed {
    if src.len() > MAX_SOURCE {
        let span = Span::new(0, 0);
        let message = Diagnostic::error("syntax/too-large", span, "this source is larger than 2 GB");
        let file = SourceFile::Method(MethodFile::default());
        return Parsed { file, diagnostics: vec![message], errors: 1, comments: Vec::new() };
    }
    let raw = lex(src);
    let is_class = match kind {
        FileKind::Class => true,
        FileKind::Method | FileKind::Repl => false,
        FileKind::Guess => guess(src, &raw),
    };
    let place = if is_class { Place::Class } else { Place::Method };
    let mut filter = Filter::new(src, &raw, names, place);
    let mut builder = Builder::new(is_class, kind == FileKind::Repl);
    let cx = Cx::new(src);
    let parser = LineParser::new();
    while let Some(info) = filter.next_line() {
        if builder.skips(info.head) {
            filter.diagnostics.clear();
            continue;
        }
        if info.broken
            && info.head == Tok::RBrace
            && builder.closes_brace(info.span, word_after(src, info.span.start))
        {
            filter.diagnostics.clear();
            continue;
        }
        let read = if info.broken { Err(None) } else { read_line(&parser, &cx, &mut filter, info) };
        let mut message = u32::MAX;
        for diagnostic in filter.diagnostics.drain(..).chain(cx.diagnostics.borrow_mut().drain(..)) {
            message = message.min(builder.report(diagnostic));
        }
        match read {
            Ok(line) => builder.line(info, line),
            Err(explained) => {
                let message = explained.map_or(message, |d| builder.report(*d));
                match broken_function(&cx, &filter) {
                    Some((kind, name)) => builder.broken_function(info, kind, name),
                    None => builder.broken(info, message),
                }
            }
        }
    }
    let attributes = attributes_header(src);
    let file = builder.finish(attributes);
    Parsed { file, diagnostics: builder.diagnostics, errors: builder.errors, comments: filter.comments }
}

/// One line through the grammar. Most lines of a program need no stack deeper than a few states.
fn read_line(
    parser: &LineParser,
    cx: &Cx<'_>,
    filter: &mut Filter<'_>,
    info: LineInfo,
) -> Result<Line, Option<Box<Diagnostic>>> {
    // Ends of structures are a third of all lines and always alone.
    if let [(_, Tok::Key(keyword), _)] = filter.toks.as_slice()
        && let Some(line) = lone_keyword(*keyword)
    {
        return Ok(line);
    }
    let read = parser.parse(cx, filter.toks.iter().copied());
    read.or_else(|e| match without_semicolon(parser, cx, filter) {
        Some(line) => Ok(line),
        None => Err(Some(Box::new(explain(cx.src, &filter.toks, info, e, false)))),
    })
}

/// A line that only a `;` at its end keeps from being a statement. Published code has such lines and runs in 4D.
#[cold]
fn without_semicolon(parser: &LineParser, cx: &Cx<'_>, filter: &Filter<'_>) -> Option<Line> {
    let (&(start, Tok::Semi, end), line) = filter.toks.split_last()? else { return None };
    let found = cx.diagnostics.borrow().len();
    let line = parser.parse(cx, line.iter().copied()).ok()?;
    let mut diagnostics = cx.diagnostics.borrow_mut();
    diagnostics.truncate(found);
    diagnostics.push(
        Diagnostic::warning("syntax/separator", Span::new(start, end), "a statement needs no `;` at its end")
            .label("not expected here")
            .help("a statement ends with its line: remove the `;`"),
    );
    Some(line)
}

/// The kind and name of the function that an unreadable line declares: others may call it.
fn broken_function(cx: &Cx<'_>, filter: &Filter<'_>) -> Option<(FunctionKind, Ident)> {
    let at = filter.toks.iter().take(8).position(|t| matches!(t.1, Tok::Function(_)))?;
    let (_, Tok::Function(kind), _) = filter.toks[at] else { return None };
    match filter.toks.get(at + 1) {
        Some((start, Tok::Prop, end)) => Some((kind, cx.ident(*start, *end))),
        _ => None,
    }
}

/// The first word after the braces at `start`.
fn word_after(src: &str, start: u32) -> &str {
    let rest = src.get(start as usize..).unwrap_or("");
    let rest = rest.trim_start_matches(['}', ' ', '\t']);
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    &rest[..end]
}

fn lone_keyword(keyword: crate::keyword::Keyword) -> Option<Line> {
    use crate::keyword::Keyword as K;
    Some(match keyword {
        K::Else => Line::Else,
        K::EndIf | K::EndCase | K::EndWhile | K::EndFor | K::EndForEach | K::EndUse | K::EndTry => {
            Line::End(keyword)
        }
        K::CaseOf => Line::CaseOf,
        K::Repeat => Line::Repeat,
        _ => return None,
    })
}

fn guess(src: &str, raw: &[RawToken]) -> bool {
    let mut start = true;
    for (i, token) in raw.iter().enumerate() {
        match token.kind {
            Raw::Newline => start = true,
            Raw::Comment | Raw::BlockComment => {}
            Raw::Word if start && declares_class(src, &raw[i..]) => return true,
            _ => start = false,
        }
    }
    false
}

/// Reads one line of code: an expression, an assignment, or `return` with an expression (`commands/formula`,
/// `commands/execute-formula`). Control structures are refused.
pub fn parse_formula(src: &str, names: &Names) -> Formula {
    if src.len() > MAX_SOURCE {
        let message =
            Diagnostic::error("syntax/too-large", Span::new(0, 0), "this formula is larger than 2 GB");
        return Formula { expr: None, diagnostics: vec![message] };
    }
    let raw = lex(src);
    let mut filter = Filter::new(src, &raw, names, Place::Formula);
    let cx = Cx::new(src);
    let Some(info) = filter.next_line() else {
        return Formula { expr: None, diagnostics: filter.diagnostics };
    };
    let read = if info.broken {
        Err(None)
    } else {
        FormulaParser::new()
            .parse(&cx, filter.toks.iter().copied())
            .map_err(|e| Some(explain(src, &filter.toks, info, e, true)))
    };
    let mut diagnostics = std::mem::take(&mut filter.diagnostics);
    diagnostics.append(&mut cx.diagnostics.borrow_mut());
    let expr = match read {
        Ok(expr) => expr,
        Err(message) => {
            diagnostics.extend(message);
            Expr::new(info.span, ExprKind::Error)
        }
    };
    if diagnostics.is_empty()
        && let Some(second) = filter.next_line()
    {
        let message = Diagnostic::error("syntax/formula", second.span, "a formula is a single line of code");
        diagnostics.push(message.help("call a method that holds the lines"));
    }
    Formula { expr: Some(expr), diagnostics }
}
