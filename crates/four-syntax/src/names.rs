//! Which names there are: keywords, commands, constants, plug-in commands, tables and the project's methods.
//!
//! 4D names contain blanks, so a run of words is matched against a trie of words for its longest known prefix. The trie of
//! the built-in names ([`BuiltIn`]) is made when four is compiled; the project's own names lie over it.
//! Matching folds case (simple folding, accents count) and takes any run of blanks as one (`Concepts/identifiers`).

use std::sync::Arc;

use crate::ast::{CommandId, ConstantId};
use crate::keyword::{self, FRENCH, KEYWORDS, Keyword};
use crate::trie::{self, ROOT, Trie, Words, words};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A word of the language.
    Keyword(Keyword),
    /// A command.
    Command(CommandId),
    /// A constant.
    Constant(ConstantId),
    /// A plug-in or component command.
    Plugin,
    /// A project method.
    Method,
}

/// Kinds of entries in a trie: the upper half of a value; the lower one is a number of that kind.
///
/// The build script of `four-commands` writes the first three.
mod kinds {
    pub const KEYWORD: u32 = 1;
    pub const COMMAND: u32 = 2;
    pub const CONSTANT: u32 = 3;
    pub const PLUGIN: u32 = 4;
    pub const METHOD: u32 = 5;
}

fn value(kind: u32, number: u32) -> u32 {
    kind << 16 | number
}

fn entry(value: u32) -> Option<Entry> {
    let number = value as u16;
    Some(match value >> 16 {
        kinds::KEYWORD => Entry::Keyword(keyword::nth(usize::from(number))?),
        kinds::COMMAND => Entry::Command(CommandId(number)),
        kinds::CONSTANT => Entry::Constant(ConstantId(number)),
        kinds::PLUGIN => Entry::Plugin,
        kinds::METHOD => Entry::Method,
        _ => return None,
    })
}

/// The names that are built in, as flat tables.
#[derive(Debug)]
pub struct BuiltIn {
    /// Keywords, commands and constants under all their spellings.
    pub words: Words<'static>,
    /// Canonical spellings of the commands, by id.
    pub commands: Spellings,
    /// Canonical spellings of the constants, by id.
    pub constants: Spellings,
    /// Command number → id + 1, 0 for none.
    pub numbers: &'static [u16],
    /// Tokens of constants in order: group, index and id.
    pub tokens: &'static [(u32, u32, u16)],
}

/// Texts that lie in one.
#[derive(Debug)]
pub struct Spellings {
    /// The text that holds them.
    pub text: &'static str,
    /// Where each begins and ends.
    pub places: &'static [(u32, u32)],
}

impl Spellings {
    fn get(&self, id: u16) -> Option<&'static str> {
        let (start, end) = *self.places.get(usize::from(id))?;
        self.text.get(start as usize..end as usize).filter(|text| !text.is_empty())
    }
}

/// Collects built-in names at run time, for tests of the parser and programs without a catalog.
#[derive(Debug)]
pub struct NamesBuilder {
    trie: Trie,
    numbers: Vec<u16>,
    tokens: Vec<(u32, u32, u16)>,
    commands: Vec<String>,
    constants: Vec<String>,
}

impl Default for NamesBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl NamesBuilder {
    /// Only the language's own words.
    pub fn new() -> Self {
        let mut trie = Trie::default();
        for (index, (spelling, _)) in KEYWORDS.iter().chain(FRENCH).enumerate() {
            trie.insert(spelling, value(kinds::KEYWORD, index as u32));
        }
        let (numbers, tokens) = (Vec::new(), Vec::new());
        NamesBuilder { trie, numbers, tokens, commands: Vec::new(), constants: Vec::new() }
    }

    /// A command. The first spelling of an id is the canonical one; further ones are other names for it.
    pub fn add_command(&mut self, spelling: &str, id: CommandId) -> &mut Self {
        self.trie.insert(spelling, value(kinds::COMMAND, u32::from(id.0)));
        note(&mut self.commands, id.0, spelling);
        self
    }

    /// The number of a command in token suffixes (`:C10`).
    pub fn add_command_number(&mut self, number: u16, id: CommandId) -> &mut Self {
        let at = usize::from(number);
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, 0);
        }
        self.numbers[at] = id.0 + 1;
        self
    }

    /// A constant, as [`Self::add_command`].
    pub fn add_constant(&mut self, spelling: &str, id: ConstantId) -> &mut Self {
        self.trie.insert(spelling, value(kinds::CONSTANT, u32::from(id.0)));
        note(&mut self.constants, id.0, spelling);
        self
    }

    /// The token of a constant (`:K8:3` is group 8, index 3).
    pub fn add_constant_token(&mut self, group: u32, index: u32, id: ConstantId) -> &mut Self {
        self.tokens.push((group, index, id.0));
        self
    }

    /// A plug-in or component command.
    pub fn add_plugin(&mut self, spelling: &str) -> &mut Self {
        self.trie.insert(spelling, value(kinds::PLUGIN, 0));
        self
    }

    /// The finished table, which stays until the program ends.
    pub fn build(mut self) -> Names {
        fn spellings(names: &[String]) -> Spellings {
            let mut text = String::new();
            let places = names.iter().map(|name| {
                let start = text.len() as u32;
                text.push_str(name);
                (start, text.len() as u32)
            });
            let places: Vec<_> = places.collect();
            Spellings { text: text.leak(), places: places.leak() }
        }
        self.tokens.sort_unstable();
        let trie: &'static Trie = Box::leak(Box::new(self.trie));
        Names::from(&*Box::leak(Box::new(BuiltIn {
            words: trie.words(),
            commands: spellings(&self.commands),
            constants: spellings(&self.constants),
            numbers: self.numbers.leak(),
            tokens: self.tokens.leak(),
        })))
    }
}

fn note(names: &mut Vec<String>, id: u16, spelling: &str) {
    let at = usize::from(id);
    if names.len() <= at {
        names.resize(at + 1, String::new());
    }
    if names[at].is_empty() {
        names[at] = spelling.to_owned();
    }
}

/// All names that a source may use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Names {
    built_in: &'static BuiltIn,
    layer: Arc<Trie>,
    constants: Arc<Vec<&'static str>>,
    tables: Arc<Vec<String>>,
}

impl From<&'static BuiltIn> for Names {
    fn from(built_in: &'static BuiltIn) -> Names {
        Names { built_in, layer: Arc::default(), constants: Arc::default(), tables: Arc::default() }
    }
}

impl Names {
    /// A project method.
    pub fn add_method(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.layer).insert(name, value(kinds::METHOD, 0));
        self
    }

    /// A constant of the project; its id follows those that are built in. None when there are too many.
    pub fn add_constant(&mut self, name: &'static str) -> Option<ConstantId> {
        let number = self.built_in.constants.places.len() + self.constants.len();
        let id = ConstantId(u16::try_from(number).ok()?);
        Arc::make_mut(&mut self.constants).push(name);
        Arc::make_mut(&mut self.layer).insert(name, value(kinds::CONSTANT, u32::from(id.0)));
        Some(id)
    }

    /// A plug-in or component command known to this project only.
    pub fn add_plugin(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.layer).insert(name, value(kinds::PLUGIN, 0));
        self
    }

    /// A table: `[name]` alone is then a table, not a collection literal.
    pub fn add_table(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.tables).push(fold(name));
        self
    }

    /// The canonical spelling of a command.
    pub fn command_name(&self, id: CommandId) -> Option<&'static str> {
        self.built_in.commands.get(id.0)
    }

    /// The canonical spelling of a constant.
    pub fn constant_name(&self, id: ConstantId) -> Option<&'static str> {
        let built_in = self.built_in.constants.places.len();
        match usize::from(id.0).checked_sub(built_in) {
            None => self.built_in.constants.get(id.0),
            Some(own) => self.constants.get(own).copied(),
        }
    }

    /// The command of a token suffix `:C<number>`.
    pub fn command_by_number(&self, number: u16) -> Option<CommandId> {
        let id = *self.built_in.numbers.get(usize::from(number))?;
        id.checked_sub(1).map(CommandId)
    }

    /// The constant of a token suffix `:K<group>:<index>`.
    pub fn constant_by_token(&self, group: u32, index: u32) -> Option<ConstantId> {
        let tokens = self.built_in.tokens;
        let at = tokens.binary_search_by_key(&(group, index), |(group, index, _)| (*group, *index)).ok()?;
        Some(ConstantId(tokens[at].2))
    }

    /// What a whole name stands for.
    pub fn lookup(&self, name: &str) -> Option<Entry> {
        let mut walk = self.walk();
        for word in words(name) {
            if !walk.step(word) {
                return None;
            }
        }
        walk.entry()
    }

    pub(crate) fn has_table(&self, name: &str) -> bool {
        !self.tables.is_empty() && self.tables.contains(&fold(name))
    }

    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk { names: self, base: Some(ROOT), layer: Some(ROOT) }
    }
}

fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in words(name) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// A walk down both tries, word by word.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'n> {
    names: &'n Names,
    base: Option<u32>,
    layer: Option<u32>,
}

impl Walk<'_> {
    /// Goes on by one more word; false when no name goes on so.
    pub fn step(&mut self, word: &str) -> bool {
        let (base, layer) = (self.names.built_in.words, self.names.layer.words());
        if (self.base, self.layer) == (Some(ROOT), Some(ROOT)) {
            // The first word has one hash in both.
            let hash = trie::hash(ROOT, word);
            (self.base, self.layer) = (base.child(ROOT, word, hash), layer.child(ROOT, word, hash));
        } else {
            self.base = self.base.and_then(|at| base.child(at, word, trie::hash(at, word)));
            self.layer = self.layer.and_then(|at| layer.child(at, word, trie::hash(at, word)));
        }
        self.base.is_some() || self.layer.is_some()
    }

    /// What the words so far stand for. Built-in names win, as methods may not have them (`Concepts/identifiers`).
    pub fn entry(&self) -> Option<Entry> {
        let base = self.base.and_then(|at| entry(self.names.built_in.words.value(at)));
        base.or_else(|| self.layer.and_then(|at| entry(self.names.layer.words().value(at))))
    }
}
