//! Formulas as texts: their normal form, and the methods that users may enter.

use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::host::App;
use four_runtime::registry::InOut;
use four_runtime::{Error, Text, Value, commands};

use crate::args::Elements;
use crate::arrays;

/// `Formula in with virtual structure`, `Formula out with virtual structure`, `Formula out with tokens`.
const OPTIONS: i32 = 1 | 2 | 4;
/// `Formula out with tokens`.
const TOKENS: i32 = 4;

type Allowed = Arc<Mutex<Vec<String>>>;

fn allowed(app: &dyn App) -> Allowed {
    let service = app.service("allowed methods", &|| Arc::new(Mutex::new(Vec::<String>::new())));
    service.downcast().unwrap_or_default()
}

commands! { pub static COMMANDS: "Formulas";
    /// Checks a formula and gives it in its normal form: 4D's own spelling of the names, without tokens or, with
    /// `Formula out with tokens`, with them. For what cannot be read it gives an empty text, and the reason in
    /// `error_message`. There are no tables, so the options for virtual names change nothing (`commands/parse-formula`).
    ///
    /// ```4d
    /// ASSERT(Parse formula("string:C10( 1+ 2 )")="String(1+2)")
    /// ASSERT(Parse formula("String(Is text)"; Formula out with tokens)="String:C10(Is text:K8:3)")
    /// var $error : Text
    /// ASSERT(Parse formula("1+"; 0; $error)="")
    /// ASSERT($error#"")
    /// ```
    "Parse formula" 1576 fn parse_formula(
        host, formula: &Text, options: Option<InOut>, error_message: Option<InOut>
    ) -> String {
        // The options may be left out: then a variable for the message comes second.
        let (options, message) = match (options, error_message) {
            (Some(InOut(message @ (Value::Text(_) | Value::Undefined))), None) => (0, Some(message)),
            (Some(InOut(options)), message) => match options.as_number() {
                Some(options) => (options as i32, message.map(|message| message.0)),
                None if options.is_undefined() => (0, message.map(|message| message.0)),
                None => return Err(Error::type_mismatch("options (a number)", options)),
            },
            (None, message) => (0, message.map(|message| message.0)),
        };
        if options & !OPTIONS != 0 {
            return Err(Error::new(54, format!("Parse formula has no options {options}.")));
        }
        let (text, problem) = match host.parse_formula(formula, options & TOKENS != 0) {
            Ok(text) => (text, String::new()),
            Err(error) => (String::new(), error.message),
        };
        if let Some(message) = message {
            *message = Value::from(problem);
        }
        Ok(text)
    }

    /// Says which project methods users may enter in formulas; `@` stands for any characters. `GET ALLOWED METHODS` gives
    /// the same names back (`commands/set-allowed-methods`).
    ///
    /// Headless: the names are kept. Nobody enters formulas in four, and the command does not filter what runs.
    ///
    /// ```4d
    /// ARRAY TEXT($names; 1)
    /// $names{1}:="formula@"
    /// SET ALLOWED METHODS($names)
    /// ARRAY TEXT($kept; 0)
    /// GET ALLOWED METHODS($kept)
    /// ASSERT($kept{1}="formula@")
    /// ```
    "SET ALLOWED METHODS" 805 fn set_allowed_methods(host, methods: Elements) {
        let mut names = Vec::new();
        for name in methods.0.snapshot() {
            match name {
                Value::Text(name) => names.push(name.to_string()),
                other => return Err(Error::type_mismatch("an array of names", &other)),
            }
        }
        *allowed(host.app()).lock().unwrap_or_else(PoisonError::into_inner) = names;
        Ok(())
    }

    /// The names that `SET ALLOWED METHODS` was given (`commands/get-allowed-methods`).
    ///
    /// ```4d
    /// ARRAY TEXT($none; 0)
    /// SET ALLOWED METHODS($none)
    /// ARRAY TEXT($kept; 3)
    /// GET ALLOWED METHODS($kept)
    /// ASSERT(Size of array($kept)=0)
    /// ```
    "GET ALLOWED METHODS" 908 fn get_allowed_methods(host, methods: InOut) {
        let names = allowed(host.app()).lock().unwrap_or_else(PoisonError::into_inner).clone();
        arrays::fill(methods.0, names.into_iter().map(Value::from).collect())
    }
}
