//! Lowering of expressions.

use four_runtime::class::{absent_class, native_class};
use four_runtime::rules::date::DateValue;
use four_runtime::shape::Shape;
use four_runtime::types::DeclaredType;
use four_runtime::{ClassRef, FrozenText, Symbol};
use four_syntax::ast::{self, Arg, AssignOp, BinaryOp, Expr as Tree, ExprKind, UnaryOp};

use super::{Lower, formula_body, place};
use crate::body::BodyKind;
use crate::catalog::ConstantValue;
use crate::check::known;
use crate::formula::{MakeFormula, MakeMethodFormula};
use crate::node::{Expr, Span, Ty};
use crate::nodes::call::{CallIndexed, CallMember, CallMethod, CallSuper, CallValue};
use crate::nodes::classes::{ClassLiteral, ClassStore, GuardedThis, New, SuperConstructor};
use crate::nodes::command::Missing;
use crate::nodes::containers::{
    ArrayIndex, CharRef, CollectionLiteral, Deref, ObjectLiteral, PointerTo, index_node,
};
use crate::nodes::errors::TryExpr;
use crate::nodes::literal::{IntLiteral, RealLiteral, Scalar, ScalarLiteral, text_literal};
use crate::nodes::member::{ReadLocalMember, ReadMember, ReadSuper, ReadThisMember};
use crate::nodes::variables::{self, IndirectParameter, InterprocessVariable, ProcessVariable, This};
use crate::nodes::{arithmetic, assign, compare, logic};
use crate::program::MethodDef;
use crate::suggest;

impl Lower<'_> {
    /// Lowers an expression.
    pub(super) fn expr(&mut self, tree: &Tree) -> Expr {
        let span = place(tree.span);
        match &tree.kind {
            ExprKind::Number { value, .. } => number(*value, span),
            ExprKind::Text(text) => text_literal(FrozenText::from(&**text), span),
            ExprKind::Date { year, month, day } => {
                let days =
                    DateValue::from_ymd(*year, i32::from(*month), i32::from(*day)).map_or(0, |date| date.0);
                Box::new(ScalarLiteral { value: Scalar::Date(days), span })
            }
            ExprKind::Time(seconds) => {
                let seconds = (*seconds).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
                Box::new(ScalarLiteral { value: Scalar::Time(seconds), span })
            }
            ExprKind::Null => Box::new(ScalarLiteral { value: Scalar::Null, span }),
            ExprKind::Boolean(flag) => Box::new(ScalarLiteral { value: Scalar::Bool(*flag), span }),
            ExprKind::Object(entries) => {
                let entries: Box<[(Symbol, Expr)]> = entries
                    .iter()
                    .map(|(name, value)| (Symbol::intern(&name.name), self.expr(value)))
                    .collect();
                let shape = Shape::of(entries.iter().map(|(name, _)| *name));
                Box::new(ObjectLiteral { entries, shape, span })
            }
            ExprKind::Collection(elements) => {
                let elements = elements.iter().map(|element| self.expr(element)).collect();
                Box::new(CollectionLiteral { elements, span })
            }
            ExprKind::Local(name) => {
                let slot = self.scope.slot(name);
                self.slot(slot, span)
            }
            ExprKind::Param(number) => match self.scope.parameter_slot(*number) {
                Some(slot) => self.slot(slot, span),
                None => {
                    let index = number_literal(f64::from(*number), span);
                    self.indirect(index, span)
                }
            },
            ExprKind::ParamIndirect(index) => {
                let index = self.expr(index);
                self.indirect(index, span)
            }
            ExprKind::Interprocess(name) => Box::new(InterprocessVariable {
                number: self.program.variable_number(self.space, name),
                span,
            }),
            ExprKind::Name { name, args: None, .. } => {
                match self.program.method_number_in(self.space, name) {
                    Some(method) => self.call_method(method, &[], span),
                    None => Box::new(ProcessVariable {
                        number: self.program.variable_number(self.space, name),
                        span,
                    }),
                }
            }
            ExprKind::Name { name, args: Some(args), .. }
            | ExprKind::Plugin { name, args: Some(args), .. } => self.call_named(name, args, span),
            ExprKind::Plugin { name, args: None, .. } => self.call_named(name, &[], span),
            ExprKind::Method { name, args } => {
                self.call_named(name, args.as_deref().unwrap_or_default(), span)
            }
            ExprKind::Command { id, args } => {
                self.command(*id, args.as_deref().unwrap_or_default(), tree.span)
            }
            ExprKind::Constant(id) => self.constant(*id, span),
            ExprKind::Table(table) => missing(36, structure(&table.name, None), span),
            ExprKind::Field { table, field } => missing(36, structure(&table.name, Some(&field.name)), span),
            ExprKind::Unary { op: UnaryOp::Plus, operand } => self.expr(operand),
            ExprKind::Unary { op: UnaryOp::Neg, operand } => match &operand.kind {
                ExprKind::Number { value, .. } => number(-value, span),
                _ => Box::new(arithmetic::Negate { operand: self.expr(operand), span }),
            },
            ExprKind::Binary { op, left, right } => {
                let asks = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
                let mut side = |tree: &Tree, other: &Tree| {
                    // `cs.Name#Null` asks whether there is such a class.
                    let asked = asks && matches!(other.kind, ExprKind::Null);
                    match asked && matches!(self.class_path(tree), Some(Err(_))) {
                        true => Box::new(ScalarLiteral { value: Scalar::Undefined, span: place(tree.span) }),
                        false => self.expr(tree),
                    }
                };
                let (left, right) = (side(left, right), side(right, left));
                binary(*op, left, right, span)
            }
            ExprKind::Ternary { cond, then, otherwise } => Box::new(logic::Ternary {
                condition: self.expr(cond),
                then: self.expr(then),
                otherwise: self.expr(otherwise),
                span,
            }),
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Member { object, name } => self.read_member(object, name, span),
            ExprKind::Call { callee, args } => self.call(callee, args, span),
            ExprKind::Index { object, index } => index_node(self.expr(object), self.expr(index), span),
            ExprKind::ArrayIndex { array, index } => {
                Box::new(ArrayIndex { array: self.expr(array), index: self.expr(index), span })
            }
            ExprKind::CharRef { text, index } => {
                Box::new(CharRef { text: self.expr(text), index: self.expr(index), span })
            }
            ExprKind::Deref(pointer) => Box::new(Deref { pointer: self.expr(pointer), span }),
            ExprKind::PointerTo(target) => Box::new(PointerTo { place: self.target(target), span }),
            ExprKind::This if self.guards_this => Box::new(GuardedThis { span }),
            ExprKind::This => Box::new(This { span }),
            ExprKind::Super => Box::new(This { span }),
            ExprKind::ClassStore => Box::new(ClassStore { native: false, span }),
            ExprKind::FourD => Box::new(ClassStore { native: true, span }),
            ExprKind::Try(body) => Box::new(TryExpr { body: self.formula_value(body), span }),
            ExprKind::Assign { target, op, value } => self.assignment(target, *op, value, tree.span),
            ExprKind::Return(value) => match value {
                Some(value) => self.expr(value),
                None => Box::new(ScalarLiteral { value: Scalar::Undefined, span }),
            },
            ExprKind::Error => missing(48, "This expression could not be read.".into(), span),
        }
    }

    /// The body of `Formula`, `defer` or `Try`: an expression, an assignment, or `return` with an expression.
    pub(super) fn formula_value(&mut self, tree: &Tree) -> Expr {
        self.expr(tree)
    }

    fn assignment(&mut self, target: &Tree, op: AssignOp, value: &Tree, span: ast::Span) -> Expr {
        let step = self.assign(target, op, value, span);
        Box::new(assign::AssignExpr { step, span: place(span) })
    }

    /// Reads the variable of a slot.
    pub(super) fn slot(&self, slot: usize, span: Span) -> Expr {
        let variable = &self.scope.variables[slot];
        variables::local(slot, &variable.ty, variable.boxed, span)
    }

    fn indirect(&mut self, index: Expr, span: Span) -> Expr {
        self.scope.uses_arguments = true;
        let params = self.scope.params;
        let boxed = (0..params).filter(|slot| self.scope.variables[*slot].boxed).collect();
        Box::new(IndirectParameter { index, params, boxed, span })
    }

    /// The arguments of a call of a method, function or formula.
    pub(super) fn arguments(&mut self, args: &[Arg]) -> Box<[Expr]> {
        args.iter().map(|arg| self.argument(arg)).collect()
    }

    pub(super) fn argument(&mut self, arg: &Arg) -> Expr {
        let span = place(arg.span());
        match arg {
            Arg::Expr(expr) => self.expr(expr),
            Arg::Empty(_) => Box::new(ScalarLiteral { value: Scalar::Undefined, span }),
            Arg::Star(_) => missing(59, "* is not expected here.".into(), span),
            Arg::Greater(_) | Arg::Less(_) | Arg::Operator(..) | Arg::Conjunction(..) => {
                missing(59, "An operator is not expected here.".into(), span)
            }
        }
    }

    fn call_named(&mut self, name: &str, args: &[Arg], span: Span) -> Expr {
        match self.program.method_number_in(self.space, name) {
            Some(method) => self.call_method(method, args, span),
            None => {
                let known = self.program.methods().iter().map(|method| method.name.as_str());
                let commands = self.program.catalog.commands().map(|command| command.name());
                let close = suggest::closest(name, known.chain(commands));
                Box::new(Missing {
                    code: 44,
                    message: format!("There is no method or command {name}."),
                    help: close.map(|close| format!("did you mean {close}?")),
                    span,
                })
            }
        }
    }

    fn call_method(&mut self, method: u32, args: &[Arg], span: Span) -> Expr {
        let ty = self.program.method(method).map_or(Ty::Any, MethodDef::result_ty);
        Box::new(CallMethod { method, args: self.arguments(args).into(), ty, span })
    }

    fn constant(&self, id: ast::ConstantId, span: Span) -> Expr {
        match self.program.catalog.constant(id).map(|constant| constant.value) {
            Some(ConstantValue::Number(value)) => number(value, span),
            Some(ConstantValue::Text(value)) => text_literal(value, span),
            None => missing(48, "This constant is not known.".into(), span),
        }
    }

    /// The class that `cs.Name`, `cs.space.Name` or `4D.Name` stands for: `None` when the expression is none of these.
    fn class_path(&self, tree: &Tree) -> Option<Result<ClassRef, (String, Option<String>)>> {
        let ExprKind::Member { object, name } = &tree.kind else { return None };
        let (native, full) = match &object.kind {
            ExprKind::ClassStore => {
                (false, self.space.map_or_else(|| name.name.to_string(), |space| space.class(&name.name)))
            }
            ExprKind::FourD => (true, name.name.to_string()),
            ExprKind::Member { object: store, name: space } if matches!(store.kind, ExprKind::ClassStore) => {
                let full = format!("{}.{}", space.name, name.name);
                // `cs.Name.me` and its like are members of a class, not classes of a component.
                if self.program.components.named(&space.name).is_none() {
                    self.program.class_named(&full)?;
                }
                (false, full)
            }
            _ => return None,
        };
        if native {
            return Some(match self.program.catalog.class(&full) {
                Some(class) => Ok(native_class(class)),
                None => {
                    let known = self.program.catalog.classes().iter().map(|class| class.name);
                    Err((format!("There is no class 4D.{full} in four."), did_you_mean(&full, known)))
                }
            });
        }
        Some(match self.program.class_named(&full) {
            Some(class) => Ok(class.class),
            None => {
                let known = self.program.classes().map(|class| class.class.full_name.as_str());
                let help = did_you_mean(&full, known).unwrap_or_else(|| NO_CLASS.to_owned());
                Err((format!("There is no class cs.{full}."), Some(help)))
            }
        })
    }

    fn read_member(&mut self, object: &Tree, name: &ast::Ident, span: Span) -> Expr {
        let whole = Tree::new(
            object.span.to(name.span),
            ExprKind::Member { object: Box::new(object.clone()), name: name.clone() },
        );
        if let Some(class) = self.class_path(&whole) {
            // `OB Instance of($x; 4D.EntitySelection)` has an answer, though four has no such class.
            let absent = known::CLASSES.iter().find(|known| **known == &*name.name);
            return match (matches!(object.kind, ExprKind::FourD), absent, class) {
                (true, Some(absent), Err(_)) => Box::new(ClassLiteral { class: absent_class(absent), span }),
                (.., class) => class_node(class, span),
            };
        }
        let name = Symbol::intern(&name.name);
        if matches!(object.kind, ExprKind::This) && !self.guards_this {
            return Box::new(ReadThisMember { name, cache: Default::default(), span });
        }
        if matches!(object.kind, ExprKind::Super)
            && let Some(class) = self.info.class
        {
            return Box::new(ReadSuper { class, name, span });
        }
        let object = self.expr(object);
        let slot = object.local();
        let general =
            ReadMember { object, name, cache: Default::default(), native: Default::default(), span };
        match slot {
            Some(slot) => Box::new(ReadLocalMember { slot, general }),
            None => Box::new(general),
        }
    }

    fn call(&mut self, callee: &Tree, args: &[Arg], span: Span) -> Expr {
        match &callee.kind {
            ExprKind::Super => self.super_constructor(args, ast::Span::new(span.0, span.1)),
            ExprKind::Member { object, name } => {
                if &*name.name == "new"
                    && let Some(class) = self.class_path(object)
                {
                    return match class {
                        Ok(class) => Box::new(New {
                            class,
                            args: self.arguments_of_new(class, args, span).into(),
                            span,
                        }),
                        Err(_) => class_node(class, span),
                    };
                }
                let symbol = Symbol::intern(&name.name);
                if matches!(object.kind, ExprKind::Super) {
                    return match self.info.class {
                        Some(class) => {
                            Box::new(CallSuper { class, name: symbol, args: self.arguments(args), span })
                        }
                        None => missing(-10746, "Super is only allowed in a class.".into(), span),
                    };
                }
                Box::new(CallMember::new(self.expr(object), symbol, self.arguments(args).into(), span))
            }
            ExprKind::Index { object, index } => Box::new(CallIndexed {
                object: self.expr(object),
                index: self.expr(index),
                args: self.arguments(args),
                span,
            }),
            _ => Box::new(CallValue {
                callee: self.expr(callee),
                this: None,
                args: self.arguments(args),
                span,
            }),
        }
    }

    /// `Super(arguments)`.
    pub(super) fn super_constructor(&mut self, args: &[Arg], span: ast::Span) -> Expr {
        match self.info.class {
            Some(class) if self.info.kind == BodyKind::Constructor => {
                Box::new(SuperConstructor { class, args: self.arguments(args), span: place(span) })
            }
            Some(_) => missing(-10746, "Super(…) is only allowed in a constructor.".into(), place(span)),
            None => missing(-10746, "Super is only allowed in a class.".into(), place(span)),
        }
    }

    /// `Formula(expr)`.
    pub(super) fn formula(&mut self, tree: &Tree, span: Span) -> Expr {
        if let ExprKind::Method { name, args: None } = &tree.kind {
            return Box::new(MakeMethodFormula { name: FrozenText::from(&*self.method_name(name)), span });
        }
        let source =
            FrozenText::from(super::spelled(self.program, self.space, self.text(tree.span)).as_str());
        let (code, captured) = formula_body(self.program, Some(self), self.space, tree, source);
        let captures = captured
            .iter()
            .map(|name| {
                let slot = self.scope.slot(name);
                self.slot(slot, span)
            })
            .collect();
        Box::new(MakeFormula { code, captures, span })
    }

    /// The arguments of `new()`. A `*` asks File and Folder for paths of the host (`4D.Folder.new(…; *)`), which for code
    /// of the host says nothing.
    fn arguments_of_new(&mut self, class: ClassRef, args: &[Arg], span: Span) -> Box<[Expr]> {
        let [args @ .., Arg::Star(_)] = args else { return self.arguments(args) };
        let mut exprs = self.arguments(args).into_vec();
        if self.space.is_some() && matches!(class.full_name.as_str(), "File" | "Folder") && exprs.len() <= 2 {
            exprs.resize_with(2, || Box::new(ScalarLiteral { value: Scalar::Undefined, span }));
            exprs.push(Box::new(ScalarLiteral { value: Scalar::Bool(true), span }));
        }
        exprs.into()
    }

    /// The name under which the whole program finds a method.
    fn method_name(&self, name: &str) -> String {
        self.space.map_or_else(|| name.to_owned(), |space| space.method(name))
    }

    /// Number of the declared type of a variable, for `Type`.
    pub(super) fn declared_code(&mut self, tree: &Tree) -> Option<i32> {
        let slot = match &tree.kind {
            ExprKind::Local(name) => self.scope.slot(name),
            ExprKind::Param(number) => self.scope.parameter_slot(*number)?,
            _ => return None,
        };
        let variable = &self.scope.variables[slot];
        (variable.known || variable.ty != DeclaredType::Variant).then(|| type_code(&variable.ty))
    }
}

/// Number of a declared type, as `Type` gives it (`commands/type`).
pub(crate) fn type_code(ty: &DeclaredType) -> i32 {
    match ty {
        DeclaredType::Variant => 12,
        DeclaredType::Text => 2,
        DeclaredType::Integer => 9,
        DeclaredType::Real => 1,
        DeclaredType::Boolean => 6,
        DeclaredType::Date => 4,
        DeclaredType::Time => 11,
        DeclaredType::Blob => 30,
        DeclaredType::Pointer => 23,
        DeclaredType::Picture => 3,
        DeclaredType::Object | DeclaredType::Class(_) => 38,
        DeclaredType::Collection => 42,
    }
}

/// A node that raises.
pub(super) fn missing(code: i32, message: String, span: Span) -> Expr {
    Box::new(Missing { code, message, help: None, span })
}

fn structure(table: &str, field: Option<&str>) -> String {
    match field {
        Some(field) => format!("[{table}]{field} is not available: four has no database."),
        None => format!("[{table}] is not available: four has no database."),
    }
}

/// What to do about a class that is not there, and has no name near it.
const NO_CLASS: &str =
    "a class is a file in Classes; a component stands in Components, or environment4d.json gives its path";

fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    suggest::closest(name, known).map(|close| format!("did you mean {close}?"))
}

fn class_node(class: Result<ClassRef, (String, Option<String>)>, span: Span) -> Expr {
    match class {
        Ok(class) => Box::new(ClassLiteral { class, span }),
        Err((message, help)) => Box::new(Missing { code: -10745, message, help, span }),
    }
}

pub(super) fn number_literal(value: f64, span: Span) -> Expr {
    number(value, span)
}

fn number(value: f64, span: Span) -> Expr {
    match four_runtime::Value::number(value) {
        four_runtime::Value::Int(value) => Box::new(IntLiteral { value, span }),
        _ => Box::new(RealLiteral { value, span }),
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
    match op {
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => {
            compare::compare(op, left, right, span)
        }
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::AndThen | BinaryOp::OrElse => {
            logic::logic(op, left, right, span)
        }
        _ => arithmetic::binary(op, left, right, span),
    }
}
