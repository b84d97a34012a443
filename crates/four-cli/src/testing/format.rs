//! How results of tests are written: for people, for build servers, for programs.

use std::time::Duration;

use super::execute::Verdict;
use super::{Arguments, Done, Format};

/// True when results are shown in colours.
fn colours() -> bool {
    crate::colours_on(&std::io::stdout())
}

fn coloured(text: &str, code: &str) -> String {
    if colours() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// The line that a test gets as soon as it has run.
pub fn line(done: &Done) -> String {
    let verdict = match &done.verdict {
        Verdict::Passed => coloured("ok", "32"),
        Verdict::Updated => coloured("updated", "33"),
        Verdict::Failed(_) => coloured("FAILED", "1;31"),
    };
    format!("{} … {verdict} ({} ms)\n", done.case.name, done.time.as_millis())
}

/// What is written when all have run.
pub fn report(all: &[Done], time: Duration, arguments: &Arguments) -> String {
    match arguments.format {
        Format::Text => text(all, time, arguments.show_output),
        Format::Junit => junit(all, time),
        Format::Json => json(all, time),
        Format::Tap => tap(all),
    }
}

fn failures(all: &[Done]) -> usize {
    all.iter().filter(|done| done.verdict.is_failure()).count()
}

fn assertions(all: &[Done]) -> u64 {
    all.iter().map(|done| done.assertions).sum()
}

fn text(all: &[Done], time: Duration, show_output: bool) -> String {
    let mut text = String::new();
    for done in all {
        let failure = match &done.verdict {
            Verdict::Failed(failure) => failure.as_str(),
            _ if show_output && !done.output.is_empty() => "",
            _ => continue,
        };
        text.push_str(&format!("\n{}\n{failure}", coloured(&format!("── {}", done.case.name), "1")));
        // A failure of a program contains what it wrote to standard error.
        if !done.output.is_empty() && !failure.ends_with(&done.output) {
            text.push_str("  it printed:\n");
            for line in done.output.lines().take(200) {
                text.push_str(&format!("    {line}\n"));
            }
        }
    }
    let (failed, updated) =
        (failures(all), all.iter().filter(|done| done.verdict == Verdict::Updated).count());
    let mut parts = vec![coloured(&format!("{} passed", all.len() - failed - updated), "32")];
    if failed > 0 {
        parts.push(coloured(&format!("{failed} failed"), "1;31"));
    }
    if updated > 0 {
        parts.push(format!("{updated} updated"));
    }
    parts.push(format!("{} assertions", assertions(all)));
    parts.push(format!("{:.1} s", time.as_secs_f64()));
    format!("{text}\n{}\n", parts.join(", "))
}

/// The excerpt without colours: other programs read it.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        rest = rest[at..].find('m').map_or("", |end| &rest[at + end + 1..]);
    }
    plain + rest
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            // XML has no other control characters.
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

fn junit(all: &[Done], time: Duration) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{0}\" failures=\"{1}\" time=\"{2:.3}\">\n\
         <testsuite name=\"four\" tests=\"{0}\" failures=\"{1}\" assertions=\"{3}\" time=\"{2:.3}\">\n",
        all.len(),
        failures(all),
        time.as_secs_f64(),
        assertions(all)
    );
    for done in all {
        let (class, name) = done.case.name.rsplit_once('.').unwrap_or(("", &done.case.name));
        xml.push_str(&format!(
            "<testcase classname=\"{}\" name=\"{}\" assertions=\"{}\" time=\"{:.3}\">",
            escaped(class),
            escaped(name),
            done.assertions,
            done.time.as_secs_f64()
        ));
        if let Verdict::Failed(failure) = &done.verdict {
            xml.push_str(&format!(
                "\n<failure message=\"{}\">{}</failure>",
                escaped(&headline(failure)),
                escaped(failure)
            ));
        }
        if !done.output.is_empty() {
            xml.push_str(&format!("\n<system-out>{}</system-out>", escaped(&done.output)));
        }
        xml.push_str("</testcase>\n");
    }
    xml + "</testsuite>\n</testsuites>\n"
}

/// The line of a failure that says what happened.
fn headline(failure: &str) -> String {
    let plain = plain(failure);
    let line = plain.lines().find(|line| line.contains('×')).or_else(|| plain.lines().next());
    line.unwrap_or("").trim().trim_start_matches('×').trim().to_owned()
}

fn json(all: &[Done], time: Duration) -> String {
    let tests: Vec<serde_json::Value> = all
        .iter()
        .map(|done| {
            let (status, failure) = match &done.verdict {
                Verdict::Passed => ("passed", None),
                Verdict::Updated => ("updated", None),
                Verdict::Failed(failure) => ("failed", Some(plain(failure))),
            };
            serde_json::json!({
                "name": done.case.name,
                "status": status,
                "failure": failure,
                "output": done.output,
                "assertions": done.assertions,
                "ms": done.time.as_millis() as u64,
            })
        })
        .collect();
    let summary = serde_json::json!({
        "tests": tests,
        "passed": all.len() - failures(all),
        "failed": failures(all),
        "assertions": assertions(all),
        "ms": time.as_millis() as u64,
    });
    format!("{summary:#}\n")
}

fn tap(all: &[Done]) -> String {
    let mut text = format!("TAP version 13\n1..{}\n", all.len());
    for (number, done) in all.iter().enumerate() {
        let ok = if done.verdict.is_failure() { "not ok" } else { "ok" };
        text.push_str(&format!("{ok} {} - {}\n", number + 1, done.case.name.replace('#', "\\#")));
        if let Verdict::Failed(failure) = &done.verdict {
            let message = serde_json::Value::from(headline(failure));
            text.push_str(&format!("  ---\n  message: {message}\n  text: |\n"));
            plain(failure).lines().for_each(|line| text.push_str(&format!("    {line}\n")));
            text.push_str("  ...\n");
        }
    }
    text
}
