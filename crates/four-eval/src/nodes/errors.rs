//! `Try(expr)`, `Try … Catch … End try`, and how a process goes on after an error (`Concepts/error-handling`).

use four_runtime::{Error, Value};

use super::arguments::Given;
use super::call::call_value;
use super::spanned;
use crate::cx::{Cx, R, Raised};
use crate::node::{Block, Expr, Flow, Frame, Node, Span, Step};

/// `Try(expr)`.
pub struct TryExpr {
    /// The expression.
    pub body: Expr,
    /// Place.
    pub span: Span,
}

impl Node for TryExpr {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        match cx.guarded(|cx| self.body.eval(cx, frame))? {
            Ok(value) => Ok(value),
            Err(error) => {
                cx.errors.remember(*error);
                Ok(Value::Undefined)
            }
        }
    }
}

/// `Try … Catch … End try`.
pub struct TryBlock {
    /// The guarded statements.
    pub body: Block,
    /// The statements after `Catch`.
    pub catch: Option<Block>,
}

impl Step for TryBlock {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        match cx.guarded(|cx| self.body.exec(cx, frame))? {
            Ok(flow) => Ok(flow),
            Err(error) => {
                cx.errors.remember(*error);
                match &self.catch {
                    Some(catch) => catch.exec(cx, frame),
                    None => Ok(Flow::Next),
                }
            }
        }
    }
}

impl crate::cx::Errors {
    /// Makes an error what `Last errors` gives.
    pub fn remember(&mut self, mut error: Error) {
        let others = std::mem::take(&mut error.others);
        self.last = std::iter::once(error).chain(others).collect();
    }
}

impl Cx<'_> {
    /// Runs something inside a `Try`: gives its result or the error that it raised. Only what nothing may catch passes.
    pub fn guarded<T>(&mut self, run: impl FnOnce(&mut Self) -> R<T>) -> R<Result<T, Box<Error>>> {
        self.errors.last.clear();
        self.errors.tries += 1;
        let constructing = self.constructing.len();
        let result = run(self);
        self.errors.tries -= 1;
        match result {
            Ok(value) => Ok(Ok(value)),
            Err(raised) => {
                let error = self.take_error(raised);
                if !error.is_catchable() {
                    return Err(self.reraise(error));
                }
                self.constructing.truncate(constructing);
                Ok(Err(error))
            }
        }
    }

    /// After a statement failed: lets the error method run, so that the next statement may (`commands/on-err-call`).
    #[cold]
    pub fn recover(&mut self, raised: Raised) -> R<()> {
        // What goes wrong in a component is for its own methods, then for that of the host for components. Without either
        // the error leaves the component, and the line of the host that called it has failed.
        let project = self.project();
        let wider = || Some((self.app.error_handlers().of(&project)?, 0));
        let Some((method, tries)) = self.errors.handlers.get(&project).cloned().or_else(wider) else {
            return Err(raised);
        };
        // A Try inside the reach of the handler wins; an error of the handler itself is 4D's own business.
        if self.errors.handling || tries < self.errors.tries {
            return Err(raised);
        }
        let error = self.take_error(raised);
        if !error.is_catchable() || error.passed_on {
            return Err(self.reraise(error));
        }
        let Some(handler) = self.program.method_named(&method) else {
            let missing = Error::new(-10532, format!("The error-handling method {method} cannot be called."));
            return Err(self.raise((0, 0), missing));
        };
        self.set_error_variables(&error);
        self.errors.remember(*error);
        self.errors.handling = true;
        let result = handler.body(self.program).call(self, (0, 0), Value::Null, Given::values(Vec::new()));
        self.errors.handling = false;
        match result {
            Ok(_) => Ok(()),
            // What the method raises itself, or throws again, is for those outside.
            Err(raised) => {
                let mut error = self.take_error(raised);
                error.passed_on = true;
                Err(self.reraise(error))
            }
        }
    }

    /// `Error`, `Error method`, `Error line`, `Error formula`.
    fn set_error_variables(&mut self, error: &Error) {
        let site = error.chain.first();
        let name = site.map_or("", |site| site.name.as_str()).to_owned();
        let (line, formula) = match site {
            Some(site) => self.program.line_of(site),
            None => (0, String::new()),
        };
        self.set_named("Error", Value::Int(error.code));
        self.set_named("Error method", Value::from(name));
        self.set_named("Error line", Value::from(line));
        self.set_named("Error formula", Value::from(formula));
    }

    /// Keeps an error until the running body ends (`commands/throw`, `deferred`).
    fn defer_error(&mut self, span: Span, mut error: Error) {
        if error.chain.is_empty() {
            error.chain = self.call_chain(span);
        }
        self.errors.deferred.push((self.calls.len(), error));
        self.has_endings = true;
    }

    /// At the end of a body: runs its deferred expressions, the last one first, and raises its deferred errors.
    #[cold]
    pub fn run_endings(&mut self, result: &mut R<Value>) {
        let depth = self.calls.len();
        if self.deferred.last().is_some_and(|(of, _)| *of == depth) {
            // What the body gave or raised is put aside meanwhile.
            let raised = match std::mem::replace(result, Ok(Value::Undefined)) {
                Ok(value) => Ok(value),
                Err(raised) => Err(self.take_error(raised)),
            };
            while self.deferred.last().is_some_and(|(of, _)| *of == depth) {
                let Some((_, formula)) = self.deferred.pop() else { break };
                let this = self.this.clone();
                let call = call_value(self, &formula, this, Given::values(Vec::new()), (0, 0), None);
                // Errors of deferred expressions are swallowed (`commands/defer`).
                if let Err(raised) = call {
                    drop(self.take_error(raised));
                }
            }
            *result = raised.map_err(|error| self.reraise(error));
        }
        let mut errors = Vec::new();
        while self.errors.deferred.last().is_some_and(|(of, _)| *of >= depth) {
            errors.extend(self.errors.deferred.pop().map(|(_, error)| error));
        }
        self.has_endings = !self.deferred.is_empty() || !self.errors.deferred.is_empty();
        if result.is_ok()
            && let Some(mut first) = errors.pop()
        {
            errors.reverse();
            first.others.extend(errors);
            *result = Err(self.reraise(Box::new(first)));
        }
    }

    /// Sets a process variable by name.
    pub fn set_named(&mut self, name: &str, value: Value) {
        let number = self.app.names.number(name);
        self.variable_slot(number).value = value;
    }
}

/// `throw{(error)}`.
pub struct Throw {
    /// Code or object, and text.
    pub args: Box<[Expr]>,
    /// `_4D THROW ERROR`.
    pub old: bool,
    /// Place.
    pub span: Span,
}

/// Names of the properties of an error that `throw` and `_4D THROW ERROR` take: code, signature, message.
const NAMES: [&str; 3] = ["errCode", "componentSignature", "message"];
const OLD_NAMES: [&str; 3] = ["code", "component", "description"];

impl Node for Throw {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let values = self.args.iter().map(|arg| arg.eval(cx, frame)).collect::<R<Vec<_>>>()?;
        let error = match values.first() {
            None => {
                // Without argument, all current errors are thrown again, deferred.
                for error in std::mem::take(&mut cx.errors.last) {
                    cx.defer_error(self.span, error);
                }
                return Ok(Value::Undefined);
            }
            Some(Value::Object(object)) => {
                let error = thrown_object(object, if self.old { OLD_NAMES } else { NAMES });
                if matches!(object.get_text(&four_runtime::Text::from("deferred")), Value::Bool(true)) {
                    cx.defer_error(self.span, *error);
                    return Ok(Value::Undefined);
                }
                error
            }
            Some(code) => match code.as_number() {
                Some(number) => {
                    let number = number as i32;
                    let message = match values.get(1) {
                        Some(Value::Text(text)) => text.to_string(),
                        _ => format!("Error code {number}: (host)"),
                    };
                    Error::with_signature(number, message, four_runtime::error::HOST)
                }
                None => {
                    return Err(cx.raise(
                        self.span,
                        Error::type_mismatch("an error code or object after throw", code),
                    ));
                }
            },
        };
        Err(cx.raise(self.span, error))
    }
}

/// The error that an object given to `throw` describes (`commands/throw`).
fn thrown_object(
    object: &std::rc::Rc<four_runtime::Object>,
    [code, signature, message]: [&str; 3],
) -> Box<Error> {
    let get = |name: &str| object.get_text(&four_runtime::Text::from(name));
    let code = get(code).as_number().map_or(-1, |code| code as i32);
    let signature = match get(signature) {
        Value::Text(text) => text.to_string(),
        _ => four_runtime::error::HOST.to_owned(),
    };
    let template = match get(message) {
        Value::Text(text) if !text.is_empty() => text.to_string(),
        _ => format!("Error code: {code} ({signature})"),
    };
    let mut message = template.clone();
    for (name, value) in object.entries() {
        let placeholder = format!("{{{name}}}");
        if message.contains(&placeholder) {
            let shown = match &value {
                Value::Text(text) => text.to_string(),
                other => four_runtime::json::stringify(other, false).unwrap_or_default(),
            };
            message = message.replace(&placeholder, &shown);
        }
    }
    let mut error = Error::with_signature(code, message, &signature);
    error.thrown = Some(Value::Object(object.clone()));
    error
}
