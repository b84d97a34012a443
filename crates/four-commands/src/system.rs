//! Logs, and the application itself.

use four_runtime::registry::InOut;
use four_runtime::{Error, Value, commands};

/// `User param value`, the selector of `Get database parameter`.
const USER_PARAM: i32 = 108;

commands! { pub static COMMANDS: "System";
    /// Writes a text to a log. `Into system standard outputs` writes it to standard output exactly as given, an
    /// `Error message` to standard error; the other logs go to standard error with a line feed (`commands/log-event`).
    ///
    /// ```4d
    /// LOG EVENT(Into system standard outputs; "")
    /// ASSERT(True)
    /// ```
    "LOG EVENT" 667 fn log_event(host, output: &Value, message: Option<&Value>, importance: Option<i32>) {
        // The output type may be left out: then the message comes first.
        let (output, message) = match (output, message) {
            (Value::Text(message), _) => (0, message),
            (output, Some(Value::Text(message))) => (output.as_number().unwrap_or(-1.0) as i32, message),
            (_, Some(other)) => return Err(Error::type_mismatch("a message (a text)", other)),
            (_, None) => return Err(Error::new(59, "LOG EVENT needs a message.")),
        };
        let system = host.app().system();
        match (output, importance) {
            (6, Some(2)) => system.write_error(&message.to_str()),
            (6, _) => system.write_out(&message.to_str()),
            (0..=5, _) => system.write_error(&format!("{message}\n")),
            _ => return Err(Error::new(54, format!("LOG EVENT has no output {output}."))),
        }
        Ok(())
    }

    /// Ends the program; the running process stops at once (`commands/quit-4d`).
    ///
    /// ```4d
    /// ASSERT(True)
    /// ```
    "QUIT 4D" 291 fn quit(host, _seconds: Option<i32>) {
        host.app().quit();
        Err(Error::quit())
    }

    /// A setting of the program. `User param value` gives the text of `--user-param` in the last argument
    /// (`commands/get-database-parameter`).
    ///
    /// ```4d
    /// var $text : Text
    /// var $number : Real
    /// $number:=Get database parameter(User param value; $text)
    /// ASSERT($number=0)
    /// ```
    "Get database parameter" 643 fn get_database_parameter(host, selector: i32, value: Option<InOut>) -> i32 {
        if selector != USER_PARAM {
            let message = format!("The selector {selector} of Get database parameter is not available in four yet.");
            return Err(Error::new(33, message));
        }
        if let Some(InOut(value)) = value {
            *value = Value::from(host.app().settings().user_param.as_str());
        }
        Ok(0)
    }

    /// What kind of 4D runs: `tool4d` (`commands/application-type`).
    ///
    /// ```4d
    /// ASSERT(Application type=6)
    /// ```
    "Application type" 494 fn application_type(_host) -> i32 {
        Ok(6)
    }

    /// True in compiled mode: never (`commands/is-compiled-mode`).
    ///
    /// ```4d
    /// ASSERT(Not(Is compiled mode))
    /// ```
    "Is compiled mode" 492 fn is_compiled_mode(_host, _star: four_runtime::registry::Star) -> bool {
        Ok(false)
    }

    /// True on macOS (`commands/is-macos`).
    ///
    /// ```4d
    /// ASSERT(Not(Is macOS & Is Windows))
    /// ```
    "Is macOS" 1572 fn is_macos(_host) -> bool {
        Ok(cfg!(target_os = "macos"))
    }

    /// True on Windows (`commands/is-windows`).
    ///
    /// ```4d
    /// ASSERT(Not(Is macOS & Is Windows))
    /// ```
    "Is Windows" 1573 fn is_windows(_host) -> bool {
        Ok(cfg!(target_os = "windows"))
    }
}
