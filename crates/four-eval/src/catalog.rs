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

fn constant_of_project((name, value): &(&'static str, ConstantValue)) -> Constant {
    Constant { name, value: value.clone(), token: (0, 0) }
}

/// What a catalog is made of. Ids are places in the tables that `names` was made from.
#[derive(Clone)]
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
    /// Constants of a project, by id; these follow those of the parts.
    own: Vec<(&'static str, ConstantValue)>,
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
        Catalog { here, names: Names::from(parts.names), parts, own: Vec::new() }
    }

    /// The same with constants of a project, which stays until the program ends. A name that is built in stays what it is;
    /// of two constants of a name the first one counts.
    pub fn with_constants(&self, constants: Vec<(String, ConstantValue)>) -> &'static Catalog {
        let mut names = self.names.clone();
        let mut own = self.own.clone();
        for (name, value) in constants {
            if names.lookup(&name).is_some() {
                continue;
            }
            let name: &'static str = name.leak();
            if names.add_constant(name).is_some() {
                own.push((name, value));
            }
        }
        Box::leak(Box::new(Catalog { here: self.here.clone(), parts: self.parts.clone(), names, own }))
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
        let id = usize::from(id.0);
        match id.checked_sub(self.parts.names.constants.places.len()) {
            None => (self.parts.constant)(id),
            Some(own) => self.own.get(own).map(constant_of_project),
        }
    }

    /// All constants.
    pub fn constants(&self) -> impl Iterator<Item = Constant> {
        let built_in = 0..self.parts.names.constants.places.len();
        built_in.filter_map(self.parts.constant).chain(self.own.iter().map(constant_of_project))
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
