//! `four-run repl`: a prompt.

use std::path::PathBuf;

/// Try 4D at a prompt: lines, classes, callbacks
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A project or file whose methods and classes the prompt sees
    pub project: Option<PathBuf>,
}

pub fn run(_arguments: &Arguments) -> Result<u8, String> {
    Err("soon".into())
}
