//! What transporter functions give: `{success; status; statusText; errors}`.

use four_runtime::{Error, Object, Text, Value};

/// Why a conversation with a server failed.
#[derive(Debug)]
pub enum Failure {
    /// The process is to end.
    Interrupted(Box<Error>),
    /// The server said no: its code and words.
    Refused(u16, String),
    /// Network, TLS, or words that make no sense.
    Broken(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Broken(error.to_string())
    }
}

/// Number of the errors of the network: 4D's is not documented.
const NETWORK: i32 = 30;

/// The status object of what a server answered.
pub fn answered(success: bool, code: u16, text: &str) -> Value {
    Value::from(Object::from_pairs([
        ("success", Value::Bool(success)),
        ("status", Value::Int(i32::from(code))),
        ("statusText", Value::from(text)),
    ]))
}

/// The status object of a failure.
///
/// # Errors
/// Interruption.
pub fn failed(failure: Failure) -> Result<Value, Box<Error>> {
    match failure {
        Failure::Interrupted(error) => Err(error),
        Failure::Refused(code, text) => Ok(answered(false, code, &text)),
        Failure::Broken(message) => {
            let error = Object::from_pairs([
                ("errCode", Value::Int(NETWORK)),
                ("message", Value::from(message.as_str())),
                ("componentSignature", Value::from("MAIL")),
            ]);
            let status = answered(false, 0, &message);
            if let Value::Object(object) = &status {
                object.set_text(&Text::from("errors"), Value::from(vec![Value::from(error)]));
            }
            Ok(status)
        }
    }
}
