//! Expression nodes from their parts, with the place that covers them.

use super::ArgItem;
use crate::ast::*;

fn boxed(e: Expr) -> Box<Expr> {
    Box::new(e)
}

pub(crate) fn ternary(cond: Expr, then: Expr, otherwise: Expr) -> Expr {
    let span = cond.span.to(otherwise.span);
    Expr::new(span, ExprKind::Ternary { cond: boxed(cond), then: boxed(then), otherwise: boxed(otherwise) })
}

pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr::new(span, ExprKind::Binary { op, left: boxed(left), right: boxed(right) })
}

pub(crate) fn unary(l: u32, op: UnaryOp, operand: Expr) -> Expr {
    Expr::new(Span::new(l, operand.span.end), ExprKind::Unary { op, operand: boxed(operand) })
}

pub(crate) fn assign(target: Expr, op: AssignOp, value: Expr) -> Expr {
    let span = target.span.to(value.span);
    Expr::new(span, ExprKind::Assign { target: boxed(target), op, value: boxed(value) })
}

pub(crate) fn member(object: Expr, name: Ident) -> Expr {
    Expr::new(object.span.to(name.span), ExprKind::Member { object: boxed(object), name })
}

pub(crate) fn deref(pointer: Expr, end: u32) -> Expr {
    Expr::new(Span::new(pointer.span.start, end), ExprKind::Deref(boxed(pointer)))
}

pub(crate) fn index(object: Expr, index: Expr, end: u32) -> Expr {
    let span = Span::new(object.span.start, end);
    Expr::new(span, ExprKind::Index { object: boxed(object), index: boxed(index) })
}

pub(crate) fn char_ref(text: Expr, index: Expr, end: u32) -> Expr {
    Expr::new(Span::new(text.span.start, end), ExprKind::CharRef { text: boxed(text), index: boxed(index) })
}

pub(crate) fn array_index(array: Expr, index: Expr, end: u32) -> Expr {
    let span = Span::new(array.span.start, end);
    Expr::new(span, ExprKind::ArrayIndex { array: boxed(array), index: boxed(index) })
}

/// Arguments belong to the name they follow; after anything else they call its value.
pub(crate) fn call(callee: Expr, list: Args, end: u32) -> Expr {
    let span = Span::new(callee.span.start, end);
    let kind = match callee.kind {
        ExprKind::Name { name, token, args: None } => ExprKind::Name { name, token, args: Some(list) },
        ExprKind::Method { name, args: None } => ExprKind::Method { name, args: Some(list) },
        ExprKind::Command { id, args: None } => ExprKind::Command { id, args: Some(list) },
        ExprKind::Plugin { name, token, args: None } => ExprKind::Plugin { name, token, args: Some(list) },
        kind => ExprKind::Call { callee: boxed(Expr::new(callee.span, kind)), args: list },
    };
    Expr::new(span, kind)
}

pub(crate) fn args(mut list: Args, item: ArgItem) -> Args {
    list.push(item.0);
    list.extend(item.1.map(|value| Arg::Expr(*value)));
    list
}
