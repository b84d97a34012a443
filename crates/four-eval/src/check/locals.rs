//! Local variables that are read before anything was stored in them.
//!
//! A variable that a line declares anywhere has the value of its type from the start. Of the others, a read is reported
//! when no line above it stores something, unless a loop leads back to the read from a line below that does.

use std::collections::{HashMap, HashSet};

use four_runtime::registry::{Command, Param, ParamKind, Run, Special};
use four_syntax::Diagnostic;
use four_syntax::ast::{
    Arg, AssignOp, CommandId, Expr, ExprKind, Signature, Span, Stmt, StmtKind, VarKind, VarName,
};

use super::body::Checker;
use crate::catalog::{Catalog, Entry};
use crate::lower::walk;
use crate::program::fold;
use crate::suggest;

/// What happens to one variable, in the order of the text.
#[derive(Default)]
struct Use<'t> {
    name: &'t str,
    declared: bool,
    /// First moment at which something is stored.
    stored: Option<u32>,
    /// Moments at which something is stored inside loops: the loop's first and last moment.
    stored_in_loops: Vec<(u32, u32)>,
    /// First read, and the innermost moments of it.
    reads: Vec<(u32, Span)>,
}

/// Follows a body in the order of its text.
struct Follow<'t, 'c> {
    catalog: &'c Catalog,
    uses: HashMap<String, Use<'t>>,
    order: Vec<String>,
    now: u32,
    /// Loops around the current statement: their first moment, and what was stored in them so far.
    loops: Vec<(u32, HashSet<String>)>,
    /// True when the body runs text as code, which may store anywhere.
    opaque: bool,
}

impl Checker<'_> {
    /// Reports reads of local variables that hold nothing yet.
    pub(super) fn unassigned(&mut self, signature: Option<&Signature>, body: &[Stmt]) {
        let mut follow = Follow {
            catalog: self.project.catalog,
            uses: HashMap::new(),
            order: Vec::new(),
            now: 0,
            loops: Vec::new(),
            opaque: false,
        };
        if let Some(signature) = signature {
            let result = signature.result.as_ref().and_then(|result| result.name.as_ref());
            for name in signature.params.iter().map(|param| &param.name).chain(result) {
                follow.entry(name).declared = true;
            }
        }
        follow.block(body);
        if follow.opaque {
            return;
        }
        let known: Vec<&str> =
            follow.uses.values().filter(|v| v.declared || v.stored.is_some()).map(|v| v.name).collect();
        for key in &follow.order {
            if !self.goes_on() {
                return;
            }
            let variable = &follow.uses[key];
            let Some((_, span)) = variable.first_blind_read() else { continue };
            let name = variable.name;
            let message = match variable.stored {
                None => format!("`${name}` never gets a value in this body"),
                Some(_) => format!("`${name}` is read before it gets a value"),
            };
            let close = match variable.stored {
                None => suggest::closest(name, known.iter().copied().take(2000)),
                Some(_) => None,
            };
            let help = match close {
                Some(close) => format!("did you mean `${close}`?"),
                None => format!("assign a value first, or declare it: `var ${name} : …`"),
            };
            self.found.push(Diagnostic::warning("semantic/unassigned-variable", span, message).help(help));
        }
    }
}

impl Use<'_> {
    fn first_blind_read(&self) -> Option<(u32, Span)> {
        if self.declared {
            return None;
        }
        self.reads.iter().copied().find(|(moment, _)| {
            self.stored.is_none_or(|stored| stored > *moment)
                && !self.stored_in_loops.iter().any(|(first, last)| first <= moment && moment <= last)
        })
    }
}

impl<'t> Follow<'t, '_> {
    fn entry(&mut self, name: &'t str) -> &mut Use<'t> {
        let key = key(name);
        if !self.uses.contains_key(&key) {
            self.order.push(key.clone());
        }
        self.uses.entry(key).or_insert_with(|| Use { name, ..Use::default() })
    }

    fn store(&mut self, name: &'t str) {
        self.now += 1;
        let now = self.now;
        let variable = self.entry(name);
        variable.stored.get_or_insert(now);
        let key = key(name);
        if let Some((_, stored)) = self.loops.last_mut() {
            stored.insert(key);
        }
    }

    fn read(&mut self, name: &'t str, span: Span) {
        self.now += 1;
        let now = self.now;
        let variable = self.entry(name);
        // A variable that has a value needs no further reads: what counts are those before it.
        if variable.stored.is_none() && variable.reads.len() < 64 {
            variable.reads.push((now, span));
        }
    }

    fn block(&mut self, block: &'t [Stmt]) {
        for statement in block {
            self.statement(statement);
        }
    }

    fn in_loop(&mut self, run: impl FnOnce(&mut Self)) {
        self.now += 1;
        self.loops.push((self.now, HashSet::new()));
        run(self);
        self.now += 1;
        let Some((first, stored)) = self.loops.pop() else { return };
        for key in &stored {
            if let Some(variable) = self.uses.get_mut(key) {
                variable.stored_in_loops.push((first, self.now));
            }
        }
        if let Some((_, outer)) = self.loops.last_mut() {
            outer.extend(stored);
        }
    }

    fn declare(&mut self, name: &'t VarName) {
        if let VarKind::Local(name) = &name.kind {
            self.entry(name).declared = true;
        }
    }

    fn statement(&mut self, statement: &'t Stmt) {
        match &statement.kind {
            StmtKind::Var(groups) => {
                for group in groups {
                    if let Some(init) = &group.init {
                        self.value(init);
                    }
                    group.names.iter().for_each(|name| self.declare(name));
                }
            }
            StmtKind::Legacy(legacy) => legacy.names.iter().for_each(|name| self.declare(name)),
            StmtKind::Assign { target, op, value } => {
                if *op != AssignOp::Set {
                    self.value(target);
                }
                self.value(value);
                self.target(target);
            }
            StmtKind::If { cond, then, otherwise } => {
                self.value(cond);
                self.block(then);
                self.block(otherwise.as_deref().unwrap_or_default());
            }
            StmtKind::CaseOf { cases, otherwise } => {
                for case in cases {
                    self.value(&case.cond);
                    self.block(&case.body);
                }
                self.block(otherwise.as_deref().unwrap_or_default());
            }
            StmtKind::While { cond, body } => self.in_loop(|this| {
                this.value(cond);
                this.block(body);
            }),
            StmtKind::Repeat { body, until } => self.in_loop(|this| {
                this.block(body);
                this.value(until);
            }),
            StmtKind::For(each) => {
                self.value(&each.start);
                self.value(&each.end);
                each.step.iter().for_each(|step| self.value(step));
                self.target(&each.counter);
                self.in_loop(|this| this.block(&each.body));
            }
            StmtKind::ForEach(each) => {
                self.value(&each.iterable);
                each.begin.iter().chain(&each.end).for_each(|limit| self.value(limit));
                self.target(&each.item);
                self.in_loop(|this| {
                    if let Some((_, test)) = &each.test {
                        this.value(test);
                    }
                    this.block(&each.body);
                });
            }
            StmtKind::Use { target, body } => {
                self.value(target);
                self.block(body);
            }
            StmtKind::Try { body, catch } => {
                self.block(body);
                self.block(catch.as_deref().unwrap_or_default());
            }
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => self.value(expr),
            // Its text names variables to read from and to store in.
            StmtKind::Sql(_) => self.opaque = true,
            StmtKind::Return(None) | StmtKind::Break | StmtKind::Continue | StmtKind::Error(_) => {}
        }
    }

    fn target(&mut self, target: &'t Expr) {
        match &target.kind {
            ExprKind::Local(name) => self.store(name),
            ExprKind::Paren(inner) => self.target(inner),
            // An element of an array that was declared elsewhere, or a character of a text.
            _ => walk::parts(target, &mut |part| self.value(part)),
        }
    }

    fn value(&mut self, expr: &'t Expr) {
        match &expr.kind {
            ExprKind::Local(name) => self.read(name, expr.span),
            ExprKind::Assign { target, value, .. } => {
                self.value(value);
                self.target(target);
            }
            ExprKind::PointerTo(inner) => self.target(inner),
            ExprKind::Command { id, args: Some(args) } => self.command(*id, args),
            // Nobody knows what these do with their arguments.
            ExprKind::Plugin { args: Some(args), .. } | ExprKind::Name { args: Some(args), .. } => {
                args.iter().for_each(|arg| self.unknown_argument(arg));
            }
            _ => walk::parts(expr, &mut |part| self.value(part)),
        }
    }

    fn unknown_argument(&mut self, arg: &'t Arg) {
        if let Arg::Expr(arg) = arg {
            match &arg.kind {
                ExprKind::Local(name) => self.store(name),
                _ => self.value(arg),
            }
        }
    }

    fn command(&mut self, id: CommandId, args: &'t [Arg]) {
        let command = match self.catalog.command(id) {
            Some(Entry::Here(command)) => command,
            Some(Entry::Missing(_)) | None => {
                args.iter().for_each(|arg| self.unknown_argument(arg));
                return;
            }
        };
        if let Run::Special(special) = command.run {
            match special {
                Special::ExecuteFormula => self.opaque = true,
                // These ask for the variable itself.
                Special::Undefined | Special::TypeOf => return,
                Special::GetProcessVariable => {
                    args.iter().for_each(|arg| self.unknown_argument(arg));
                    return;
                }
                Special::ClearVariable => {
                    args.iter().for_each(|arg| self.unknown_argument(arg));
                    return;
                }
                _ => {}
            }
        }
        for (number, arg) in args.iter().enumerate() {
            if stores(command, number) { self.unknown_argument(arg) } else { self.argument(arg) }
        }
    }

    fn argument(&mut self, arg: &'t Arg) {
        if let Arg::Expr(arg) = arg {
            self.value(arg);
        }
    }
}

/// Names count up to their 31st character (`Concepts/identifiers`).
fn key(name: &str) -> String {
    fold(name).chars().take(31).collect()
}

/// True when the command may store in its argument of this number; `*` and other signs do not move the numbers by much,
/// so a parameter that stores anywhere before it counts too.
fn stores(command: &Command, number: usize) -> bool {
    let writes = |param: &Param| {
        param.kind == ParamKind::Variable || param.kind == ParamKind::Rest && param.name.contains("variable")
    };
    let last = command.params.len().saturating_sub(1);
    command.params.get(number.min(last)).is_some_and(writes)
        || command
            .params
            .iter()
            .take(number)
            .any(|param| matches!(param.kind, ParamKind::Star | ParamKind::Order))
            && command.params.iter().any(writes)
}
