//! How the parameters of a built-in command take their arguments, and how its result becomes a value.

use std::rc::Rc;

use super::ParamKind;
use crate::collection::Collection;
use crate::error::{Error, Res, describe};
use crate::object::Object;
use crate::rules::number;
use crate::text::Text;
use crate::value::Value;

/// The arguments of a call, taken one after the other.
///
/// An omitted optional argument arrives as [`Value::Undefined`] or not at all.
pub struct Args<'a> {
    rest: std::slice::IterMut<'a, Value>,
}

impl<'a> Args<'a> {
    /// The arguments in order.
    #[inline]
    pub fn new(args: &'a mut [Value]) -> Args<'a> {
        Args { rest: args.iter_mut() }
    }

    #[inline]
    fn next(&mut self, name: &str) -> Res<&'a mut Value> {
        self.rest.next().ok_or_else(|| missing(name))
    }
}

#[cold]
fn missing(name: &str) -> Box<Error> {
    Error::new(59, format!("The argument {} is missing.", readable(name)))
}

#[cold]
fn wrong(name: &str, expected: ParamKind, found: &Value) -> Box<Error> {
    let code = match expected {
        ParamKind::Number | ParamKind::Integer => 7,
        ParamKind::Text => 8,
        ParamKind::Date => 32,
        ParamKind::Boolean => 55,
        _ => 54,
    };
    let expected = expected.name();
    Error::new(
        code,
        format!("The argument {} must be of type {expected}; this is {}.", readable(name), describe(found)),
    )
}

fn readable(name: &str) -> String {
    name.trim_start_matches('_').replace('_', " ")
}

/// A type that a parameter of a built-in command may have.
pub trait Arg<'a>: Sized {
    /// What it takes.
    const KIND: ParamKind;
    /// True when the argument may be left out.
    const OPTIONAL: bool = false;

    /// Takes the argument.
    ///
    /// # Errors
    /// A 4D error that names the parameter when the argument is missing or of the wrong type.
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self>;
}

macro_rules! by_value {
    ($type:ty, $kind:ident, $($pattern:pat => $result:expr),+) => {
        impl<'a> Arg<'a> for $type {
            const KIND: ParamKind = ParamKind::$kind;
            #[inline]
            fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
                match &*args.next(name)? {
                    $($pattern => Ok($result),)+
                    other => Err(wrong(name, Self::KIND, other)),
                }
            }
        }
    };
}

by_value!(f64, Number,
    Value::Int(int) => f64::from(*int), Value::Real(real) => *real, Value::Time(seconds) => f64::from(*seconds),
    Value::Array(array) => f64::from(array.current()));
by_value!(i32, Integer,
    Value::Int(int) => *int, Value::Real(real) => number::to_longint(*real), Value::Time(seconds) => *seconds,
    Value::Array(array) => array.current());
by_value!(bool, Boolean, Value::Bool(flag) => *flag);
by_value!(&'a Text, Text, Value::Text(text) => text);
by_value!(&'a Rc<Object>, Object, Value::Object(object) => object);
by_value!(&'a Rc<Collection>, Collection, Value::Collection(collection) => collection);

impl<'a> Arg<'a> for &'a Value {
    const KIND: ParamKind = ParamKind::Any;
    #[inline]
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        args.next(name).map(|value| &*value)
    }
}

impl<'a, T: Arg<'a>> Arg<'a> for Option<T> {
    const KIND: ParamKind = T::KIND;
    const OPTIONAL: bool = true;
    #[inline]
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        match args.rest.as_slice().first() {
            None => Ok(None),
            Some(Value::Undefined) if T::KIND != ParamKind::Variable => {
                args.rest.next();
                Ok(None)
            }
            Some(_) => T::take(args, name).map(Some),
        }
    }
}

/// An argument that has to be there, but may be undefined: `None` then.
#[derive(Clone, Copy, Debug)]
pub struct OrUndefined<T>(pub Option<T>);

impl<'a, T: Arg<'a>> Arg<'a> for OrUndefined<T> {
    const KIND: ParamKind = T::KIND;
    #[inline]
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        if let Some(Value::Undefined) = args.rest.as_slice().first() {
            args.rest.next();
            return Ok(OrUndefined(None));
        }
        T::take(args, name).map(|value| OrUndefined(Some(value)))
    }
}

/// The `*` argument: true when given.
#[derive(Clone, Copy, Debug)]
pub struct Star(pub bool);

impl<'a> Arg<'a> for Star {
    const KIND: ParamKind = ParamKind::Star;
    const OPTIONAL: bool = true;
    fn take(args: &mut Args<'a>, _name: &'static str) -> Res<Self> {
        Ok(Star(matches!(args.rest.next(), Some(Value::Bool(true)))))
    }
}

/// The `>` or `<` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Not given.
    None,
    /// `>`.
    Ascending,
    /// `<`.
    Descending,
}

impl<'a> Arg<'a> for Order {
    const KIND: ParamKind = ParamKind::Order;
    const OPTIONAL: bool = true;
    fn take(args: &mut Args<'a>, _name: &'static str) -> Res<Self> {
        Ok(match args.rest.next() {
            Some(Value::Int(1)) => Order::Ascending,
            Some(Value::Int(-1)) => Order::Descending,
            _ => Order::None,
        })
    }
}

/// A variable, property or element that the command may read and write; what it holds afterwards is stored back.
pub struct InOut<'a>(pub &'a mut Value);

impl<'a> Arg<'a> for InOut<'a> {
    const KIND: ParamKind = ParamKind::Variable;
    fn take(args: &mut Args<'a>, name: &'static str) -> Res<Self> {
        args.next(name).map(InOut)
    }
}

/// All remaining arguments.
pub struct Rest<'a>(pub &'a mut [Value]);

impl<'a> Arg<'a> for Rest<'a> {
    const KIND: ParamKind = ParamKind::Rest;
    const OPTIONAL: bool = true;
    fn take(args: &mut Args<'a>, _name: &'static str) -> Res<Self> {
        Ok(Rest(std::mem::take(&mut args.rest).into_slice()))
    }
}

/// A type that a built-in command may return.
pub trait Ret {
    /// The result as a value.
    fn into_value(self) -> Value;
}

impl<T: Into<Value>> Ret for T {
    #[inline]
    fn into_value(self) -> Value {
        self.into()
    }
}

impl From<()> for Value {
    fn from(_nothing: ()) -> Value {
        Value::Undefined
    }
}

impl From<Option<Value>> for Value {
    fn from(value: Option<Value>) -> Value {
        value.unwrap_or_default()
    }
}

impl From<Rc<Object>> for Value {
    fn from(object: Rc<Object>) -> Value {
        Value::Object(object)
    }
}

impl From<Rc<Collection>> for Value {
    fn from(collection: Rc<Collection>) -> Value {
        Value::Collection(collection)
    }
}
