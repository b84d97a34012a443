//! 4D's transformation tags (`Tags/transformation-tags`): templates whose tags are replaced by what 4D code gives.
//!
//! A template runs in the process that asks for it, in the order of its text; its tags share their local variables. What
//! goes wrong in a tag becomes the sentence that 4D documents, in its place; interruptions end the template. The result
//! is bounded, and so are templates within templates.

mod run;
mod tree;

pub use tree::has_tags;

use std::cell::Cell;
use std::path::PathBuf;

use crate::host::Locals;
use crate::{Error, Host, Res, Value};

/// Templates that may run within each other in one process.
const DEEPEST: usize = 16;

/// Bytes of a result.
const LONGEST: usize = 64 << 20;

/// Where a template stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder that `4DINCLUDE` starts from.
    pub folder: PathBuf,
    /// The folder that it never leaves.
    pub root: PathBuf,
}

/// Whether a template may run a method by `4DSCRIPT` or `4DLOOP`. Web pages ask On Web Authentication here.
pub type MayRun<'a> = &'a dyn Fn(&mut dyn Host, &str) -> Res<bool>;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

struct Level;

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Carries out a template; `arguments` are its `$1`, `$2`….
///
/// # Errors
/// Interruptions; −10758 when templates call each other without end or the result gets too long.
pub fn process(
    host: &mut dyn Host,
    template: &str,
    arguments: Vec<Value>,
    place: &Place,
    may_run: MayRun<'_>,
) -> Res<String> {
    DEPTH.set(DEPTH.get() + 1);
    let _level = Level;
    if DEPTH.get() > DEEPEST {
        let message = format!("More than {DEEPEST} templates with 4D tags run within each other.");
        return Err(Error::new(-10758, message));
    }
    let mut run = run::Run::new(host, Locals::with(arguments), may_run);
    run.page(template, place)?;
    Ok(run.out)
}
