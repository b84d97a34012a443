//! Statements that nothing reaches: those after one that always leaves their block (`Concepts/flow-control`).

use four_runtime::registry::{Run, Special};
use four_syntax::Diagnostic;
use four_syntax::ast::{Arg, ExprKind, Stmt, StmtKind};

use super::body::Checker;
use crate::lower::walk;

impl Checker<'_> {
    /// Reports the first statement of each block that nothing reaches.
    pub(super) fn unreachable(&mut self, body: &[Stmt]) {
        self.unreachable_in(body);
        walk::statements(body, &mut |statement| match &statement.kind {
            StmtKind::If { then, otherwise, .. } => {
                self.unreachable_in(then);
                self.unreachable_in(otherwise.as_deref().unwrap_or_default());
            }
            StmtKind::CaseOf { cases, otherwise } => {
                cases.iter().for_each(|case| self.unreachable_in(&case.body));
                self.unreachable_in(otherwise.as_deref().unwrap_or_default());
            }
            StmtKind::While { body, .. } | StmtKind::Repeat { body, .. } | StmtKind::Use { body, .. } => {
                self.unreachable_in(body);
            }
            StmtKind::For(each) => self.unreachable_in(&each.body),
            StmtKind::ForEach(each) => self.unreachable_in(&each.body),
            StmtKind::Try { body, catch } => {
                self.unreachable_in(body);
                self.unreachable_in(catch.as_deref().unwrap_or_default());
            }
            _ => {}
        });
    }

    fn unreachable_in(&mut self, block: &[Stmt]) {
        if !self.goes_on() {
            return;
        }
        let Some(at) = block.iter().position(|statement| self.leaves(statement).is_some()) else { return };
        let leaving = &block[at];
        // A declaration does nothing when it is reached.
        let dead = block[at + 1..].iter().find(|s| !matches!(s.kind, StmtKind::Var(_) | StmtKind::Legacy(_)));
        let (Some(dead), Some(word)) = (dead, self.leaves(leaving)) else { return };
        let message = Diagnostic::warning(
            "semantic/unreachable-code",
            self.first_line(dead.span),
            format!("nothing reaches this line: `{word}` stands before it"),
        );
        self.found.push(
            message
                .label("never runs")
                .also(self.first_line(leaving.span), format!("`{word}` leaves here"))
                .help("remove what follows, or put the line that leaves into an `If`"),
        );
    }

    /// The word with which a statement surely leaves its block.
    fn leaves(&self, statement: &Stmt) -> Option<&'static str> {
        match &statement.kind {
            StmtKind::Return(_) => Some("return"),
            StmtKind::Break => Some("break"),
            StmtKind::Continue => Some("continue"),
            StmtKind::Expr(expr) => match &expr.kind {
                ExprKind::Command { id, args: Some(args) } if self.special(*id) == Some(Special::Throw) => {
                    let later = args.iter().any(|arg| match arg {
                        // An object may say that the error is deferred: then the next line runs (`commands/throw`).
                        Arg::Expr(arg) => match &arg.kind {
                            ExprKind::Object(entries) => {
                                entries.iter().any(|(key, _)| &*key.name == "deferred")
                            }
                            ExprKind::Number { .. } | ExprKind::Text(_) => false,
                            _ => true,
                        },
                        _ => true,
                    });
                    (!later).then_some("throw")
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn special(&self, id: four_syntax::ast::CommandId) -> Option<Special> {
        match self.project.catalog.command(id)?.run()? {
            Run::Special(special) => Some(special),
            Run::Native(_) => None,
        }
    }
}
