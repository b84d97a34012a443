//! What can be known to be wrong without running: unknown names, arguments that do not fit, code that nothing reaches.
//!
//! A [`Project`] knows the names that its texts share (methods, classes, tables); [`Project::check`] then looks at one text
//! at a time. Codes `syntax/…` come from the parser, `semantic/…` from here. An error is what fails whenever it runs; a
//! warning works, or is beyond what can be seen in the sources. Nothing is lowered and no state outside is touched.

mod body;
mod calls;
mod classes;
mod facts;
mod flow;
mod foreign;
pub(crate) mod known;
mod locals;
mod types;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use four_syntax::ast::SourceFile;
use four_syntax::{Diagnostic, FileKind, Names, Parsed, Severity, Source};

use crate::catalog::Catalog;
use crate::program::fold;
use body::Checker;
use facts::{ClassFacts, MethodFacts};

/// Most messages of this module about one text; a file with more has one cause for many of them.
const MAX_MESSAGES: usize = 200;

/// A text and what it is.
pub struct Text {
    /// The text, with the path to show.
    pub source: Arc<Source>,
    /// What it is.
    pub kind: TextKind,
}

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// A project method of this name.
    Method(String),
    /// A class of this name.
    Class(String),
    /// A method that no name calls: a database method, a form's method, a trigger.
    Nameless,
    /// A class of this name if it reads as one, else a method that no name calls.
    Guess(String),
    /// A class of this name if it reads as one, else a method of this name.
    GuessNamed(String),
}

/// What the sources do not show.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Names of the tables.
    pub tables: Vec<String>,
    /// Components and plug-ins that the project names and whose methods and classes cannot be seen.
    pub absent: Vec<String>,
    /// Shared methods of components that can be seen.
    pub methods: Vec<String>,
    /// Namespaces and classes of components that can be seen.
    pub classes: Vec<(String, String)>,
}

impl Surroundings {
    /// Why a name may be known elsewhere, as a sentence for the help; `None` when nothing is absent.
    fn elsewhere(&self) -> Option<String> {
        /// Enough names to know what is meant.
        const SHOWN: usize = 3;
        let (first, others) = self.absent.split_at(self.absent.len().min(SHOWN));
        let (last, before) = first.split_last()?;
        let names = match (before.is_empty(), others.len()) {
            (true, 0) => last.clone(),
            (false, 0) => format!("{} or {last}", before.join(", ")),
            (_, more) => format!("{}, {last} or {more} others", before.join(", ")),
        };
        Some(format!(
            "it may belong to {names}, whose sources are not here: put them into `Components`, else the line raises an \
             error when it runs"
        ))
    }
}

/// What was found in a text.
pub struct Checked {
    /// The messages, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// Errors found, also those that are past the limit of messages.
    pub errors: usize,
}

/// The texts of a program, read but not lowered.
pub struct Project<'c> {
    catalog: &'c Catalog,
    names: Names,
    around: Surroundings,
    texts: Vec<(TextKind, Parsed)>,
    methods: HashMap<String, MethodFacts>,
    classes: HashMap<String, ClassFacts>,
    /// Names under which something is stored in objects anywhere: a call of such a name may reach a formula.
    stored: HashSet<String>,
}

impl<'c> Project<'c> {
    /// Reads the texts of a program.
    pub fn read(catalog: &'c Catalog, texts: &[Text], around: Surroundings) -> Project<'c> {
        let mut names = catalog.names().clone();
        for text in texts {
            if let TextKind::Method(name) | TextKind::GuessNamed(name) = &text.kind {
                names.add_method(name);
            }
        }
        for table in &around.tables {
            names.add_table(table);
        }
        for method in &around.methods {
            names.add_method(method);
        }
        let mut project = Project {
            catalog,
            names,
            around,
            texts: Vec::new(),
            methods: HashMap::new(),
            classes: HashMap::new(),
            stored: HashSet::new(),
        };
        for method in &project.around.methods {
            project.methods.insert(fold(method), MethodFacts::shared(method));
        }
        for text in texts {
            let parsed = project.parse(text);
            project.learn(&text.kind, &parsed);
            project.texts.push((text.kind.clone(), parsed));
        }
        project
    }

    /// What is wrong with one of the texts, by its place in the list that was read.
    pub fn check(&self, number: usize, source: &Source) -> Checked {
        match self.texts.get(number) {
            Some((kind, parsed)) => self.examine(kind, parsed, source, None),
            None => Checked { diagnostics: Vec::new(), errors: 0 },
        }
    }

    /// What is wrong with a text that uses the project without being part of it.
    pub fn check_other(&self, text: &Text) -> Checked {
        let parsed = self.parse(text);
        let mut own = Project {
            catalog: self.catalog,
            names: Names::clone(&self.names),
            around: Surroundings::default(),
            texts: Vec::new(),
            methods: HashMap::new(),
            classes: HashMap::new(),
            stored: HashSet::new(),
        };
        own.learn(&text.kind, &parsed);
        self.examine(&text.kind, &parsed, &text.source, Some(&own))
    }

    fn parse(&self, text: &Text) -> Parsed {
        let kind = match text.kind {
            TextKind::Class(_) => FileKind::Class,
            TextKind::Method(_) | TextKind::Nameless => FileKind::Method,
            TextKind::Guess(_) | TextKind::GuessNamed(_) => FileKind::Guess,
        };
        four_syntax::parse(text.source.text(), &self.names, kind)
    }

    fn learn(&mut self, kind: &TextKind, parsed: &Parsed) {
        facts::stored_names(&parsed.file, &mut self.stored);
        match (&parsed.file, kind) {
            (SourceFile::Method(tree), TextKind::Method(name) | TextKind::GuessNamed(name)) => {
                self.methods.insert(fold(name), MethodFacts::of(name, tree, self.catalog));
            }
            (
                SourceFile::Class(tree),
                TextKind::Class(name) | TextKind::Guess(name) | TextKind::GuessNamed(name),
            ) => {
                self.classes.insert(name.clone(), ClassFacts::of(name, tree, self.catalog));
            }
            _ => {}
        }
    }

    fn examine(
        &self,
        kind: &TextKind,
        parsed: &Parsed,
        source: &Source,
        own: Option<&Project<'_>>,
    ) -> Checked {
        let mut checker = Checker::new(self, own, source, parsed.errors == 0);
        match &parsed.file {
            SourceFile::Method(tree) => checker.body(tree.declare.as_ref(), &tree.body, None),
            SourceFile::Class(tree) => {
                let name = match kind {
                    TextKind::Class(name) | TextKind::Guess(name) | TextKind::GuessNamed(name) => name,
                    TextKind::Method(_) | TextKind::Nameless => "",
                };
                checker.class(name, tree);
                for property in &tree.properties {
                    checker.property(property);
                }
                for function in tree.constructor.iter().chain(&tree.functions) {
                    checker.function(function);
                }
            }
        }
        let mut found = checker.found;
        let found_errors = found.iter().filter(|message| message.severity == Severity::Error).count();
        found.sort_by_key(|message| message.span.start);
        found.truncate(MAX_MESSAGES);
        let errors = found_errors + parsed.errors as usize;
        let mut diagnostics = parsed.diagnostics.clone();
        diagnostics.extend(found);
        diagnostics.sort_by_key(|message| message.span.start);
        Checked { diagnostics, errors }
    }
}
