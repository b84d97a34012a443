//! Values of literals (`Concepts/number`, `Concepts/string`, `Concepts/date`, `Concepts/time`).
//!
//! Invariant: every value is finite and in range; what is not leaves a message and becomes zero.

use super::Cx;
use crate::ast::{ExprKind, Span};
use crate::diagnostic::Diagnostic;

impl Cx<'_> {
    pub fn number(&self, l: u32, r: u32) -> ExprKind {
        let text = self.slice(l, r);
        if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            let value = match u64::from_str_radix(hex, 16) {
                // Up to eight digits are a 32-bit pattern (`commands/type`).
                Ok(n) if hex.len() <= 8 => f64::from(n as u32 as i32),
                Ok(n) => n as f64,
                Err(_) => {
                    let message =
                        Diagnostic::error("syntax/number", Span::new(l, r), "this number is too large");
                    self.report(message.help("a hexadecimal number has at most 16 digits"));
                    0.0
                }
            };
            return ExprKind::Number { value, integer: true };
        }
        let integer = text.bytes().all(|b| b.is_ascii_digit());
        let value: f64 = text.parse().unwrap_or(0.0);
        if !value.is_finite() {
            let message = Diagnostic::error("syntax/number", Span::new(l, r), "this number is too large");
            self.report(message.help("numbers reach up to about 1.8e308"));
            return ExprKind::Number { value: 0.0, integer };
        }
        ExprKind::Number { value, integer }
    }

    pub fn text(&self, l: u32, r: u32) -> ExprKind {
        ExprKind::Text(unescape(self.slice(l, r)))
    }

    /// `!2024-02-29!`; also `!12/25/92!` and `!25.12.1992!` as old sources have them (`Concepts/date`).
    pub fn date(&self, l: u32, r: u32) -> ExprKind {
        let span = Span::new(l, r);
        let text = self.slice(l, r).trim_matches('!');
        let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
        let number = |i: usize| parts.get(i).and_then(|p| p.parse::<u32>().ok()).unwrap_or(u32::MAX);
        let (a, b, c) = (number(0), number(1), number(2));
        if (a, b, c) == (0, 0, 0) {
            return ExprKind::Date { year: 0, month: 0, day: 0 };
        }
        let (year, month, day) = if parts.first().is_some_and(|p| p.len() > 2) {
            (a, b, c)
        } else if text.contains('/') && a <= 12 {
            (century(c, parts[2].len()), a, b)
        } else {
            (century(c, parts.get(2).map_or(0, |p| p.len())), b, a)
        };
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        };
        if year > 32_767 || !(1..=12).contains(&month) || !(1..=days).contains(&day) {
            self.report(
                Diagnostic::error("syntax/date", span, "there is no such date")
                    .help("dates are written `!YYYY-MM-DD!`"),
            );
            return ExprKind::Date { year: 0, month: 0, day: 0 };
        }
        ExprKind::Date { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// `?23:59:59?` (`Concepts/time`).
    pub fn time(&self, l: u32, r: u32) -> ExprKind {
        let parts: Vec<i64> = self
            .slice(l, r)
            .trim_matches(['?', '†'])
            .split(':')
            .map(|p| p.parse().unwrap_or(i64::MAX))
            .collect();
        let (h, m, s) = (parts[0], parts.get(1).copied().unwrap_or(0), parts.get(2).copied().unwrap_or(0));
        if h > 596_000 || m > 59 || s > 59 {
            self.report(
                Diagnostic::error("syntax/time", Span::new(l, r), "there is no such time")
                    .help("times are written `?HH:MM:SS?`, with minutes and seconds up to 59"),
            );
            return ExprKind::Time(0);
        }
        ExprKind::Time(h * 3600 + m * 60 + s)
    }
}

/// What follows a line end that only blanks stand before.
fn line_end(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    ["\r\n", "\n", "\r"].iter().find_map(|end| text.strip_prefix(end))
}

/// The pivot of two-digit years is 30 (`commands/set-default-century`).
fn century(year: u32, digits: usize) -> u32 {
    match year {
        y if digits > 2 => y,
        y if y < 30 => 2000 + y,
        y => 1900u32.saturating_add(y),
    }
}

/// The value of a text literal with its quotes; an unknown escape keeps both characters (`Concepts/string`).
pub(super) fn unescape(literal: &str) -> Box<str> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return inner.into();
    }
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some('t' | 'T') => out.push('\t'),
            Some('r' | 'R') => out.push('\r'),
            Some(c @ ('\\' | '"')) => out.push(c),
            // The line end after a `\`, and blanks before it, are no part of the text.
            Some(c @ ('\r' | '\n' | ' ' | '\t')) => {
                let rest = chars.as_str();
                let line = if c == '\r' { rest.strip_prefix('\n').or(Some(rest)) } else { Some(rest) };
                let after = match c {
                    ' ' | '\t' => line_end(rest),
                    _ => line,
                };
                match after {
                    Some(after) => chars = after.chars(),
                    None => out.extend(['\\', c]),
                }
            }
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    out.into()
}
