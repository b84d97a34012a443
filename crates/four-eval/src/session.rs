//! Lines typed at a prompt: code that runs in a living process, with variables that survive from line to line.
//!
//! A line is a message of its process like any other, so what a server does in between goes on, and each line sees the
//! newest snapshot of the program. Invariant: a slot of the session always holds what its declared type allows.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::pointer::Pointer;
use four_runtime::process::{Message, ProcessHandle};
use four_runtime::types::DeclaredType;
use four_runtime::{Error, Text, Value};
use four_syntax::ast::{ExprKind, SourceFile, Stmt, StmtKind};
use four_syntax::{Diagnostic, FileKind, Severity, Source};

use crate::body::{BodyInfo, BodyKind};
use crate::cx::Cx;
use crate::lower;
use crate::lower::scope::Scope;
use crate::program::{Program, intern_info, name_of_main};

/// First source number of lines typed at a prompt; programs have fewer sources.
const PROMPT: u32 = 1 << 30;

/// How many lines are remembered for excerpts in messages.
const KEPT_LINES: usize = 1000;

static LINES: Mutex<(usize, Vec<Arc<Source>>)> = Mutex::new((0, Vec::new()));

/// The line typed at a prompt that has this source number, if it is remembered.
pub fn prompt_source(file: u32) -> Option<Arc<Source>> {
    let index = file.checked_sub(PROMPT)? as usize;
    LINES.lock().unwrap_or_else(PoisonError::into_inner).1.get(index).cloned()
}

/// Keeps a source for excerpts in messages, as long as not too many others follow; gives its number.
pub(crate) fn remember(source: &Arc<Source>) -> u32 {
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let index = lines.0 % KEPT_LINES;
    lines.0 += 1;
    match lines.1.get_mut(index) {
        Some(kept) => *kept = source.clone(),
        None => lines.1.push(source.clone()),
    }
    PROMPT + index as u32
}

/// Work for a process, run between its other messages.
pub struct Work(Box<dyn FnOnce(&mut Cx<'_>) + Send>);

/// Lets a process do something between its other messages. False when it has ended.
pub fn post(process: &ProcessHandle, work: impl FnOnce(&mut Cx<'_>) + Send + 'static) -> bool {
    process.post(Message::Work(Box::new(Work(Box::new(work))))).is_ok()
}

pub(crate) fn run_work(work: Box<dyn Any + Send>, cx: &mut Cx<'_>) {
    if let Ok(work) = work.downcast::<Work>() {
        (work.0)(cx);
    }
}

/// The variables of a prompt. Belongs to one process.
#[derive(Default)]
pub struct Session {
    scope: Scope,
    frame: Vec<Value>,
    /// Which slots hold a pointer to the cell of their variable.
    cells: Vec<bool>,
}

/// What a line gave.
pub enum Outcome {
    /// It ran and has nothing to show.
    Done,
    /// The value of the expression at its end.
    Value(Value),
    /// It cannot be read; nothing of it ran.
    Unreadable(Vec<Diagnostic>, Arc<Source>),
    /// It raised an error.
    Raised(Box<Error>),
}

/// A variable of a prompt.
pub struct SessionVariable<'s> {
    /// Name without `$`.
    pub name: &'s str,
    /// Declared type.
    pub ty: &'s DeclaredType,
    /// What it holds.
    pub value: Value,
}

/// What is still open at the end of the text, when more lines could complete it.
pub fn is_open(text: &str, program: &Program) -> bool {
    let parsed = four_syntax::parse(text, &program.names, FileKind::Repl);
    let open = |code| matches!(code, "syntax/unclosed-block" | "syntax/unclosed-comment");
    // A line that ends with a backslash goes on.
    text.rsplit('\n').next().is_some_and(|line| line.trim_end().ends_with('\\'))
        || parsed.diagnostics.iter().any(|diagnostic| open(diagnostic.code) && diagnostic.related.is_empty())
}

impl Session {
    /// A session whose code has these arguments, as `$1`, `$2`….
    pub fn with_arguments(arguments: Vec<Value>) -> Session {
        let scope = Scope::of_formula(u32::try_from(arguments.len()).unwrap_or(0), &[], false);
        let cells = vec![false; arguments.len()];
        Session { scope, frame: arguments, cells }
    }

    /// Gives a variable a value; its name without `$`.
    pub fn set(&mut self, name: &str, value: Value) {
        let slot = self.scope.slot(name);
        if slot >= self.frame.len() {
            self.frame.resize(slot + 1, Value::Undefined);
            self.cells.resize(slot + 1, false);
        }
        if let (true, Value::Pointer(pointer)) = (self.cells[slot], &self.frame[slot])
            && let Pointer::Local { cell, .. } = &**pointer
        {
            // The old value is dropped after the borrow has ended.
            let old = cell.replace(value);
            drop(old);
            return;
        }
        self.frame[slot] = value;
    }

    /// Runs a line, or several.
    pub fn run(&mut self, cx: &mut Cx<'_>, name: &str, text: &str) -> Outcome {
        let source = Arc::new(Source::new(name, text));
        let parsed = four_syntax::parse(text, &cx.program.names, FileKind::Repl);
        let SourceFile::Method(tree) = parsed.file else { return Outcome::Done };
        if parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Outcome::Unreadable(parsed.diagnostics, source);
        }
        if tree.body.is_empty() {
            return Outcome::Done;
        }
        let shows = tree.body.last().is_some_and(shows_value);
        let file = remember(&source);
        let info = BodyInfo { name: name_of_main(name), file, class: None, kind: BodyKind::Method };
        let reset = self.scope.extend(&tree.body, cx.program.catalog);
        let (body, scope) =
            lower::prompt(cx.program, &tree.body, self.scope.clone(), intern_info(info), &source);
        self.adopt(scope, &reset);
        let result = body.run(cx, (0, 0), Value::Null, &mut self.frame);
        match result {
            Ok(Value::Undefined) if !shows => Outcome::Done,
            Ok(value) => Outcome::Value(value),
            Err(raised) => Outcome::Raised(cx.take_error(raised)),
        }
    }

    /// Takes over the variables of a line: new ones get their first value, those that pointers reach get their cell.
    fn adopt(&mut self, scope: Scope, reset: &[usize]) {
        let known = self.frame.len();
        self.frame.resize(scope.variables.len(), Value::Undefined);
        self.cells.resize(scope.variables.len(), false);
        for (slot, variable) in scope.variables.iter().enumerate() {
            if slot >= known || reset.contains(&slot) {
                let value = variable.ty.default_value();
                match &self.frame[slot] {
                    Value::Pointer(pointer) if self.cells[slot] => {
                        if let Pointer::Local { cell, .. } = &**pointer {
                            // The old value is dropped after the borrow has ended.
                            let old = cell.replace(value);
                            drop(old);
                        }
                    }
                    _ => self.frame[slot] = value,
                }
            }
            if variable.boxed && !self.cells[slot] {
                let cell = Rc::new(RefCell::new(std::mem::take(&mut self.frame[slot])));
                let name = Text::from(variable.name.as_str());
                self.frame[slot] = Value::Pointer(Rc::new(Pointer::Local { cell, name }));
                self.cells[slot] = true;
            }
        }
        self.scope = scope;
    }

    /// The variables, in the order of their first mention.
    pub fn variables(&self) -> impl Iterator<Item = SessionVariable<'_>> {
        self.scope.variables.iter().zip(&self.frame).enumerate().map(|(slot, (variable, held))| {
            let value = match held {
                Value::Pointer(pointer) if self.cells[slot] => match &**pointer {
                    Pointer::Local { cell, .. } => cell.borrow().clone(),
                    _ => Value::Undefined,
                },
                value => value.clone(),
            };
            SessionVariable { name: &variable.name, ty: &variable.ty, value }
        })
    }

    /// What a variable holds; its name without `$`, in any case.
    pub fn value(&self, name: &str) -> Option<Value> {
        let folded = crate::program::fold(name);
        self.variables()
            .find(|variable| crate::program::fold(variable.name) == folded)
            .map(|found| found.value)
    }
}

/// False for statements whose missing result is no news: calls, assignments, structures.
fn shows_value(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Expr(expr) => !matches!(
            expr.kind,
            ExprKind::Command { .. }
                | ExprKind::Plugin { .. }
                | ExprKind::Method { .. }
                | ExprKind::Call { .. }
                | ExprKind::Assign { .. }
                | ExprKind::Name { args: Some(_), .. }
        ),
        StmtKind::Return(value) => value.is_some(),
        _ => false,
    }
}
