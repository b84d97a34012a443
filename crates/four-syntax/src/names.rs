//! Which names there are: keywords, commands, constants, plug-in commands, tables and the project's methods.
//!
//! 4D names contain blanks, so a run of words is matched against a trie of words for its longest known prefix. The trie of
//! the built-in names is shared between snapshots ([`Names`] is cheap to clone); the project's own names lie over it.
//! Matching folds case (simple folding, accents count) and takes any run of blanks as one (`Concepts/identifiers`).

use std::collections::HashMap;
use std::sync::Arc;

use crate::ast::{CommandId, ConstantId};
use crate::keyword::{FRENCH, KEYWORDS, Keyword};
use crate::trie::{ROOT, Trie};

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

/// Collects the built-in names once a program run.
#[derive(Debug)]
pub struct NamesBuilder {
    trie: Trie<Entry>,
    /// Command number → id + 1, 0 for none.
    numbers: Vec<u16>,
    tokens: HashMap<(u32, u32), ConstantId, foldhash::fast::FixedState>,
    /// Canonical spellings, back to back, and where each id's lies.
    spellings: String,
    commands: Vec<(u32, u32)>,
    constants: Vec<(u32, u32)>,
}

impl Default for NamesBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl NamesBuilder {
    /// Only the language's own words.
    pub fn new() -> Self {
        let mut builder = NamesBuilder {
            trie: Trie::with_capacity(4096),
            numbers: Vec::new(),
            tokens: HashMap::with_capacity_and_hasher(2048, foldhash::fast::FixedState::default()),
            spellings: String::with_capacity(64 * 1024),
            commands: Vec::new(),
            constants: Vec::new(),
        };
        for (spelling, keyword) in KEYWORDS.iter().chain(FRENCH) {
            builder.trie.insert(spelling, Entry::Keyword(*keyword));
        }
        builder
    }

    /// A command. The first spelling of an id is the canonical one; further ones are other names for it.
    pub fn add_command(&mut self, spelling: &str, id: CommandId) -> &mut Self {
        self.trie.insert(spelling, Entry::Command(id));
        note(&mut self.spellings, &mut self.commands, id.0, spelling);
        self
    }

    /// The number of a command in token suffixes (`:C10`).
    pub fn add_command_number(&mut self, number: u16, id: CommandId) -> &mut Self {
        let at = usize::from(number);
        if self.numbers.len() <= at {
            self.numbers.resize((at + 1).max(2048), 0);
        }
        self.numbers[at] = id.0 + 1;
        self
    }

    /// A constant, as [`Self::add_command`].
    pub fn add_constant(&mut self, spelling: &str, id: ConstantId) -> &mut Self {
        self.trie.insert(spelling, Entry::Constant(id));
        note(&mut self.spellings, &mut self.constants, id.0, spelling);
        self
    }

    /// The token of a constant (`:K8:3` is group 8, index 3).
    pub fn add_constant_token(&mut self, group: u32, index: u32, id: ConstantId) -> &mut Self {
        self.tokens.insert((group, index), id);
        self
    }

    /// A plug-in or component command.
    pub fn add_plugin(&mut self, spelling: &str) -> &mut Self {
        self.trie.insert(spelling, Entry::Plugin);
        self
    }

    /// The finished table.
    pub fn build(self) -> Names {
        let empty = Trie::with_capacity(0);
        Names { base: Arc::new(self), layer: Arc::new(empty), tables: Arc::new(Vec::new()) }
    }
}

fn note(spellings: &mut String, places: &mut Vec<(u32, u32)>, id: u16, spelling: &str) {
    let at = usize::from(id);
    if places.len() <= at {
        places.resize(at + 1, (0, 0));
    }
    if places[at].1 == 0 {
        let start = spellings.len() as u32;
        spellings.push_str(spelling);
        places[at] = (start, spellings.len() as u32);
    }
}

/// All names that a source may use.
#[derive(Clone, Debug)]
pub struct Names {
    base: Arc<NamesBuilder>,
    layer: Arc<Trie<Entry>>,
    tables: Arc<Vec<String>>,
}

impl Names {
    /// A project method.
    pub fn add_method(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.layer).insert(name, Entry::Method);
        self
    }

    /// A plug-in or component command known to this project only.
    pub fn add_plugin(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.layer).insert(name, Entry::Plugin);
        self
    }

    /// A table: `[name]` alone is then a table, not a collection literal.
    pub fn add_table(&mut self, name: &str) -> &mut Self {
        Arc::make_mut(&mut self.tables).push(fold(name));
        self
    }

    /// The canonical spelling of a command.
    pub fn command_name(&self, id: CommandId) -> Option<&str> {
        spelling(&self.base.spellings, &self.base.commands, id.0)
    }

    /// The canonical spelling of a constant.
    pub fn constant_name(&self, id: ConstantId) -> Option<&str> {
        spelling(&self.base.spellings, &self.base.constants, id.0)
    }

    /// The command of a token suffix `:C<number>`.
    pub fn command_by_number(&self, number: u16) -> Option<CommandId> {
        let id = *self.base.numbers.get(usize::from(number))?;
        id.checked_sub(1).map(CommandId)
    }

    /// The constant of a token suffix `:K<group>:<index>`.
    pub fn constant_by_token(&self, group: u32, index: u32) -> Option<ConstantId> {
        self.base.tokens.get(&(group, index)).copied()
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

/// The words of a name: split at blanks (U+00A0 is one).
pub(crate) fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = name.as_bytes();
        while let Some(blank) = blank(bytes, at) {
            at += blank;
        }
        let start = at;
        while at < bytes.len() && blank(bytes, at).is_none() {
            at += 1;
        }
        name.get(start..at).filter(|word| !word.is_empty())
    })
}

/// Length of the blank at a place, in bytes. The second byte of U+00A0 is never looked at alone: a word ends before the first.
fn blank(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b' ' | b'\t' => Some(1),
        0xc2 if bytes.get(at + 1) == Some(&0xa0) => Some(2),
        _ => None,
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

fn spelling<'a>(spellings: &'a str, places: &[(u32, u32)], id: u16) -> Option<&'a str> {
    let (start, end) = *places.get(usize::from(id))?;
    spellings.get(start as usize..end as usize).filter(|s| !s.is_empty())
}

/// A walk down both tries, word by word.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'n> {
    names: &'n Names,
    base: Option<u32>,
    layer: Option<u32>,
}

impl Walk<'_> {
    /// Goes on by one word; false when no name goes on so.
    pub fn step(&mut self, word: &str) -> bool {
        self.base = self.base.and_then(|n| self.names.base.trie.child(n, word));
        self.layer = self.layer.and_then(|n| self.names.layer.child(n, word));
        self.base.is_some() || self.layer.is_some()
    }

    /// What the words so far stand for. Built-in names win, as methods may not have them (`Concepts/identifiers`).
    pub fn entry(&self) -> Option<Entry> {
        let base = self.base.and_then(|n| self.names.base.trie.value(n));
        base.or_else(|| self.layer.and_then(|n| self.names.layer.value(n)))
    }
}
