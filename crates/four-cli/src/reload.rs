//! New code under a running program, for `--watch` and RELOAD PROJECT.

use four_eval::app::AppState;
use four_eval::program::InputKind;

use crate::project::Found;
use crate::report;
use crate::workspace::{Workspace, has_errors};

/// What came of it that the sources were read again.
pub enum Reloaded {
    /// They are as they were.
    Unchanged,
    /// They have errors, which were shown; the old code goes on.
    Broken,
    /// Messages run the new code from now on.
    New {
        /// Names of the sources that changed, came or went.
        changed: Vec<String>,
        /// Classes that are no longer there.
        gone: Vec<String>,
        /// True when the code that was started is among them: it is not run again.
        started: bool,
    },
}

/// Puts these sources in the place of those of the running program, if they can be read.
pub fn reload(app: &AppState, found: Found) -> Reloaded {
    let old = Workspace::of_program(&app.program());
    let mut new = old.clone();
    new.catalog = found.catalog;
    let main = new.source(&InputKind::Main).map(|source| source.name().to_owned());
    let changed = new.refresh(found.inputs, |_| false);
    if changed.is_empty() {
        return Reloaded::Unchanged;
    }
    let program = new.build();
    eprint!("{}", report::problems_text(&program));
    if has_errors(&program) {
        // Classes know their parents by name: those of the code that goes on are recorded again.
        old.build();
        eprintln!("four: the old code goes on");
        return Reloaded::Broken;
    }
    let gone = gone_classes(&old, &new);
    let started = main.is_some_and(|main| changed.contains(&main));
    app.replace_program(program);
    Reloaded::New { changed, gone, started }
}

/// Names of the classes that are no longer there.
fn gone_classes(old: &Workspace, new: &Workspace) -> Vec<String> {
    let of = old.inputs().filter(|input| new.source(&input.kind).is_none());
    of.filter_map(|input| match &input.kind {
        InputKind::Class(name) => Some(name.clone()),
        _ => None,
    })
    .collect()
}
