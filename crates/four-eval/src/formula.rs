//! Formulas: expressions as values, with the local variables that they captured (`commands/formula`).

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use four_runtime::function::{Code, Function, FunctionKind, MadeMethod, Problem};
use four_runtime::{FrozenText, Text, Value};
use four_syntax::ast::SourceFile;
use four_syntax::{Diagnostic, FileKind, Severity, Source};

use crate::body::{Body, BodyInfo, BodyKind};
use crate::components::Space;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span};
use crate::nodes::spanned;
use crate::program::{Program, intern_info};

/// The code of a formula.
pub struct FormulaCode {
    /// Parameters `$1` to `$n`, then the captured variables.
    pub body: Body,
    /// Its source.
    pub source: FrozenText,
    /// Set for a `4D.Method`.
    pub method: Option<MadeMethod>,
}

impl Code for FormulaCode {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn source(&self) -> FrozenText {
        self.source.clone()
    }
    fn method(&self) -> Option<&MadeMethod> {
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
    spanned!();
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
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Function(Rc::new(Function { kind: FunctionKind::Method(self.name.clone()) })))
    }
}

/// `4D.Method.new(source; name)`. Lines that cannot be read raise errors when they run.
pub fn made_method(program: &Program, space: Option<&Space>, source: &Text, given: Option<&Text>) -> Value {
    let name = given.map_or_else(|| "anonymous".to_owned(), Text::to_string);
    let text = Arc::new(Source::new(name.clone(), source.to_string()));
    let parsed =
        four_syntax::parse(text.text(), space.map_or(&program.names, |space| &space.names), FileKind::Method);
    let problem = |found: &Diagnostic| Problem {
        is_error: found.severity == Severity::Error,
        message: found.message.clone(),
        line: text.method_line(found.span.start) as usize,
    };
    let problems = parsed.diagnostics.iter().map(problem).collect();
    let tree = match parsed.file {
        SourceFile::Method(tree) => tree,
        SourceFile::Class(_) => Default::default(),
    };
    let file = crate::session::remember(&text);
    let method = MadeMethod { name: given.map(|_| FrozenText::from(name.as_str())), problems };
    let info = intern_info(BodyInfo { name, file, class: None, kind: BodyKind::Method });
    let body = crate::lower::method_in(program, space, &tree, info);
    let source = FrozenText::from(crate::lower::spelled(program, space, text.text()).as_str());
    let code = Arc::new(FormulaCode { body, source, method: Some(method) });
    Value::Function(Rc::new(Function { kind: FunctionKind::Formula { code, captured: Vec::new() } }))
}
