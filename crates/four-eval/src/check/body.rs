//! The walk over bodies: which checks look at which statement and expression.

use std::collections::HashMap;

use four_syntax::ast::{
    Arg, BinaryOp, Expr, ExprKind, FunctionDecl, PropertyDecl, Signature, Span, Stmt, StmtKind, VarKind,
    VarName,
};
use four_syntax::{Diagnostic, Source};

use super::facts::{ClassFacts, MethodFacts};
use super::{MAX_MESSAGES, Project};
use crate::lower::walk;
use crate::program::fold;

/// Looks at one text.
pub(super) struct Checker<'p> {
    /// The program it belongs to.
    pub project: &'p Project<'p>,
    /// What the text itself declares, when it is not part of the program.
    pub own: Option<&'p Project<'p>>,
    pub source: &'p Source,
    /// The messages so far.
    pub found: Vec<Diagnostic>,
    /// True when the whole text could be read: only then can be told what it does not say.
    pub whole: bool,
    /// The class that the body belongs to.
    pub class: Option<String>,
    /// How many formulas are around the expression: `This` is another object in there.
    pub formulas: u32,
    /// What is not available is said once a text, with the number of places.
    pub unavailable: HashMap<String, (usize, usize)>,
}

impl<'p> Checker<'p> {
    pub fn new(
        project: &'p Project<'p>,
        own: Option<&'p Project<'p>>,
        source: &'p Source,
        whole: bool,
    ) -> Checker<'p> {
        Checker {
            project,
            own,
            source,
            found: Vec::new(),
            whole,
            class: None,
            formulas: 0,
            unavailable: HashMap::new(),
        }
    }

    /// A method of the program.
    pub fn method(&self, name: &str) -> Option<&'p MethodFacts> {
        let key = fold(name);
        self.own.and_then(|own| own.methods.get(&key)).or_else(|| self.project.methods.get(&key))
    }

    /// A class of the program; case counts.
    pub fn class_facts(&self, name: &str) -> Option<&'p ClassFacts> {
        self.own.and_then(|own| own.classes.get(name)).or_else(|| self.project.classes.get(name))
    }

    /// True when something is stored under that name in an object anywhere in the sources.
    pub fn is_stored(&self, name: &str) -> bool {
        self.project.stored.contains(name) || self.own.is_some_and(|own| own.stored.contains(name))
    }

    /// True when there is room for more messages; hostile sources end here.
    pub fn goes_on(&self) -> bool {
        self.found.len() < MAX_MESSAGES
    }

    /// Reports something that 4D has and four does not: once a text, at the first place.
    pub fn unavailable(&mut self, code: &'static str, span: Span, message: String, help: &str) {
        match self.unavailable.get_mut(&message) {
            Some((first, places)) => {
                *places += 1;
                if let Some(diagnostic) = self.found.get_mut(*first) {
                    diagnostic.help = Some(format!("{help} ({places} places in this file)"));
                }
            }
            None => {
                self.unavailable.insert(message.clone(), (self.found.len(), 1));
                self.found.push(Diagnostic::warning(code, span, message).help(help));
            }
        }
    }

    /// The part of a span on its first line: a structure is shown by its head.
    pub fn first_line(&self, span: Span) -> Span {
        let text = self.source.slice(span);
        let length = text.find(['\n', '\r']).unwrap_or(text.len());
        Span::new(span.start, span.start + text[..length].trim_end().len() as u32)
    }

    /// Checks a property line of a class.
    pub fn property(&mut self, property: &PropertyDecl) {
        if let Some(ty) = &property.ty {
            self.type_of(ty);
        }
        if let Some(init) = &property.init {
            self.value(init);
        }
    }

    /// Checks a function of a class.
    pub fn function(&mut self, function: &FunctionDecl) {
        let class = self.class.clone();
        self.body(Some(&function.signature), &function.body, class);
    }

    /// Checks a body with its parameters.
    pub fn body(&mut self, signature: Option<&Signature>, body: &[Stmt], class: Option<String>) {
        self.class = class;
        if let Some(signature) = signature {
            self.signature(signature);
            self.redeclared(signature, body);
        }
        if self.whole {
            self.unreachable(body);
            self.unassigned(signature, body);
        }
        walk::statements(body, &mut |statement| {
            if self.goes_on() {
                self.statement(statement);
            }
        });
    }

    fn signature(&mut self, signature: &Signature) {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for param in &signature.params {
            if let Some(first) = seen.insert(fold(&param.name), param.span) {
                self.found.push(
                    Diagnostic::error(
                        "semantic/duplicate-parameter",
                        param.span,
                        format!("`${}` is declared twice", param.name),
                    )
                    .label("again here")
                    .also(first, "declared here")
                    .help("give each parameter a name of its own"),
                );
            }
            param.ty.iter().for_each(|ty| self.type_of(ty));
        }
        signature.variadic.iter().filter_map(|variadic| variadic.ty.as_ref()).for_each(|ty| self.type_of(ty));
        let Some(result) = &signature.result else { return };
        result.ty.iter().for_each(|ty| self.type_of(ty));
        if let Some(name) = &result.name
            && let Some(first) = seen.get(&fold(name))
        {
            self.found.push(
                Diagnostic::error(
                    "semantic/duplicate-parameter",
                    result.span,
                    format!("`${name}` is both a parameter and the result"),
                )
                .label("again here")
                .also(*first, "declared here")
                .help("give the result a name of its own, or use `return`"),
            );
        }
    }

    /// `var` lines that name a parameter (`Concepts/parameters`). Published programs do so, and 4D lets it pass: the variable
    /// keeps its value.
    fn redeclared(&mut self, signature: &Signature, body: &[Stmt]) {
        let params = signature.params.iter().map(|param| (fold(&param.name), (param.span, true)));
        // Where it is declared, and whether as a parameter.
        let mut declared: HashMap<String, (Span, bool)> = params.collect();
        if let Some(result) = &signature.result
            && let Some(name) = &result.name
        {
            declared.entry(fold(name)).or_insert((result.span, false));
        }
        let mut report = |name: &VarName| {
            let VarKind::Local(local) = &name.kind else { return };
            let Some((first, is_param)) = declared.get(&fold(local)) else { return };
            let what = if *is_param { "a parameter" } else { "the result" };
            let message = format!("`${local}` is {what} and declared already");
            let help = "remove it from this line, or choose another name: a compiled project refuses it";
            let diagnostic = Diagnostic::warning("semantic/redeclared-parameter", name.span, message);
            self.found.push(diagnostic.label("again here").also(*first, "declared here").help(help));
        };
        walk::statements(body, &mut |statement| match &statement.kind {
            StmtKind::Var(groups) => groups.iter().flat_map(|group| &group.names).for_each(&mut report),
            StmtKind::Legacy(legacy) if legacy.method.is_none() => legacy.names.iter().for_each(&mut report),
            _ => {}
        });
    }

    /// Checks a statement without those inside it.
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Var(groups) => {
                groups.iter().filter_map(|group| group.ty.as_ref()).for_each(|ty| self.type_of(ty))
            }
            StmtKind::Assign { target, value, .. } => {
                self.assigned(target);
                self.target(target);
                self.value(value);
                return;
            }
            StmtKind::Expr(expr) => return self.call_statement(expr),
            StmtKind::For(each) => self.assigned(&each.counter),
            StmtKind::ForEach(each) => self.assigned(&each.item),
            _ => {}
        }
        walk::expressions(statement, &mut |expr| self.value(expr));
    }

    /// A line that is a call: a bare name has to be a method.
    fn call_statement(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name { name, token, args: None } => {
                self.unknown_call(name, token.as_deref(), expr.span, true)
            }
            _ => self.value(expr),
        }
    }

    /// The parts of a place that something is stored in.
    fn target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name { args: None, .. } => {}
            ExprKind::Paren(inner) => self.target(inner),
            _ => self.value(target),
        }
    }

    /// Reports a target that nothing can be stored in.
    fn assigned(&mut self, target: &Expr) {
        let what = match &target.kind {
            ExprKind::Paren(inner) => return self.assigned(inner),
            ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Date { .. } | ExprKind::Time(_) => {
                "a literal"
            }
            ExprKind::Null | ExprKind::Boolean(_) | ExprKind::Constant(_) => "a constant",
            ExprKind::Object(_) | ExprKind::Collection(_) => "a literal",
            ExprKind::Method { .. } | ExprKind::Name { args: Some(_), .. } | ExprKind::Call { .. } => {
                "the result of a call"
            }
            ExprKind::Command { .. } => "the result of a command",
            ExprKind::Unary { .. } | ExprKind::Binary { .. } | ExprKind::Ternary { .. } => {
                "the result of an operator"
            }
            ExprKind::PointerTo(_) => "a pointer to a variable",
            ExprKind::This => "`This`",
            ExprKind::Super => "`Super`",
            ExprKind::ClassStore | ExprKind::FourD => "a class store",
            ExprKind::Try(_) => "the result of `Try`",
            _ => return,
        };
        let help = match &target.kind {
            ExprKind::PointerTo(_) => "write `pointer->` to store in the variable that a pointer leads to",
            ExprKind::Binary { .. } => "values are compared with `=` and assigned with `:=`",
            _ => "a variable, a property, an element or a dereferenced pointer takes a value",
        };
        let message = format!("{what} cannot be assigned to");
        self.found.push(Diagnostic::error("semantic/not-assignable", target.span, message).help(help));
    }

    /// Checks an expression with all its parts.
    pub fn value(&mut self, expr: &Expr) {
        if !self.goes_on() {
            return;
        }
        match &expr.kind {
            ExprKind::Name { name, token: None, args: None } => self.foreign_name(name, expr.span),
            ExprKind::Name { name, token, args: Some(_) } => {
                self.unknown_call(name, token.as_deref(), expr.span, false);
            }
            ExprKind::Method { name, args } => {
                self.method_call(name, args.as_deref().unwrap_or_default(), expr.span)
            }
            ExprKind::Command { id, args } => {
                let opens = self.command_call(*id, args.as_deref(), expr.span);
                for arg in args.iter().flatten() {
                    self.argument(arg, opens);
                }
                return;
            }
            ExprKind::Plugin { name, .. } => self.plugin_call(name, expr.span),
            ExprKind::Table(_) | ExprKind::Field { .. } => self.database(expr.span),
            ExprKind::Member { object, name } => {
                if self.class_path(expr) {
                    return;
                }
                self.member(object, name);
            }
            // `cs.Name#Null` asks whether there is such a class.
            ExprKind::Binary { op: BinaryOp::Eq | BinaryOp::Ne, left, right }
                if matches!(right.kind, ExprKind::Null) && is_class(left) =>
            {
                return;
            }
            ExprKind::Call { callee, args } => self.call(callee, args, expr.span),
            ExprKind::Super => self.super_outside(expr.span),
            ExprKind::Assign { target, .. } => self.assigned(target),
            _ => {}
        }
        if let ExprKind::Try(body) = &expr.kind {
            return self.value(body);
        }
        walk::parts(expr, &mut |part| self.part(part));
    }

    /// A part of an expression; what is written as an argument may be no assignment there.
    fn part(&mut self, expr: &Expr) {
        self.misplaced(expr, false);
        self.value(expr);
    }

    /// An argument of a command; `opens` when the command takes it unevaluated.
    fn argument(&mut self, arg: &Arg, opens: bool) {
        let Arg::Expr(expr) = arg else { return };
        self.misplaced(expr, opens);
        self.formulas += u32::from(opens);
        self.value(expr);
        self.formulas -= u32::from(opens);
    }

    /// Reports assignments and `return` where values belong.
    fn misplaced(&mut self, expr: &Expr, allowed: bool) {
        let (what, help) = match &expr.kind {
            _ if allowed => return,
            ExprKind::Assign { .. } => {
                ("an assignment", "write it on a line of its own, or pass it as `Formula(…)`; `=` compares")
            }
            ExprKind::Return(_) => ("`return`", "write it on a line of its own, or pass it as `Formula(…)`"),
            _ => return,
        };
        self.found.push(
            Diagnostic::error("semantic/misplaced-assignment", expr.span, format!("{what} is not a value"))
                .help(help),
        );
    }
}

/// `cs.Name` or `4D.Name`.
fn is_class(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Member { object, .. } if matches!(object.kind, ExprKind::ClassStore | ExprKind::FourD))
}
