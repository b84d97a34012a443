//! `four-run repl`: a prompt for trying 4D, callbacks included.
//!
//! The prompt reads on the first thread; what is typed runs in the main process of a living program, as one message among
//! those of its servers. It works alike on a terminal and with a pipe, where nothing but results is written.

mod client;
mod command;
mod complete;
mod define;
mod edit;
pub mod engine;
mod fire;
mod highlight;
pub mod screen;
pub mod show;

use std::io::{BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use four_eval::program::{Input, InputKind};
use four_runtime::host::{App, Settings};
use four_syntax::Source;

use crate::workspace::Workspace;
use crate::{project, report, signals};
use client::Client;
use define::Definition;
use engine::{Engine, Ran};
use screen::Screen;

/// Try 4D at a prompt: lines, classes, servers and their callbacks.
///
/// Type expressions and statements; variables stay. `:help` lists what else the prompt understands.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// A project or file whose methods and classes the prompt sees; the code of a file is run first
    pub project: Option<PathBuf>,

    /// Port of the web server; 0 takes any free one [default: 8080]
    #[arg(long, value_name = "PORT", value_parser = crate::arguments::port)]
    pub port: Option<u16>,

    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<String>,
}

/// Longest input, in bytes.
const MAX_INPUT: u64 = 16 << 20;

/// What the reader gives.
pub enum Typed {
    /// A whole input: a line, or several that belong together.
    Text(String),
    /// Ctrl-C while typing.
    Interrupted,
    /// The end of the input.
    End,
}

/// Where inputs come from.
pub trait Reader {
    /// The next input; `complete` tells whether it needs further lines.
    fn read(&mut self, complete: &dyn Fn(&str) -> bool) -> Typed;
}

/// Runs the prompt to its end.
///
/// # Errors
/// A sentence about sources that cannot be read.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let mut shell = Shell::start(arguments)?;
    let interrupter = shell.engine.interrupter();
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    // Between two lines of a terminal Ctrl-C comes too late for the first, and is nothing to leave for.
    let interrupt = move || interrupter.interrupt().unwrap_or(terminal);
    let signals = signals::watch_with(shell.engine.app.life().clone(), interrupt)?;
    if let Some(path) = &arguments.project {
        shell.load(path);
    }
    let mut reader: Box<dyn Reader> = match terminal {
        true => Box::new(edit::Terminal::open(shell.engine.clone())?),
        false => Box::new(Pipe),
    };
    let engine = shell.engine.clone();
    leave_when_asked(&engine, &signals)?;
    loop {
        let typed = reader.read(&|text| define::is_complete(text, &engine.app.program()));
        let goes_on = match typed {
            Typed::Text(text) => shell.input(&text),
            Typed::Interrupted => true,
            Typed::End => false,
        };
        if !goes_on || engine.app.life().is_stopping() {
            break;
        }
    }
    engine.end();
    Ok(signals.status().unwrap_or(0))
}

/// Ends the session when the program or a signal asks for it, even while a line is being typed.
fn leave_when_asked(engine: &Arc<Engine>, signals: &signals::Received) -> Result<(), String> {
    let (engine, signals) = (engine.clone(), signals.clone());
    let wait = move || {
        engine.app.wait();
        engine.end();
        if std::io::stdin().is_terminal() {
            // The editor may have left the terminal in its own mode.
            let _ = std::process::Command::new("stty").arg("sane").status();
        }
        std::process::exit(i32::from(signals.status().unwrap_or(0)));
    };
    let started = std::thread::Builder::new().name("four-end".into()).spawn(wait);
    started.map(drop).map_err(|error| format!("no thread can be started: {error}"))
}

/// Standard input that is no terminal.
struct Pipe;

impl Reader for Pipe {
    fn read(&mut self, complete: &dyn Fn(&str) -> bool) -> Typed {
        let mut text = String::new();
        let mut input = std::io::stdin().lock().take(MAX_INPUT);
        loop {
            let mut line = Vec::new();
            match input.read_until(b'\n', &mut line) {
                Ok(1..) => text.push_str(&String::from_utf8_lossy(&line)),
                Ok(0) | Err(_) if text.is_empty() => return Typed::End,
                Ok(0) | Err(_) => return Typed::Text(text),
            }
            if complete(text.strip_suffix('\n').unwrap_or(&text)) {
                return Typed::Text(text);
            }
        }
    }
}

/// The prompt and what it has gathered.
pub struct Shell {
    engine: Arc<Engine>,
    screen: Arc<Screen>,
    workspace: Workspace,
    /// What `:load` read, for `:reload`.
    loaded: Vec<PathBuf>,
    /// Lines that ran well, for `:save`.
    lines: Vec<String>,
    /// What was defined at the prompt, for `:save`.
    defined: Vec<InputKind>,
    client: Option<Client>,
}

impl Shell {
    fn start(arguments: &Arguments) -> Result<Shell, String> {
        let folder = match &arguments.project {
            Some(path) if path.is_dir() => path.clone(),
            Some(path) => project::here(path.parent().unwrap_or(Path::new(""))),
            None => PathBuf::from("."),
        };
        let settings = Settings {
            resources: folder.join("Resources"),
            web_folder: folder.join("WebFolder"),
            folder,
            host: arguments.host.clone(),
            port: arguments.port,
            web_autostart: true,
            max_memory: four_runtime::memory::budget(),
            ..Settings::default()
        };
        let workspace = Workspace::new(Vec::new());
        let screen = Arc::new(Screen::default());
        let engine = Arc::new(Engine::start(workspace.build(), settings, screen.clone())?);
        let (lines, defined, loaded) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Shell { engine, screen, workspace, loaded, lines, defined, client: None })
    }

    /// Runs one input. False when the session is to end.
    fn input(&mut self, text: &str) -> bool {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return true;
        }
        if let Some((definition, rest)) = define::opened(trimmed) {
            self.define(definition, &define::body(rest));
            return true;
        }
        if let Some(command) = trimmed.strip_prefix(':') {
            return self.command(command);
        }
        if let Some(word) = outside_class(trimmed) {
            let hint = "open a class with `:class NAME`, type its lines, and end it with `:end`";
            self.screen.say(&format!("`{word}` stands in a class: {hint}\n"));
            return true;
        }
        match self.engine.line(text) {
            Ran::Well => {
                self.lines.push(trimmed.to_owned());
                true
            }
            Ran::Badly => true,
            Ran::Gone => {
                self.screen.say("the main process has ended; start again\n");
                false
            }
        }
    }

    /// Takes up a definition if it can be read; what runs next uses it.
    fn define(&mut self, definition: Definition, body: &str) {
        let kind = define::kind_of(&definition);
        let (name, text) = match &definition {
            Definition::Class(name) => (format!("class {name}"), body.to_owned()),
            Definition::Method(name) => (format!("method {name}"), body.to_owned()),
            Definition::Function { class, header } => {
                let old = self.workspace.source(&kind).map(|source| source.text().clone());
                let names = self.engine.app.program().names.clone();
                let text = define::with_function(old.as_deref().unwrap_or(""), header, body, &names);
                (format!("class {class}"), text)
            }
        };
        let is_new = self.workspace.source(&kind).is_none();
        match self.workspace.try_set(kind.clone(), Arc::new(Source::new(name.as_str(), text))) {
            Ok(program) => {
                self.screen.say(&report::problems_text(&program));
                self.engine.app.replace_program(program);
                if !self.defined.contains(&kind) {
                    self.defined.push(kind);
                }
                let what = if is_new { "defined" } else { "redefined" };
                self.screen.say(&format!("{name} {what}\n"));
            }
            Err((program, number)) => {
                self.screen.say(&report::problems_of(&program, number));
                let kept = if is_new { "not defined" } else { "unchanged: the old code goes on" };
                self.screen.say(&format!("{name} {kept}\n"));
            }
        }
    }

    /// Takes in a project, a file with its neighbours, or a single class or method. The code of a file is run.
    fn load(&mut self, path: &Path) {
        match self.loaded_from(path) {
            Ok(mut inputs) => {
                let main = inputs.iter().position(|input| input.kind == InputKind::Main);
                let main = main.map(|main| inputs.swap_remove(main));
                if !self.take(inputs, false) {
                    return;
                }
                if !self.loaded.iter().any(|known| known == path) {
                    self.loaded.push(path.to_owned());
                }
                if let Some(main) = main {
                    self.engine.line(main.source.text());
                }
            }
            Err(message) => self.screen.say(&format!("{message}\n")),
        }
    }

    /// Reads again what was loaded; nothing is run.
    fn reload(&mut self) {
        let mut all = Vec::new();
        for path in self.loaded.clone() {
            match self.loaded_from(&path) {
                Ok(inputs) => all.extend(inputs.into_iter().filter(|input| input.kind != InputKind::Main)),
                Err(message) => return self.screen.say(&format!("{message}\n")),
            }
        }
        self.take(all, true);
    }

    /// The sources that a path means; the constants of a project are known from then on.
    fn loaded_from(&mut self, path: &Path) -> Result<Vec<Input>, String> {
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let stem = path.file_stem().map(|stem| project::decoded(&stem.to_string_lossy())).unwrap_or_default();
        let single = match folder.as_deref() {
            Some("Classes") => Some(InputKind::Class(stem)),
            Some("Methods") => Some(InputKind::Method(stem)),
            _ => None,
        };
        match single {
            Some(kind) if path.is_file() => Ok(vec![Input { source: project::read(path)?, kind }]),
            _ => {
                let found = project::find(path)?;
                self.workspace.catalog = found.catalog;
                Ok(found.inputs)
            }
        }
    }

    /// Takes sources over, all or none. With `all` these are all there are on disk: others that came from there go.
    fn take(&mut self, inputs: Vec<Input>, all: bool) -> bool {
        let count = inputs.len();
        let mut next = self.workspace.clone();
        let defined = self.defined.clone();
        let changed = next.refresh(inputs, |input| !all || defined.contains(&input.kind));
        let program = next.build();
        self.screen.say(&report::problems_text(&program));
        if crate::workspace::has_errors(&program) {
            // Classes know their parents by name: those of the code that goes on are recorded again.
            self.workspace.build();
            self.screen.say("nothing was taken over: mend the errors, then load again\n");
            return false;
        }
        self.workspace = next;
        self.engine.app.replace_program(program);
        if count > 0 || all {
            let names = changed.join(", ");
            let what = if changed.is_empty() { "no changes".to_owned() } else { show::clip(&names, 300) };
            self.screen.say(&format!("loaded: {what}\n"));
        }
        true
    }
}

/// The first word of a line that can only stand in a class.
fn outside_class(text: &str) -> Option<&'static str> {
    let starts = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    ["Function ", "Class constructor", "Class extends ", "property "]
        .into_iter()
        .find(|word| starts(word))
        .map(str::trim)
}
