//! Commands of the themes Tools and Language that look at values: types, choices, pointers, identifiers.

use four_runtime::pointer::Pointer;
use four_runtime::registry::{InOut, Rest, Star};
use four_runtime::rules::number;
use four_runtime::types::reset_property;
use four_runtime::{Error, Text, Value, commands};

use crate::compare::is_missing;

commands! { pub static COMMANDS: "Tools";
    /// Opens an address or document in the application that shows it (`commands/open-url`).
    ///
    /// Headless: there is no such application, so a line on standard error says what would be opened.
    ///
    /// ```4d
    /// OPEN URL("https://www.example.com")
    /// ASSERT(True)
    /// ```
    "OPEN URL" 673 fn open_url(host, path: &Text, _app_name: Option<&Text>, _star: Star) {
        host.app().system().write_error(&format!("four: OPEN URL: {}\n", path.to_str().replace(['\r', '\n'], " ")));
        Ok(())
    }

    /// The value at a place: a Boolean chooses the first for True and the second for False, a number counts from 0
    /// (`commands/choose`). All of them are evaluated. When there is none, the result is an
    /// empty value of the type of the first.
    ///
    /// ```4d
    /// ASSERT(Choose(True; "a"; "b")="a")
    /// ASSERT(Choose(1; "a"; "b")="b")
    /// ASSERT(Choose(2; "a"; "b")="")
    /// ```
    "Choose" 955 fn choose(_host, criterion: &Value, values: Rest) -> Value {
        let at = match criterion {
            Value::Bool(flag) => Some(usize::from(!*flag)),
            Value::Undefined => Some(1),
            other => match other.as_number() {
                Some(number) => usize::try_from(number::to_longint(number)).ok(),
                None => return Err(Error::type_mismatch("a Boolean or a number", other)),
            },
        };
        let found = at.and_then(|at| values.0.get_mut(at)).map(std::mem::take);
        Ok(found.unwrap_or_else(|| values.0.first().map(reset_property).unwrap_or_default()))
    }

    /// Type of a value, one of the constants `Is text`, `Is real`, `Is object` … (`commands/value-type`).
    ///
    /// ```4d
    /// ASSERT(Value type(3)=Is real)
    /// ASSERT(Value type({})=Is object)
    /// ASSERT(Value type(Null)=Is null)
    /// ```
    "Value type" 1509 fn value_type(_host, expression: &Value) -> i32 { Ok(expression.kind().code()) }

    /// A new universally unique identifier of 32 hexadecimal digits, version 4 or 7 (`commands/generate-uuid`).
    ///
    /// ```4d
    /// ASSERT(Length(Generate UUID)=32)
    /// ASSERT(Generate UUID#Generate UUID)
    /// ASSERT(Substring(Generate UUID(7); 13; 1)="7")
    /// ```
    "Generate UUID" 1066 fn generate_uuid(host, version: Option<i32>) -> String {
        let system = host.app().system();
        let mut bits = u128::from(system.random()) << 64 | u128::from(system.random());
        let version = match version {
            None | Some(4) => 4,
            Some(7) => {
                let (seconds, nanos) = system.now();
                let millis = (seconds.max(0) as u128) * 1000 + u128::from(nanos / 1_000_000);
                bits = (bits & ((1 << 80) - 1)) | (millis & ((1 << 48) - 1)) << 80;
                7
            }
            Some(other) => return Err(Error::new(54, format!("There is no UUID version {other}: give 4 or 7."))),
        };
        // Version and variant stand at fixed places (RFC 9562, section 4).
        bits = (bits & !(0xf << 76)) | version << 76;
        bits = (bits & !(0x3 << 62)) | 0x2 << 62;
        Ok(format!("{bits:032X}"))
    }

    /// True when a pointer points to nothing (`commands/is-nil-pointer`).
    ///
    /// ```4d
    /// var $pointer : Pointer
    /// ASSERT(Is nil pointer($pointer))
    /// var $n : Integer
    /// ASSERT(Not(Is nil pointer(->$n)))
    /// ```
    "Is nil pointer" 315 fn is_nil_pointer(_host, pointer: &Value) -> bool {
        match pointer {
            Value::Pointer(pointer) => Ok(pointer.is_nil()),
            other if is_missing(other) => Ok(true),
            other => Err(Error::type_mismatch("a pointer", other)),
        }
    }

    /// True when a pointer points to a variable (`commands/is-a-variable`).
    ///
    /// ```4d
    /// var $n : Integer
    /// ASSERT(Is a variable(->$n))
    /// ```
    "Is a variable" 294 fn is_a_variable(_host, pointer: &Value) -> bool {
        match pointer {
            Value::Pointer(pointer) => Ok(!matches!(&**pointer, Pointer::Nil | Pointer::Structure(_))),
            other if is_missing(other) => Ok(false),
            other => Err(Error::type_mismatch("a pointer", other)),
        }
    }

    /// What a pointer points to: the name of a variable with -1 and -1, the name of an array with the index of the element
    /// and -1, or with row and column (`commands/resolve-pointer`). Local variables have no name here.
    ///
    /// ```4d
    /// var vSeen : Text
    /// var $name : Text
    /// var $table; $field : Integer
    /// RESOLVE POINTER(->vSeen; $name; $table; $field)
    /// ASSERT(($name="vSeen") & ($table=-1))
    /// ```
    "RESOLVE POINTER" 394 fn resolve_pointer(host, pointer: &Value, name: InOut, table: InOut, field: InOut) {
        let (variable, at, second) = match pointer {
            Value::Pointer(pointer) => match &**pointer {
                Pointer::Process { name, .. } => (name.to_string(), -1, -1),
                Pointer::Interprocess { name, .. } => (format!("<>{name}"), -1, -1),
                Pointer::Element { array, index } => {
                    let index = i32::try_from(*index).unwrap_or(-1);
                    match host.array_name(array) {
                        Some((name, Some(row))) => (name, i32::try_from(row).unwrap_or(-1), index),
                        Some((name, None)) => (name, index, -1),
                        None => (String::new(), index, -1),
                    }
                }
                Pointer::Property { name, .. } => (name.to_string(), -1, -1),
                Pointer::CollectionElement { index, .. } => (String::new(), i32::try_from(*index).unwrap_or(-1), -1),
                Pointer::Local { .. } => (String::new(), -1, -1),
                Pointer::Nil | Pointer::Structure(_) => (String::new(), 0, 0),
            },
            other if is_missing(other) => (String::new(), 0, 0),
            other => return Err(Error::type_mismatch("a pointer", other)),
        };
        *name.0 = Value::from(variable);
        *table.0 = Value::Int(at);
        *field.0 = Value::Int(second);
        Ok(())
    }
}
