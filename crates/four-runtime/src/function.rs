//! Functions as values: formulas, functions of classes, project methods (`API/FunctionClass`).

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::class::ClassRef;
use crate::drop_queue;
use crate::registry::Member;
use crate::symbol::Symbol;
use crate::text::FrozenText;
use crate::value::Value;

/// Code of the evaluator, opaque here; immutable and shared between processes.
pub trait Code: Any + Send + Sync {
    /// The code as a concrete type.
    fn as_any(&self) -> &dyn Any;
    /// 4D source of the code (`.source`).
    fn source(&self) -> FrozenText;
    /// What it is as a `4D.Method`; nothing for formulas.
    fn method(&self) -> Option<&MadeMethod> {
        None
    }
}

/// A method made of a text (`API/MethodClass`).
#[derive(Debug)]
pub struct MadeMethod {
    /// The name it was given.
    pub name: Option<FrozenText>,
    /// What cannot be read, or is doubtful.
    pub problems: Vec<Problem>,
}

/// A message of `checkSyntax()`.
#[derive(Debug)]
pub struct Problem {
    /// False for a warning.
    pub is_error: bool,
    /// What is wrong.
    pub message: String,
    /// Line in the source, from 1.
    pub line: usize,
}

/// What a function value runs.
pub enum FunctionKind {
    /// `Formula(…)`: an expression with the local variables it captured, by value.
    Formula {
        /// The expression.
        code: Arc<dyn Code>,
        /// Captured variables, in the order that the code expects.
        captured: Vec<Value>,
    },
    /// A function of a user class.
    UserMember {
        /// The class that defines it.
        class: ClassRef,
        /// Its name.
        name: Symbol,
    },
    /// A function of a 4D class.
    NativeMember(&'static Member),
    /// A project method by name.
    Method(FrozenText),
    /// `new` of a class.
    New(ClassRef),
}

/// A 4D.Function.
pub struct Function {
    /// What it runs.
    pub kind: FunctionKind,
}

impl Function {
    /// True when both stand for the same function of the same class.
    pub fn same_member(&self, other: &Function) -> bool {
        match (&self.kind, &other.kind) {
            (
                FunctionKind::UserMember { class: left, name: left_name },
                FunctionKind::UserMember { class: right, name: right_name },
            ) => std::ptr::eq(*left, *right) && left_name == right_name,
            (FunctionKind::NativeMember(left), FunctionKind::NativeMember(right)) => {
                std::ptr::eq(*left, *right)
            }
            (FunctionKind::New(left), FunctionKind::New(right)) => std::ptr::eq(*left, *right),
            _ => false,
        }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        if let FunctionKind::Formula { captured, .. } = &mut self.kind {
            drop_queue::release(std::mem::take(captured));
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FunctionKind::Formula { code, .. } => write!(f, "Formula({})", code.source()),
            FunctionKind::UserMember { class, name } => write!(f, "{class:?}.{name:?}"),
            FunctionKind::NativeMember(member) => f.write_str(member.name),
            FunctionKind::Method(name) => write!(f, "{name}"),
            FunctionKind::New(class) => write!(f, "{class:?}.new"),
        }
    }
}
