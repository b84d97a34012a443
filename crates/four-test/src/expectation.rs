//! What a golden program says about itself, in line comments that leave it an ordinary 4D method.
//!
//! `tests/README.md` lists the comments. `rewrite` puts the output at the end of the file, so that line numbers in
//! messages stay the same.

use std::fmt::Write as _;

use crate::diff::diff;

/// The expectation of one golden program.
#[derive(Debug, Default, PartialEq)]
pub struct Expectation {
    /// Options for the interpreter, before the file name.
    pub args: Vec<String>,
    /// Seconds until the program is killed; 20 if not given.
    pub timeout: u64,
    /// Exit status.
    pub exit: i32,
    /// Everything on standard output.
    pub out: String,
    /// Everything on standard error, unless there are `fragments`.
    pub err: String,
    /// Texts that stand on standard error, in this order.
    pub fragments: Vec<String>,
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Exit status; -1 when a signal ended the program.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error, without the path of the program's folder.
    pub err: String,
}

impl Expectation {
    /// Reads the comments of a program. The error names the line that cannot be understood.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut found = Self { timeout: 20, ..Self::default() };
        for (index, line) in source.lines().enumerate() {
            let wrong = |_| format!("line {}: not a number: {line}", index + 1);
            match directive(line) {
                Some(("args", value)) => found.args.extend(words(value)),
                Some(("timeout", value)) => found.timeout = value.trim().parse().map_err(wrong)?,
                Some(("exit", value)) => found.exit = value.trim().parse().map_err(wrong)?,
                Some(("out", value)) => found.out.extend([value, "\n"]),
                Some(("raw", value)) => found.out += &value.replace(r"\r", "\r").replace(r"\n", "\n"),
                Some(("err", value)) => found.err.extend([value, "\n"]),
                Some((_, value)) => found.fragments.push(value.trim().to_owned()),
                None => {}
            }
        }
        Ok(found)
    }

    /// Compares a run with the expectation; the error shows all that differs.
    pub fn compare(&self, outcome: &Outcome) -> Result<(), String> {
        let mut report = String::new();
        if self.exit != outcome.exit {
            let _ = writeln!(report, "exit status: expected {}, got {}", self.exit, outcome.exit);
        }
        if self.out != outcome.out {
            let _ = write!(report, "standard output:\n{}", diff(&self.out, &outcome.out));
        }
        if let Some(missing) = self.missing(&outcome.err) {
            let _ = write!(report, "standard error lacks `{missing}`:\n{}", outcome.err);
        } else if self.fragments.is_empty() && !self.err.lines().eq(outcome.err.lines()) {
            let _ = write!(report, "standard error:\n{}", diff(&self.err, &outcome.err));
        }
        if report.is_empty() { Ok(()) } else { Err(report) }
    }

    /// The first fragment that does not stand in `err` after the ones before it.
    fn missing(&self, mut err: &str) -> Option<&str> {
        for fragment in &self.fragments {
            match err.split_once(fragment.as_str()) {
                Some((_, rest)) => err = rest,
                None => return Some(fragment),
            }
        }
        None
    }

    /// The program's text with what `outcome` holds as the new expectation; fragments stay while they are right.
    pub fn rewrite(&self, source: &str, outcome: &Outcome) -> String {
        let fragments = !self.fragments.is_empty() && self.missing(&outcome.err).is_none();
        let stays = |line: &&str| match directive(line) {
            Some((key, _)) => key == "args" || key == "timeout" || (key == "stderr" && fragments),
            None => true,
        };
        let program = source.lines().filter(stays).collect::<Vec<_>>().join("\n");
        let mut text = program.trim_end().to_owned() + "\n\n";
        if outcome.exit != 0 {
            let _ = writeln!(text, "// exit: {}", outcome.exit);
        }
        for line in outcome.out.split_inclusive('\n') {
            let _ = match line.strip_suffix('\n') {
                Some(body) if !body.contains('\r') => writeln!(text, "// out: {body}"),
                _ => writeln!(text, "// raw: {}", line.replace('\r', r"\r").replace('\n', r"\n")),
            };
        }
        for line in outcome.err.lines().filter(|_| !fragments) {
            let _ = writeln!(text, "// err: {line}");
        }
        text.trim_start_matches('\n').trim_end_matches('\n').to_owned() + "\n"
    }
}

/// Splits `// key: value` when `key` is one of ours; one blank after the colon belongs to the comment.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix("// ")?.split_once(':')?;
    let known = ["args", "timeout", "exit", "out", "raw", "err", "stderr"].contains(&key);
    known.then(|| (key, value.strip_prefix(' ').unwrap_or(value)))
}

/// Splits options at blanks; what stands between double quotes is one word with its blanks.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        match index % 2 {
            1 => words.push(part.to_owned()),
            _ => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_output_survives_writing_and_reading() {
        for out in
            ["", "a\n", "no line end", "a\n\n  b \n\tc\n", "tail\nx", "one\r\ntwo\rthree", "// out: x\n"]
        {
            for err in ["", "file.4dm:1\n", "two\nlines\n"] {
                let outcome = Outcome { exit: 3, out: out.into(), err: err.into() };
                let source = "$a:=1 // out: no\n\n// out: old\n// raw: old";
                let text = Expectation::default().rewrite(source, &outcome);
                assert!(text.starts_with("$a:=1 // out: no\n\n"), "{text}");
                let read = Expectation::parse(&text).unwrap();
                assert_eq!((read.exit, read.out.as_str(), read.err.as_str()), (3, out, err), "{text}");
                assert_eq!(read.compare(&outcome), Ok(()));
                assert_eq!(read.rewrite(&text, &outcome), text);
            }
        }
    }

    #[test]
    fn standard_error_is_empty_unless_it_is_announced() {
        let outcome = Outcome { err: "one\ntwo\n".into(), ..Outcome::default() };
        let compare = |source| Expectation::parse(source).unwrap().compare(&outcome);
        assert!(compare("").is_err());
        assert!(compare("// stderr: two\n// stderr: one").is_err());
        assert_eq!(compare("// stderr: one\n// stderr: two"), Ok(()));
        assert_eq!(compare("// err: one\n// err: two"), Ok(()));
    }

    #[test]
    fn options_may_hold_blanks_and_be_empty() {
        assert_eq!(words(r#"--a  "b c" d """#), ["--a", "b c", "d", ""]);
    }

    #[test]
    fn a_wrong_comment_names_its_line() {
        assert!(Expectation::parse("\n// exit: one").unwrap_err().starts_with("line 2: not a number"));
    }
}
