//! Words: keywords at the start of a line, names of several words, properties, keys.

use super::brackets::Bracket;
use super::{Filter, Mode, Place};
use crate::ast::Span;
use crate::build::type_spelling;
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::names::Entry;
use crate::tok::{Legacy, Tok};
use crate::token::{Raw, RawToken};

/// A run of words on one line that may be one name.
struct Run {
    /// Index after its last raw token.
    end: usize,
    /// Number of words.
    count: usize,
    /// The token suffix of the last word, without colon.
    suffix: Option<(u32, u32)>,
    /// The longest known name that the run starts with, and the index after it.
    known: Option<(Entry, usize)>,
}

impl Filter<'_> {
    pub(super) fn word(&mut self, token: RawToken) {
        let last = self.last();
        if last == Some(Tok::Dot) || (last == Some(Tok::Deref) && self.last_end() == token.start) {
            self.push(token, Tok::Prop);
        } else if self.expects_key() {
            self.push(token, Tok::ObjKey);
        } else if self.mode == Mode::Names {
            if self.head() == Some(Tok::Key(Keyword::Property)) {
                return self.push(token, Tok::Prop);
            }
            self.push(token, Tok::Name);
            self.further_words();
        } else if self.toks.is_empty() && self.place != Place::Formula {
            self.line_start(token);
        } else {
            self.operand(token);
        }
    }

    /// Whether a key of an object literal comes next.
    pub(super) fn expects_key(&self) -> bool {
        self.brackets.last() == Some(&Bracket::Object)
            && matches!(self.last(), Some(Tok::LObject | Tok::Semi))
    }

    /// Reads on from the word before `self.at`.
    fn run(&self, token: RawToken) -> Run {
        let mut run = Run { end: self.at, count: 1, suffix: None, known: None };
        let mut walk = self.names.walk();
        let mut alive = true;
        let (mut token, mut at) = (token, self.at);
        loop {
            let text = self.text(token);
            let word = text.split(':').next().unwrap_or(text);
            if alive {
                alive = walk.step(word);
                if let Some(entry) = walk.entry().filter(|_| alive) {
                    run.known = Some((entry, at));
                }
            }
            if token.kind == Raw::Word {
                run.end = at;
                if word.len() < text.len() {
                    run.suffix = Some((token.start + word.len() as u32 + 1, token.end));
                    return run;
                }
            }
            let Some(next) = self.raw.get(at) else {
                return run;
            };
            // Numbers belong to a name as far as a known name goes (`Date RFC 1123`), and where words follow that could not
            // stand there (`SR Doc 2 Report`).
            let amid = || {
                self.raw.get(at + 1).is_some_and(|after| {
                    after.kind == Raw::Word && self.blank(next.end, after.start) && run.known.is_none()
                })
            };
            let goes_on = next.kind == Raw::Word || next.kind == Raw::Int && (alive || amid());
            if !goes_on || !self.blank(token.end, next.start) {
                return run;
            }
            if next.kind == Raw::Word {
                run.count += 1;
            }
            token = *next;
            at += 1;
        }
    }

    /// Names of variables may hold blanks (`Concepts/identifiers`): words behind a variable belong to its name, as nothing
    /// else could stand there.
    pub(super) fn further_words(&mut self) {
        while let (Some(last), Some(next)) = (self.toks.last().copied(), self.peek()) {
            let word = next.kind == Raw::Word && !self.text(next).contains(':');
            // `var $a Text`: rather a colon is missing.
            let is_type = self.mode != Mode::Code && type_spelling(self.text(next)).is_some();
            if !word || is_type || !self.blank(last.2, next.start) || self.keyword_at(next) {
                return;
            }
            self.at += 1;
            if let Some(last) = self.toks.last_mut() {
                last.2 = next.end;
            }
        }
    }

    /// Whether a known keyword starts here: it is more likely that a line end or operator is missing before it.
    fn keyword_at(&self, token: RawToken) -> bool {
        let mut walk = self.names.walk();
        walk.step(self.text(token)) && matches!(walk.entry(), Some(Entry::Keyword(_)))
    }

    /// Whether only blanks (no comment, no line end) lie between, at least one.
    fn blank(&self, start: u32, end: u32) -> bool {
        match self.slice(start, end) {
            " " => true,
            "" => false,
            gap => gap.chars().all(|c| c == ' ' || c == '\t' || (!c.is_ascii() && c.is_whitespace())),
        }
    }

    /// Pushes the raw tokens from `token` up to index `end` as one.
    fn take(&mut self, token: RawToken, end: usize, tok: Tok) {
        let last = self.raw[end.saturating_sub(1)].end.max(token.end);
        self.at = end;
        self.toks.push((token.start, tok, last));
    }

    fn line_start(&mut self, token: RawToken) {
        if let Some(legacy) = self.legacy(token) {
            self.push(token, Tok::Legacy(legacy));
            return;
        }
        if self.declaration(token) {
            return;
        }
        let run = self.run(token);
        if let Some((Entry::Keyword(keyword), end)) = run.known {
            // `Use:=1`, `This.x`, or a longer name with a token.
            if !keyword.is_value() && self.keyword(token, keyword, end) {
                return;
            }
        } else if run.suffix.is_none() && self.misspelt(token, &run) {
            return;
        }
        self.finish(token, &run);
    }

    fn legacy(&self, token: RawToken) -> Option<Legacy> {
        if self.peek_kind(0) != Raw::LParen {
            return None;
        }
        let text = self.text(token);
        let (word, suffix) = text.split_once(':').unwrap_or((text, ""));
        let number = suffix.strip_prefix('C').and_then(|n| n.parse().ok());
        Legacy::of(word, number)
    }

    /// A keyword at the start of a line; false if it is a name here.
    fn keyword(&mut self, token: RawToken, keyword: Keyword, end: usize) -> bool {
        let next = self.raw.get(end).map_or(Raw::Newline, |t| t.kind);
        let alone = matches!(next, Raw::Newline | Raw::Comment | Raw::BlockComment);
        let is_name = match keyword {
            Keyword::Break | Keyword::Continue => !alone,
            Keyword::Var => !matches!(next, Raw::Local | Raw::Word | Raw::Interprocess | Raw::DollarBrace),
            Keyword::Return => {
                matches!(next, Raw::Assign | Raw::AddAssign | Raw::Dot | Raw::Arrow) && next != Raw::Arrow
            }
            _ => keyword.is_soft() || next == Raw::Assign,
        };
        if is_name {
            return false;
        }
        let tok = if keyword == Keyword::Try && !alone { Tok::TryExpr } else { Tok::Key(keyword) };
        self.take(token, end, tok);
        match keyword {
            Keyword::Var => self.mode = Mode::Names,
            Keyword::Else => self.else_if(),
            _ => {}
        }
        true
    }

    /// `Else if (…)`: reported, read as `Else`.
    fn else_if(&mut self) {
        let Some(next) =
            self.peek().filter(|n| n.kind == Raw::Word && self.text(*n).eq_ignore_ascii_case("if"))
        else {
            return;
        };
        let span = Span::new(self.toks[0].0, next.end);
        self.else_if_message(span);
    }

    fn else_if_message(&mut self, span: Span) {
        self.fail(
            Diagnostic::error("syntax/else-if", span, "there is no `Else if`")
                .label("`Else` stands alone on its line")
                .help("write `Case of` with a line `: (condition)` for each case, `Else` and `End case`"),
        );
    }

    /// Keywords written as in other languages, taken for what they mean so that one slip makes one message.
    fn misspelt(&mut self, token: RawToken, run: &Run) -> bool {
        if run.known.is_some() || self.text(token).len() > 9 {
            return false;
        }
        let lower = self.text(token).to_ascii_lowercase();
        if matches!(lower.as_str(), "elseif" | "elsif" | "elif") {
            self.push(token, Tok::Key(Keyword::Else));
            self.else_if_message(Span::new(token.start, token.end));
            return true;
        }
        let second = (run.count > 1)
            .then(|| self.raw.get(self.at).map(|t| self.text(*t).to_ascii_lowercase()))
            .flatten();
        let keyword = match (lower.as_str(), second.as_deref()) {
            ("endif" | "fi", _) => Keyword::EndIf,
            ("endwhile" | "wend", _) => Keyword::EndWhile,
            ("endfor", Some("each")) | ("endforeach", _) => Keyword::EndForEach,
            ("endfor" | "next", None) => Keyword::EndFor,
            ("endcase", _) => Keyword::EndCase,
            ("enduse", _) => Keyword::EndUse,
            ("endtry", _) => Keyword::EndTry,
            ("foreach", _) => Keyword::ForEach,
            ("end", Some("foreach")) => Keyword::EndForEach,
            _ => return false,
        };
        let next = self.raw.get(run.end).map_or(Raw::Newline, |t| t.kind);
        let closes = !matches!(keyword, Keyword::ForEach);
        if closes != matches!(next, Raw::Newline | Raw::Comment | Raw::BlockComment) {
            return false;
        }
        self.take(token, run.end, Tok::Key(keyword));
        let (start, _, end) = self.toks[0];
        let spelling = keyword.spelling();
        let written = self.slice(start, end);
        let blanks = written.replace(' ', "").eq_ignore_ascii_case(&spelling.replace(' ', ""));
        let message = if blanks {
            format!("`{spelling}` is written with a blank")
        } else {
            format!("there is no `{written}`")
        };
        let help = if lower == "next" {
            "write `End for`, or `End for each`".to_owned()
        } else {
            format!("write `{spelling}`")
        };
        self.fail(Diagnostic::error("syntax/keyword", Span::new(start, end), message).help(help));
        true
    }

    /// A word where an operand may stand.
    fn operand(&mut self, token: RawToken) {
        let run = self.run(token);
        // `C_LONGINT(try)`: declared before the word became a keyword.
        let declares = matches!(self.head(), Some(Tok::Legacy(_)));
        if let Some((Entry::Keyword(keyword), end)) = run.known.filter(|_| !declares) {
            match keyword {
                // As a variable of old applications; the word has a meaning before `(` only.
                Keyword::Try if !self.raw.get(end).is_some_and(|t| t.kind == Raw::LParen) => {}
                Keyword::While if self.ends_for_each() => {
                    return self.take(token, end, Tok::LoopWhile);
                }
                Keyword::Until if self.ends_for_each() => {
                    return self.take(token, end, Tok::LoopUntil);
                }
                Keyword::Try if self.raw.get(end).is_some_and(|t| t.kind == Raw::LParen) => {
                    return self.take(token, end, Tok::TryExpr);
                }
                Keyword::Return
                    if self.toks.is_empty() || matches!(self.last(), Some(Tok::LParen | Tok::Semi)) =>
                {
                    return self.take(token, end, Tok::Key(keyword));
                }
                // A control word in the middle of a line; the grammar refuses it.
                _ if !keyword.is_value() && !keyword.is_soft() && end == run.end && run.suffix.is_none() => {
                    return self.take(token, end, Tok::Key(keyword));
                }
                _ => {}
            }
        }
        self.finish(token, &run);
    }

    /// Pushes a run as one name: by its token number, else by its spelling.
    fn finish(&mut self, token: RawToken, run: &Run) {
        if let Some(tok) = run.suffix.and_then(|(start, end)| self.by_token(self.slice(start, end))) {
            return self.take(token, run.end, tok);
        }
        let (tok, end) = match run.known {
            Some((entry, end)) if end >= run.end => (Some(entry), end),
            _ => (None, run.end),
        };
        let tok = match tok {
            Some(Entry::Command(id)) => Tok::Command(id),
            Some(Entry::Constant(id)) => Tok::Constant(id),
            Some(Entry::Plugin) => Tok::Plugin,
            Some(Entry::Method) => Tok::Method,
            Some(Entry::Keyword(k)) if k.is_value() => Tok::Key(k),
            _ => Tok::Name,
        };
        self.take(token, end, tok);
    }

    /// A name that starts with a number, such as `64 bit version`.
    pub(super) fn number_name(&mut self, token: RawToken) -> bool {
        let run = self.run(token);
        match run.known {
            Some((entry, end)) if end >= run.end && end > self.at => {
                let run = Run { known: Some((entry, end)), ..run };
                self.finish(token, &run);
                true
            }
            _ => false,
        }
    }

    /// `C10`, `K8:3`, `P13000:229`: the number is the identity (`Concepts/methods`).
    fn by_token(&self, suffix: &str) -> Option<Tok> {
        let (kind, rest) = suffix.split_at_checked(1)?;
        match kind {
            "C" => {
                let number = rest.parse().ok()?;
                if let Some(keyword) = Keyword::by_number(number) {
                    return Some(Tok::Key(keyword));
                }
                self.names.command_by_number(number).map(Tok::Command)
            }
            "K" => {
                let (group, index) = rest.split_once(':')?;
                self.names.constant_by_token(group.parse().ok()?, index.parse().ok()?).map(Tok::Constant)
            }
            _ => Some(Tok::Plugin),
        }
    }
}
