//! Statements that nothing reaches: those after one that always leaves their block (`Concepts/flow-control`).

use four_runtime::registry::{Run, Special};
use four_syntax::Diagnostic;
use four_syntax::ast::{Arg, ExprKind, Stmt, StmtKind};

use super::body::Checker;

/// The blocks that stand directly in a statement, and whether each is the body of a `Try`.
fn blocks(statement: &Stmt) -> Vec<(&[Stmt], bool)> {
    let plain = |block| (block, false);
    match &statement.kind {
        StmtKind::If { then, otherwise, .. } => {
            vec![plain(then.as_slice()), plain(otherwise.as_deref().unwrap_or_default())]
        }
        StmtKind::CaseOf { cases, otherwise } => {
            let cases = cases.iter().map(|case| plain(case.body.as_slice()));
            cases.chain([plain(otherwise.as_deref().unwrap_or_default())]).collect()
        }
        StmtKind::While { body, .. } | StmtKind::Repeat { body, .. } | StmtKind::Use { body, .. } => {
            vec![plain(body.as_slice())]
        }
        StmtKind::For(each) => vec![plain(each.body.as_slice())],
        StmtKind::ForEach(each) => vec![plain(each.body.as_slice())],
        StmtKind::Try { body, catch } => {
            vec![(body.as_slice(), true), plain(catch.as_deref().unwrap_or_default())]
        }
        _ => Vec::new(),
    }
}

impl Checker<'_> {
    /// Reports the first statement of each block that nothing reaches.
    pub(super) fn unreachable(&mut self, body: &[Stmt]) {
        let mut open = vec![(body, false)];
        while let Some((block, in_try)) = open.pop() {
            self.unreachable_in(block, in_try);
            let nested = block.iter().flat_map(blocks);
            open.extend(nested.map(|(block, is_try)| (block, in_try || is_try)));
        }
    }

    fn unreachable_in(&mut self, block: &[Stmt], in_try: bool) {
        if !self.goes_on() {
            return;
        }
        let leaves = |statement: &Stmt| self.leaves(statement, in_try);
        let Some((at, word)) = block.iter().enumerate().find_map(|(at, one)| Some((at, leaves(one)?))) else {
            return;
        };
        let leaving = &block[at];
        // A declaration does nothing when it is reached.
        let dead = block[at + 1..].iter().find(|s| !matches!(s.kind, StmtKind::Var(_) | StmtKind::Legacy(_)));
        let Some(dead) = dead else { return };
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

    /// The word with which a statement surely leaves its block. A `throw` does so within `Try`; elsewhere the method of
    /// ON ERR CALL may let the next line run.
    fn leaves(&self, statement: &Stmt, in_try: bool) -> Option<&'static str> {
        match &statement.kind {
            StmtKind::Return(_) => Some("return"),
            StmtKind::Break => Some("break"),
            StmtKind::Continue => Some("continue"),
            StmtKind::Expr(expr) => match &expr.kind {
                ExprKind::Command { id, args: Some(args) }
                    if in_try && self.special(*id) == Some(Special::Throw) =>
                {
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
