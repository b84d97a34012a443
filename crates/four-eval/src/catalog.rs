//! What is built in: the commands, constants and classes that the program was started with.
//!
//! The evaluator knows none of them by itself. The command line assembles the catalog from `four-commands` and
//! `four-net`; the parser's names, argument checks, help and completion all come from it.

use std::collections::HashMap;

use four_runtime::registry::{Command, NativeClass, Run};
use four_runtime::{FrozenText, Value};
use four_syntax::ast::{CommandId, ConstantId};
use four_syntax::{Names, NamesBuilder};

/// A constant.
pub struct Constant {
    /// English name.
    pub name: &'static str,
    /// Its value.
    pub value: ConstantValue,
    /// Theme and index of its token, as in `:K8:3`; 0 and 0 when unknown.
    pub token: (u32, u32),
}

/// The value of a constant.
#[derive(Clone, Debug)]
pub enum ConstantValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(FrozenText),
}

impl ConstantValue {
    /// The value as the program sees it.
    pub fn value(&self) -> Value {
        match self {
            ConstantValue::Number(number) => Value::number(*number),
            ConstantValue::Text(text) => Value::Text(text.into()),
        }
    }
}

/// A command of 4D that four knows but does not have.
#[derive(Clone, Copy)]
pub struct Unavailable {
    /// 4D's number.
    pub number: u16,
    /// English name.
    pub name: &'static str,
    /// Theme of the documentation.
    pub theme: &'static str,
    /// Gives the sentence why it is not here, by name and theme.
    pub why: fn(&str, &str) -> &'static str,
}

/// Ids by command number.
#[derive(Default)]
struct Numbers(Vec<Option<CommandId>>);

impl Numbers {
    fn insert(&mut self, number: u16, id: CommandId) {
        let at = usize::from(number);
        if at >= self.0.len() {
            self.0.resize((at + 1).max(2048), None);
        }
        self.0[at] = Some(id);
    }

    fn get(&self, number: u16) -> Option<CommandId> {
        self.0.get(usize::from(number)).copied().flatten()
    }
}

/// Everything that is built in.
pub struct Catalog {
    commands: Vec<Entry>,
    constants: Vec<Constant>,
    classes: HashMap<&'static str, &'static NativeClass>,
    class_order: Vec<&'static NativeClass>,
    names: Names,
}

/// A command that is here, or one that is only known.
#[derive(Clone, Copy)]
pub enum Entry {
    /// It runs.
    Here(&'static Command),
    /// It raises an error that names it.
    Missing(Unavailable),
}

impl Catalog {
    /// Assembles the catalog. `known` lists all commands of 4D by number: those that are not here raise an error that
    /// names them. `spellings` gives other names by command number.
    pub fn new(
        commands: &[&'static [Command]],
        known: impl IntoIterator<Item = Unavailable>,
        spellings: impl IntoIterator<Item = (u16, &'static str)>,
        constants: Vec<Constant>,
        classes: &[&'static NativeClass],
    ) -> Catalog {
        let mut builder = NamesBuilder::new();
        let mut entries = Vec::new();
        let mut numbers = Numbers::default();
        for command in commands.iter().flat_map(|theme| theme.iter()) {
            let id = CommandId(entries.len() as u16);
            entries.push(Entry::Here(command));
            builder.add_command(command.name, id);
            if command.number != 0 {
                builder.add_command_number(command.number, id);
                numbers.insert(command.number, id);
            }
        }
        for command in known {
            let Unavailable { number, name, .. } = command;
            if let Some(id) = numbers.get(number) {
                // The name may differ in spelling from the one here.
                builder.add_command(name, id);
                continue;
            }
            let id = CommandId(entries.len() as u16);
            entries.push(Entry::Missing(command));
            builder.add_command(name, id);
            builder.add_command_number(number, id);
            numbers.insert(number, id);
        }
        for (number, spelling) in spellings {
            if let Some(id) = numbers.get(number) {
                builder.add_command(spelling, id);
            }
        }
        for (index, constant) in constants.iter().enumerate() {
            let id = ConstantId(index as u16);
            builder.add_constant(constant.name, id);
            if constant.token != (0, 0) {
                builder.add_constant_token(constant.token.0, constant.token.1, id);
            }
        }
        Catalog {
            commands: entries,
            constants,
            classes: classes.iter().map(|class| (class.name, *class)).collect(),
            class_order: classes.to_vec(),
            names: builder.build(),
        }
    }

    /// The command of an id that the parser gave.
    pub fn command(&self, id: CommandId) -> Option<Entry> {
        self.commands.get(usize::from(id.0)).copied()
    }

    /// The constant of an id that the parser gave.
    pub fn constant(&self, id: ConstantId) -> Option<&Constant> {
        self.constants.get(usize::from(id.0))
    }

    /// All constants.
    pub fn constants(&self) -> &[Constant] {
        &self.constants
    }

    /// The 4D class of this name.
    pub fn class(&self, name: &str) -> Option<&'static NativeClass> {
        self.classes.get(name).copied()
    }

    /// All 4D classes.
    pub fn classes(&self) -> &[&'static NativeClass] {
        &self.class_order
    }

    /// All commands.
    pub fn commands(&self) -> &[Entry] {
        &self.commands
    }

    /// The names for the parser, without those of a project.
    pub fn names(&self) -> &Names {
        &self.names
    }
}

impl Entry {
    /// English name.
    pub fn name(&self) -> &'static str {
        match self {
            Entry::Here(command) => command.name,
            Entry::Missing(command) => command.name,
        }
    }

    /// How it runs, when it is here.
    pub fn run(&self) -> Option<Run> {
        match self {
            Entry::Here(command) => Some(command.run),
            Entry::Missing(_) => None,
        }
    }
}
