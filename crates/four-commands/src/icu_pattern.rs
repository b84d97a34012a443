//! Patterns of ICU in the notation of `fancy_regex`: the same but for quotations, the letters for white space, named groups,
//! and lines.
//!
//! For `fancy_regex` lines end with `\n` only; for ICU with `\r` too, which is what ends lines in 4D, and with others
//! (ICU User Guide, Regular Expressions, Line Terminators). Saying so takes lookaround, which is slow: so `.`, `^` and `$` are written out only for texts in
//! which lines end. Where none ends both mean the same.

/// Blanks of a line, as ICU understands `\h`.
const BLANKS: &str = r"\t\p{Zs}";
/// What ends lines, beside the pair of `\r` and `\n`: for `\v`, `.`, `^` and `$`.
const BREAKS: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";

/// Classes of characters by their POSIX names, which for ICU are those of Unicode (UTS 18, annex C).
const CLASSES: [(&str, &str); 24] = [
    ("alnum", r"\p{Alphabetic}\p{Nd}"),
    ("alpha", r"\p{Alphabetic}"),
    ("blank", r"\t\p{Zs}"),
    ("cntrl", r"\p{Cc}"),
    ("digit", r"\p{Nd}"),
    ("graph", r"[^\p{White_Space}\p{Cc}\p{Cn}]"),
    ("lower", r"\p{Lowercase}"),
    ("print", r"[^\p{Cc}\p{Cn}]"),
    ("punct", r"\p{P}"),
    ("space", r"\p{White_Space}"),
    ("upper", r"\p{Uppercase}"),
    ("xdigit", r"\p{Nd}A-Fa-f"),
    ("^alnum", r"[^\p{Alphabetic}\p{Nd}]"),
    ("^alpha", r"\P{Alphabetic}"),
    ("^blank", r"[^\t\p{Zs}]"),
    ("^cntrl", r"\P{Cc}"),
    ("^digit", r"\P{Nd}"),
    ("^graph", r"\p{White_Space}\p{Cc}\p{Cn}"),
    ("^lower", r"\P{Lowercase}"),
    ("^print", r"\p{Cc}\p{Cn}"),
    ("^punct", r"\P{P}"),
    ("^space", r"\P{White_Space}"),
    ("^upper", r"\P{Uppercase}"),
    ("^xdigit", r"[^\p{Nd}A-Fa-f]"),
];

/// Not between the two signs of one line end.
const NOT_WITHIN: &str = r"(?!(?<=\r)\n)";

/// True when a line ends in the text.
pub fn has_line_ends(text: &str) -> bool {
    let other = |text: &str| text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    text.bytes().any(|byte| matches!(byte, 0x0A..=0x0D)) || !text.is_ascii() && other(text)
}

/// Flags that change what the signs of a pattern mean.
#[derive(Clone, Copy, Default)]
struct Flags {
    multi_line: bool,
    dot_all: bool,
    comments: bool,
}

impl Flags {
    /// Takes `im-sx` after `(?`; gives the length, nothing when these are no flags.
    fn take(&mut self, rest: &str) -> Option<usize> {
        let length = rest.find([')', ':'])?;
        let flags = &rest[..length];
        if flags.is_empty() || !flags.bytes().all(|flag| flag == b'-' || flag.is_ascii_lowercase()) {
            return None;
        }
        let mut on = true;
        for flag in flags.bytes() {
            match flag {
                b'-' => on = false,
                b'm' => self.multi_line = on,
                b's' => self.dot_all = on,
                b'x' => self.comments = on,
                _ => {}
            }
        }
        Some(length)
    }
}

/// A pattern as `fancy_regex` reads it. Named groups become numbered ones, so that both kinds of references work side by
/// side. With `lines`, what ends lines is as in ICU.
pub fn translated(pattern: &str, lines: bool) -> String {
    let mut reading = Reading { rest: pattern, lines, ..Default::default() };
    while let Some(c) = reading.rest.chars().next() {
        reading.rest = &reading.rest[c.len_utf8()..];
        match c {
            '\\' => reading.escape(),
            _ if reading.depth > 0 => reading.in_set(c),
            _ => reading.sign(c),
        }
    }
    reading.out
}

#[derive(Default)]
struct Reading<'a> {
    rest: &'a str,
    out: String,
    lines: bool,
    /// Brackets `[` that are open.
    depth: usize,
    groups: usize,
    names: Vec<(&'a str, usize)>,
    flags: Flags,
    /// The flags outside of each open group.
    outside: Vec<Flags>,
}

impl Reading<'_> {
    /// `[:punct:]` after its `[`: what the class holds; nothing when it is none.
    fn class(&mut self) -> Option<&'static str> {
        let (name, after) = self.rest.strip_prefix(':')?.split_once(":]")?;
        let (_, class) = CLASSES.iter().find(|(known, _)| *known == name)?;
        self.rest = after;
        Some(class)
    }

    fn in_set(&mut self, c: char) {
        if c == '['
            && let Some(class) = self.class()
        {
            return self.out.push_str(class);
        }
        match c {
            '[' => self.depth += 1,
            ']' => self.depth -= 1,
            _ => {}
        }
        self.out.push(c);
    }

    fn sign(&mut self, c: char) {
        match c {
            '(' => return self.group(),
            ')' => self.flags = self.outside.pop().unwrap_or(self.flags),
            '[' => match self.class() {
                Some(class) => return self.out.push_str(&format!("[{class}]")),
                None => self.depth += 1,
            },
            '#' if self.flags.comments => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
                return;
            }
            '.' if self.lines && !self.flags.dot_all => return self.out.push_str(&format!("[^{BREAKS}]")),
            '^' if self.lines && self.flags.multi_line => {
                return self.out.push_str(&format!(r"(?:\A|(?<=[{BREAKS}]){NOT_WITHIN}(?!\z))"));
            }
            '$' if self.lines && self.flags.multi_line => {
                return self.out.push_str(&format!(r"(?:(?=[{BREAKS}]|\z){NOT_WITHIN})"));
            }
            '$' if self.lines => {
                return self.out.push_str(&format!(r"(?:(?=(?:\r\n|[{BREAKS}])?\z){NOT_WITHIN})"));
            }
            _ => {}
        }
        self.out.push(c);
    }

    /// What follows a `(`.
    fn group(&mut self) {
        let outer = self.flags;
        self.out.push('(');
        let Some(inner) = self.rest.strip_prefix('?') else {
            self.groups += 1;
            return self.outside.push(outer);
        };
        let name = inner.strip_prefix('<').filter(|name| !name.starts_with(['=', '!']));
        if let Some((name, after)) = name.and_then(|name| name.split_once('>')) {
            self.groups += 1;
            self.names.push((name, self.groups));
            self.rest = after;
            return self.outside.push(outer);
        }
        if let Some(comment) = inner.strip_prefix('#') {
            // A comment ends at the next bracket.
            self.out.pop();
            self.rest = comment.split_once(')').map_or("", |(_, after)| after);
            return;
        }
        if let Some(length) = self.flags.take(inner) {
            // `(?m)` holds to the end of the group around it, `(?m:` in its own group.
            let (written, after) = self.rest.split_at(length + 2);
            self.out.push_str(written);
            self.rest = after;
            if written.ends_with(':') {
                self.outside.push(outer);
            }
            return;
        }
        self.outside.push(outer);
    }

    /// What follows a `\`.
    fn escape(&mut self) {
        let Some(letter) = self.rest.chars().next() else { return self.out.push('\\') };
        self.rest = &self.rest[letter.len_utf8()..];
        let in_set = self.depth > 0;
        let set = |set: &str| if in_set { set.to_owned() } else { format!("[{set}]") };
        match letter {
            'Q' => {
                let (quoted, after) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.rest = after;
                for c in quoted.chars() {
                    if c.is_ascii_punctuation() {
                        self.out.push('\\');
                    }
                    self.out.push(c);
                }
            }
            'k' if !in_set && self.rest.starts_with('<') => {
                let (name, after) = self.rest[1..].split_once('>').unwrap_or(("", self.rest));
                match self.names.iter().find(|(other, _)| *other == name) {
                    Some((_, number)) => {
                        self.out.push_str(&format!("(?:\\{number})"));
                        self.rest = after;
                    }
                    None => self.out.push_str("\\k"),
                }
            }
            'h' => self.out.push_str(&set(BLANKS)),
            'v' => self.out.push_str(&set(BREAKS)),
            'H' => self.out.push_str(&format!("[^{BLANKS}]")),
            'V' => self.out.push_str(&format!("[^{BREAKS}]")),
            'R' => self.out.push_str(&format!(r"(?:\r\n|[{BREAKS}])")),
            other => {
                self.out.push('\\');
                self.out.push(other);
            }
        }
    }
}
