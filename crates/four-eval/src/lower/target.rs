//! Lowering of places: what is assigned to, pointed at, or written by a command.

use four_runtime::Symbol;
use four_syntax::ast::{Expr as Tree, ExprKind};

use super::{Lower, place};
use crate::nodes::place::{
    ArrayPlace, CharPlace, DerefPlace, IndexPlace, LocalPlace, MemberPlace, ParameterPlace, Place,
    StructurePlace, TemporaryPlace, VariablePlace,
};

impl Lower<'_> {
    /// The place that an expression stands for; one that cannot be assigned to becomes a temporary.
    pub(super) fn target(&mut self, tree: &Tree) -> Box<dyn Place> {
        let span = place(tree.span);
        match &tree.kind {
            ExprKind::Local(name) => {
                let slot = self.scope.slot(name);
                Box::new(self.local_place(slot))
            }
            ExprKind::Param(number) => match self.scope.parameter_slot(*number) {
                Some(slot) => Box::new(self.local_place(slot)),
                None => {
                    let index = super::expr::number_literal(f64::from(*number), span);
                    self.parameter_place(index, span)
                }
            },
            ExprKind::ParamIndirect(index) => {
                let index = self.expr(index);
                self.parameter_place(index, span)
            }
            ExprKind::Name { name, args: None, .. } => Box::new(VariablePlace {
                number: self.program.variable_number(self.space, name),
                name: name.to_string(),
                interprocess: false,
            }),
            ExprKind::Interprocess(name) => Box::new(VariablePlace {
                number: self.program.variable_number(self.space, name),
                name: name.to_string(),
                interprocess: true,
            }),
            ExprKind::Member { object, name } => {
                Box::new(MemberPlace { object: self.expr(object), name: Symbol::intern(&name.name) })
            }
            ExprKind::Index { object, index } => {
                Box::new(IndexPlace { container: self.expr(object), index: self.expr(index), span })
            }
            ExprKind::ArrayIndex { array, index } => {
                Box::new(ArrayPlace { array: self.target(array), index: self.expr(index), span })
            }
            ExprKind::CharRef { text, index } => {
                Box::new(CharPlace { text: self.target(text), index: self.expr(index) })
            }
            ExprKind::Deref(pointer) => Box::new(DerefPlace { pointer: self.expr(pointer), span }),
            ExprKind::Paren(inner) => self.target(inner),
            ExprKind::Table(table) => Box::new(StructurePlace(format!("[{}]", table.name))),
            ExprKind::Field { table, field } => {
                Box::new(StructurePlace(format!("[{}]{}", table.name, field.name)))
            }
            _ => Box::new(TemporaryPlace(self.expr(tree))),
        }
    }

    fn local_place(&self, slot: usize) -> LocalPlace {
        let variable = &self.scope.variables[slot];
        LocalPlace { slot, ty: variable.ty.clone(), boxed: variable.boxed.then(|| variable.name.clone()) }
    }

    fn parameter_place(&mut self, index: crate::node::Expr, span: crate::node::Span) -> Box<dyn Place> {
        self.scope.uses_arguments = true;
        let params = (0..self.scope.params).map(|slot| self.local_place(slot)).collect();
        Box::new(ParameterPlace { index, params, span })
    }
}
