//! Commands that the evaluator itself carries out, because they see their arguments, their caller or the program.

use std::sync::atomic::Ordering;

use four_runtime::pointer::Pointer;
use four_runtime::types::{DeclaredType, reset_property};
use four_runtime::{Error, Text, Value};

use super::assertion::Condition;
use super::place::Place;
use super::spanned;
use crate::cx::{Cx, R};
use crate::lower;
use crate::node::{Expr, Frame, Node, Span, Ty};

/// `ASSERT(condition{; text})` and `Asserted(condition{; text})`.
pub struct Assert {
    /// The condition.
    pub condition: Condition,
    /// The message.
    pub text: Option<Expr>,
    /// The condition as written.
    pub source: String,
    /// True for `Asserted`, which gives the condition's value.
    pub gives_value: bool,
    /// Place.
    pub span: Span,
}

impl Node for Assert {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let enabled = cx.app.asserts_enabled(&cx.process);
        if !enabled && !self.gives_value {
            return Ok(Value::Undefined);
        }
        let checked = self.condition.check(cx, frame)?;
        let holds = checked.is_ok();
        cx.app.assertions.fetch_add(u64::from(enabled), Ordering::Relaxed);
        if let Err(sides) = checked
            && enabled
        {
            let text = match &self.text {
                Some(text) => match text.eval(cx, frame)? {
                    Value::Text(text) => text.to_string(),
                    _ => self.source.clone(),
                },
                None => self.source.clone(),
            };
            let mut error = Error::new(-10518, format!("Assert failed: {text}"));
            error.help = sides;
            return Err(cx.raise(self.span, error));
        }
        Ok(if self.gives_value { Value::Bool(holds) } else { Value::Undefined })
    }
}

/// `Count parameters`.
pub struct CountParameters {
    /// Place.
    pub span: Span,
}

impl Node for CountParameters {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::from(cx.arguments.count))
    }
    fn ty(&self) -> Ty {
        Ty::Int(31)
    }
}

/// `Copy parameters{(from)}`.
pub struct CopyParameters {
    /// First parameter, from 1.
    pub from: Option<Expr>,
    /// Nodes that read the declared parameters.
    pub params: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for CopyParameters {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let from = match &self.from {
            Some(from) => from.eval_real(cx, frame)?.max(1.0) as usize,
            None => 1,
        };
        let mut values = Vec::new();
        for param in self.params.iter().take(cx.arguments.count).skip(from - 1) {
            values.push(param.eval(cx, frame)?);
        }
        let beyond = from.saturating_sub(1 + self.params.len());
        values.extend(cx.arguments.extra.iter().skip(beyond).cloned());
        Ok(Value::from(values))
    }
}

/// `Undefined(expr)`.
pub struct IsUndefined {
    /// The expression.
    pub value: Expr,
    /// Place.
    pub span: Span,
}

impl Node for IsUndefined {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(Value::Bool(self.value.eval(cx, frame)?.is_undefined()))
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
}

/// `Type(variable)`.
pub struct TypeOf {
    /// The variable.
    pub value: Expr,
    /// Number of its declared type, where it has one.
    pub declared: Option<i32>,
    /// Number of the process variable that it is.
    pub process: Option<u32>,
    /// Place.
    pub span: Span,
}

impl Node for TypeOf {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let value = self.value.eval(cx, frame)?;
        if let Value::Array(array) = &value {
            return Ok(Value::Int(array.type_code));
        }
        let process = self.process.map(|number| &cx.variable_slot(number).ty);
        let process = process.filter(|ty| **ty != DeclaredType::Variant).map(lower::type_code);
        Ok(Value::Int(self.declared.or(process).unwrap_or_else(|| value.kind().code())))
    }
}

/// `CLEAR VARIABLE(variable)`.
pub struct ClearVariable {
    /// The variable.
    pub place: Box<dyn Place>,
    /// True for a local variable that a line declares.
    pub declared: bool,
    /// Place.
    pub span: Span,
}

impl Node for ClearVariable {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let target = self.place.resolve(cx, frame)?;
        match target.load(cx, frame, self.span)? {
            Value::Array(array) => array.resize(0),
            // The type of a variable that nothing declares is that of its value.
            value if !self.declared && !matches!(value, Value::Blob(_)) => {
                target.store(cx, frame, reset_property(&value), self.span)?
            }
            _ => target.store(cx, frame, Value::Undefined, self.span)?,
        }
        Ok(Value::Undefined)
    }
}

/// `EXECUTE FORMULA(text)`: sees the local variables of its caller.
pub struct ExecuteFormula {
    /// The statement as text.
    pub text: Expr,
    /// Names and slots of the caller's variables.
    pub scope: lower::VisibleScope,
    /// Place.
    pub span: Span,
}

impl Node for ExecuteFormula {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let text = match self.text.eval(cx, frame)? {
            Value::Text(text) => text.to_string(),
            other => return Err(cx.raise(self.span, Error::type_mismatch("a text", &other))),
        };
        if text.trim().is_empty() || is_control(&text) {
            return Ok(Value::Undefined);
        }
        match lower::statement_from_text(cx.program, &text, &self.scope) {
            Ok(body) => {
                let mut inner = frame.to_vec();
                inner.resize(body.slots.max(frame.len()), Value::Undefined);
                let result = body.block.exec(cx, &mut inner).map(drop);
                // What the formula assigned to the caller's variables is theirs.
                for (slot, value) in frame.iter_mut().zip(inner) {
                    *slot = value;
                }
                result?;
                Ok(Value::Undefined)
            }
            Err(error) => Err(cx.raise(self.span, error)),
        }
    }
}

/// Whether a text is a line of a control structure, which `EXECUTE FORMULA` ignores as documented.
fn is_control(text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["If", "Else", "While", "Repeat", "Until", "For", "Case", "Return", "Break", "Continue"];
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(&text[..end]))
        && !text[end..].trim_start().starts_with(":=")
}

/// `Formula from string(text{; context})`.
pub struct FormulaFromString {
    /// The expression as text.
    pub text: Expr,
    /// `sk execute in host database` for the names of the project instead of those of its component.
    pub context: Option<Expr>,
    /// Place.
    pub span: Span,
}

impl Node for FormulaFromString {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let text = match self.text.eval(cx, frame)? {
            Value::Text(text) => text,
            other => return Err(cx.raise(self.span, Error::type_mismatch("a text", &other))),
        };
        let in_host = match &self.context {
            None => false,
            Some(context) => match context.eval(cx, frame)? {
                Value::Int(0) => false,
                Value::Int(1) => true,
                other => {
                    return Err(cx.raise(
                        self.span,
                        Error::type_mismatch(
                            "sk execute in current database or sk execute in host database",
                            &other,
                        ),
                    ));
                }
            },
        };
        let space = if in_host { None } else { cx.space() };
        lower::formula_from_text(cx.program, &text.to_str(), space)
            .map_err(|error| cx.raise(self.span, error))
    }
}

/// `EXECUTE METHOD(name{; result{; arguments}})`.
pub struct ExecuteMethod {
    /// Name of the method.
    pub name: Expr,
    /// Takes the result.
    pub result: Option<Box<dyn Place>>,
    /// The arguments.
    pub args: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for ExecuteMethod {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let name = match self.name.eval(cx, frame)? {
            Value::Text(name) => name,
            other => return Err(cx.raise(self.span, Error::type_mismatch("the name of a method", &other))),
        };
        let found = cx.method_name(&name.to_str());
        if !cx.has_method(&found) {
            cx.set_named("OK", Value::Int(0));
            return Err(cx.fail(self.span, 44, format!("There is no method {name}.")));
        }
        let given = super::arguments::Given::exprs(&self.args, frame);
        let value = super::call::call_method(cx, &found, cx.this.clone(), given, self.span)?;
        cx.set_named("OK", Value::Int(1));
        if let Some(result) = &self.result {
            result.resolve(cx, frame)?.store(cx, frame, value, self.span)?;
        }
        Ok(Value::Undefined)
    }
}

/// `Current method name`.
pub struct CurrentMethodName {
    /// Place.
    pub span: Span,
}

impl Node for CurrentMethodName {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let method = cx.calls.iter().rev().find(|call| call.info.kind != crate::body::BodyKind::Formula);
        Ok(Value::from(method.map_or("", |call| call.info.name.as_str())))
    }
    fn ty(&self) -> Ty {
        Ty::Text
    }
}

/// `Call chain`.
pub struct CallChain {
    /// Place.
    pub span: Span,
}

impl Node for CallChain {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let kinds: Vec<_> = cx.calls.iter().rev().map(|call| call.info.kind).collect();
        let mut chain = Vec::new();
        for (site, kind) in cx.call_chain(self.span).iter().zip(kinds) {
            let (line, formula) = cx.program.line_of(site);
            let kind = match kind {
                crate::body::BodyKind::Method => "projectMethod",
                crate::body::BodyKind::DatabaseMethod => "databaseMethod",
                crate::body::BodyKind::Function | crate::body::BodyKind::Constructor => "classFunction",
                crate::body::BodyKind::Formula => "formula",
            };
            chain.push(Value::from(four_runtime::Object::from_pairs([
                ("type", Value::from(kind)),
                ("name", Value::from(site.name.as_str())),
                ("line", Value::from(line)),
                ("formula", Value::from(formula)),
            ])));
        }
        Ok(Value::from(chain))
    }
}

/// `Deferred formulas`.
pub struct DeferredFormulas {
    /// Place.
    pub span: Span,
}

impl Node for DeferredFormulas {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let depth = cx.calls.len();
        let own = cx.deferred.iter().rev().take_while(|(of, _)| *of == depth);
        Ok(Value::from(own.map(|(_, formula)| formula.clone()).collect::<Vec<_>>()))
    }
}

/// `Get pointer(name)`: a pointer to a process or interprocess variable.
pub struct GetPointer {
    /// Name of the variable.
    pub name: Expr,
    /// Place.
    pub span: Span,
}

impl Node for GetPointer {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let name = match self.name.eval(cx, frame)? {
            Value::Text(name) => name.to_string(),
            other => return Err(cx.raise(self.span, Error::type_mismatch("the name of a variable", &other))),
        };
        let name = name.trim();
        if let Some((array, indices)) = name.split_once('{') {
            return element_pointer(cx, array.trim(), indices, self.span);
        }
        let pointer = match name.strip_prefix("<>") {
            Some(rest) => {
                Pointer::Interprocess { variable: cx.variable_number(rest), name: Text::from(rest) }
            }
            None if name.starts_with('$') || name.is_empty() => Pointer::Nil,
            None => Pointer::Process { variable: cx.variable_number(name), name: Text::from(name) },
        };
        Ok(Value::Pointer(std::rc::Rc::new(pointer)))
    }
}

/// A pointer to an element by the text `array{3}` or `array{3}{5}`; `indices` starts behind the first brace.
fn element_pointer(cx: &mut Cx<'_>, array: &str, indices: &str, span: Span) -> R<Value> {
    let mut value = four_runtime::Host::variable(cx, array);
    let mut pointer = Pointer::Nil;
    for index in indices.split('{') {
        let index = index.trim().strip_suffix('}').and_then(|index| index.trim().parse::<usize>().ok());
        let (Value::Array(array), Some(index)) = (&value, index) else {
            let message = "Get pointer expects the name of a variable, or of an element such as array{3}.";
            return Err(cx.fail(span, 77, message));
        };
        let array = array.clone();
        value = array.get(index).unwrap_or_default();
        pointer = Pointer::Element { array, index };
    }
    Ok(Value::Pointer(std::rc::Rc::new(pointer)))
}

/// `defer(expr)`: runs the expression when the running body ends.
pub struct Defer {
    /// Makes the formula of the expression.
    pub formula: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Defer {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let formula = self.formula.eval(cx, frame)?;
        cx.deferred.push((cx.calls.len(), formula));
        cx.has_endings = true;
        Ok(Value::Undefined)
    }
}
