//! Commands of the theme 4D Environment that say where and in what a program runs.
//!
//! Folders come from the settings; nothing here looks at the disk.

use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Value, commands};

/// The version of 4D whose language this is, as `Application version` writes it: 21 R3.
const VERSION: &str = "2130";

commands! { pub static COMMANDS: "4D Environment";
    /// Path of a folder of the program, with a separator at its end (`commands/get-4d-folder`): `Database folder`,
    /// `Current resources folder`, `Logs folder`, `HTML Root folder`. Error 33 for folders that four does not have.
    ///
    /// ```4d
    /// ASSERT(Get 4D folder(Database folder)#"")
    /// ASSERT(Position("Resources"; Get 4D folder(Current resources folder))>0)
    /// ```
    "Get 4D folder" 485 fn get_4d_folder(host, folder: Option<i32>, _options: Option<&Value>, _of_host: Star) -> String {
        let settings = host.app().settings();
        let path = match folder.unwrap_or(0) {
            4 | 5 => settings.folder.clone(),
            6 => settings.resources.clone(),
            7 => settings.folder.join("Logs"),
            8 => settings.web_folder.clone(),
            other => {
                return Err(Error::new(33, format!("The folder {other} of Get 4D folder is not available in four.")));
            }
        };
        let mut text = path.to_string_lossy().into_owned();
        if !text.ends_with(std::path::MAIN_SEPARATOR) {
            text.push(std::path::MAIN_SEPARATOR);
        }
        Ok(text)
    }

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

    /// Does nothing: four has no debugger window (`commands/trace`).
    ///
    /// ```4d
    /// TRACE
    /// ASSERT(True)
    /// ```
    "TRACE" 157 fn trace(_host) { Ok(()) }
}
