//! Formulas: expressions as values, with the local variables that they captured (`commands/formula`).

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use four_runtime::function::{Code, DynamicMethod, Function, FunctionKind};
use four_runtime::{FrozenText, Value};

use crate::body::Body;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span};

/// The code of a formula.
pub struct FormulaCode {
    /// Parameters `$1` to `$n`, then the captured variables.
    pub body: Body,
    /// Its source.
    pub source: FrozenText,
    /// For a `4D.Method`.
    pub method: Option<DynamicMethod>,
}

impl Code for FormulaCode {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn source(&self) -> FrozenText {
        self.source.clone()
    }
    fn method(&self) -> Option<&DynamicMethod> {
        self.method.as_ref()
    }
}

/// `Formula(expr)`: captures local variables by value.
pub struct MakeFormula {
    /// The code.
    pub code: Arc<FormulaCode>,
    /// The variables to capture, in the order of the code's slots.
    pub captures: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for MakeFormula {
    fn span(&self) -> Span {
        self.span
    }
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let captured =
            self.captures.iter().map(|variable| variable.eval(cx, frame)).collect::<R<Vec<_>>>()?;
        let kind = FunctionKind::Formula { code: self.code.clone(), captured };
        Ok(Value::Function(Rc::new(Function { kind })))
    }
}

/// `Formula(method)`: passes the arguments of a call on to the method.
pub struct MakeMethodFormula {
    /// Name of the method.
    pub name: FrozenText,
    /// Place.
    pub span: Span,
}

impl Node for MakeMethodFormula {
    fn span(&self) -> Span {
        self.span
    }
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Function(Rc::new(Function { kind: FunctionKind::Method(self.name.clone()) })))
    }
}
