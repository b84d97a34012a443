//! `Alias name path.to.property` in a class: a computed property that stands for another one (`ORDA/ordaClasses`).
//!
//! Documented for classes of data; here every class may have them, as the line means the same there.

use four_syntax::ast::{
    AliasDecl, AssignOp, ClassFile, Expr, ExprKind, FunctionDecl, FunctionKind, Ident, Modifiers, Param,
    Signature, Stmt, StmtKind,
};

/// Name of the value in a setter.
const VALUE: &str = "value";

/// Adds a getter and a setter for each alias, unless the class has a function of that name.
pub fn expand(class: &mut ClassFile) {
    for alias in std::mem::take(&mut class.aliases) {
        if class.functions.iter().any(|function| function.name.name == alias.name.name) {
            continue;
        }
        let get = StmtKind::Return(Some(target(&alias)));
        let value = Expr::new(alias.span, ExprKind::Local(VALUE.into()));
        let set = StmtKind::Assign { target: target(&alias), op: AssignOp::Set, value };
        let param = Param { name: VALUE.into(), ty: None, span: alias.span };
        class.functions.push(function(&alias, FunctionKind::Get, Vec::new(), get));
        class.functions.push(function(&alias, FunctionKind::Set, vec![param], set));
    }
}

/// `This.path.to.property`.
fn target(alias: &AliasDecl) -> Expr {
    alias.path.iter().fold(Expr::new(alias.span, ExprKind::This), |object, name| {
        let name = Ident { name: name.clone(), span: alias.span };
        Expr::new(alias.span, ExprKind::Member { object: Box::new(object), name })
    })
}

fn function(alias: &AliasDecl, kind: FunctionKind, params: Vec<Param>, line: StmtKind) -> FunctionDecl {
    FunctionDecl {
        span: alias.span,
        name: alias.name.clone(),
        kind,
        modifiers: Modifiers::default(),
        signature: Signature { span: alias.span, params, ..Signature::default() },
        body: vec![Stmt { span: alias.span, kind: line }],
    }
}
