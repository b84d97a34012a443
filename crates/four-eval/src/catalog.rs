//! What is built in: the commands, constants and classes that the program was started with.
//!
//! The evaluator knows none of them by itself. The command line assembles the catalog from `four-commands` and
//! `four-net`; the parser's names, argument checks, help and completion all come from it.

use std::sync::LazyLock;

use four_runtime::registry::{Command, NativeClass, Run};
use four_runtime::{FrozenText, Value};
use four_syntax::ast::{CommandId, ConstantId};
use four_syntax::{BuiltIn, Names, Spellings, Words};

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

/// What a catalog is made of. Ids are places in the tables that `names` was made from.
pub struct Parts {
    /// The names for the parser.
    pub names: &'static BuiltIn,
    /// The commands that are here.
    pub commands: Vec<&'static [Command]>,
    /// Gives a command of 4D by id.
    pub known: fn(usize) -> Option<Unavailable>,
    /// Gives a constant by id.
    pub constant: fn(usize) -> Option<Constant>,
    /// The 4D classes.
    pub classes: Vec<&'static NativeClass>,
}

/// Everything that is built in.
pub struct Catalog {
    /// The commands that are here, by id.
    here: Vec<Option<&'static Command>>,
    parts: Parts,
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
    /// Assembles the catalog.
    pub fn new(parts: Parts) -> Catalog {
        let mut here = vec![None; parts.names.commands.places.len()];
        for command in parts.commands.iter().copied().flatten() {
            let id = parts.names.numbers.get(usize::from(command.number)).and_then(|id| id.checked_sub(1));
            if let Some(slot) = id.and_then(|id| here.get_mut(usize::from(id))) {
                *slot = Some(command);
            }
        }
        Catalog { here, names: Names::from(parts.names), parts }
    }

    /// A catalog without anything.
    pub fn empty() -> &'static Catalog {
        static NOTHING: BuiltIn = BuiltIn {
            words: Words { text: "", nodes: &[], table: &[] },
            commands: Spellings { text: "", places: &[] },
            constants: Spellings { text: "", places: &[] },
            numbers: &[],
            tokens: &[],
        };
        static EMPTY: LazyLock<Catalog> = LazyLock::new(|| {
            let (known, constant) = (|_| None, |_| None);
            Catalog::new(Parts {
                names: &NOTHING,
                commands: Vec::new(),
                known,
                constant,
                classes: Vec::new(),
            })
        });
        &EMPTY
    }

    /// The command of an id that the parser gave.
    pub fn command(&self, id: CommandId) -> Option<Entry> {
        let id = usize::from(id.0);
        match self.here.get(id)? {
            Some(command) => Some(Entry::Here(command)),
            None => (self.parts.known)(id).map(Entry::Missing),
        }
    }

    /// The constant of an id that the parser gave.
    pub fn constant(&self, id: ConstantId) -> Option<Constant> {
        (self.parts.constant)(usize::from(id.0))
    }

    /// All constants.
    pub fn constants(&self) -> impl Iterator<Item = Constant> {
        (0..self.parts.names.constants.places.len()).filter_map(self.parts.constant)
    }

    /// The 4D class of this name.
    pub fn class(&self, name: &str) -> Option<&'static NativeClass> {
        self.parts.classes.iter().copied().find(|class| class.name == name)
    }

    /// All 4D classes.
    pub fn classes(&self) -> &[&'static NativeClass] {
        &self.parts.classes
    }

    /// All commands.
    pub fn commands(&self) -> impl Iterator<Item = Entry> {
        (0..self.here.len()).filter_map(|id| self.command(CommandId(id as u16)))
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
