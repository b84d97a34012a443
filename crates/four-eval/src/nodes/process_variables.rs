//! `GET PROCESS VARIABLE`, `SET PROCESS VARIABLE` and `VARIABLE TO VARIABLE`: variables of another process.

use std::rc::Rc;

use four_runtime::array::TWO_DIMENSIONAL;
use four_runtime::copy::Parcel;
use four_runtime::types::DeclaredType;
use four_runtime::{Error, Res, Text, Value};

use super::place::{Place, Target};
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span};
use crate::questions::ask;

/// A variable of the other process as written: name, and index for an element of an array.
pub struct Far {
    /// Number of its name.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// True for `<>name`, which belongs to no process.
    pub interprocess: bool,
    /// Index of the element.
    pub index: Option<Expr>,
}

/// The same with the index evaluated.
struct FarPlace {
    number: u32,
    name: String,
    interprocess: bool,
    index: Option<usize>,
}

/// The running process's side of a pair.
pub enum Near {
    /// Where the value goes.
    To(Box<dyn Place>),
    /// The value, and whether it may be a whole array.
    From(Expr, bool),
}

/// A call of one of the three.
pub struct ProcessVariables {
    /// The process.
    pub process: Expr,
    /// The pairs.
    pub pairs: Box<[(Far, Near)]>,
    /// Place.
    pub span: Span,
}

impl Node for ProcessVariables {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        // A negative number means a process of the server, which four is itself (`commands/get-process-variable`).
        let process = (self.process.eval_real(cx, frame)? as i32).saturating_abs();
        for (far, near) in &self.pairs {
            let index = match &far.index {
                Some(index) => Some(index.eval_real(cx, frame)?.max(0.0) as usize),
                None => None,
            };
            let interprocess = far.interprocess;
            let place = FarPlace { number: far.number, name: far.name.clone(), interprocess, index };
            // Interprocess variables are everybody's.
            let asked = if interprocess { cx.process.number } else { process };
            match near {
                Near::To(to) => {
                    let to = to.resolve(cx, frame)?;
                    // The source process does not exist: nothing happens.
                    let Some(found) = ask(cx, asked, self.span, move |cx| place.read(cx))? else { continue };
                    let value = found.unpack().pop().unwrap_or_default();
                    to.store(cx, frame, value, self.span)?;
                }
                Near::From(value, arrays) => {
                    let (value, arrays) = (value.eval(cx, frame)?, *arrays);
                    let packed = sendable(value, arrays).and_then(|value| Parcel::pack(&[value]));
                    let packed = packed.map_err(|error| cx.raise(self.span, error))?;
                    let written = ask(cx, asked, self.span, move |cx| place.write(cx, packed, arrays))?;
                    if written.is_none() {
                        let error = Error::new(-10762, format!("There is no process {process} to write to."));
                        return Err(cx.raise(self.span, error));
                    }
                }
            }
        }
        Ok(Value::Undefined)
    }
}

/// Refuses what the pages exclude: pointers, arrays of pointers, two-dimensional arrays, and arrays where one value is
/// wanted.
fn sendable(value: Value, arrays: bool) -> Res<Value> {
    let refused = match &value {
        Value::Pointer(_) => "A pointer",
        Value::Array(array) if array.type_code == TWO_DIMENSIONAL => "A two-dimensional array",
        Value::Array(array) if array.element == DeclaredType::Pointer => "An array of pointers",
        Value::Array(_) if !arrays => {
            let error = Error::new(54, "SET PROCESS VARIABLE writes no whole array.");
            return Err(error.with_help("VARIABLE TO VARIABLE does"));
        }
        _ => return Ok(value),
    };
    Err(Error::new(54, format!("{refused} cannot be exchanged between processes.")))
}

impl FarPlace {
    /// The variable or element, in its process.
    fn target(&self, cx: &mut Cx<'_>) -> Res<Target<'static>> {
        let variable = match self.interprocess {
            true => Target::Interprocess(self.number, Text::from(self.name.as_str())),
            false => Target::Process(self.number, Text::from(self.name.as_str())),
        };
        let Some(index) = self.index else { return Ok(variable) };
        match variable.load(cx, &mut [], (0, 0)) {
            Ok(Value::Array(array)) => Ok(Target::ArrayElement(array, index)),
            Ok(other) => Err(Error::type_mismatch(&format!("the array {}", self.name), &other)),
            Err(raised) => Err(cx.take_error(raised)),
        }
    }

    fn read(self, cx: &mut Cx<'_>) -> Res<Parcel> {
        let target = self.target(cx)?;
        let value = target.load(cx, &mut [], (0, 0)).map_err(|raised| cx.take_error(raised))?;
        // An interprocess array is copied as others are.
        let value = match &value {
            Value::Array(array) if array.type_code != TWO_DIMENSIONAL => {
                Value::Array(Rc::new(array.duplicate()))
            }
            _ => value,
        };
        Parcel::pack(&[sendable(value, true)?])
    }

    fn write(self, cx: &mut Cx<'_>, packed: Parcel, arrays: bool) -> Res<()> {
        let target = self.target(cx)?;
        let value = packed.unpack().pop().unwrap_or_default();
        let current = target.load(cx, &mut [], (0, 0)).map_err(|raised| cx.take_error(raised))?;
        // A place that must not be written to stays as it is.
        sendable(current, arrays)?;
        target.store(cx, &mut [], value, (0, 0)).map_err(|raised| cx.take_error(raised))
    }
}
