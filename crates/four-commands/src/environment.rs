//! Commands of the theme 4D Environment that say in what a program runs; `files/environment.rs` says where.

use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Value, commands};

/// The version of 4D whose language this is, as `Application version` writes it: 21 R3.
const VERSION: &str = "2130";

commands! { pub static COMMANDS: "4D Environment";
    /// The version of 4D that four follows, as four characters; with `*` as eight (`commands/application-version`).
    ///
    /// ```4d
    /// ASSERT(Num(Application version)>=2000)
    /// ASSERT(Length(Application version(*))=8)
    /// ```
    "Application version" 493 fn application_version(_host, build: Option<InOut>, long: Star) -> String {
        if let Some(build) = build {
            *build.0 = Value::Int(0);
        }
        Ok(if long.0 { format!("F001{VERSION}") } else { VERSION.to_owned() })
    }

    /// Reads the sources of the program again: methods and classes that are called by name, and later messages, run the
    /// new code (`commands/reload-project`). Sources with errors are shown on standard error, and the old code goes on.
    /// Error -43 where there are none to read, as at the prompt (`:reload` there).
    ///
    /// ```4d
    /// Try
    ///    RELOAD PROJECT
    /// Catch
    ///    ASSERT(Last errors[0].errCode=-43)
    /// End try
    /// ```
    "RELOAD PROJECT" 1739 fn reload_project(host) {
        let result = host.app().reload();
        result.map_err(|message| Error::new(-43, format!("RELOAD PROJECT: {message}.")))
    }

    /// Does nothing: four has no debugger window (`commands/trace`).
    ///
    /// ```4d
    /// TRACE
    /// ASSERT(True)
    /// ```
    "TRACE" 157 fn trace(_host) { Ok(()) }
}
