//! Walks over syntax trees: what a body mentions.

use std::collections::HashSet;

use four_runtime::registry::{Run, Special};
use four_syntax::ast::{Arg, Expr, ExprKind, Stmt, StmtKind};

use crate::catalog::Catalog;

/// What a body mentions.
#[derive(Default)]
pub struct Facts {
    /// The highest `$n`.
    pub highest_parameter: u32,
    /// `$0` occurs.
    pub uses_result: bool,
    /// `${n}`, `Count parameters` or `Copy parameters` occur.
    pub uses_arguments: bool,
    /// Local variables that a pointer is taken of.
    pub pointed_at: Vec<String>,
    /// Local variables, in order of first mention; of formulas only.
    pub locals: Vec<String>,
}

/// Most parameters that `$n` gives a slot; a higher number is an argument beyond.
const MAX_PARAMETERS: u32 = 128;

/// Visits all statements, nested ones included.
pub fn statements<'t>(body: &'t [Stmt], visit: &mut dyn FnMut(&'t Stmt)) {
    for statement in body {
        visit(statement);
        match &statement.kind {
            StmtKind::If { then, otherwise, .. } => {
                statements(then, visit);
                statements(otherwise.as_deref().unwrap_or_default(), visit);
            }
            StmtKind::CaseOf { cases, otherwise } => {
                for case in cases {
                    statements(&case.body, visit);
                }
                statements(otherwise.as_deref().unwrap_or_default(), visit);
            }
            StmtKind::While { body, .. } | StmtKind::Repeat { body, .. } | StmtKind::Use { body, .. } => {
                statements(body, visit);
            }
            StmtKind::For(each) => statements(&each.body, visit),
            StmtKind::ForEach(each) => statements(&each.body, visit),
            StmtKind::Try { body, catch } => {
                statements(body, visit);
                statements(catch.as_deref().unwrap_or_default(), visit);
            }
            _ => {}
        }
    }
}

/// Visits the expressions of one statement, not those of nested statements.
pub fn expressions<'t>(statement: &'t Stmt, visit: &mut dyn FnMut(&'t Expr)) {
    match &statement.kind {
        StmtKind::Var(groups) => groups.iter().filter_map(|group| group.init.as_ref()).for_each(visit),
        StmtKind::Assign { target, value, .. } => {
            visit(target);
            visit(value);
        }
        StmtKind::Expr(expr) => visit(expr),
        StmtKind::If { cond, .. } | StmtKind::While { cond, .. } => visit(cond),
        StmtKind::CaseOf { cases, .. } => cases.iter().for_each(|case| visit(&case.cond)),
        StmtKind::Repeat { until, .. } => visit(until),
        StmtKind::For(each) => {
            [Some(&each.counter), Some(&each.start), Some(&each.end), each.step.as_ref()]
                .into_iter()
                .flatten()
                .for_each(visit);
        }
        StmtKind::ForEach(each) => {
            let test = each.test.as_ref().map(|(_, test)| test);
            [Some(&each.item), Some(&each.iterable), each.begin.as_ref(), each.end.as_ref(), test]
                .into_iter()
                .flatten()
                .for_each(visit);
        }
        StmtKind::Use { target, .. } => visit(target),
        StmtKind::Return(Some(value)) => visit(value),
        _ => {}
    }
}

/// Visits the direct parts of an expression.
pub fn parts<'t>(expr: &'t Expr, visit: &mut dyn FnMut(&'t Expr)) {
    let mut arguments = |args: &'t [Arg]| {
        for arg in args {
            if let Arg::Expr(expr) = arg {
                visit(expr);
            }
        }
    };
    match &expr.kind {
        ExprKind::Object(entries) => entries.iter().for_each(|(_, value)| visit(value)),
        ExprKind::Collection(elements) => elements.iter().for_each(visit),
        ExprKind::ParamIndirect(inner)
        | ExprKind::Paren(inner)
        | ExprKind::Deref(inner)
        | ExprKind::PointerTo(inner)
        | ExprKind::Try(inner)
        | ExprKind::Unary { operand: inner, .. }
        | ExprKind::Member { object: inner, .. } => visit(inner),
        ExprKind::Name { args, .. }
        | ExprKind::Method { args, .. }
        | ExprKind::Command { args, .. }
        | ExprKind::Plugin { args, .. } => arguments(args.as_deref().unwrap_or_default()),
        ExprKind::Binary { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExprKind::Ternary { cond, then, otherwise } => {
            visit(cond);
            visit(then);
            visit(otherwise);
        }
        ExprKind::Call { callee, args } => {
            arguments(args);
            visit(callee);
        }
        ExprKind::Index { object: a, index: b }
        | ExprKind::ArrayIndex { array: a, index: b }
        | ExprKind::CharRef { text: a, index: b } => {
            visit(a);
            visit(b);
        }
        ExprKind::Assign { target, value, .. } => {
            visit(target);
            visit(value);
        }
        ExprKind::Return(Some(inner)) => visit(inner),
        _ => {}
    }
}

fn special(catalog: &Catalog, id: four_syntax::ast::CommandId) -> Option<Special> {
    match catalog.command(id)?.run()? {
        Run::Special(special) => Some(special),
        Run::Native(_) => None,
    }
}

/// What the statements mention.
pub fn facts(body: &[Stmt], catalog: &Catalog) -> Facts {
    let mut facts = Facts::default();
    statements(body, &mut |statement| {
        expressions(statement, &mut |expr| note(expr, catalog, false, &mut facts));
    });
    facts
}

/// What the body of a formula mentions.
pub fn facts_of(expr: &Expr, catalog: &Catalog) -> Facts {
    let mut facts = Facts::default();
    note(expr, catalog, false, &mut facts);
    locals(expr, &mut HashSet::new(), &mut facts.locals);
    facts
}

fn locals(expr: &Expr, known: &mut HashSet<String>, found: &mut Vec<String>) {
    if let ExprKind::Local(name) = &expr.kind
        && known.insert(name.to_ascii_lowercase())
    {
        found.push(name.to_string());
    }
    parts(expr, &mut |part| locals(part, known, found));
}

fn note(expr: &Expr, catalog: &Catalog, mut inside_formula: bool, facts: &mut Facts) {
    match &expr.kind {
        ExprKind::Param(0) if !inside_formula => facts.uses_result = true,
        ExprKind::Param(number) if !inside_formula && *number <= MAX_PARAMETERS => {
            facts.highest_parameter = facts.highest_parameter.max(*number);
        }
        ExprKind::Param(_) | ExprKind::ParamIndirect(_) if !inside_formula => facts.uses_arguments = true,
        ExprKind::PointerTo(inner) => {
            if let ExprKind::Local(name) = &inner.kind {
                facts.pointed_at.push(name.to_string());
            } else if let ExprKind::Param(number) = &inner.kind {
                facts.pointed_at.push(number.to_string());
            }
        }
        ExprKind::Command { id, .. } if !inside_formula => match special(catalog, *id) {
            Some(Special::CountParameters | Special::CopyParameters) => facts.uses_arguments = true,
            // Their argument has parameters of its own.
            Some(Special::Formula | Special::Defer) => inside_formula = true,
            _ => {}
        },
        _ => {}
    }
    parts(expr, &mut |part| note(part, catalog, inside_formula, facts));
}

/// True when the expression mentions the local variable.
pub fn mentions(expr: &Expr, name: &str) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Local(local) if local.eq_ignore_ascii_case(name));
    parts(expr, &mut |part| found = found || mentions(part, name));
    found
}
