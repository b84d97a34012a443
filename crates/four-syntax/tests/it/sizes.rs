//! Nodes stay small: trees are walked often and moved by the parser.

use std::mem::size_of;

use four_syntax::ast::{Arg, Expr, Stmt, StmtKind};

#[test]
fn nodes() {
    let sizes = [size_of::<Expr>(), size_of::<Arg>(), size_of::<StmtKind>(), size_of::<Stmt>()];
    assert!(sizes.iter().zip([72, 72, 152, 160]).all(|(size, limit)| *size <= limit), "{sizes:?}");
}
