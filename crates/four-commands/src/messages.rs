//! Messages to people.
//!
//! As in headless 4D nobody is waited for: texts are printed, questions are answered with their default and logged on
//! standard error. Only when standard input is a terminal, questions are asked there (`Admin/cli`).

use four_runtime::{Host, Text, Value, commands};

commands! { pub static COMMANDS: "Messages";
    /// Shows a text (`commands/alert`).
    ///
    /// Headless: prints a line on standard output.
    ///
    /// ```4d
    /// ALERT("documented")
    /// ASSERT(OK=1)
    /// ```
    "ALERT" 41 fn alert(host, message: &Text, _button: Option<&Text>) {
        host.app().system().write_out(&format!("{message}\n"));
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Shows a text without waiting (`commands/message`).
    ///
    /// Headless: prints a line on standard output.
    ///
    /// ```4d
    /// MESSAGE("documented")
    /// ASSERT(True)
    /// ```
    "MESSAGE" 88 fn message(host, message: &Text) {
        host.app().system().write_out(&format!("{message}\n"));
        Ok(())
    }

    /// Lets 4D show the progress of its own operations again (`commands/messages-on`).
    ///
    /// Headless: does nothing, since four shows no progress.
    ///
    /// ```4d
    /// MESSAGES ON
    /// ASSERT(True)
    /// ```
    "MESSAGES ON" 181 fn messages_on(_host) { Ok(()) }

    /// Keeps 4D from showing the progress of its own operations (`commands/messages-off`).
    ///
    /// Headless: does nothing, since four shows no progress.
    ///
    /// ```4d
    /// MESSAGES OFF
    /// ASSERT(True)
    /// ```
    "MESSAGES OFF" 175 fn messages_off(_host) { Ok(()) }

    /// Shows a title and a text at the edge of the screen (`commands/display-notification`).
    ///
    /// Headless: logs both on standard error.
    ///
    /// ```4d
    /// DISPLAY NOTIFICATION("Build"; "done")
    /// ASSERT(True)
    /// ```
    "DISPLAY NOTIFICATION" 910 fn display_notification(host, title: &Text, text: &Text, _seconds: Option<i32>) {
        host.app().system().write_error(&format!("four: {title}: {text}\n"));
        Ok(())
    }

    /// Asks a question; `OK` is 1 when the answer is yes (`commands/confirm`).
    ///
    /// Headless: answered with OK and logged on standard error; at a terminal the question is asked there, and an empty
    /// line, `y`, `o` or the first letters of the OK button mean yes.
    ///
    /// ```4d
    /// CONFIRM("Go on?")
    /// ASSERT(OK=1)
    /// ```
    "CONFIRM" 162 fn confirm(host, message: &Text, ok: Option<&Text>, cancel: Option<&Text>) {
        let (ok, cancel) = (button(ok, "OK"), button(cancel, "Cancel"));
        let answer = host.app().system().ask(&format!("{message} [{ok}/{cancel}] "));
        let yes = match &answer {
            None => true,
            Some(answer) => agrees(answer, &ok, &cancel),
        };
        if answer.is_none() {
            host.app().system().write_error(&format!("four: CONFIRM answered {ok}: {message}\n"));
        }
        host.set_variable("OK", Value::Int(i32::from(yes)));
        Ok(())
    }

    /// Asks for a text (`commands/request`).
    ///
    /// Headless: answered with the default and logged on standard error; at a terminal the question is asked there, and
    /// an empty line takes the default.
    ///
    /// ```4d
    /// ASSERT(Request("Name?"; "Ann")="Ann")
    /// ASSERT(OK=1)
    /// ```
    "Request" 163 fn request(
        host, message: &Text, default: Option<&Text>, _ok: Option<&Text>, _cancel: Option<&Text>
    ) -> Text {
        let default = default.cloned().unwrap_or_default();
        let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        let answer = host.app().system().ask(&format!("{message}{shown} "));
        let answer = match answer {
            Some(line) if line.is_empty() => default,
            Some(line) => Text::from(line),
            None => {
                log(host, &format!("Request answered \"{default}\": {message}"));
                default
            }
        };
        host.set_variable("OK", Value::Int(1));
        Ok(answer)
    }

    /// Beeps (`commands/beep`).
    ///
    /// Headless: does nothing.
    ///
    /// ```4d
    /// BEEP
    /// ASSERT(True)
    /// ```
    "BEEP" 151 fn beep(_host) { Ok(()) }
}

/// Says on standard error what a command did in place of a person.
pub fn log(host: &dyn Host, what: &str) {
    host.app().system().write_error(&format!("four: {what}\n"));
}

fn button(title: Option<&Text>, default: &str) -> String {
    match title {
        Some(title) if !title.is_empty() => title.to_string(),
        _ => default.to_owned(),
    }
}

/// True when the line typed means the OK button and not the other.
fn agrees(answer: &str, ok: &str, cancel: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    let (ok, cancel) = (ok.to_lowercase(), cancel.to_lowercase());
    if answer.is_empty() || answer == ok {
        return true;
    }
    if answer == cancel || matches!(answer.as_str(), "n" | "no") {
        return false;
    }
    matches!(answer.as_str(), "y" | "yes" | "o") || (ok.starts_with(&answer) && !cancel.starts_with(&answer))
}

#[cfg(test)]
mod tests {
    use super::agrees;

    #[test]
    fn a_line_chooses_a_button() {
        for (answer, yes) in
            [("", true), ("y", true), ("n", false), ("save", true), ("Don't", false), ("?", false)]
        {
            assert_eq!(agrees(answer, "Save", "Don't save"), yes, "{answer}");
        }
    }
}
