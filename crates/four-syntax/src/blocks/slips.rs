//! Ends that are written as in other languages or in the wrong order, so that one slip makes one message.
//!
//! Only reached by lines that are wrong; a message that was made is mended when a later line shows what was meant.

use super::{Builder, KEYWORD_PAIRS};
use crate::ast::{ExprKind, Span, Stmt, StmtKind};
use crate::diagnostic::Diagnostic;
use crate::frame::{Frame, Head};
use crate::keyword::Keyword;

/// What has been reported and may explain a line to come.
#[derive(Debug, Default)]
pub(super) struct Slips {
    /// Ends that will be missing their structure, as a message was made about it already, and that message.
    expected: Vec<(Keyword, u32)>,
    /// Ends that closed nothing: where, in which open structure, and the message.
    strays: Vec<(Span, Span, u32)>,
    /// The message about braces, of which one is enough.
    braces: Option<u32>,
    /// For each `{` that is open at the end of a line: whether a structure was opened by its line.
    open_braces: Vec<bool>,
}

impl Slips {
    pub fn clear(&mut self) {
        self.expected.clear();
        self.strays.clear();
        self.open_braces.clear();
    }
}

impl Builder {
    fn message(&mut self, index: u32) -> Option<&mut Diagnostic> {
        self.diagnostics.get_mut(index as usize)
    }

    /// A structure was closed by force at a foreign end; its own end may come later.
    pub(super) fn expect_end(&mut self, keyword: Keyword, index: u32) {
        self.slips.expected.push((keyword, index));
    }

    /// An end whose structure has been reported: says so there, makes no message of its own.
    pub(super) fn forgiven(&mut self, span: Span, keyword: Keyword) -> bool {
        let Some(at) = self.slips.expected.iter().rposition(|(end, _)| *end == keyword) else {
            return false;
        };
        let (_, index) = self.slips.expected[at];
        self.slips.expected.retain(|(_, other)| *other != index);
        if let Some(message) = self.message(index)
            && message.code == "syntax/unclosed-block"
        {
            let word = keyword.spelling();
            message.related.push((span, format!("`{word}` stands only here")));
            message.help =
                Some("structures close in reverse order, the last one that was opened first".into());
        }
        true
    }

    /// Remembers an end that closes nothing.
    pub(super) fn stray_end(&mut self, span: Span, index: u32) {
        if let Some(frame) = self.stack.last() {
            self.slips.strays.push((span, frame.opened, index));
        }
    }

    /// A structure without end: whether a message told that already, or tells it now in better words.
    pub(super) fn explained(&mut self, frame: &Frame) -> bool {
        let (first, last) = frame.head.words();
        if frame.silent {
            return true;
        }
        if let Some((span, _, index)) =
            self.slips.strays.iter().find(|stray| stray.1 == frame.opened).copied()
            && let Some(message) = self.message(index)
        {
            // `If … End for`: the end that was found is the one that is missing.
            let opened = frame.opened;
            *message = Diagnostic::error(
                "syntax/wrong-end",
                span,
                message.message.replace("closes nothing", &format!("does not close `{}`", first.spelling())),
            )
            .also(opened, format!("`{}` opened here", first.spelling()))
            .help(format!("write `{}`", last.spelling()));
            return true;
        }
        // `Repeat … While (…)`, as in other languages.
        if matches!(frame.head, Head::While(_))
            && frame.is_empty()
            && let Some(outer) = self.stack.last_mut().filter(|outer| matches!(outer.head, Head::Repeat))
        {
            outer.silent = true;
            let repeat = outer.opened;
            self.report(
                Diagnostic::error("syntax/wrong-end", frame.opened, "`While` does not close `Repeat`")
                    .also(repeat, "`Repeat` opened here")
                    .help("write `Until (condition)`, which goes on until the condition is true"),
            );
            return true;
        }
        false
    }

    /// A line that is nothing but a name that ends something elsewhere: `end`, `End function`, `finally`.
    pub(super) fn foreign_end(&mut self, stmt: &Stmt) -> bool {
        let StmtKind::Expr(e) = &stmt.kind else { return false };
        let ExprKind::Name { name, token: None, args: None } = &e.kind else { return false };
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        let span = stmt.span;
        let method = "a method ends with its file, a function where the next one starts: remove this line";
        let found = if is("end function") || is("end sub") || is("end method") || is("end class") {
            Diagnostic::error("syntax/stray-end", span, format!("`{name}` closes nothing")).help(method)
        } else if is("finally") && self.stack.iter().any(|f| matches!(f.head, Head::Try)) {
            Diagnostic::error("syntax/keyword", span, "there is no `finally`")
                .label("not a word of the language")
                .help("what is to be done in any case stands behind `End try`")
        } else if is("end") || is("end repeat") || is("end loop") || is("loop") {
            let Some(frame) = self.stack.last() else {
                if !is("end") {
                    return false;
                }
                self.report(Diagnostic::error("syntax/stray-end", span, "`end` closes nothing").help(method));
                return true;
            };
            let (first, last) = frame.head.words();
            let last = if last == Keyword::Until { "Until (condition)" } else { last.spelling() };
            let found = Diagnostic::error(
                "syntax/wrong-end",
                span,
                format!("`{name}` does not close `{}`", first.spelling()),
            )
            .label(format!("expected `{last}`"))
            .also(frame.opened, format!("`{}` opened here", first.spelling()))
            .help(format!("write `{last}`"));
            self.report(found);
            self.close_top(span.end);
            return true;
        } else {
            return false;
        };
        self.report(found);
        true
    }

    fn close_top(&mut self, end: u32) {
        if let Some(frame) = self.stack.pop() {
            self.put(frame.close(end, None));
        }
    }

    /// The first message about braces; the others would repeat it.
    pub(super) fn braces(&mut self, diagnostic: &Diagnostic) -> Option<u32> {
        (diagnostic.code == "syntax/braces").then_some(self.slips.braces).flatten()
    }

    pub(super) fn reported_braces(&mut self, index: u32) {
        self.slips.braces.get_or_insert(index);
    }

    /// After a line that ends with `{`: whether the brace belongs to the innermost structure.
    pub(super) fn opened_brace(&mut self, message: u32, structure: bool) {
        if self.slips.braces != Some(message) {
            return;
        }
        self.slips.open_braces.push(structure);
    }

    /// A line that starts with `}`, and the word after it; false if no brace is open.
    pub fn closes_brace(&mut self, span: Span, word: &str) -> bool {
        if self.slips.braces.is_none() {
            return false;
        }
        let opened = self.slips.open_braces.pop().unwrap_or(false);
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if !is("else") && !is("catch") && !is("finally") {
            if opened {
                self.close_top(span.end);
            }
            return true;
        }
        if let Some(frame) = self.stack.last_mut().filter(|_| opened) {
            let fits =
                matches!((&frame.head, is("else")), (Head::If(_) | Head::CaseOf, true) | (Head::Try, false));
            if fits {
                frame.tolerant = true;
                frame.start_second(span);
            }
        }
        self.slips.open_braces.push(opened);
        true
    }

    /// What a stray `Else` or `Catch` makes of the end to come.
    pub(super) fn expect_end_of(&mut self, second: Keyword, index: u32) {
        let ends: &[Keyword] =
            if second == Keyword::Else { &[Keyword::EndIf, Keyword::EndCase] } else { &[Keyword::EndTry] };
        for end in ends {
            self.expect_end(*end, index);
        }
    }

    /// The first word of the structure that an end closes.
    pub(super) fn first_of(keyword: Keyword) -> &'static str {
        KEYWORD_PAIRS.iter().find(|p| p.1 == keyword).map_or("", |p| p.0.spelling())
    }
}
