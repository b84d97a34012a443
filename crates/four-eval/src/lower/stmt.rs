//! Lowering of statements.

use four_runtime::types::{Accepts, DeclaredType};
use four_syntax::ast::{self, AssignOp, BinaryOp, Expr, ExprKind, ForEachTest, Stmt, StmtKind, VarKind};

use super::scope::declared;
use super::{Lower, place, walk};
use crate::node::{Block, Flow, Step, Ty};
use crate::nodes::assign::{
    AppendLocal, Assign, Compound, RoundIntoLocal, SetIndexed, SetLocal, SetMember, SetThisMember,
    SetTypedLocal, operator, set_element, set_named,
};
use crate::nodes::control;
use crate::nodes::control::{Broken, CaseOf, DeclareInterprocess, DeclareVariable, Evaluate, Leave, Use};
use crate::nodes::errors::TryBlock;
use crate::nodes::fusion::Consumer;
use crate::nodes::loops::{For, ForEach, ForInt, Item, Repeat};

impl Lower<'_> {
    /// Lowers statements in order.
    pub(super) fn block(&mut self, body: &[Stmt]) -> Block {
        let mut steps = Vec::with_capacity(body.len());
        for statement in body {
            self.statement(statement, &mut steps);
        }
        Block(steps.into())
    }

    fn statement(&mut self, statement: &Stmt, steps: &mut Vec<Box<dyn Step>>) {
        let span = place(statement.span);
        let step: Box<dyn Step> = match &statement.kind {
            StmtKind::Var(groups) => return self.declarations(groups, steps),
            StmtKind::Legacy(legacy) => return self.legacy(legacy, steps),
            StmtKind::Assign { target, op, value } => self.assign(target, *op, value, statement.span),
            StmtKind::Expr(expr) => self.expression_statement(expr),
            StmtKind::If { cond, then, otherwise } => {
                let condition = self.expr(cond);
                let then = self.block(then);
                let otherwise = otherwise.as_ref().map(|otherwise| self.block(otherwise));
                condition.consumed(Consumer::If(then, otherwise))
            }
            StmtKind::CaseOf { cases, otherwise } => Box::new(CaseOf {
                cases: cases.iter().map(|case| (self.expr(&case.cond), self.block(&case.body))).collect(),
                otherwise: otherwise.as_ref().map(|otherwise| self.block(otherwise)),
            }),
            StmtKind::While { cond, body } => {
                let condition = self.expr(cond);
                condition.consumed(Consumer::While(self.block(body), span))
            }
            StmtKind::Repeat { body, until } => {
                Box::new(Repeat { body: self.block(body), until: self.expr(until), span })
            }
            StmtKind::For(each) => self.for_loop(each, statement.span),
            StmtKind::ForEach(each) => self.for_each(each, statement.span),
            StmtKind::Use { target, body } => {
                let (span, target) = (place(target.span), Some(self.expr(target)));
                Box::new(Use { target, block: self.block(body), span })
            }
            StmtKind::Try { body, catch } => Box::new(TryBlock {
                body: self.block(body),
                catch: catch.as_ref().map(|catch| self.block(catch)),
            }),
            StmtKind::Sql(_) => Box::new(Broken {
                code: 33,
                message: "Begin SQL … End SQL is not available: four has no database.".into(),
                help: None,
                span,
            }),
            StmtKind::Return(value) => control::returning(value.as_ref().map(|value| self.expr(value))),
            StmtKind::Break => Box::new(Leave(Flow::Break)),
            StmtKind::Continue => Box::new(Leave(Flow::Continue)),
            StmtKind::Error(number) => Box::new(self.unreadable(*number, statement.span)),
        };
        steps.push(step);
    }

    /// A line with a syntax error: raises it when it is reached.
    fn unreadable(&self, number: u32, span: ast::Span) -> Broken {
        let problems = self.program.problems.iter().filter(|problem| problem.file == self.info.file);
        let found = problems.map(|problem| &problem.diagnostic).nth(number as usize);
        Broken {
            code: 48,
            message: match found {
                Some(diagnostic) => format!("Syntax error: {}.", diagnostic.message),
                None => "Syntax error: this line could not be read.".into(),
            },
            help: found.and_then(|diagnostic| diagnostic.help.clone()),
            span: found.map_or(place(span), |diagnostic| place(diagnostic.span)),
        }
    }

    fn declarations(&mut self, groups: &[ast::VarGroup], steps: &mut Vec<Box<dyn Step>>) {
        for group in groups {
            let ty = declared(group.ty.as_ref(), self.program.catalog, self.space);
            for name in &group.names {
                self.declare_global(&name.kind, &ty, steps);
                if let Some(init) = &group.init {
                    let kind = match &name.kind {
                        VarKind::Local(local) => ExprKind::Local(local.clone()),
                        VarKind::Param(number) | VarKind::ParamsFrom(number) => ExprKind::Param(*number),
                        VarKind::Interprocess(name) => ExprKind::Interprocess(name.clone()),
                        VarKind::Process(name) => {
                            ExprKind::Name { name: name.clone(), token: None, args: None }
                        }
                    };
                    let target = Expr::new(name.span, kind);
                    steps.push(self.assign(&target, AssignOp::Set, init, name.span.to(init.span)));
                }
            }
        }
    }

    fn legacy(&mut self, legacy: &ast::LegacyDecl, steps: &mut Vec<Box<dyn Step>>) {
        if legacy.method.is_some() {
            return;
        }
        let ty = ast::TypeRef { kind: legacy.ty.clone(), span: ast::Span::default() };
        let ty = declared(Some(&ty), self.program.catalog, self.space);
        for name in &legacy.names {
            self.declare_global(&name.kind, &ty, steps);
        }
    }

    fn declare_global(&mut self, kind: &VarKind, ty: &DeclaredType, steps: &mut Vec<Box<dyn Step>>) {
        match kind {
            VarKind::Process(name) => {
                let number = self.program.variable_number(self.space, name);
                steps.push(Box::new(DeclareVariable { number, ty: ty.clone() }));
            }
            VarKind::Interprocess(name) => {
                let number = self.program.variable_number(self.space, name);
                steps.push(Box::new(DeclareInterprocess { number, ty: ty.clone() }));
            }
            VarKind::Local(_) | VarKind::Param(_) | VarKind::ParamsFrom(_) => {}
        }
    }

    fn expression_statement(&mut self, expr: &Expr) -> Box<dyn Step> {
        match &expr.kind {
            // `Super` alone calls the constructor of the parent class.
            ExprKind::Super => Box::new(Evaluate(self.super_constructor(&[], expr.span))),
            _ => Box::new(Evaluate(self.expr(expr))),
        }
    }

    /// An assignment, by the most direct node that its target allows.
    pub(super) fn assign(
        &mut self,
        target: &Expr,
        op: AssignOp,
        value: &Expr,
        whole: ast::Span,
    ) -> Box<dyn Step> {
        let span = place(whole);
        if let Some((slot, name)) = self.plain_local(target) {
            let ty = self.scope.variables[slot].ty.clone();
            if let Some(parts) = appended(&name, op, value)
                && matches!(ty, DeclaredType::Text | DeclaredType::Variant)
            {
                let parts = parts.iter().map(|part| self.expr(part)).collect();
                return Box::new(AppendLocal { slot, ty, parts, span });
            }
            let value = match operator(op) {
                None => self.expr(value),
                Some(op) => {
                    let left = self.expr(target);
                    let right = self.expr(value);
                    crate::nodes::arithmetic::binary(op, left, right, span)
                }
            };
            return match (&ty, value.ty()) {
                (DeclaredType::Variant, _) => Box::new(SetLocal { slot, value }),
                (DeclaredType::Integer, Ty::Int(_)) => value.consumed(Consumer::SetInt(slot)),
                (DeclaredType::Integer, ty) if ty.is_number() => Box::new(RoundIntoLocal { slot, value }),
                (DeclaredType::Real, ty) if ty.is_number() => value.consumed(Consumer::SetReal(slot)),
                (DeclaredType::Integer, Ty::Any) => value.consumed(Consumer::SetNumber(slot, true, span)),
                (DeclaredType::Real, Ty::Any) => value.consumed(Consumer::SetNumber(slot, false, span)),
                _ => Box::new(SetTypedLocal { slot, accepts: Accepts::from(Some(&ty)), ty, value, span }),
            };
        }
        match (operator(op), &target.kind) {
            (None, ExprKind::Member { object, name }) => {
                let name = four_runtime::Symbol::intern(&name.name);
                let cache = Default::default();
                if matches!(object.kind, ExprKind::This) && !self.guards_this {
                    let value = self.expr(value);
                    return match value.computes_number() {
                        true => value.consumed(Consumer::SetThisMember(name, span)),
                        false => Box::new(SetThisMember { name, value, cache, span }),
                    };
                }
                let (object, value) = (self.expr(object), self.expr(value));
                match object.local() {
                    Some(slot) if value.computes_number() => {
                        value.consumed(Consumer::SetLocalMember(slot, name, span))
                    }
                    _ => Box::new(SetMember { object, name, value, cache, span }),
                }
            }
            (None, ExprKind::Index { object, index }) => {
                let index = self.expr(index);
                match (self.plain_local(object), index.ty()) {
                    (Some((slot, _)), Ty::Int(_)) => set_element(slot, index, self.expr(value), span),
                    (Some((slot, _)), Ty::Text | Ty::Any) => {
                        set_named(SetIndexed { slot, index, value: self.expr(value), span })
                    }
                    _ => Box::new(Assign { place: self.target(target), value: self.expr(value), span }),
                }
            }
            (None, _) => Box::new(Assign { place: self.target(target), value: self.expr(value), span }),
            (Some(op), _) => {
                Box::new(Compound { place: self.target(target), op, value: self.expr(value), span })
            }
        }
    }

    /// The slot and name of a local variable that no pointer reaches.
    fn plain_local(&mut self, target: &Expr) -> Option<(usize, String)> {
        let (slot, name) = match &target.kind {
            ExprKind::Local(name) => (self.scope.slot(name), name.to_string()),
            ExprKind::Param(number) => (self.scope.parameter_slot(*number)?, String::new()),
            _ => return None,
        };
        (!self.scope.variables[slot].boxed).then_some((slot, name))
    }

    fn for_loop(&mut self, each: &ast::ForLoop, whole: ast::Span) -> Box<dyn Step> {
        let span = place(whole);
        let start = self.expr(&each.start);
        let end = self.expr(&each.end);
        let step = each.step.as_ref().map(|step| self.expr(step));
        let literal = match &each.step {
            None => Some(1),
            Some(step) => whole_literal(step).filter(|step| *step != 0),
        };
        if let (Some((slot, _)), Some(step), Ty::Int(_), Ty::Int(_)) =
            (self.plain_local(&each.counter), literal, start.ty(), end.ty())
            && self.scope.variables[slot].ty == DeclaredType::Integer
        {
            return Box::new(ForInt { slot, start, end, step, body: self.block(&each.body), span });
        }
        Box::new(For {
            counter: self.target(&each.counter),
            start,
            end,
            step,
            body: self.block(&each.body),
            span,
        })
    }

    fn for_each(&mut self, each: &ast::ForEachLoop, whole: ast::Span) -> Box<dyn Step> {
        let item = match self.plain_local(&each.item) {
            Some((slot, _)) => {
                let ty = self.scope.variables[slot].ty.clone();
                Item::Local { slot, accepts: Accepts::from(Some(&ty)), ty }
            }
            None => Item::Place(self.target(&each.item)),
        };
        let test = each.test.as_ref().map(|(kind, test)| (*kind == ForEachTest::While, self.expr(test)));
        Box::new(ForEach {
            item,
            iterable: self.expr(&each.iterable),
            begin: each.begin.as_ref().map(|begin| self.expr(begin)),
            end: each.end.as_ref().map(|end| self.expr(end)),
            test,
            body: self.block(&each.body),
            span: place(whole),
        })
    }
}

/// The number of a literal without fraction, with its sign.
fn whole_literal(expr: &Expr) -> Option<i32> {
    match &expr.kind {
        ExprKind::Number { value, .. } if value.fract() == 0.0 && value.abs() < 2e9 => Some(*value as i32),
        ExprKind::Unary { op: ast::UnaryOp::Neg, operand } => whole_literal(operand).map(|value| -value),
        ExprKind::Paren(inner) => whole_literal(inner),
        _ => None,
    }
}

/// What `$name:=$name+a+b` or `$name+=a` adds, when at least one part is surely a text and none mentions the variable.
fn appended<'e>(name: &str, op: AssignOp, value: &'e Expr) -> Option<Vec<&'e Expr>> {
    let mut parts = Vec::new();
    match op {
        AssignOp::Add => parts.push(value),
        AssignOp::Set => {
            let mut rest = value;
            while let ExprKind::Binary { op: BinaryOp::Add, left, right } = &rest.kind {
                parts.push(&**right);
                rest = left;
            }
            if !matches!(&rest.kind, ExprKind::Local(local) if local.eq_ignore_ascii_case(name)) {
                return None;
            }
            parts.reverse();
        }
        _ => return None,
    }
    let texts = parts
        .iter()
        .any(|part| matches!(part.kind, ExprKind::Text(_) | ExprKind::Command { .. } | ExprKind::Local(_)));
    (!name.is_empty() && !parts.is_empty() && texts && !parts.iter().any(|part| walk::mentions(part, name)))
        .then_some(parts)
}
