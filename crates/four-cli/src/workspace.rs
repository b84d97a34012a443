//! The sources of a living program: kept so that single ones can be replaced and the whole be built anew.
//!
//! Invariant: a source keeps its place as long as the workspace lives, so that the numbers of files and methods are the
//! same in every snapshot. A source that is gone leaves an empty one behind under a name that no code can write.

use std::sync::Arc;

use four_eval::catalog::Catalog;
use four_eval::names::VariableNames;
use four_eval::program::{Input, InputKind, Program};
use four_syntax::{Severity, Source};

use crate::catalog;

/// The sources of a living program.
pub struct Workspace {
    /// What is built in, with the constants of the program.
    pub catalog: &'static Catalog,
    inputs: Vec<Input>,
    names: Arc<VariableNames>,
}

impl Workspace {
    /// A workspace with these sources.
    pub fn new(inputs: Vec<Input>) -> Workspace {
        Workspace::of(catalog::catalog(), inputs)
    }

    /// A workspace with these sources of a program that has constants of its own.
    pub fn of(catalog: &'static Catalog, inputs: Vec<Input>) -> Workspace {
        Workspace { catalog, inputs, names: Arc::default() }
    }

    /// The workspace that a snapshot was made of.
    pub fn of_program(program: &Program) -> Workspace {
        Workspace {
            catalog: program.catalog,
            inputs: program.inputs().collect(),
            names: program.variable_names.clone(),
        }
    }

    /// A snapshot of the program.
    pub fn build(&self) -> Program {
        Program::build(self.catalog, self.names.clone(), self.inputs.iter().map(copy).collect())
    }

    /// The source of this kind and name.
    pub fn source(&self, kind: &InputKind) -> Option<&Arc<Source>> {
        self.inputs.iter().find(|input| same(&input.kind, kind)).map(|input| &input.source)
    }

    /// All sources that are still there.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| !is_gone(&input.kind))
    }

    /// Adds a source or replaces the one of the same kind and name; gives its number.
    pub fn set(&mut self, kind: InputKind, source: Arc<Source>) -> usize {
        match self.inputs.iter().position(|input| same(&input.kind, &kind)) {
            Some(place) => {
                self.inputs[place].source = source;
                place
            }
            None => {
                self.inputs.push(Input { source, kind });
                self.inputs.len() - 1
            }
        }
    }

    /// Adds or replaces a source if the program can then be read as well as before. Otherwise nothing changes, and the
    /// snapshot that was tried tells what is wrong with the source.
    ///
    /// # Errors
    /// The snapshot with the number of the source that cannot be read.
    pub fn try_set(&mut self, kind: InputKind, source: Arc<Source>) -> Result<Program, (Box<Program>, u32)> {
        let before: Vec<Input> = self.inputs.iter().map(copy).collect();
        let number = self.set(kind, source) as u32;
        let program = self.build();
        if is_broken(&program, number) {
            self.inputs = before;
            // Classes know their parents by name: those of the code that goes on are recorded again.
            self.build();
            return Err((Box::new(program), number));
        }
        Ok(program)
    }

    /// Takes over what was read from disk: new and changed sources come in, those that are missing go, except those
    /// that `keep` wants. Gives the names of what changed.
    pub fn refresh(&mut self, found: Vec<Input>, keep: impl Fn(&Input) -> bool) -> Vec<String> {
        let mut changed = Vec::new();
        for input in &mut self.inputs {
            let is_there = found.iter().any(|other| same(&other.kind, &input.kind));
            if !is_there && !is_gone(&input.kind) && !keep(input) {
                changed.push(input.source.name().to_owned());
                *input = Input { source: Arc::new(Source::new(GONE, "")), kind: gone(&input.kind) };
            }
        }
        for input in found {
            let known = self.source(&input.kind);
            if known.is_none_or(|known| known.text() != input.source.text()) {
                changed.push(input.source.name().to_owned());
                self.set(input.kind, input.source);
            }
        }
        changed
    }
}

impl Clone for Workspace {
    fn clone(&self) -> Workspace {
        let inputs = self.inputs.iter().map(copy).collect();
        Workspace { catalog: self.catalog, inputs, names: self.names.clone() }
    }
}

/// Name of what is gone; the zero byte keeps code from writing it.
const GONE: &str = "\0gone";

fn gone(kind: &InputKind) -> InputKind {
    match kind {
        InputKind::Class(_) => InputKind::Class(GONE.into()),
        InputKind::Component(space, of) => InputKind::Component(space.clone(), Box::new(gone(of))),
        InputKind::Method(_) | InputKind::DatabaseMethod(_) | InputKind::Main => {
            InputKind::DatabaseMethod(GONE.into())
        }
    }
}

fn is_gone(kind: &InputKind) -> bool {
    match kind {
        InputKind::Class(name) | InputKind::DatabaseMethod(name) => name == GONE,
        InputKind::Component(_, of) => is_gone(of),
        _ => false,
    }
}

fn copy(input: &Input) -> Input {
    Input { source: input.source.clone(), kind: input.kind.clone() }
}

/// True for the same place in a program: methods fold their case, classes do not.
fn same(left: &InputKind, right: &InputKind) -> bool {
    use InputKind::{Class, Component, DatabaseMethod, Main, Method};
    match (left, right) {
        (Component(left, left_part), Component(right, right_part)) => {
            left == right && same(left_part, right_part)
        }
        (Class(left), Class(right)) => left == right,
        (Method(left), Method(right)) | (DatabaseMethod(left), DatabaseMethod(right)) => {
            four_eval::program::fold(left) == four_eval::program::fold(right)
        }
        (Main, Main) => true,
        _ => false,
    }
}

/// True when the source with this number has errors.
pub fn is_broken(program: &Program, number: u32) -> bool {
    let mut problems = program.problems.iter().filter(|problem| problem.file == number);
    problems.any(|problem| problem.diagnostic.severity == Severity::Error)
}

/// True when any source has errors.
pub fn has_errors(program: &Program) -> bool {
    program.problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(name: &str, text: &str) -> Input {
        Input { source: Arc::new(Source::new(name, text)), kind: InputKind::Method(name.into()) }
    }

    #[test]
    fn numbers_stay_when_a_source_goes() {
        let mut workspace = Workspace::new(vec![method("one", ""), method("two", ""), method("three", "")]);
        let changed = workspace.refresh(vec![method("one", ""), method("three", "// x")], |_| false);
        assert_eq!(changed, ["two", "three"]);
        let program = workspace.build();
        assert_eq!(program.method_number("Three"), Some(2));
        assert_eq!(program.method_number("two"), None);
    }

    #[test]
    fn a_source_with_errors_is_not_taken() {
        let mut workspace = Workspace::new(vec![method("one", "ALERT(\"1\")")]);
        let kind = InputKind::Method("one".into());
        assert!(workspace.try_set(kind.clone(), Arc::new(Source::new("one", "If (True)"))).is_err());
        assert_eq!(&**workspace.source(&kind).expect("it").text(), "ALERT(\"1\")");
    }
}
