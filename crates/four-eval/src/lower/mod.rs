//! Lowering: syntax trees to executable trees.
//!
//! Names become slots, ids and symbols; literals are made once; where declared types prove what an expression gives, a
//! node that computes on plain values is chosen. What cannot be resolved becomes a node that raises the 4D error when it
//! runs, so that a broken line does harm only where it is reached.

mod command;
mod expr;
pub(crate) mod scope;
mod stmt;
mod target;
pub(crate) mod walk;

use std::sync::Arc;

use four_runtime::function::{Function, FunctionKind};
use four_runtime::types::{Accepts, DeclaredType};
use four_runtime::{ClassRef, Error, FrozenText, Res, Symbol, Text, Value};
use four_syntax::ast::{self, ClassFile, FunctionDecl, MethodFile};
use four_syntax::{Named, Source};

use crate::body::{Body, BodyInfo, BodyKind, Parameter};
use crate::catalog::Entry;
use crate::components::Space;
use crate::formula::FormulaCode;
use crate::node::{Block, Expr, Span, Step};
use crate::nodes::control;
use crate::program::{Program, intern_info};
pub(crate) use expr::type_code;
use scope::Scope;

/// Lowers one body.
pub(crate) struct Lower<'a> {
    program: &'a Program,
    scope: Scope,
    info: &'static BodyInfo,
    /// The component that the code belongs to.
    space: Option<&'a Space>,
    source: Option<&'a Source>,
    guards_this: bool,
}

/// The variables of a running body that `EXECUTE FORMULA` sees.
pub struct VisibleScope {
    scope: Scope,
    info: &'static BodyInfo,
}

pub(crate) fn place(span: ast::Span) -> Span {
    (span.start, span.end)
}

/// Lowers a method.
pub fn method(program: &Program, tree: &MethodFile, info: &'static BodyInfo) -> Body {
    method_in(program, program.space_of(info.file), tree, info)
}

/// Lowers a method that sees the names of a component, or else of the host.
pub fn method_in(
    program: &Program,
    space: Option<&Space>,
    tree: &MethodFile,
    info: &'static BodyInfo,
) -> Body {
    let scope = Scope::of(tree.declare.as_ref(), &tree.body, program.catalog, space);
    let mut lower = Lower { space, ..Lower::new(program, scope, info, false) };
    let (block, tail) = lower.block_and_tail(&tree.body);
    lower.finish(block).returning(tail)
}

/// Lowers what was typed at a prompt, with the variables that the prompt has; an expression at its end becomes the
/// result. Gives the variables with those that are new.
pub(crate) fn prompt(
    program: &Program,
    body: &[ast::Stmt],
    scope: Scope,
    info: &'static BodyInfo,
    source: &Source,
) -> (Body, Scope) {
    let mut lower = Lower { source: Some(source), ..Lower::new(program, scope, info, false) };
    let block = match body.split_last() {
        Some((ast::Stmt { kind: ast::StmtKind::Expr(value), .. }, before)) => {
            let mut steps = lower.block(before).0.into_vec();
            steps.push(Box::new(control::Return(Some(lower.expr(value)))));
            Block(steps.into())
        }
        _ => lower.block(body),
    };
    let mut scope = lower.scope.clone();
    scope.result_slot = None;
    (lower.finish(block), scope)
}

/// Lowers a function or constructor of a class.
pub fn function(program: &Program, tree: &FunctionDecl, info: &'static BodyInfo, guards_this: bool) -> Body {
    let scope = Scope::of(Some(&tree.signature), &tree.body, program.catalog, program.space_of(info.file));
    let mut lower = Lower::new(program, scope, info, guards_this);
    if tree.modifiers.shared {
        // A shared function uses its object (`Concepts/classes`); on plain objects the word means nothing.
        let block = lower.block(&tree.body);
        let used = control::Use { target: None, block, span: place(tree.span) };
        return lower.finish(Block(Box::new([Box::new(used)])));
    }
    let (block, tail) = lower.block_and_tail(&tree.body);
    lower.finish(block).returning(tail)
}

/// Lowers the property initialisers of a class to a body that assigns them to `This`.
pub fn initialiser(program: &Program, tree: &ClassFile, class: ClassRef, file: u32) -> Body {
    let name = format!("{}:properties", class.name);
    let info = intern_info(BodyInfo { name, file, class: Some(class), kind: BodyKind::Constructor });
    let mut lower = Lower::new(program, Scope::default(), info, false);
    let mut steps: Vec<Box<dyn Step>> = Vec::new();
    for property in &tree.properties {
        let Some(init) = &property.init else { continue };
        for name in &property.names {
            steps.push(Box::new(crate::nodes::assign::SetThisMember {
                name: Symbol::intern(&name.name),
                value: lower.expr(init),
                cache: Default::default(),
                span: place(property.span),
            }));
        }
    }
    lower.finish(Block(steps.into()))
}

/// Lowers the body of a formula with what it captures.
fn formula_body(
    program: &Program,
    outer: Option<&Lower<'_>>,
    space: Option<&Space>,
    expr: &ast::Expr,
    source: FrozenText,
) -> (Arc<FormulaCode>, Vec<String>) {
    let facts = walk::facts_of(expr, program.catalog);
    let captured = if outer.is_some() { facts.locals } else { Vec::new() };
    let scope = Scope::of_formula(facts.highest_parameter, &captured, facts.uses_arguments);
    let (file, class) = outer.map_or((u32::MAX, None), |outer| (outer.info.file, outer.info.class));
    let info = intern_info(BodyInfo { name: "Formula".into(), file, class, kind: BodyKind::Formula });
    let mut lower = Lower { space, ..Lower::new(program, scope, info, false) };
    let value = lower.formula_value(expr);
    let body = lower.finish(Block(Box::new([]))).returning(Some(value));
    (Arc::new(FormulaCode { body, source, method: None }), captured)
}

/// A formula from text (`commands/formula-from-string`).
///
/// # Errors
/// A syntax error of the text; −10737 when it uses local variables.
pub fn formula_from_text(program: &Program, text: &str, space: Option<&Space>) -> Res<Value> {
    let expr = parse_line(program, text, space)?;
    if !walk::facts_of(&expr, program.catalog).locals.is_empty() {
        return Err(Error::new(-10737, "A formula from a text cannot use local variables."));
    }
    if let ast::ExprKind::Method { name, args: None } = &expr.kind {
        let name = space.map_or_else(|| name.to_string(), |space| space.method(name));
        let kind = FunctionKind::Method(FrozenText::from(&*name));
        return Ok(Value::Function(std::rc::Rc::new(Function { kind })));
    }
    let (code, _) =
        formula_body(program, None, space, &expr, FrozenText::from(spelled(program, space, text).as_str()));
    let kind = FunctionKind::Formula { code, captured: Vec::new() };
    Ok(Value::Function(std::rc::Rc::new(Function { kind })))
}

/// Source as `.source` gives it: names of the language in their own spelling (`API/FunctionClass`).
pub fn spelled(program: &Program, space: Option<&Space>, source: &str) -> String {
    four_syntax::respell(source.trim(), space.map_or(&program.names, |space| &space.names))
}

/// One line of code that sees the variables of a running body.
///
/// # Errors
/// A syntax error of the text.
pub fn statement_from_text(program: &Program, text: &str, visible: &VisibleScope) -> Res<Body> {
    let expr = parse_line(program, text, program.space_of(visible.info.file))?;
    let mut lower = Lower::new(program, visible.scope.clone(), visible.info, false);
    lower.source = None;
    let value = lower.formula_value(&expr);
    let block = Block(Box::new([Box::new(control::Evaluate(value))]));
    Ok(lower.finish(block))
}

/// A formula in 4D's spelling, with tokens such as `:C10` if they are wanted (`commands/parse-formula`).
///
/// # Errors
/// A syntax error of the text.
pub fn normal_form(program: &Program, text: &str, space: Option<&Space>, tokens: bool) -> Res<String> {
    let expr = parse_line(program, text, space)?;
    let token = |named: Named| match named {
        _ if !tokens => String::new(),
        Named::Command(id) => program.catalog.command(id).map_or_else(String::new, |entry| {
            let number = match entry {
                Entry::Here(command) => command.number,
                Entry::Missing(command) => command.number,
            };
            format!(":C{number}")
        }),
        Named::Constant(id) => match program.catalog.constant(id).map(|constant| constant.token) {
            None | Some((0, 0)) => String::new(),
            Some((theme, index)) => format!(":K{theme}:{index}"),
        },
    };
    let names = space.map_or(&program.names, |space| &space.names);
    Ok(four_syntax::print_expr_with(&expr, names, &token))
}

fn parse_line(program: &Program, text: &str, space: Option<&Space>) -> Res<ast::Expr> {
    let names = space.map_or(&program.names, |space| &space.names);
    let read = four_syntax::parse_formula(text, names);
    match (read.diagnostics.into_iter().next(), read.expr) {
        (None, Some(expr)) => Ok(expr),
        (found, _) => {
            let message = found.as_ref().map_or("there is no code", |found| found.message.as_str());
            let error = Error::new(48, format!("Syntax error in “{}”: {message}.", text.trim()));
            Err(match found.and_then(|found| found.help) {
                Some(help) => error.with_help(help),
                None => error,
            })
        }
    }
}

impl<'a> Lower<'a> {
    fn new(program: &'a Program, scope: Scope, info: &'static BodyInfo, guards_this: bool) -> Lower<'a> {
        let source = program.sources.get(info.file as usize).map(|source| &**source);
        Lower { program, scope, info, space: program.space_of(info.file), source, guards_this }
    }

    /// The text of a piece of the source.
    fn text(&self, span: ast::Span) -> &str {
        self.source.map_or("", |source| source.slice(span))
    }

    fn visible(&self) -> VisibleScope {
        VisibleScope { scope: self.scope.clone(), info: self.info }
    }

    fn finish(self, block: Block) -> Body {
        let scope = self.scope;
        let params = scope.variables[..scope.params]
            .iter()
            .map(|variable| Parameter {
                accepts: Accepts::from(Some(&variable.ty)),
                ty: variable.ty.clone(),
                lenient: !scope.declared,
                name: variable.name.clone(),
            })
            .collect();
        let defaults: Box<[_]> = scope
            .variables
            .iter()
            .enumerate()
            .skip(scope.params)
            .filter(|(_, variable)| variable.ty != DeclaredType::Variant)
            .map(|(slot, variable)| (slot, variable.ty.clone()))
            .collect();
        let boxed: Box<[_]> = scope
            .variables
            .iter()
            .enumerate()
            .filter(|(_, variable)| variable.boxed)
            .map(|(slot, variable)| (slot, Text::from(variable.name.as_str()).freeze()))
            .collect();
        Body {
            info: self.info,
            params,
            variadic: scope.variadic,
            prepares: !defaults.is_empty() || !boxed.is_empty(),
            defaults,
            boxed,
            slots: scope.variables.len(),
            result_slot: scope.result_slot,
            result_accepts: Accepts::from(scope.result.as_ref()),
            result: scope.result,
            uses_arguments: scope.uses_arguments,
            block,
            tail: None,
            tail_is_whole: false,
        }
    }

    /// The statements of a body, and apart from them the value of the `return` that ends it.
    fn block_and_tail(&mut self, body: &[ast::Stmt]) -> (Block, Option<Expr>) {
        match body.split_last() {
            Some((ast::Stmt { kind: ast::StmtKind::Return(Some(value)), .. }, before)) => {
                let block = self.block(before);
                (block, Some(self.expr(value)))
            }
            _ => (self.block(body), None),
        }
    }
}
