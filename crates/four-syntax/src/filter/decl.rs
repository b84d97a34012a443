//! Declarations of class files (`Function`, `Class constructor`, `property` …) and type names.

use super::{Filter, Mode, Place};
use crate::ast::{FunctionKind, Span};
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::tok::Tok;
use crate::token::{Raw, RawToken};

/// Whether a line that starts at this raw token declares a part of a class; `words` gives the texts of the line's words.
pub(crate) fn declares_class(src: &str, raw: &[RawToken]) -> bool {
    let word = |i: usize| {
        let token = raw.get(i).filter(|t| t.kind == Raw::Word)?;
        src.get(token.start as usize..token.end as usize)
    };
    let mut at = 0;
    while word(at).is_some_and(|w| Keyword::modifier(w).is_some()) {
        at += 1;
    }
    let Some(first) = word(at) else { return false };
    // Names of functions and properties may begin with a dollar (`Concepts/identifiers`).
    let is_name = |i: usize| raw.get(i).is_some_and(|token| matches!(token.kind, Raw::Word | Raw::Local));
    let is = |w: &str, s: &str| w.eq_ignore_ascii_case(s);
    // `property /* what for */ name`, as published classes have it.
    if at == 0 && is(first, "property") {
        let comments = raw[1..].iter().take_while(|token| token.kind == Raw::BlockComment).count();
        return is_name(1 + comments);
    }
    match word(at + 1) {
        Some(second) if is(first, "class") => is(second, "constructor") || (at == 0 && is(second, "extends")),
        _ => is_name(at + 1) && (is(first, "function") || is(first, "alias")),
    }
}

impl Filter<'_> {
    /// Reads the head of a declaration line; false if the line is none.
    pub(super) fn declaration(&mut self, token: RawToken) -> bool {
        let start = self.at - 1;
        let first = self.text(token);
        // A quick look at the first letter spares most lines the rest.
        if !first
            .starts_with(['F', 'f', 'C', 'c', 'P', 'p', 'A', 'a', 'L', 'l', 'S', 's', 'E', 'e', 'O', 'o'])
            || !declares_class(self.src, &self.raw[start..])
        {
            return false;
        }
        let mut word = token;
        while let Some(modifier) = Keyword::modifier(self.text(word)) {
            self.push(word, Tok::Key(modifier));
            match self.peek() {
                Some(next) => word = next,
                None => return true,
            }
            self.at += 1;
        }
        let text = self.text(word).to_ascii_lowercase();
        match text.as_str() {
            "function" => self.function(word),
            "class" => self.class(word),
            "property" => {
                self.push(word, Tok::Key(Keyword::Property));
                self.mode = Mode::Names;
            }
            _ => {
                self.push(word, Tok::Key(Keyword::Alias));
                self.prop();
                // The path's first word; the rest follows dots.
                self.prop();
            }
        }
        if self.place != Place::Class {
            let span = Span::new(token.start, word.end);
            let message = Diagnostic::error("syntax/class-declaration", span, "this belongs in a class file");
            self.fail(message.help(
                "classes are files of their own in the folder `Classes`; a method is a file in `Methods`",
            ));
        }
        true
    }

    fn prop(&mut self) {
        if let Some(next) = self.peek().filter(|n| matches!(n.kind, Raw::Word | Raw::Local)) {
            self.at += 1;
            self.push(next, Tok::Prop);
        }
    }

    fn function(&mut self, word: RawToken) {
        let mut kind = FunctionKind::Plain;
        let mut end = word.end;
        if let Some(next) = self.peek().filter(|n| n.kind == Raw::Word) {
            let second = match self.text(next).to_ascii_lowercase().as_str() {
                "get" => FunctionKind::Get,
                "set" => FunctionKind::Set,
                "query" => FunctionKind::Query,
                "orderby" => FunctionKind::OrderBy,
                "event" => FunctionKind::Event,
                _ => FunctionKind::Plain,
            };
            // `Function get` alone is a function with that name.
            if second != FunctionKind::Plain && matches!(self.peek_kind(1), Raw::Word | Raw::Local) {
                kind = second;
                end = next.end;
                self.at += 1;
            }
        }
        self.push(RawToken { end, ..word }, Tok::Function(kind));
        self.prop();
        // `Function event saving attribute($event : Object)` (`ORDA/orda-events`): both words are the name.
        if kind == FunctionKind::Event
            && let Some(attribute) = self.peek().filter(|next| next.kind == Raw::Word)
        {
            self.at += 1;
            if let Some(name) = self.toks.last_mut() {
                name.2 = attribute.end;
            }
        }
        self.mode = Mode::Signature;
    }

    fn class(&mut self, word: RawToken) {
        let Some(second) = self.peek() else { return };
        self.at += 1;
        let both = RawToken { end: second.end, ..word };
        if self.text(second).eq_ignore_ascii_case("extends") {
            self.push(both, Tok::Key(Keyword::ClassExtends));
            self.type_name();
        } else {
            self.push(both, Tok::Key(Keyword::ClassConstructor));
            self.mode = Mode::Signature;
        }
    }

    /// A type or class path as one token: `Text`, `cs.ns.X`, `4D:C1709.File`.
    pub(super) fn type_name(&mut self) {
        let Some(first) = self.peek().filter(|t| t.kind == Raw::Word) else {
            return;
        };
        self.at += 1;
        let mut end = first.end;
        while self.peek_kind(0) == Raw::Dot && self.peek_kind(1) == Raw::Word {
            end = self.raw[self.at + 1].end;
            self.at += 2;
        }
        self.push(RawToken { end, ..first }, Tok::Type);
    }
}
