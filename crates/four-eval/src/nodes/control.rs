//! Statements that choose and leave: `If`, `Case of`, `return`, `break`, `continue`, calls, declarations.

use four_runtime::types::DeclaredType;
use four_runtime::{Error, Host};

use super::fusion::Consumer;
use super::operand::{Condition, Number, Whole};
use crate::cx::{Cx, R};
use crate::node::{Block, Expr, Flow, Frame, Span, Step, Ty};

/// An expression as a statement; its value is dropped.
pub struct Evaluate(pub Expr);

impl Step for Evaluate {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        self.0.eval(cx, frame)?;
        Ok(Flow::Next)
    }
}

/// `If … Else … End if`.
pub struct If<C> {
    /// The condition.
    pub condition: C,
    /// The first block.
    pub then: Block,
    /// The block after `Else`.
    pub otherwise: Option<Block>,
}

impl<C: Condition> Step for If<C> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        if self.condition.holds(cx, frame)? {
            self.then.exec(cx, frame)
        } else if let Some(otherwise) = &self.otherwise {
            otherwise.exec(cx, frame)
        } else {
            Ok(Flow::Next)
        }
    }
}

/// `Case of … End case`.
pub struct CaseOf {
    /// Conditions and their blocks, in order.
    pub cases: Box<[(Expr, Block)]>,
    /// The block after `Else`.
    pub otherwise: Option<Block>,
}

impl Step for CaseOf {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        for (condition, block) in &self.cases {
            if condition.eval_bool(cx, frame)? {
                return block.exec(cx, frame);
            }
        }
        match &self.otherwise {
            Some(otherwise) => otherwise.exec(cx, frame),
            None => Ok(Flow::Next),
        }
    }
}

/// `return {value}`.
pub struct Return(pub Option<Expr>);

impl Step for Return {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        if let Some(value) = &self.0 {
            let value = value.eval(cx, frame)?;
            cx.returned.put(value);
            cx.has_returned = true;
        }
        Ok(Flow::Return)
    }
}

/// `return value` with a whole value: it is never moved as a whole.
pub struct ReturnWhole<V>(pub V);

impl<V: Whole> Step for ReturnWhole<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let whole = self.0.int(cx, frame)?;
        cx.returned.put_whole(whole);
        cx.has_returned = true;
        Ok(Flow::Return)
    }
}

/// `return value` with a number.
pub struct ReturnReal<V>(pub V);

impl<V: Number> Step for ReturnReal<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let real = self.0.real(cx, frame)?;
        cx.returned.put_real(real);
        cx.has_returned = true;
        Ok(Flow::Return)
    }
}

/// The best step for `return {value}`.
pub fn returning(value: Option<Expr>) -> Box<dyn Step> {
    match value {
        Some(value) if matches!(value.ty(), Ty::Int(_)) => value.consumed(Consumer::ReturnWhole),
        Some(value) if value.ty() == Ty::Real => value.consumed(Consumer::ReturnReal),
        value => Box::new(Return(value)),
    }
}

/// `break` or `continue`.
pub struct Leave(pub Flow);

impl Step for Leave {
    fn exec(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Flow> {
        Ok(self.0)
    }
}

/// `var name : Type` of a process variable: declares it when it runs, unless it was declared before.
pub struct DeclareVariable {
    /// Number of the name.
    pub number: u32,
    /// Its type.
    pub ty: DeclaredType,
}

impl Step for DeclareVariable {
    fn exec(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Flow> {
        let variable = cx.variable_slot(self.number);
        if variable.ty == DeclaredType::Variant && self.ty != DeclaredType::Variant {
            let kept = self.ty.convert(std::mem::take(&mut variable.value));
            variable.value = kept.unwrap_or_else(|_| self.ty.default_value());
            variable.ty = self.ty.clone();
        }
        Ok(Flow::Next)
    }
}

/// `var <>name : Type`.
pub struct DeclareInterprocess {
    /// Number of the name.
    pub number: u32,
    /// Its type.
    pub ty: DeclaredType,
}

impl Step for DeclareInterprocess {
    fn exec(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Flow> {
        cx.app.interprocess.declare(self.number, &self.ty);
        Ok(Flow::Next)
    }
}

/// A line that cannot run: one that could not be read, or that uses what four does not have.
pub struct Broken {
    /// 4D's error code.
    pub code: i32,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Place in the source.
    pub span: Span,
}

impl Step for Broken {
    fn exec(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Flow> {
        let mut error = Error::new(self.code, self.message.clone());
        if let Some(help) = &self.help {
            error = error.with_help(help.clone());
        }
        Err(cx.raise(self.span, error))
    }
}

/// `Use (shared) … End use`: the lock is released however the block is left.
pub struct Use {
    /// The shared object or collection; `None` for `This` of a shared function, where plain objects need no lock.
    pub target: Option<Expr>,
    /// The statements.
    pub block: Block,
    /// Place in the source.
    pub span: Span,
}

impl Step for Use {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let value = match &self.target {
            Some(target) => target.eval(cx, frame)?,
            None => cx.this.clone(),
        };
        let _using = match cx.lock_of(&value) {
            Some(lock) => Some(lock.acquire().map_err(|error| cx.raise(self.span, error))?),
            None if self.target.is_none() => None,
            None => {
                let error = Error::type_mismatch("a shared object or collection after Use", &value);
                return Err(cx.raise(
                    self.span,
                    error.with_help("create it with New shared object or New shared collection"),
                ));
            }
        };
        self.block.exec(cx, frame)
    }
}
