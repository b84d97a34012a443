//! Bodies: what methods, class functions and formulas run, and how they are called.
//!
//! A call evaluates its arguments straight into the frame of the callee, which lives on the native stack: no allocation
//! up to 32 variables. The frame is passed down as a slice, so nothing else can reach it; a variable that a pointer is
//! taken of is held in a cell of its own (see [`Body::boxed`]).

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use four_runtime::pointer::Pointer;
use four_runtime::types::DeclaredType;
use four_runtime::{ClassRef, Error, FrozenText, Text, Value};

use crate::cx::{CallRecord, Cx, R};
use crate::node::{Block, Flow, Frame, Span};
use crate::nodes::arguments::{ArgKind, ArgList, Given};

/// What messages say of a body; lives as long as the program.
pub struct BodyInfo {
    /// `method`, `Class.function`, `Class:constructor` or `Formula`.
    pub name: String,
    /// Number of the source file.
    pub file: u32,
    /// The class that the body belongs to, for `Super`.
    pub class: Option<ClassRef>,
    /// What `Call chain` calls this kind.
    pub kind: BodyKind,
}

/// Kinds of bodies, as `Call chain` names them (`commands/call-chain`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// A project method.
    Method,
    /// A database method such as On Startup.
    DatabaseMethod,
    /// A function of a class.
    Function,
    /// The constructor of a class.
    Constructor,
    /// A formula.
    Formula,
}

/// A parameter.
pub struct Parameter {
    /// Its type.
    pub ty: DeclaredType,
    /// Legacy declarations give the empty value where the type is wrong; others raise an error.
    pub lenient: bool,
    /// Name without `$`, for messages.
    pub name: String,
}

/// An executable body.
pub struct Body {
    /// What messages say of it.
    pub info: &'static BodyInfo,
    /// Declared parameters; they are the first slots.
    pub params: Box<[Parameter]>,
    /// Type of the parameters beyond, where `…` declares one.
    pub variadic: Option<DeclaredType>,
    /// Slots that start with another value than undefined.
    pub defaults: Box<[(usize, DeclaredType)]>,
    /// Variables that pointers may be taken of; their slots hold a pointer to a cell.
    pub boxed: Box<[(usize, FrozenText)]>,
    /// Number of slots.
    pub slots: usize,
    /// Slot of the result variable.
    pub result_slot: Option<usize>,
    /// Declared type of the result.
    pub result: Option<DeclaredType>,
    /// True when the body asks for the number of arguments or for undeclared ones.
    pub uses_arguments: bool,
    /// The statements.
    pub block: Block,
}

impl Body {
    /// Calls the body.
    #[inline]
    pub fn call(&self, cx: &mut Cx<'_>, span: Span, this: Value, given: Given<'_>) -> R<Value> {
        match self.slots {
            0..=2 => self.call_sized::<2>(cx, span, this, given),
            3..=4 => self.call_sized::<4>(cx, span, this, given),
            5..=8 => self.call_sized::<8>(cx, span, this, given),
            9..=16 => self.call_sized::<16>(cx, span, this, given),
            17..=32 => self.call_sized::<32>(cx, span, this, given),
            _ => {
                let mut slots = vec![Value::Undefined; self.slots];
                self.call_in(cx, span, this, given, &mut slots)
            }
        }
    }

    fn call_sized<const N: usize>(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        this: Value,
        given: Given<'_>,
    ) -> R<Value> {
        // Emptied below, where plain values cost nothing.
        let mut slots = ManuallyDrop::new([const { Value::Undefined }; N]);
        let result = self.call_in(cx, span, this, given, &mut slots[..]);
        for slot in slots.iter_mut() {
            slot.clear();
        }
        result
    }

    /// Calls a method with expressions of the caller, which is what code mostly does.
    #[inline]
    pub fn call_method(&self, cx: &mut Cx<'_>, span: Span, args: &ArgList, caller: &mut Frame) -> R<Value> {
        if self.uses_arguments || self.slots > 8 {
            return self.call(cx, span, Value::Null, Given::exprs(&args.exprs, caller));
        }
        self.call_direct(cx, span, args, caller, |body, cx, frame| {
            // Between methods `This` stays Null: it need not be set and restored.
            if matches!(cx.this, Value::Null) {
                body.run_block(cx, span, frame)
            } else {
                body.run(cx, span, Value::Null, frame)
            }
        })
    }

    /// Calls a function of an object with expressions of the caller.
    #[inline]
    pub fn call_on(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        mut this: Value,
        args: &ArgList,
        caller: &mut Frame,
    ) -> R<Value> {
        if self.uses_arguments || self.slots > 8 {
            return self.call(cx, span, this, Given::exprs(&args.exprs, caller));
        }
        let this = &mut this;
        self.call_direct(cx, span, args, caller, |body, cx, frame| {
            body.run(cx, span, std::mem::take(this), frame)
        })
    }

    #[inline]
    fn call_direct(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        run: impl FnOnce(&Body, &mut Cx<'_>, &mut Frame) -> R<Value>,
    ) -> R<Value> {
        match self.slots {
            0..=2 => self.call_with_slots::<2>(cx, span, args, caller, run),
            3..=4 => self.call_with_slots::<4>(cx, span, args, caller, run),
            _ => self.call_with_slots::<8>(cx, span, args, caller, run),
        }
    }

    fn call_with_slots<const N: usize>(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        run: impl FnOnce(&Body, &mut Cx<'_>, &mut Frame) -> R<Value>,
    ) -> R<Value> {
        let mut slots = ManuallyDrop::new([const { Value::Undefined }; N]);
        let frame = &mut slots[..];
        let result = match self.fill(cx, span, args, caller, frame) {
            Ok(()) => run(self, cx, frame),
            Err(raised) => Err(raised),
        };
        for slot in slots.iter_mut() {
            slot.clear();
        }
        result
    }

    /// Evaluates the arguments of a call into the frame.
    #[inline]
    fn fill(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        frame: &mut Frame,
    ) -> R<()> {
        cx.check_stack(span)?;
        for (index, arg) in args.exprs.iter().enumerate() {
            let slot = if index < self.params.len() { frame.get_mut(index) } else { None };
            match (args.kinds[index], slot) {
                (ArgKind::Whole, Some(slot)) => {
                    let whole = arg.eval_int(cx, caller)?;
                    slot.put(i32::try_from(whole).map_or(Value::Real(whole as f64), Value::Int));
                }
                (ArgKind::Real, Some(slot)) => slot.put(Value::Real(arg.eval_real(cx, caller)?)),
                (_, Some(slot)) => slot.put(arg.eval(cx, caller)?),
                (_, None) => drop(arg.eval(cx, caller)?),
            }
        }
        self.accept_arguments(cx, span, frame, args.exprs.len())
    }

    #[inline]
    fn call_in(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        this: Value,
        given: Given<'_>,
        frame: &mut Frame,
    ) -> R<Value> {
        cx.check_stack(span)?;
        if self.uses_arguments {
            return self.call_with_arguments(cx, span, this, given, frame);
        }
        let count = given.fill(cx, frame, self.params.len(), None)?;
        self.accept_arguments(cx, span, frame, count)?;
        self.run(cx, span, this, frame)
    }

    /// A call of a body that asks for its arguments by number.
    #[inline(never)]
    fn call_with_arguments(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        this: Value,
        given: Given<'_>,
        frame: &mut Frame,
    ) -> R<Value> {
        let mut extra = Vec::new();
        let count = given.fill(cx, frame, self.params.len(), Some(&mut extra))?;
        self.accept_arguments(cx, span, frame, count)?;
        if let Some(ty) = &self.variadic {
            for value in &mut extra {
                let given = std::mem::take(value);
                *value = ty.convert_argument(given).map_err(|error| cx.raise(span, error))?;
            }
        }
        let outer = cx.replace_arguments(count, extra);
        let result = self.run(cx, span, this, frame);
        cx.restore_arguments(outer);
        result
    }

    /// Runs the statements in a frame that is ready.
    #[inline]
    pub(crate) fn run(&self, cx: &mut Cx<'_>, span: Span, this: Value, frame: &mut Frame) -> R<Value> {
        let outer_this = std::mem::replace(&mut cx.this, this);
        let result = self.run_block(cx, span, frame);
        cx.this.put(outer_this);
        result
    }

    #[inline]
    fn run_block(&self, cx: &mut Cx<'_>, span: Span, frame: &mut Frame) -> R<Value> {
        cx.calls.push(CallRecord { info: self.info, span });
        let mut result = match self.block.exec(cx, frame) {
            Ok(flow) => self.result(cx, frame, flow),
            Err(raised) => Err(raised),
        };
        if cx.has_endings {
            result = cx.run_endings(result);
        }
        cx.calls.pop();
        result
    }

    /// Converts the arguments to the declared types and gives the other slots their first value.
    #[inline]
    fn accept_arguments(&self, cx: &mut Cx<'_>, span: Span, frame: &mut Frame, count: usize) -> R<()> {
        for (slot, param) in self.params.iter().enumerate().take(count) {
            let fits = matches!(
                (&param.ty, &frame[slot]),
                (DeclaredType::Variant, _)
                    | (DeclaredType::Integer, Value::Int(_))
                    | (DeclaredType::Text, Value::Text(_))
                    | (DeclaredType::Object, Value::Object(_))
            ) || matches!(
                (&param.ty, &frame[slot]),
                (DeclaredType::Class(expected), Value::Object(object))
                    if object.class().zip(expected.class).is_some_and(|(class, expected)| std::ptr::eq(class, expected))
            );
            if !fits {
                self.convert_argument(cx, span, param, &mut frame[slot])?;
            }
        }
        for (slot, param) in self.params.iter().enumerate().skip(count) {
            frame[slot].put(param.ty.default_value());
        }
        for (slot, ty) in &self.defaults {
            frame[*slot].put(ty.default_value());
        }
        for (slot, name) in &self.boxed {
            let cell = Rc::new(RefCell::new(std::mem::take(&mut frame[*slot])));
            frame[*slot] = Value::Pointer(Rc::new(Pointer::Local { cell, name: Text::from(name) }));
        }
        Ok(())
    }

    #[inline(never)]
    fn convert_argument(&self, cx: &mut Cx<'_>, span: Span, param: &Parameter, slot: &mut Value) -> R<()> {
        match param.ty.convert_argument(std::mem::take(slot)) {
            Ok(value) => *slot = value,
            Err(_) if param.lenient => *slot = param.ty.default_value(),
            Err(error) => {
                let message =
                    format!("The parameter ${} of {}: {}", param.name, self.info.name, error.message);
                return Err(cx.raise(span, Error::new(error.code, message)));
            }
        }
        Ok(())
    }

    #[inline]
    fn result(&self, cx: &mut Cx<'_>, frame: &mut Frame, flow: Flow) -> R<Value> {
        if flow == Flow::Return
            && cx.has_returned
            && matches!(self.result, None | Some(DeclaredType::Variant))
        {
            cx.has_returned = false;
            return Ok(std::mem::take(&mut cx.returned));
        }
        if let (Some(DeclaredType::Integer), Flow::Return, Value::Int(int)) =
            (&self.result, flow, &cx.returned)
            && cx.has_returned
        {
            cx.has_returned = false;
            return Ok(Value::Int(*int));
        }
        self.other_result(cx, frame, flow)
    }

    fn other_result(&self, cx: &mut Cx<'_>, frame: &mut Frame, flow: Flow) -> R<Value> {
        let value = match (flow, self.result_slot) {
            (Flow::Return, _) if cx.has_returned => {
                cx.has_returned = false;
                std::mem::take(&mut cx.returned)
            }
            (_, Some(slot)) => match &frame[slot] {
                Value::Pointer(pointer) if self.boxed.iter().any(|(boxed, _)| *boxed == slot) => {
                    match &**pointer {
                        Pointer::Local { cell, .. } => cell.borrow().clone(),
                        _ => Value::Undefined,
                    }
                }
                value => value.clone(),
            },
            (_, None) => match &self.result {
                Some(ty) => ty.default_value(),
                None => Value::Undefined,
            },
        };
        match &self.result {
            None => Ok(value),
            Some(ty) => match (ty, &value) {
                (DeclaredType::Integer, Value::Int(_)) => Ok(value),
                _ => ty.convert_argument(value).map_err(|error| {
                    let message = format!("The result of {}: {}", self.info.name, error.message);
                    cx.raise((0, 0), Error::new(error.code, message))
                }),
            },
        }
    }
}
