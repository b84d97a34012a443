//! What the prompt understands beside code: commands that start with a colon.

use std::fs;
use std::path::{Path, PathBuf};

use four_eval::catalog::Entry as Known;
use four_eval::program::InputKind;
use four_runtime::registry::{Member, MemberRun, NativeClass, signature};
use four_syntax::{Entry, FileKind};

use super::client::Client;
use super::{Shell, fire, show};
use crate::catalog::catalog;

/// The commands with their forms and what they do, as `:help` lists them and completion offers them.
pub const COMMANDS: &[(&str, &str, &str)] = &[
    ("help", ":help [NAME]", "this list, or the documentation of a command, constant or class"),
    ("class", ":class NAME … :end", "define or redefine a class"),
    ("method", ":method NAME … :end", "define or redefine a method"),
    ("function", ":function CLASS.NAME(…) … :end", "add or replace one function of a class"),
    ("vars", ":vars", "the variables with their values"),
    ("list", ":list", "classes and methods of the program"),
    ("source", ":source NAME", "the code of a class or method"),
    ("type", ":type EXPR", "evaluate and show the type only"),
    ("time", ":time EXPR", "evaluate and show how long it took"),
    ("load", ":load PATH", "take in a project, a file with its neighbours, a class or a method"),
    ("reload", ":reload", "read again what was loaded"),
    ("save", ":save FILE.4dm", "write what ran well, with classes and methods beside it"),
    ("ws", ":ws connect [PATH|URL]", "a WebSocket client; then :ws send TEXT, :ws close [CODE [REASON]]"),
    ("ws", ":ws wait [N]", "wait for the answer (or N answers) to what was sent last"),
    ("fire", ":fire HANDLER FUNCTION [EVENT]", "call a callback with a stand-in connection"),
    ("quit", ":quit", "end the session, as Ctrl-D does"),
];

impl Shell {
    /// Runs a command, without its colon. False when the session is to end.
    pub fn command(&mut self, text: &str) -> bool {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "quit" | "exit" | "q" => return false,
            "help" | "h" | "?" => self.print(&help(rest)),
            "vars" => self.variables(),
            "list" => self.list(),
            "source" => self.source(rest),
            "type" => self.type_of(rest),
            "time" => self.time(rest),
            "load" if rest.is_empty() => self.complain("say what to load: :load PATH"),
            "load" => self.load(&PathBuf::from(rest)),
            "reload" if self.loaded.is_empty() => self.complain("nothing was loaded; use :load PATH"),
            "reload" => self.reload(),
            "save" => match self.save(Path::new(rest)) {
                Ok(message) | Err(message) => self.complain(&message),
            },
            "ws" => self.ws(rest),
            "fire" => self.fire(rest),
            "class" | "method" | "function" => {
                let form = COMMANDS.iter().find(|(name, ..)| *name == word).map_or("", |(_, form, _)| form);
                self.complain(&format!("its form is {form}"));
            }
            _ => {
                let names = COMMANDS.iter().map(|(name, ..)| *name);
                let close = four_eval::suggest::closest(word, names);
                let hint = close.map(|close| format!("; did you mean :{close}?")).unwrap_or_default();
                self.complain(&format!("there is no :{word}{hint} — :help lists what there is"));
            }
        }
        true
    }

    fn print(&self, text: &str) {
        self.screen.out(&format!("{}\n", text.trim_end()));
    }

    fn complain(&self, text: &str) {
        self.screen.say(&format!("{text}\n"));
    }

    fn variables(&self) {
        let lines = self.engine.ask(|session, cx| {
            let found: Vec<_> = session
                .variables()
                .filter(|variable| !variable.value.is_undefined())
                .map(|variable| (variable.name.to_owned(), variable.ty.name(), variable.value))
                .collect();
            let lines = found.into_iter().map(|(name, ty, value)| {
                let declared = if ty == "Variant" { String::new() } else { format!(" : {ty}") };
                format!("${name}{declared} = {}", show::brief(cx, &value))
            });
            lines.collect::<Vec<_>>()
        });
        match lines {
            Some(lines) if !lines.is_empty() => self.print(&lines.join("\n")),
            _ => self.complain("there are no variables yet"),
        }
    }

    fn list(&self) {
        let mut names: Vec<String> = self
            .workspace
            .inputs()
            .filter_map(|input| match &input.kind {
                InputKind::Class(name) => Some(format!("class  {name}")),
                InputKind::Method(name) => Some(format!("method {name}")),
                InputKind::DatabaseMethod(_) | InputKind::Main | InputKind::Component(..) => None,
            })
            .collect();
        names.sort();
        match names.is_empty() {
            true => self.complain("there are no classes and methods yet; :class NAME or :load PATH"),
            false => self.print(&names.join("\n")),
        }
    }

    fn source(&self, name: &str) {
        let name = name.trim_start_matches("cs.");
        let kinds = [InputKind::Class(name.into()), InputKind::Method(name.into())];
        match kinds.iter().find_map(|kind| self.workspace.source(kind)) {
            Some(source) => self.print(source.text()),
            None => self.complain(&format!("there is no class or method {name}; :list shows what there is")),
        }
    }

    fn type_of(&self, expression: &str) {
        if expression.is_empty() {
            return self.complain("its form is :type EXPR");
        }
        let name = expression.strip_prefix('$').unwrap_or("").to_owned();
        let declared = self.engine.ask(move |session, _| {
            session
                .variables()
                .find(|variable| variable.name.eq_ignore_ascii_case(&name))
                .map(|v| v.ty.name())
        });
        let declared = declared.flatten().filter(|ty| ty != "Variant");
        self.engine.value(expression, move |_, value, _| match declared {
            Some(declared) => format!("{} (declared as {declared})", show::type_of(&value)),
            None => show::type_of(&value),
        });
    }

    fn time(&self, expression: &str) {
        if expression.is_empty() {
            return self.complain("its form is :time EXPR");
        }
        self.engine.value(expression, |cx, value, time| match value.is_undefined() {
            true => format!("{time:.1?}"),
            false => format!("{}\n{time:.1?}", show::show(cx, &value)),
        });
    }

    /// Writes the lines that ran well, and the definitions into the folders beside.
    fn save(&self, path: &Path) -> Result<String, String> {
        if path.as_os_str().is_empty() {
            return Err("its form is :save FILE.4dm".into());
        }
        let path = path.with_extension("4dm");
        let names = &self.engine.app.program().names;
        let lines = self.lines.iter().map(|line| {
            // An expression alone is a line of the prompt only.
            let is_code = four_syntax::parse(line, names, FileKind::Method).errors == 0;
            match is_code {
                true => line.clone(),
                false => line.lines().map(|line| format!("// {line}")).collect::<Vec<_>>().join("\n"),
            }
        });
        let folder = crate::project::here(path.parent().unwrap_or(Path::new("")));
        let mut files = vec![(path, lines.collect::<Vec<_>>().join("\n") + "\n")];
        for kind in &self.defined {
            let place = match kind {
                InputKind::Class(name) => folder.join("Classes").join(format!("{name}.4dm")),
                InputKind::Method(name) => folder.join("Methods").join(format!("{name}.4dm")),
                InputKind::DatabaseMethod(_) | InputKind::Main | InputKind::Component(..) => continue,
            };
            if let Some(source) = self.workspace.source(kind) {
                files.push((place, source.text().to_string()));
            }
        }
        if let Some((there, _)) = files.iter().find(|(place, _)| place.exists()) {
            return Err(format!("{} exists already; nothing was written", there.display()));
        }
        for (place, text) in &files {
            let written =
                place.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(place, text));
            written.map_err(|error| format!("{}: {error}", place.display()))?;
        }
        let places: Vec<String> = files.iter().map(|(place, _)| place.display().to_string()).collect();
        Ok(format!("written: {}", places.join(", ")))
    }

    fn ws(&mut self, rest: &str) {
        let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let rest = rest.trim();
        if word == "connect" {
            let here = four_net::classes::listening(&*self.engine.app);
            match Client::connect(rest, here, self.screen.clone()) {
                Ok(client) => self.client = Some(client),
                Err(message) => self.complain(&message),
            }
            return;
        }
        let Some(client) = &mut self.client else {
            return self.complain("there is no connection; open one with :ws connect /PATH");
        };
        let result = match word {
            "send" => client.send(rest),
            "close" => client.close(rest),
            "wait" => client.wait(rest.parse().unwrap_or(1)),
            _ => Err("it is :ws connect, :ws send, :ws wait or :ws close".into()),
        };
        if let Err(message) = result {
            self.complain(&message);
        }
    }

    fn fire(&self, rest: &str) {
        let (handler, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let (function, event) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        if handler.is_empty() || function.is_empty() {
            return self.complain(
                "its form is :fire HANDLER FUNCTION [EVENT], as in :fire $handler onMessage {data: \"x\"}",
            );
        }
        fire::fire(&self.engine, handler, function, event.trim());
    }
}

/// The text of `:help`.
pub fn help(name: &str) -> String {
    if name.is_empty() {
        let mut text = String::from(
            "Type an expression to see its value, a statement to run it; an open block goes on to the next line.\n\n",
        );
        for (_, form, what) in COMMANDS {
            text.push_str(&format!("  {form:<32} {what}\n"));
        }
        text.push_str("\nCtrl-C interrupts what runs. A server started here goes on serving while you type.");
        return text;
    }
    if let Some(command) = name.strip_prefix(':') {
        let lines = COMMANDS.iter().filter(|(word, ..)| *word == command);
        let lines: Vec<String> = lines.map(|(_, form, what)| format!("{form}\n  {what}")).collect();
        if !lines.is_empty() {
            return lines.join("\n");
        }
    }
    match catalog().names().lookup(name) {
        Some(Entry::Command(id)) => match catalog().command(id) {
            Some(Known::Here(command)) => {
                let form = signature(command.name, command.params, command.result);
                return format!("{form}\n{}", doc(command.doc));
            }
            Some(Known::Missing(command)) => {
                return format!("{} is a command of 4D that four does not have yet.", command.name);
            }
            None => {}
        },
        Some(Entry::Constant(id)) => {
            if let Some(constant) = catalog().constant(id) {
                return format!("{} = {}", constant.name, show_constant(&constant));
            }
        }
        Some(Entry::Keyword(_)) => return format!("{name} is a word of the language."),
        Some(Entry::Plugin | Entry::Method) | None => {}
    }
    of_class(name.trim_start_matches("4D.")).unwrap_or_else(|| {
        let commands = catalog().commands().map(|known| known.name());
        let classes = catalog().classes().iter().map(|class| class.name);
        let close = four_eval::suggest::closest(name, commands.chain(classes));
        let hint = close.map(|close| format!("; did you mean {close}?")).unwrap_or_default();
        format!("nothing is known of {name}{hint}")
    })
}

/// The value of a constant as the language writes it.
pub fn show_constant(constant: &four_eval::catalog::Constant) -> String {
    match constant.value.value() {
        four_runtime::Value::Text(text) => show::quoted(&text.to_str()),
        value => value.as_number().map(four_runtime::rules::number_text::real_to_text).unwrap_or_default(),
    }
}

/// A class, or a member as `Class.member`.
fn of_class(name: &str) -> Option<String> {
    if let Some((class, member)) = name.split_once('.') {
        let class = catalog().class(class)?;
        return class.member(member.trim_end_matches("()")).map(|member| {
            let dot = format!(".{}", form(member));
            format!("{dot}\n{}", doc(member.doc))
        });
    }
    let class: &'static NativeClass = catalog().class(name)?;
    let mut text = format!("4D.{}\n{}", class.name, doc(class.doc));
    for member in class.members.iter().filter(|member| !matches!(member.run, MemberRun::Set(_))) {
        text.push_str(&format!("\n  .{}", form(member)));
    }
    Some(text)
}

/// Name, parameters and result of a member.
pub fn form(member: &Member) -> String {
    match member.run {
        MemberRun::Get(_) | MemberRun::Set(_) => format!("{} : {}", member.name, member.result),
        MemberRun::Function(_) => signature(member.name, member.params, member.result),
    }
}

/// Documentation without the blank that doc comments have before each line.
fn doc(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim_end().to_owned()
}
