//! The nodes of the executable tree, by theme.

pub mod arguments;
pub mod arithmetic;
pub mod assertion;
pub mod assign;
pub mod call;
pub mod classes;
pub mod command;
pub mod compare;
pub mod containers;
pub mod control;
pub mod errors;
pub mod fusion;
pub mod literal;
pub mod logic;
pub mod loops;
pub mod member;
pub mod operand;
pub mod place;
pub mod process_variables;
pub mod special;
pub mod variables;

/// The parts of a node that every implementation repeats.
macro_rules! spanned {
    () => {
        fn span(&self) -> crate::node::Span {
            self.span
        }
        fn into_expr(self: Box<Self>) -> crate::node::Expr {
            self
        }
    };
}
pub(crate) use spanned;
