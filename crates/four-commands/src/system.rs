//! Logs, and the application itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::host::App;
use four_runtime::registry::InOut;
use four_runtime::stored_form::{self, Dates};
use four_runtime::{Error, Host, Res, Value, commands};

/// `User param value`, the selector of `Get database parameter`.
const USER_PARAM: i32 = 108;
/// `Dates inside objects`.
const DATES: i32 = 85;
/// `Times inside objects`.
const TIMES: i32 = 109;
/// The highest selector of `SET DATABASE PARAMETER`.
const LAST_PARAM: i32 = 200;

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

    /// A setting of the program: its number as result, its text in the last argument. `User param value` gives the text
    /// of `--user-param`; others what `SET DATABASE PARAMETER` set, else 0 (`commands/get-database-parameter`).
    ///
    /// ```4d
    /// var $text : Text
    /// var $number : Real
    /// $number:=Get database parameter(User param value; $text)
    /// ASSERT($number=0)
    /// ASSERT(Get database parameter(Is current database a project)=1)
    /// ```
    "Get database parameter" 643 fn get_database_parameter(host, selector: i32, value: Option<InOut>) -> f64 {
        let text = match selector {
            USER_PARAM => host.app().settings().user_param.clone(),
            _ => match setting(host.app(), selector)? {
                Parameter::Number(number) => return Ok(number),
                Parameter::Text(text) => text,
            },
        };
        if let Some(InOut(value)) = value {
            *value = Value::from(text);
        }
        Ok(0.0)
    }

    /// Sets a setting of the program for all processes (`commands/set-database-parameter`).
    ///
    /// Headless: the value is kept and given back by `Get database parameter`. It changes nothing: the settings are about
    /// logs, caches, servers and windows of 4D that four does not have. Two do change something: `Dates inside objects`
    /// says for the running process, `Times inside objects` for the program, how dates and times are kept in objects and
    /// written in JSON. What 4D only tells is error 33.
    ///
    /// ```4d
    /// SET DATABASE PARAMETER(Debug log recording; 2)
    /// ASSERT(Get database parameter(Debug log recording)=2)
    /// SET DATABASE PARAMETER(Dates inside objects; String type without time zone)
    /// var $json : Text
    /// $json:=JSON Stringify({day: !2013-08-23!})
    /// SET DATABASE PARAMETER(Dates inside objects; Date type)
    /// ASSERT($json="{\"day\":\"2013-08-23T00:00:00.000Z\"}")
    /// ASSERT(JSON Stringify({day: !2013-08-23!})="{\"day\":\"2013-08-23\"}")
    /// ```
    "SET DATABASE PARAMETER" 642 fn set_database_parameter(host, selector: i32, value: &Value) {
        // What must stay as it is may be set to just that.
        let current = setting(host.app(), selector)?;
        match (selector, value.as_number()) {
            (DATES | TIMES, None) => return Err(Error::type_mismatch("a number", value)),
            (DATES, Some(number)) => return set_dates(host, number),
            (TIMES, Some(0.0)) => return { stored_form::set_milliseconds(false); Ok(()) },
            (TIMES, Some(1.0)) => return { stored_form::set_milliseconds(true); Ok(()) },
            (TIMES, Some(other)) => return Err(no_value("Times inside objects", other)),
            _ => {}
        }
        if matches!(selector, USER_PARAM | 112 | 113 | 117) {
            let same = matches!((&current, value.as_number()), (Parameter::Number(now), Some(new)) if *now == new);
            return match same {
                true => Ok(()),
                false => Err(Error::new(33, format!("The database parameter {selector} cannot be changed in four."))),
            };
        }
        let new = match value {
            Value::Text(text) => Parameter::Text(text.to_string()),
            other => match other.as_number() {
                Some(number) => Parameter::Number(number),
                None => return Err(Error::type_mismatch("a number or a text", other)),
            },
        };
        parameters(host.app()).lock().unwrap_or_else(PoisonError::into_inner).insert(selector, new);
        Ok(())
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

fn set_dates(host: &dyn Host, number: f64) -> Res<()> {
    let dates = [Dates::WithoutZone, Dates::WithZone, Dates::Typed];
    let Some(dates) = dates.into_iter().find(|dates| f64::from(*dates as i32) == number) else {
        return Err(no_value("Dates inside objects", number));
    };
    let app = host.app().weak();
    stored_form::set_dates(dates, move |instant| {
        app.upgrade().map_or(0, |app| app.system().utc_offset(instant))
    });
    Ok(())
}

fn no_value(parameter: &str, value: f64) -> Box<Error> {
    Error::new(54, format!("{parameter} cannot be {value}."))
}

/// The value of a database parameter.
#[derive(Clone, Debug)]
enum Parameter {
    Number(f64),
    Text(String),
}

type Parameters = Arc<Mutex<HashMap<i32, Parameter>>>;

fn parameters(app: &dyn App) -> Parameters {
    let service =
        app.service("database parameters", &|| Arc::new(Mutex::new(HashMap::<i32, Parameter>::new())));
    service.downcast().unwrap_or_default()
}

/// What a parameter was set to, else what holds in four.
fn setting(app: &dyn App, selector: i32) -> Res<Parameter> {
    if !(1..=LAST_PARAM).contains(&selector) {
        return Err(Error::new(54, format!("There is no database parameter {selector}.")));
    }
    let set = parameters(app).lock().unwrap_or_else(PoisonError::into_inner).get(&selector).cloned();
    Ok(set.unwrap_or(Parameter::Number(match selector {
        DATES => f64::from(stored_form::dates() as i32),
        TIMES => f64::from(u8::from(stored_form::milliseconds())),
        // The program is a project, and the host.
        112 | 113 => 1.0,
        _ => 0.0,
    })))
}
