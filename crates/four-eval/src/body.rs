//! Bodies: what methods, class functions and formulas run, and how they are called.
//!
//! A call evaluates its arguments straight into the frame of the callee, which lives on the native stack: no allocation
//! up to 32 variables. The frame is passed down as a slice, so nothing else can reach it; a variable that a pointer is
//! taken of is held in a cell of its own (see [`Body::boxed`]).

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use four_runtime::pointer::Pointer;
use four_runtime::types::{Accepts, DeclaredType};
use four_runtime::{ClassRef, Error, FrozenText, Object, Text, Value};

use crate::cx::{CallRecord, Cx, R, Raised};
use crate::node::{Block, Expr, Flow, Frame, Span, Ty};
use crate::nodes::arguments::{ArgList, Given};
use crate::nodes::assign::longint;

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
    /// What it takes as it is.
    pub accepts: Accepts,
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
    /// True when there are `defaults` or `boxed`.
    pub prepares: bool,
    /// Number of slots.
    pub slots: usize,
    /// Slot of the result variable.
    pub result_slot: Option<usize>,
    /// Declared type of the result.
    pub result: Option<DeclaredType>,
    /// What the result takes as it is.
    pub result_accepts: Accepts,
    /// True when the body asks for the number of arguments or for undeclared ones.
    pub uses_arguments: bool,
    /// The statements.
    pub block: Block,
    /// The value of a `return` that ends the body; it stands here instead of among the statements.
    pub tail: Option<Expr>,
    /// True when the tail gives whole numbers.
    pub tail_is_whole: bool,
}

impl Body {
    /// The body with a `return` at its end.
    pub fn returning(self, tail: Option<Expr>) -> Body {
        let tail_is_whole = tail.as_ref().is_some_and(|tail| matches!(tail.ty(), Ty::Int(_)));
        Body { tail, tail_is_whole, ..self }
    }

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

    /// Calls a method with expressions of the caller, which is what code mostly does. `This` stays that of the caller.
    #[inline]
    pub fn call_method(&self, cx: &mut Cx<'_>, span: Span, args: &ArgList, caller: &mut Frame) -> R<Value> {
        if self.uses_arguments || self.slots > 8 {
            let this = cx.this.clone();
            return self.call(cx, span, this, Given::exprs(&args.exprs, caller));
        }
        self.call_direct(cx, span, args, caller, |body, cx, frame| body.run_block(cx, span, frame))
    }

    /// Calls a method whose declared result is Integer: the number comes back without becoming a value.
    #[inline]
    pub fn call_method_whole(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
    ) -> R<i64> {
        if self.uses_arguments || self.slots > 8 {
            let value = self.call_method(cx, span, args, caller)?;
            return Ok(whole_of(value));
        }
        self.call_direct(cx, span, args, caller, |body, cx, frame| body.run_block_whole(cx, span, frame))
    }

    /// Calls a function of an object with expressions of the caller.
    #[inline]
    pub fn call_on(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        this: Rc<Object>,
        args: &ArgList,
        caller: &mut Frame,
    ) -> R<Value> {
        if self.uses_arguments || self.slots > 8 {
            return self.call(cx, span, Value::Object(this), Given::exprs(&args.exprs, caller));
        }
        self.call_direct(cx, span, args, caller, |body, cx, frame| body.run_on(cx, span, this, frame))
    }

    #[inline]
    fn call_direct<T>(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        run: impl FnOnce(&Body, &mut Cx<'_>, &mut Frame) -> R<T>,
    ) -> R<T> {
        match self.slots {
            0..=2 => self.call_with_slots::<2, T>(cx, span, args, caller, run),
            3..=4 => self.call_with_slots::<4, T>(cx, span, args, caller, run),
            _ => self.call_with_slots::<8, T>(cx, span, args, caller, run),
        }
    }

    #[inline(always)]
    fn call_with_slots<const N: usize, T>(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        run: impl FnOnce(&Body, &mut Cx<'_>, &mut Frame) -> R<T>,
    ) -> R<T> {
        cx.check_stack(span)?;
        let mut slots = ManuallyDrop::new([const { Value::Undefined }; N]);
        if let Err(raised) = self.fill(cx, span, args, caller, &mut slots) {
            slots.iter_mut().for_each(Value::clear);
            return Err(raised);
        }
        let result = run(self, cx, &mut slots[..]);
        for slot in slots.iter_mut() {
            slot.clear();
        }
        result
    }

    /// Evaluates the arguments of a call into the frame.
    #[inline(always)]
    fn fill<const N: usize>(
        &self,
        cx: &mut Cx<'_>,
        span: Span,
        args: &ArgList,
        caller: &mut Frame,
        slots: &mut [Value; N],
    ) -> R<()> {
        let mut count = 0;
        while let (Some(slot), Some(arg), Some(param)) =
            (slots.get_mut(count), args.exprs.get(count), self.params.get(count))
        {
            if args.is_whole(count) {
                slot.put_whole(arg.eval_int(cx, caller)?);
            } else if args.is_real(count) {
                slot.put_real(arg.eval_real(cx, caller)?);
            } else {
                slot.put(arg.eval(cx, caller)?);
            }
            if !param.accepts.holds(slot) {
                self.convert_argument(cx, span, param, slot)?;
            }
            count += 1;
        }
        if count < args.exprs.len() {
            drop_surplus(cx, &args.exprs[count..], caller)?;
        }
        if self.prepares || count < self.params.len() {
            self.prepare_slots(&mut slots[..], count);
        }
        Ok(())
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
        std::mem::replace(&mut cx.this, outer_this).discard();
        result
    }

    /// As [`Body::run`] on an object.
    ///
    /// The result stays where the last expression wrote it, and leaves part by part: each move of a value that was just
    /// written in parts would make the processor wait.
    #[inline]
    fn run_on(&self, cx: &mut Cx<'_>, span: Span, this: Rc<Object>, frame: &mut Frame) -> R<Value> {
        let outer_this = std::mem::replace(&mut cx.this, Value::Object(this));
        cx.calls.push(CallRecord { info: self.info, span });
        let mut at_tail = false;
        let mut result = match (self.block.exec(cx, frame), &self.tail) {
            (Ok(Flow::Next), Some(tail)) => {
                at_tail = true;
                tail.eval(cx, frame)
            }
            (flow, _) => self.result(cx, frame, flow),
        };
        if at_tail {
            self.accept_result(cx, frame, &mut result);
        }
        if cx.has_endings {
            cx.run_endings(&mut result);
        }
        cx.calls.pop();
        std::mem::replace(&mut cx.this, outer_this).discard();
        match &mut result {
            Ok(value) => {
                let value = value.take_parts();
                std::mem::forget(result); // what stayed is plain
                Ok(value)
            }
            Err(_) => result,
        }
    }

    #[inline(always)]
    fn run_block(&self, cx: &mut Cx<'_>, span: Span, frame: &mut Frame) -> R<Value> {
        cx.calls.push(CallRecord { info: self.info, span });
        let flow = self.block.exec(cx, frame);
        let result = self.ended(cx, frame, flow);
        cx.calls.pop();
        result
    }

    /// The result after the statements, with what is deferred to the end.
    #[inline(always)]
    fn ended(&self, cx: &mut Cx<'_>, frame: &mut Frame, flow: R<Flow>) -> R<Value> {
        let mut result;
        if let (Ok(Flow::Next), Some(tail)) = (&flow, &self.tail) {
            result = tail.eval(cx, frame);
            self.accept_result(cx, frame, &mut result);
        } else {
            result = self.result(cx, frame, flow);
        }
        if cx.has_endings {
            cx.run_endings(&mut result);
        }
        result
    }

    /// Converts what the `return` at the end gave, where it is not what the declared result takes.
    #[inline(always)]
    fn accept_result(&self, cx: &mut Cx<'_>, frame: &mut Frame, result: &mut R<Value>) {
        if !result.as_ref().is_ok_and(|value| self.result_accepts.holds(value)) {
            self.convert_result(cx, frame, result);
        }
    }

    /// As [`Body::run_block`] where the declared result is Integer.
    #[inline]
    fn run_block_whole(&self, cx: &mut Cx<'_>, span: Span, frame: &mut Frame) -> R<i64> {
        cx.calls.push(CallRecord { info: self.info, span });
        let flow = self.block.exec(cx, frame);
        let result = match (flow, &self.tail) {
            (Ok(Flow::Next), Some(tail)) if self.tail_is_whole && !cx.has_endings => {
                match tail.eval_int(cx, frame) {
                    Ok(whole) => Ok(i64::from(longint(whole))),
                    Err(raised) => self.recovered(cx, frame, raised).map(whole_of),
                }
            }
            (flow, _) => self.ended_whole(cx, frame, flow),
        };
        cx.calls.pop();
        result
    }

    /// The result of [`Body::run_block_whole`] where it is not that of a whole tail.
    #[inline(always)]
    fn ended_whole(&self, cx: &mut Cx<'_>, frame: &mut Frame, flow: R<Flow>) -> R<i64> {
        if let Ok(Flow::Return) = flow
            && cx.has_returned
            && !cx.has_endings
            && let Value::Int(int) = cx.returned
        {
            cx.has_returned = false;
            return Ok(i64::from(int));
        }
        self.ended(cx, frame, flow).map(whole_of)
    }

    /// The result after an error in the last statement: a handler of errors that returns lets the method end.
    #[cold]
    fn recovered(&self, cx: &mut Cx<'_>, frame: &mut Frame, raised: Raised) -> R<Value> {
        cx.recover(raised)?;
        self.other_result(cx, frame, Flow::Next)
    }

    /// Converts the arguments to the declared types and gives the other slots their first value.
    #[inline]
    #[expect(
        clippy::needless_range_loop,
        reason = "zipped iterators take longer to set up than most calls have arguments"
    )]
    fn accept_arguments(&self, cx: &mut Cx<'_>, span: Span, frame: &mut Frame, count: usize) -> R<()> {
        for index in 0..count.min(self.params.len()) {
            let (param, slot) = (&self.params[index], &mut frame[index]);
            if !param.accepts.holds(slot) {
                self.convert_argument(cx, span, param, slot)?;
            }
        }
        if self.prepares || count < self.params.len() {
            self.prepare_slots(frame, count);
        }
        Ok(())
    }

    /// Gives slots without argument their first value, and a cell to those that pointers may be taken of.
    #[inline(never)]
    fn prepare_slots(&self, frame: &mut Frame, count: usize) {
        for (slot, param) in frame.iter_mut().zip(&self.params).skip(count) {
            slot.put(param.ty.default_value());
        }
        for (slot, ty) in &self.defaults {
            frame[*slot].put(ty.default_value());
        }
        for (slot, name) in &self.boxed {
            let cell = Rc::new(RefCell::new(std::mem::take(&mut frame[*slot])));
            frame[*slot] = Value::Pointer(Rc::new(Pointer::Local { cell, name: Text::from(name) }));
        }
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

    /// The result after statements that no `return` at the end follows.
    #[inline]
    fn result(&self, cx: &mut Cx<'_>, frame: &mut Frame, flow: R<Flow>) -> R<Value> {
        let flow = flow?;
        if flow == Flow::Return && cx.has_returned && self.result_accepts.holds(&cx.returned) {
            cx.has_returned = false;
            if let Value::Int(int) = cx.returned {
                return Ok(Value::Int(int));
            }
            return Ok(std::mem::take(&mut cx.returned));
        }
        if flow == Flow::Next && self.result_slot.is_none() && self.result.is_none() {
            return Ok(Value::Undefined);
        }
        self.other_result(cx, frame, flow)
    }

    /// Makes what the `return` at the end gave into what the declared result takes.
    #[cold]
    fn convert_result(&self, cx: &mut Cx<'_>, frame: &mut Frame, result: &mut R<Value>) {
        *result = match std::mem::replace(result, Ok(Value::Undefined)) {
            Ok(value) => {
                cx.returned.put(value);
                cx.has_returned = true;
                self.other_result(cx, frame, Flow::Return)
            }
            Err(raised) => self.recovered(cx, frame, raised),
        };
    }

    #[inline(never)]
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
            Some(ty) => ty.convert(value).map_err(|error| {
                let message = format!("The result of {}: {}", self.info.name, error.message);
                cx.raise((0, 0), Error::new(error.code, message))
            }),
        }
    }
}

/// Evaluates the arguments that a body does not take.
#[inline(never)]
fn drop_surplus(cx: &mut Cx<'_>, surplus: &[Expr], caller: &mut Frame) -> R<()> {
    for expr in surplus {
        expr.eval(cx, caller)?;
    }
    Ok(())
}

/// The number that an Integer result is.
fn whole_of(value: Value) -> i64 {
    value.as_number().unwrap_or_default() as i64
}
