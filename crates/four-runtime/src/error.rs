//! 4D errors: code, message, component signature, and where the error arose (`Concepts/error-handling`).

use std::fmt;

use crate::value::{Kind, Value};

/// The result of everything that can raise a 4D error. The error is boxed so that results stay 16 bytes.
pub type Res<T> = Result<T, Box<Error>>;

/// Why execution stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A 4D error, which `Try` and error handlers see.
    Error,
    /// `ABORT`, `KILL WORKER`, Ctrl-C: ends the running message without being caught.
    Abort,
    /// `QUIT 4D` or the end of the program.
    Quit,
}

/// One place of the call chain, from the inside out (`Call chain`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Name of the method, `Class.function` or `Class:constructor`.
    pub name: String,
    /// Number of the source file in the program.
    pub file: u32,
    /// Start and end of the failing expression, as byte offsets.
    pub span: (u32, u32),
}

/// A 4D error on its way to a handler.
#[derive(Clone, Debug)]
pub struct Error {
    /// 4D's error number.
    pub code: i32,
    /// What happened.
    pub message: String,
    /// Component that raised the error, such as `4DRT` or `host`.
    pub signature: String,
    /// The object given to `throw`.
    pub thrown: Option<Value>,
    /// Why execution stops.
    pub cause: Cause,
    /// Advice for the person who reads the error; not visible to the program.
    pub help: Option<String>,
    /// Where it arose, innermost place first.
    pub chain: Vec<CallSite>,
    /// Errors that this one came with (deferred ones), oldest first.
    pub others: Vec<Error>,
    /// True when it comes out of the method of `ON ERR CALL`, which is not called for it again.
    pub passed_on: bool,
}

/// Signature of errors of the language runtime.
pub const RUNTIME: &str = "4DRT";
/// Signature of errors that the program threw.
pub const HOST: &str = "host";

impl Error {
    /// An error of the language runtime.
    #[cold]
    #[inline(never)]
    pub fn new(code: i32, message: impl Into<String>) -> Box<Error> {
        Error::with_signature(code, message, RUNTIME)
    }

    /// An error of a component.
    #[cold]
    pub fn with_signature(code: i32, message: impl Into<String>, signature: &str) -> Box<Error> {
        Box::new(Error {
            code,
            message: message.into(),
            signature: signature.to_owned(),
            thrown: None,
            cause: Cause::Error,
            help: None,
            chain: Vec::new(),
            others: Vec::new(),
            passed_on: false,
        })
    }

    /// The end of the running message, which nothing catches.
    #[cold]
    pub fn abort() -> Box<Error> {
        let mut error = Error::new(1006, "The execution was interrupted.");
        error.cause = Cause::Abort;
        error
    }

    /// The end of the program.
    #[cold]
    pub fn quit() -> Box<Error> {
        let mut error = Error::new(0, "The program ends.");
        error.cause = Cause::Quit;
        error
    }

    /// Adds advice for the reader.
    #[must_use]
    pub fn with_help(mut self: Box<Self>, help: impl Into<String>) -> Box<Error> {
        self.help = Some(help.into());
        self
    }

    /// Error 54: a value of the wrong type where `expected` is wanted.
    #[cold]
    #[inline(never)]
    pub fn type_mismatch(expected: &str, found: &Value) -> Box<Error> {
        let found = describe(found);
        Error::new(54, format!("Argument types are incompatible: {expected} is expected, this is {found}."))
    }

    /// An operator applied to values that it does not accept.
    #[cold]
    #[inline(never)]
    pub fn bad_operands(operator: &str, left: &Value, right: &Value) -> Box<Error> {
        let (left_name, right_name) = (describe(left), describe(right));
        let error =
            Error::new(54, format!("Argument types are incompatible: {left_name} {operator} {right_name}."));
        if left.is_undefined() || right.is_undefined() {
            let side = if left.is_undefined() { "left" } else { "right" };
            return error.with_help(format!(
                "the value on the {side} is undefined: a variable without value or a property that does not exist"
            ));
        }
        match (left, right) {
            (Value::Text(_), Value::Int(_) | Value::Real(_))
            | (Value::Int(_) | Value::Real(_), Value::Text(_))
                if operator == "+" =>
            {
                error.with_help("convert the number with String(…) or the text with Num(…)")
            }
            (Value::Bool(_), Value::Int(_) | Value::Real(_)) => error.with_help(
                "4D reads operators from left to right without precedence: put comparisons in parentheses",
            ),
            _ => error,
        }
    }

    /// Error 53: an index that does not exist.
    #[cold]
    pub fn index_out_of_range(index: f64, len: usize) -> Box<Error> {
        Error::new(53, format!("Index out of range: {index} in a sequence of {len}."))
    }

    /// True unless execution must stop whatever handlers exist.
    pub fn is_catchable(&self) -> bool {
        self.cause == Cause::Error
    }
}

/// A short description of a value for messages: its kind, and its class where it has one.
pub fn describe(value: &Value) -> String {
    match value {
        Value::Object(object) if value.kind() == Kind::Object => match object.class() {
            Some(class) => format!("an object of class {}", class.name),
            None => "an object".into(),
        },
        Value::Function(_) => "a function".into(),
        Value::Class(class) => format!("the class {}", class.name),
        other => other.kind().name().into(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stay_as_small_as_values() {
        assert_eq!(size_of::<Res<Value>>(), 16);
    }
}
