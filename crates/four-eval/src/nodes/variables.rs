//! Reading variables: local slots, cells that pointers may reach, process and interprocess variables, parameters.

use four_runtime::pointer::Pointer;
use four_runtime::types::DeclaredType;
use four_runtime::{Error, Value};

use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};

/// A local variable or parameter that may hold anything.
pub struct Local {
    /// Its slot.
    pub slot: usize,
    /// Place.
    pub span: Span,
}

impl Node for Local {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(frame[self.slot].clone())
    }
    fn local(&self) -> Option<usize> {
        Some(self.slot)
    }
}

/// A local variable declared as Integer: its slot always holds [`Value::Int`].
pub struct IntLocal {
    /// Its slot.
    pub slot: usize,
    /// Place.
    pub span: Span,
}

impl Node for IntLocal {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(Value::Int(int_of(&frame[self.slot])))
    }
    fn ty(&self) -> Ty {
        Ty::Int(31)
    }
    fn eval_int(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        Ok(i64::from(int_of(&frame[self.slot])))
    }
    fn eval_real(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        Ok(f64::from(int_of(&frame[self.slot])))
    }
    fn eval_number(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        Ok(Some(f64::from(int_of(&frame[self.slot]))))
    }
    fn local(&self) -> Option<usize> {
        Some(self.slot)
    }
}

/// The number in an Integer slot.
#[inline]
pub fn int_of(value: &Value) -> i32 {
    match value {
        Value::Int(int) => *int,
        _ => 0,
    }
}

/// The number in a Real slot.
#[inline]
pub fn real_of(value: &Value) -> f64 {
    value.plain_number().unwrap_or_default()
}

/// A local variable declared as Real: its slot holds a number.
pub struct RealLocal {
    /// Its slot.
    pub slot: usize,
    /// Place.
    pub span: Span,
}

impl Node for RealLocal {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(frame[self.slot].clone())
    }
    fn ty(&self) -> Ty {
        Ty::Real
    }
    fn eval_real(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        Ok(real_of(&frame[self.slot]))
    }
    fn eval_number(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        Ok(Some(real_of(&frame[self.slot])))
    }
    fn local(&self) -> Option<usize> {
        Some(self.slot)
    }
}

/// A local variable declared as Text or Boolean.
pub struct TypedLocal {
    /// Its slot.
    pub slot: usize,
    /// What its slot holds.
    pub ty: Ty,
    /// Place.
    pub span: Span,
}

impl Node for TypedLocal {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(frame[self.slot].clone())
    }
    fn ty(&self) -> Ty {
        self.ty
    }
    fn local(&self) -> Option<usize> {
        Some(self.slot)
    }
}

/// A local variable that pointers may reach: its slot holds a pointer to its cell.
pub struct BoxedLocal {
    /// Its slot.
    pub slot: usize,
    /// Place.
    pub span: Span,
}

impl Node for BoxedLocal {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(match &frame[self.slot] {
            Value::Pointer(pointer) => match &**pointer {
                Pointer::Local { cell, .. } => cell.borrow().clone(),
                _ => Value::Undefined,
            },
            _ => Value::Undefined,
        })
    }
}

/// A process variable.
pub struct ProcessVariable {
    /// Number of its name.
    pub number: u32,
    /// Place.
    pub span: Span,
}

impl Node for ProcessVariable {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(cx.variable_slot(self.number).value.clone())
    }
}

/// An interprocess variable.
pub struct InterprocessVariable {
    /// Number of its name.
    pub number: u32,
    /// Place.
    pub span: Span,
}

impl Node for InterprocessVariable {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(cx.app.interprocess.load(self.number))
    }
}

/// `${n}`: an argument by its number from 1.
pub struct IndirectParameter {
    /// The number.
    pub index: Expr,
    /// How many parameters have slots.
    pub params: usize,
    /// Slots of the parameters that pointers may reach.
    pub boxed: Box<[usize]>,
    /// Place.
    pub span: Span,
}

impl Node for IndirectParameter {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let index = self.index.eval_real(cx, frame)?;
        if index < 1.0 || index.is_nan() {
            return Err(cx.raise(self.span, Error::index_out_of_range(index, cx.arguments.count)));
        }
        let index = index as usize - 1;
        if index < self.params {
            if self.boxed.contains(&index) {
                return BoxedLocal { slot: index, span: self.span }.eval(cx, frame);
            }
            return Ok(frame[index].clone());
        }
        Ok(cx.arguments.extra.get(index - self.params).cloned().unwrap_or_default())
    }
}

/// `This`.
pub struct This {
    /// Place.
    pub span: Span,
}

impl Node for This {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(cx.this_or_unassigned())
    }
}

/// The node that reads a local variable of this declared type.
pub fn local(slot: usize, ty: &DeclaredType, boxed: bool, span: Span) -> Expr {
    if boxed {
        return Box::new(BoxedLocal { slot, span });
    }
    match ty {
        DeclaredType::Integer => Box::new(IntLocal { slot, span }),
        DeclaredType::Real => Box::new(RealLocal { slot, span }),
        DeclaredType::Text => Box::new(TypedLocal { slot, ty: Ty::Text, span }),
        DeclaredType::Boolean => Box::new(TypedLocal { slot, ty: Ty::Bool, span }),
        _ => Box::new(Local { slot, span }),
    }
}
