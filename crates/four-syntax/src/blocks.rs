//! Puts lines together: structures into statements, statements into methods and functions.
//!
//! Invariants: the stack of open structures is empty between functions; an end that is missing is supplied, with a message
//! that names both places; `diagnostics` keeps at most [`MAX_DIAGNOSTICS`] messages but counts them all.

mod slips;

use crate::ast::*;
use crate::build::Line;
use crate::diagnostic::{Diagnostic, Severity};
use crate::filter::LineInfo;
use crate::frame::{Frame, Head};
use crate::keyword::Keyword;
use crate::limits::{MAX_BLOCKS, MAX_DIAGNOSTICS};
use crate::tok::Tok;

/// Builds a file from its lines.
#[derive(Debug)]
pub(crate) struct Builder {
    pub diagnostics: Vec<Diagnostic>,
    /// Errors seen, also those past the limit.
    pub errors: u32,
    stack: Vec<Frame>,
    /// Statements outside all structures of the current method or function.
    body: Block,
    /// The function being filled, in a class.
    function: Option<FunctionDecl>,
    class: Option<ClassFile>,
    method: MethodFile,
    /// A line before the first function has been reported.
    reported_outside: bool,
    /// Too deep: lines up to the next function are not read.
    skipping: bool,
    /// In the REPL any expression may be a statement.
    lenient: bool,
    slips: slips::Slips,
}

impl Builder {
    pub fn new(is_class: bool, lenient: bool) -> Self {
        Builder {
            diagnostics: Vec::new(),
            errors: 0,
            stack: Vec::new(),
            body: Vec::new(),
            function: None,
            class: is_class.then(ClassFile::default),
            method: MethodFile::default(),
            reported_outside: false,
            skipping: false,
            lenient,
            slips: slips::Slips::default(),
        }
    }

    /// Keeps a message; gives its index for [`StmtKind::Error`].
    pub fn report(&mut self, diagnostic: Diagnostic) -> u32 {
        if let Some(first) = self.braces(&diagnostic) {
            return first;
        }
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
        }
        if self.diagnostics.len() >= MAX_DIAGNOSTICS {
            return u32::MAX;
        }
        let braces = diagnostic.code == "syntax/braces";
        self.diagnostics.push(diagnostic);
        let index = self.diagnostics.len() as u32 - 1;
        if braces {
            self.reported_braces(index);
        }
        index
    }

    /// Whether a line that starts so is not read any more, as the method is too deep.
    pub fn skips(&self, head: Tok) -> bool {
        self.skipping && matches!(head, Tok::Key(k) if !k.is_modifier() && k != Keyword::ClassConstructor)
    }

    /// A line that was read.
    pub fn line(&mut self, info: LineInfo, line: Line) {
        let span = info.span;
        if self.skipping && !matches!(line, Line::Function(_)) {
            return;
        }
        match line {
            Line::Expr(e) => self.statement(Stmt { span, kind: StmtKind::Expr(e) }),
            Line::Stmt(kind) => self.statement(Stmt { span, kind: *kind }),
            Line::If(e) => self.open(span, Head::If(e)),
            Line::CaseOf => self.open(span, Head::CaseOf),
            Line::While(e) => self.open(span, Head::While(e)),
            Line::Repeat => self.open(span, Head::Repeat),
            Line::For(f) => self.open(span, Head::For(f)),
            Line::ForEach(f) => self.open(span, Head::ForEach(f)),
            Line::Use(e) => self.open(span, Head::Use(e)),
            Line::Try => self.open(span, Head::Try),
            Line::Else => self.second(span, Keyword::Else),
            Line::Catch => self.second(span, Keyword::Catch),
            Line::Case(e) => self.case(span, e),
            Line::End(keyword) => self.end(span, keyword, None),
            Line::Until(e) => self.end(span, Keyword::Until, Some(e)),
            Line::Declare(signature) => self.declare(span, *signature),
            Line::Function(f) => self.function(span, *f),
            Line::Extends(path) => self.extends(span, path),
            Line::Property(p) => self.property(PropertyDecl { span, ..*p }),
            Line::Alias(a) => {
                self.leave_function(span);
                if let Some(class) = &mut self.class {
                    class.aliases.push(AliasDecl { span, ..a });
                }
            }
        }
    }

    /// A line that could not be read; its first word still opens or closes a structure.
    pub fn broken(&mut self, info: LineInfo, message: u32) {
        let before = self.stack.len();
        // A `{` on a line of its own belongs to the head before it.
        let fresh = info.head == Tok::LObject && self.stack.last().is_some_and(Frame::is_empty);
        self.place_broken(info, message);
        self.opened_brace(message, fresh || self.stack.len() > before);
        // `If (…) f`: that there is no end either is the same slip.
        if self.stack.len() > before
            && self.diagnostics.get(message as usize).is_some_and(|d| d.code == "syntax/two-statements")
            && let Some(frame) = self.stack.last_mut()
        {
            frame.silent = true;
        }
    }

    /// A declaration that could not be read, but for its name.
    pub fn broken_function(&mut self, info: LineInfo, kind: FunctionKind, name: Ident) {
        let decl = FunctionDecl { span: info.span, ..empty_function(kind, name) };
        self.line(info, Line::Function(Box::new(decl)));
    }

    fn place_broken(&mut self, info: LineInfo, message: u32) {
        let error = || Expr::new(info.span, ExprKind::Error);
        let Tok::Key(keyword) = info.head else {
            if matches!(info.head, Tok::CaseColon)
                && matches!(self.stack.last().map(|f| &f.head), Some(Head::CaseOf))
            {
                return self.line(info, Line::Case(error()));
            }
            if info.head == Tok::TryExpr
                && self.diagnostics.get(message as usize).is_some_and(|d| d.code == "syntax/braces")
            {
                return self.line(info, Line::Try);
            }
            if let Tok::Function(kind) = info.head {
                let name = Ident { name: Name::default(), span: info.span };
                return self.line(info, Line::Function(Box::new(empty_function(kind, name))));
            }
            return self.statement(Stmt { span: info.span, kind: StmtKind::Error(message) });
        };
        let line = match keyword {
            Keyword::If => Line::If(error()),
            Keyword::While => Line::While(error()),
            Keyword::Until => Line::Until(error()),
            Keyword::Use => Line::Use(error()),
            Keyword::CaseOf => Line::CaseOf,
            Keyword::Repeat => Line::Repeat,
            Keyword::Else => {
                if !self.stack.iter().any(|f| matches!(f.head, Head::If(_) | Head::CaseOf)) {
                    return self.expect_end_of(Keyword::Else, message);
                }
                self.line(info, Line::Else);
                if let Some(frame) = self.stack.last_mut() {
                    frame.tolerant = true;
                }
                return;
            }
            Keyword::Catch => Line::Catch,
            Keyword::Try => Line::Try,
            Keyword::For => Line::For(Box::new(ForLoop {
                counter: error(),
                start: error(),
                end: error(),
                step: None,
                body: vec![],
            })),
            Keyword::ForEach => Line::ForEach(Box::new(ForEachLoop {
                item: error(),
                iterable: error(),
                begin: None,
                end: None,
                test: None,
                body: vec![],
            })),
            Keyword::EndIf
            | Keyword::EndCase
            | Keyword::EndWhile
            | Keyword::EndFor
            | Keyword::EndForEach
            | Keyword::EndUse
            | Keyword::EndTry => {
                // `next` may stand for either.
                let each = matches!(self.stack.last().map(|f| &f.head), Some(Head::ForEach(_)));
                let each = each && keyword == Keyword::EndFor;
                Line::End(if each { Keyword::EndForEach } else { keyword })
            }
            Keyword::ClassConstructor => {
                let name = Ident { name: "constructor".into(), span: info.span };
                Line::Function(Box::new(empty_function(FunctionKind::Constructor, name)))
            }
            Keyword::Property | Keyword::Alias | Keyword::ClassExtends => return,
            _ => Line::stmt(StmtKind::Error(message)),
        };
        self.line(info, line);
    }

    fn statement(&mut self, stmt: Stmt) {
        let is_error = matches!(stmt.kind, StmtKind::Error(_));
        match &stmt.kind {
            StmtKind::Break | StmtKind::Continue if !self.stack.iter().any(|f| f.head.is_loop()) => {
                let word = if matches!(stmt.kind, StmtKind::Break) { "break" } else { "continue" };
                let message = format!("`{word}` stands outside of any loop");
                self.report(
                    Diagnostic::error("semantic/misplaced-break", stmt.span, message)
                        .help("`return` leaves a method or function"),
                );
            }
            StmtKind::Expr(_) if !self.lenient && self.foreign_end(&stmt) => return,
            StmtKind::Expr(e) if !self.lenient => self.useless(e),
            _ => {}
        }
        if self.class.is_some() && self.function.is_none() && self.stack.is_empty() {
            if !self.reported_outside && !is_error {
                self.reported_outside = true;
                let message = Diagnostic::error(
                    "syntax/outside-function",
                    stmt.span,
                    "statements of a class stand in its functions",
                );
                self.report(message.help("put it after a `Function` or `Class constructor` line"));
            }
            return;
        }
        if let Some(frame) = self.stack.last_mut()
            && !frame.takes_statements()
            && !is_error
        {
            let opened = frame.opened;
            // What follows stands there for the same reason.
            if !std::mem::replace(&mut frame.silent_cases, true) {
                let message = Diagnostic::error("syntax/case-of", stmt.span, "a case has to come first");
                let condition =
                    matches!(&stmt.kind, StmtKind::Expr(e) if matches!(e.kind, ExprKind::Paren(_)));
                let help = if condition {
                    "write a `:` before the condition"
                } else {
                    "begin each case with a line `: (condition)`"
                };
                self.report(
                    message.label("not part of any case").help(help).also(opened, "`Case of` opened here"),
                );
            }
            return;
        }
        match self.stack.last_mut() {
            Some(frame) => frame.block.push(stmt),
            None => self.body.push(stmt),
        }
    }

    /// `$a=3` as a statement compares and forgets the result.
    fn useless(&mut self, e: &Expr) {
        let mut left = e;
        let mut equals = None;
        while let ExprKind::Binary { op, left: l, .. } = &left.kind {
            equals = (*op == BinaryOp::Eq).then_some(l.span.end);
            left = l;
        }
        if let Some(at) = equals {
            let message = Diagnostic::error(
                "syntax/comparison",
                Span::new(at, at + 1),
                "`=` compares, and nothing uses the result",
            );
            self.report(message.help("assign with `:=`"));
        } else if let ExprKind::Unary { op, operand } = &e.kind {
            let sign = if *op == UnaryOp::Neg { "-" } else { "+" };
            let help = match &operand.kind {
                ExprKind::Unary { op: inner, .. } if inner == op => {
                    let name = match operand.kind {
                        ExprKind::Unary { operand: ref inner, .. } => match &inner.kind {
                            ExprKind::Local(name) => format!("${name}"),
                            _ => "$name".to_owned(),
                        },
                        _ => "$name".to_owned(),
                    };
                    format!("there is no `{sign}{sign}` operator: write `{name}{sign}=1`")
                }
                _ => "assign it or pass it to a command".to_owned(),
            };
            self.report(
                Diagnostic::warning("syntax/no-effect", e.span, "a value alone is not a statement")
                    .help(help),
            );
        } else if let ExprKind::Number { .. }
        | ExprKind::Text(_)
        | ExprKind::Date { .. }
        | ExprKind::Time(_) = e.kind
        {
            self.report(
                Diagnostic::warning("syntax/no-effect", e.span, "a value alone is not a statement")
                    .help("assign it or pass it to a command"),
            );
        }
    }

    fn open(&mut self, span: Span, head: Head) {
        if self.class.is_some() && self.function.is_none() && self.stack.is_empty() && !self.reported_outside
        {
            self.reported_outside = true;
            let message = Diagnostic::error(
                "syntax/outside-function",
                span,
                "statements of a class stand in its functions",
            );
            self.report(message.help("put it after a `Function` or `Class constructor` line"));
        }
        if self.stack.len() >= MAX_BLOCKS {
            let message = format!("more than {MAX_BLOCKS} structures are open here");
            self.report(
                Diagnostic::error("syntax/too-deep", span, message)
                    .help("move the inner ones to a method of their own"),
            );
            self.skipping = true;
            return;
        }
        // The keyword alone marks the place; the condition would be too much.
        let word = head.words().0.spelling().len() as u32;
        let opened = Span::new(span.start, (span.start + word).min(span.end));
        self.stack.push(Frame::new(opened, head));
    }

    /// Closes the topmost structure without its last word, with a message.
    fn supply(&mut self, found: Option<(Span, &str)>) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let (first, last) = frame.head.words();
        if self.explained(&frame) {
            let end = found.map_or(frame.opened.end, |f| f.0.start);
            return self.put(frame.close(end, None));
        }
        let message = format!("this `{}` has no `{}`", first.spelling(), last.spelling());
        let mut diagnostic = Diagnostic::error("syntax/unclosed-block", frame.opened, message)
            .label(format!("`{}` opened here", first.spelling()));
        if let Some((span, word)) = found {
            diagnostic = diagnostic
                .also(span, format!("`{word}` found here"))
                .help(format!("write `{}` before it", last.spelling()));
        } else {
            diagnostic = diagnostic.help(format!("write `{}` where it ends", last.spelling()));
        }
        let index = self.report(diagnostic);
        if found.is_some() {
            self.expect_end(last, index);
        }
        let end = found.map_or(frame.opened.end, |f| f.0.start);
        self.put(frame.close(end, None));
    }

    fn put(&mut self, stmt: Stmt) {
        match self.stack.last_mut() {
            Some(frame) => frame.block.push(stmt),
            None if self.class.is_some() && self.function.is_none() => {}
            None => self.body.push(stmt),
        }
    }

    /// Brings the structure that `fits` to the top; false if none is open.
    fn unwind(&mut self, found: (Span, &str), fits: impl Fn(&Head) -> bool) -> bool {
        let Some(at) = self.stack.iter().rposition(|f| fits(&f.head)) else {
            return false;
        };
        while self.stack.len() > at + 1 {
            self.supply(Some(found));
        }
        true
    }

    fn stray(&mut self, span: Span, message: String, help: &str) -> u32 {
        let index = self.report(Diagnostic::error("syntax/stray-end", span, message).help(help));
        if self.function.is_some() || self.class.is_none() {
            self.put(Stmt { span, kind: StmtKind::Error(index) });
        }
        index
    }

    fn end(&mut self, span: Span, keyword: Keyword, until: Option<Expr>) {
        let word = keyword.spelling();
        let swapped = matches!(
            (keyword, self.stack.last().map(|f| &f.head)),
            (Keyword::EndFor, Some(Head::ForEach(_)))
                | (Keyword::EndForEach, Some(Head::For(_)))
                | (Keyword::EndWhile, Some(Head::Repeat))
                | (Keyword::Until, Some(Head::While(_)))
        );
        let open = self.stack.iter().any(|f| f.head.words().1 == keyword);
        if swapped && !open {
            if let Some(frame) = self.stack.pop() {
                let (first, last) = frame.head.words();
                let message = format!("`{word}` does not close `{}`", first.spelling());
                self.report(
                    Diagnostic::error("syntax/wrong-end", span, message)
                        .label(format!("`{word}` found here"))
                        .also(frame.opened, format!("`{}` opened here", first.spelling()))
                        .help(format!("write `{}`", last.spelling())),
                );
                self.put(frame.close(span.end, until));
            }
        } else if !self.unwind((span, word), |h| h.words().1 == keyword) {
            if self.forgiven(span, keyword) {
                return;
            }
            let first = Self::first_of(keyword);
            let help = format!("no `{first}` is open here: remove it, or look for one closed too early");
            let index = self.stray(span, format!("`{word}` closes nothing"), &help);
            self.stray_end(span, index);
        } else if let Some(frame) = self.stack.pop() {
            self.put(frame.close(span.end, until));
        }
    }

    fn second(&mut self, span: Span, keyword: Keyword) {
        let word = keyword.spelling();
        let is_else = keyword == Keyword::Else;
        let fits = |h: &Head| {
            if is_else { matches!(h, Head::If(_) | Head::CaseOf) } else { matches!(h, Head::Try) }
        };
        if !self.unwind((span, word), fits) {
            let first = if is_else { "`If` or `Case of`" } else { "`Try`" };
            let message = format!("`{word}` belongs to no {first}");
            let index = self.stray(span, message, &format!("no {first} is open here"));
            return self.expect_end_of(keyword, index);
        }
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        let (opened, before, first) = (frame.opened, frame.second, frame.head.words().0.spelling());
        if !frame.start_second(span) {
            let mut d = Diagnostic::error(
                "syntax/second-else",
                span,
                format!("a second `{word}` in the same structure"),
            )
            .also(opened, format!("`{first}` opened here"));
            if let Some(before) = before {
                d = d.also(before, format!("the first `{word}`"));
            }
            self.report(d.help(match word {
                "Catch" => "put both together: one `Catch` handles all errors of its `Try`",
                _ => "put both together, or write `Case of` for more than two branches",
            }));
        }
    }

    fn case(&mut self, span: Span, cond: Expr) {
        if !self.unwind((span, ": …"), |h| matches!(h, Head::CaseOf)) {
            let help = "a line that starts with `:` is a case; continue the line before with `\\` if it belongs there";
            self.stray(span, "this case is in no `Case of`".into(), help);
            return;
        }
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        let (opened, other) = (frame.opened, frame.second);
        if let Some(other) = other {
            let d = Diagnostic::error("syntax/case-after-else", span, "a case cannot follow `Else`");
            let d = d.also(other, "`Else` stands here").also(opened, "`Case of` opened here");
            self.report(d.help("put it before `Else`, which is the last branch"));
            return;
        }
        frame.start_case(span, cond);
    }

    fn declare(&mut self, span: Span, signature: Signature) {
        if self.class.is_some() {
            let d = Diagnostic::error("semantic/misplaced-declare", span, "`#DECLARE` is for methods");
            self.report(d.help("a function declares its parameters on its `Function` line"));
        } else if let Some(first) = &self.method.declare {
            let first = first.span;
            self.report(
                Diagnostic::error("semantic/misplaced-declare", span, "a second `#DECLARE`")
                    .also(first, "the first one")
                    .help("declare all parameters on one line"),
            );
        } else {
            if let Some(stmt) =
                self.stack.first().map(|f| f.opened).or_else(|| self.body.first().map(|s| s.span))
            {
                let d = Diagnostic::error(
                    "semantic/misplaced-declare",
                    span,
                    "`#DECLARE` has to be the first line of code",
                );
                self.report(d.also(stmt, "the method starts here").help("only comments may stand before it"));
            }
            self.method.declare = Some(Signature { span, ..signature });
        }
    }

    fn function(&mut self, span: Span, decl: FunctionDecl) {
        self.leave_function(span);
        self.function = Some(FunctionDecl { span, ..decl });
    }

    fn extends(&mut self, span: Span, path: ClassPath) {
        self.leave_function(span);
        let Some(class) = &mut self.class else { return };
        let before = class.extends.as_ref().map(|e| e.span);
        if let Some(before) = before {
            self.report(
                Diagnostic::error("syntax/extends", span, "a second `Class extends`")
                    .also(before, "the first one")
                    .help("a class extends one class: keep one of the two lines"),
            );
        } else {
            class.extends = Some(path);
        }
    }

    fn property(&mut self, decl: PropertyDecl) {
        let inside = self.function.as_ref().map(|f| f.span);
        if let Some(function) = inside {
            let d = Diagnostic::error(
                "syntax/property",
                decl.span,
                "properties are declared before the functions of a class",
            );
            let help = "move this line above the first `Function` or `Class constructor`";
            self.report(d.also(function, "this function has begun").help(help));
        }
        if let Some(class) = &mut self.class {
            class.properties.push(decl);
        }
    }

    /// Ends the function being filled, if any.
    fn leave_function(&mut self, at: Span) {
        while !self.stack.is_empty() {
            self.supply(Some((Span::new(at.start, at.start), "the next declaration")));
        }
        self.slips.clear();
        self.skipping = false;
        let body = std::mem::take(&mut self.body);
        let (Some(mut function), Some(class)) = (self.function.take(), &mut self.class) else {
            return;
        };
        function.body = body;
        if function.kind != FunctionKind::Constructor {
            class.functions.push(function);
        } else if let Some(first) = &class.constructor {
            let d = Diagnostic::error("syntax/constructor", function.span, "a second `Class constructor`")
                .also(first.span, "the first one");
            self.report(d.help("a class has one constructor: put both together"));
        } else {
            class.constructor = Some(function);
        }
    }

    /// The finished file.
    pub fn finish(&mut self, attributes: Option<Span>) -> SourceFile {
        while !self.stack.is_empty() {
            self.supply(None);
        }
        if self.class.is_some() {
            self.leave_function(Span::default());
            return SourceFile::Class(self.class.take().unwrap_or_default());
        }
        let mut method = std::mem::take(&mut self.method);
        method.attributes = attributes;
        method.body = std::mem::take(&mut self.body);
        SourceFile::Method(method)
    }
}

const KEYWORD_PAIRS: &[(Keyword, Keyword)] = &[
    (Keyword::If, Keyword::EndIf),
    (Keyword::CaseOf, Keyword::EndCase),
    (Keyword::While, Keyword::EndWhile),
    (Keyword::Repeat, Keyword::Until),
    (Keyword::For, Keyword::EndFor),
    (Keyword::ForEach, Keyword::EndForEach),
    (Keyword::Use, Keyword::EndUse),
    (Keyword::Try, Keyword::EndTry),
];

fn empty_function(kind: FunctionKind, name: Ident) -> FunctionDecl {
    FunctionDecl {
        span: name.span,
        name,
        kind,
        modifiers: Modifiers::default(),
        signature: Signature::default(),
        body: Vec::new(),
    }
}
