//! Structures that are open while lines are read (`Concepts/flow-control`).

use crate::ast::*;
use crate::keyword::Keyword;

/// An open structure.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Its first keyword's place.
    pub opened: Span,
    /// What its head said.
    pub head: Head,
    /// Statements of the block being filled.
    pub block: Block,
    /// Where `Else` or `Catch` stands, once seen.
    pub second: Option<Span>,
    /// `Else if` has been reported: further ones are no news.
    pub tolerant: bool,
    /// That its end is missing has been told with its head.
    pub silent: bool,
    /// A statement before the first case has been reported.
    pub silent_cases: bool,
    /// The block before `Else` or `Catch`.
    first: Block,
    /// Finished branches of a `Case of` and the one being filled.
    cases: Vec<CaseBranch>,
    case: Option<(Span, Expr)>,
}

/// The heads of structures.
#[derive(Debug)]
pub(crate) enum Head {
    If(Expr),
    CaseOf,
    While(Expr),
    Repeat,
    For(Box<ForLoop>),
    ForEach(Box<ForEachLoop>),
    Use(Expr),
    Try,
}

impl Head {
    /// First and last word of the structure.
    pub fn words(&self) -> (Keyword, Keyword) {
        match self {
            Head::If(_) => (Keyword::If, Keyword::EndIf),
            Head::CaseOf => (Keyword::CaseOf, Keyword::EndCase),
            Head::While(_) => (Keyword::While, Keyword::EndWhile),
            Head::Repeat => (Keyword::Repeat, Keyword::Until),
            Head::For(_) => (Keyword::For, Keyword::EndFor),
            Head::ForEach(_) => (Keyword::ForEach, Keyword::EndForEach),
            Head::Use(_) => (Keyword::Use, Keyword::EndUse),
            Head::Try => (Keyword::Try, Keyword::EndTry),
        }
    }

    pub fn is_loop(&self) -> bool {
        matches!(self, Head::While(_) | Head::Repeat | Head::For(_) | Head::ForEach(_))
    }
}

impl Frame {
    pub fn new(opened: Span, head: Head) -> Self {
        Frame {
            opened,
            head,
            block: Vec::new(),
            second: None,
            tolerant: false,
            silent: false,
            silent_cases: false,
            first: Vec::new(),
            cases: Vec::new(),
            case: None,
        }
    }

    /// Whether `Else` or `Catch` may come: false when it has been.
    pub fn start_second(&mut self, at: Span) -> bool {
        if self.second.is_some() {
            return self.tolerant;
        }
        self.second = Some(at);
        self.finish_case();
        if !matches!(self.head, Head::CaseOf) {
            self.first = std::mem::take(&mut self.block);
        }
        true
    }

    /// Starts a branch of a `Case of`.
    pub fn start_case(&mut self, at: Span, cond: Expr) {
        self.finish_case();
        self.case = Some((at, cond));
    }

    /// Whether statements have a place: not between `Case of` and its first branch.
    pub fn takes_statements(&self) -> bool {
        !matches!(self.head, Head::CaseOf) || self.case.is_some() || self.second.is_some()
    }

    /// Whether it holds nothing yet.
    pub fn is_empty(&self) -> bool {
        self.block.is_empty() && self.second.is_none() && self.cases.is_empty() && self.case.is_none()
    }

    fn finish_case(&mut self) {
        if let Some((span, cond)) = self.case.take() {
            self.cases.push(CaseBranch { span, cond, body: std::mem::take(&mut self.block) });
        }
    }

    /// The finished statement; `until` is the condition of a `Repeat`.
    pub fn close(mut self, end: u32, until: Option<Expr>) -> Stmt {
        self.finish_case();
        let span = Span::new(self.opened.start, end.max(self.opened.end));
        let block = self.block;
        let (first, second) = match self.second {
            Some(_) => (self.first, Some(block)),
            None if matches!(self.head, Head::CaseOf) => (Vec::new(), None),
            None => (block, None),
        };
        let kind = match self.head {
            Head::If(cond) => StmtKind::If { cond, then: first, otherwise: second },
            Head::CaseOf => StmtKind::CaseOf { cases: self.cases, otherwise: second },
            Head::While(cond) => StmtKind::While { cond, body: first },
            Head::Repeat => {
                let until = until.unwrap_or(Expr::new(Span::new(span.end, span.end), ExprKind::Error));
                StmtKind::Repeat { body: first, until }
            }
            Head::For(mut head) => {
                head.body = first;
                StmtKind::For(head)
            }
            Head::ForEach(mut head) => {
                head.body = first;
                StmtKind::ForEach(head)
            }
            Head::Use(target) => StmtKind::Use { target, body: first },
            Head::Try => StmtKind::Try { body: first, catch: second },
        };
        Stmt { span, kind }
    }
}
