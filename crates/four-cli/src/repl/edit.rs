//! The line editor on a terminal: history, completion, hints, colours, and texts above the line being typed.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, ExternalPrinter, Helper, Result};

use super::complete::{self, Wanted};
use super::engine::Engine;
use super::screen::colours;
use super::{Reader, Typed, define, highlight};

const PROMPT: &str = "4D> ";
const COLOURED: &str = "\x1b[1;34m4D>\x1b[0m ";

/// Length from which a line is shown without colours, in bytes: with them it is written anew at every key.
const LONG: usize = 2000;

/// How many inputs the history keeps.
const HISTORY: usize = 5000;

/// A terminal.
pub struct Terminal {
    editor: Editor<Assistant, FileHistory>,
    history: Option<PathBuf>,
    greeted: bool,
    /// Ctrl-C was the last thing typed.
    interrupted: bool,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(engine: Arc<Engine>) -> std::result::Result<Terminal, String> {
        let sentence = |error: ReadlineError| format!("the terminal cannot be used: {error}");
        let config = Config::builder()
            .max_history_size(HISTORY)
            .map_err(sentence)?
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .tab_stop(4)
            .build();
        let mut editor = Editor::with_config(config).map_err(sentence)?;
        // Without a printer texts appear where the cursor is, which is bad but not fatal.
        if let Ok(mut printer) = editor.create_external_printer() {
            engine.screen.attach(Box::new(move |text| drop(printer.print(text))));
        }
        editor.set_helper(Some(Assistant { engine }));
        let history = history_file();
        if let Some(file) = &history {
            // There is none at first.
            let _ = editor.load_history(file);
        }
        Ok(Terminal { editor, history, greeted: false, interrupted: false })
    }
}

/// Where the history is kept: `FOUR_HISTORY`, or the user's folder for such files.
fn history_file() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(file) = named("FOUR_HISTORY") {
        return Some(file);
    }
    let folder = named("XDG_STATE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".local/state")))?
        .join("four");
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

impl Reader for Terminal {
    fn read(&mut self, _complete: &dyn Fn(&str) -> bool) -> Typed {
        if !self.greeted {
            self.greeted = true;
            let version = env!("CARGO_PKG_VERSION");
            println!(
                "four {version} — expressions and statements run as you type them; :help for more, Ctrl-D ends"
            );
        }
        match self.editor.readline(PROMPT) {
            Ok(text) => {
                self.interrupted = false;
                if !text.trim().is_empty() {
                    let _ = self.editor.add_history_entry(text.as_str());
                    if let Some(file) = &self.history {
                        let _ = self.editor.append_history(file);
                    }
                }
                Typed::Text(text)
            }
            Err(ReadlineError::Interrupted) => {
                if std::mem::replace(&mut self.interrupted, true) {
                    println!("(to leave: Ctrl-D or :quit)");
                }
                Typed::Interrupted
            }
            Err(_) => Typed::End,
        }
    }
}

/// Helps with the line being typed.
struct Assistant {
    engine: Arc<Engine>,
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let text = &line[..position];
        let (length, names) = match complete::wanted(text) {
            Wanted::Path(path) => {
                let (at, found) = complete::paths(path);
                (path.len() - at, found)
            }
            Wanted::Nothing => return Ok((position, Vec::new())),
            Wanted::Colon(word) => (word.len(), complete::colon(word)),
            Wanted::Local(word) => {
                let beginning = word.to_owned();
                let found = self.engine.ask_soon(move |session, _| complete::locals(&beginning, session));
                (word.len(), found.unwrap_or_default())
            }
            Wanted::Member(path, word) => {
                let (path, beginning) = (path.to_owned(), word.to_owned());
                let found = self
                    .engine
                    .ask_soon(move |session, cx| complete::members(&path, &beginning, session, cx));
                (word.len(), found.unwrap_or_default())
            }
            Wanted::Name(beginnings) => {
                let program = self.engine.app.program();
                let found = beginnings.into_iter().map(|word| (word.len(), complete::names(word, &program)));
                found.into_iter().find(|(_, names)| !names.is_empty()).unwrap_or_default()
            }
        };
        let pairs = names.into_iter().map(|name| Pair { display: name.clone(), replacement: name });
        Ok((position - length, pairs.collect()))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<String> {
        if position < line.len() {
            return None;
        }
        // Enter takes no hint over: it shows parameters, which are no text to keep.
        let program = self.engine.app.program();
        match complete::called(line)? {
            (Some(path), name) => {
                let (path, name) = (path.to_owned(), name.to_owned());
                let asked =
                    self.engine.ask_soon(move |session, cx| complete::member_hint(&path, &name, session, cx));
                asked.flatten()
            }
            (None, name) => complete::hint(name, &program),
        }
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if line.starts_with(':') || line.len() > LONG || !colours() {
            return Cow::Borrowed(line);
        }
        Cow::Owned(highlight::highlight(line, &self.engine.app.program().names))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, default: bool) -> Cow<'b, str> {
        match default && colours() {
            true => Cow::Borrowed(COLOURED),
            false => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        match colours() {
            true => Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")),
            false => Cow::Borrowed(hint),
        }
    }

    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        kind != CmdKind::MoveCursor && line.len() <= LONG && colours()
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(match define::is_complete(context.input(), &self.engine.app.program()) {
            true => ValidationResult::Valid(None),
            false => ValidationResult::Incomplete,
        })
    }
}
