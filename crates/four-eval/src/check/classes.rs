//! Classes: what they extend, names that are declared twice, and functions that no class of a chain has.

use std::collections::HashMap;

use four_syntax::Diagnostic;
use four_syntax::ast::{ClassFile, Expr, ExprKind, FunctionKind, Ident, Span};

use super::body::Checker;
use super::facts::{ClassFacts, Takes};
use super::known;
use crate::suggest;

/// Longest chain of classes that is followed.
const MAX_CHAIN: usize = 1000;

/// What a chain of classes is known to have.
pub(super) enum Lookup<'p> {
    /// A function.
    Function(&'p ClassFacts, &'p Takes),
    /// A property, which may hold a formula.
    Property,
    /// Nothing of that name.
    Nothing,
    /// The chain leads out of the sources.
    Unknown,
}

impl<'p> Checker<'p> {
    /// Checks the declarations of a class.
    pub(super) fn class(&mut self, name: &str, tree: &ClassFile) {
        self.class = Some(name.to_owned());
        self.extends(name, tree);
        let mut seen: HashMap<&str, (Span, Option<FunctionKind>)> = HashMap::new();
        let mut twice = Vec::new();
        for property in tree.properties.iter().flat_map(|line| &line.names) {
            if let Some((first, _)) = seen.insert(&property.name, (property.span, None)) {
                twice.push((property, first, "property"));
            }
        }
        let mut computed: HashMap<(&str, FunctionKind), Span> = HashMap::new();
        for function in &tree.functions {
            let (name, kind) = (&function.name, function.kind);
            if matches!(kind, FunctionKind::Event | FunctionKind::Query | FunctionKind::OrderBy) {
                continue;
            }
            if let Some(first) = computed.insert((&name.name, kind), name.span) {
                twice.push((name, first, "function"));
            } else if let Some((first, other)) = seen.get(&*name.name)
                // A getter, a setter and the declaration of what they compute share their name.
                && (*other == Some(FunctionKind::Plain) || kind == FunctionKind::Plain)
            {
                twice.push((name, *first, if other.is_none() { "property" } else { "function" }));
            }
            seen.entry(&name.name).or_insert((name.span, Some(kind)));
        }
        for (name, first, what) in twice.into_iter().take(super::MAX_MESSAGES) {
            self.duplicate(name, first, what);
        }
    }

    fn duplicate(&mut self, name: &Ident, first: Span, what: &str) {
        self.found.push(
            Diagnostic::error(
                "semantic/duplicate-member",
                name.span,
                format!("this class already has a {what} `{}`", name.name),
            )
            .label("again here")
            .also(first, "declared here")
            .help("give it another name, or remove one of the two"),
        );
    }

    fn extends(&mut self, name: &str, tree: &ClassFile) {
        let Some(path) = &tree.extends else { return };
        let words: Vec<&str> = path.path.iter().map(|word| &**word).collect();
        match words.as_slice() {
            // The parents of classes that belong to tables.
            ["DataClass" | "Entity" | "EntitySelection" | "DataStoreImplementation"] => {
                let message = format!("`{}` is a class of the database, and four has no database", words[0]);
                self.unavailable(
                    "semantic/unavailable-class",
                    path.span,
                    message,
                    "the functions of this class can be called, but there are no tables behind it",
                );
            }
            [parent]
                if self.class_facts(parent).is_none() && self.project.catalog.class(parent).is_some() => {}
            [parent] if self.class_facts(parent).is_none() && known::CLASSES.contains(parent) => {
                self.class_name(&["4D", parent], path.span);
            }
            [parent] => {
                self.class_name(&["cs", parent], path.span);
            }
            _ => {
                self.class_name(&words, path.span);
            }
        }
        let mut chain: Vec<&str> = vec![name];
        let mut next = parent_name(&words);
        while let Some(parent) = next.filter(|_| chain.len() < MAX_CHAIN) {
            if parent == name {
                let way = chain.iter().chain(&[name]).map(|name| format!("`{name}`")).collect::<Vec<_>>();
                self.found.push(
                    Diagnostic::error(
                        "semantic/class-circle",
                        path.span,
                        format!("class `{name}` extends itself: {}", way.join(" extends ")),
                    )
                    .help("one of these classes has to extend another one, or none"),
                );
                return;
            }
            if chain.contains(&parent) {
                return;
            }
            chain.push(parent);
            next = self.class_facts(parent).and_then(ClassFacts::parent);
        }
    }

    /// What a class of the program or one above it has under a name.
    pub(super) fn lookup(&self, class: &str, name: &str) -> Lookup<'p> {
        let mut next = self.class_facts(class);
        for _ in 0..MAX_CHAIN {
            let Some(class) = next else { return Lookup::Unknown };
            if let Some(takes) = class.functions.get(name) {
                return Lookup::Function(class, takes);
            }
            if class.properties.contains(name) {
                return Lookup::Property;
            }
            if class.extends.is_none() {
                return Lookup::Nothing;
            }
            next = class.parent().and_then(|parent| self.class_facts(parent));
        }
        Lookup::Unknown
    }

    /// The constructor that `cs.Class.new()` runs: of the class itself or of the nearest one above it.
    pub(super) fn constructor(&self, class: &str) -> Option<(&'p ClassFacts, &'p Takes)> {
        let mut next = self.class_facts(class);
        for _ in 0..MAX_CHAIN {
            let class = next?;
            if let Some(takes) = &class.constructor {
                return Some((class, takes));
            }
            next = class.parent().and_then(|parent| self.class_facts(parent));
        }
        None
    }

    /// The class of the program that an expression surely gives an instance of, and whether it may be of one below it.
    pub(super) fn instance_of(&self, expr: &Expr) -> Option<(String, bool)> {
        match &expr.kind {
            ExprKind::This if self.formulas == 0 => self.class.clone().map(|class| (class, true)),
            ExprKind::Super if self.formulas == 0 => {
                let class = self.class_facts(self.class.as_ref()?)?;
                class.parent().map(|parent| (parent.to_owned(), false))
            }
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, name } if &*name.name == "new" => {
                    Some((self.named(object)?, false))
                }
                _ => None,
            },
            ExprKind::Member { object, name } if &*name.name == "me" => Some((self.named(object)?, false)),
            ExprKind::Paren(inner) => self.instance_of(inner),
            _ => None,
        }
    }

    /// The class that `cs.Name` stands for.
    pub(super) fn named(&self, expr: &Expr) -> Option<String> {
        let ExprKind::Member { object, name } = &expr.kind else { return None };
        let is_class = matches!(object.kind, ExprKind::ClassStore) && self.class_facts(&name.name).is_some();
        is_class.then(|| name.name.to_string())
    }

    /// Reports the call of a function that no object of the class can have.
    pub(super) fn no_function(&mut self, class: &str, name: &Ident, below: bool) {
        if self.is_stored(&name.name) || below && self.below(class).any(|other| other.has(&name.name)) {
            return;
        }
        let mut known: Vec<&str> = Vec::new();
        let mut next = self.class_facts(class);
        while let Some(facts) = next.filter(|_| known.len() < 2000) {
            known.extend(facts.functions.keys().chain(&facts.properties).map(String::as_str).take(2000));
            next = facts.parent().and_then(|parent| self.class_facts(parent));
        }
        known.sort_unstable();
        let help = match suggest::closest(&name.name, known.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("add `Function {}` to the class; case counts in names of functions", name.name),
        };
        let message = format!("class `{class}` has no function `{}`", name.name);
        self.found.push(Diagnostic::warning("semantic/unknown-function", name.span, message).help(help));
    }

    /// The classes that extend a class, directly or not.
    fn below<'s>(&'s self, class: &'s str) -> impl Iterator<Item = &'p ClassFacts> + 's {
        self.project.classes.values().filter(move |other| {
            let mut next = other.parent();
            for _ in 0..MAX_CHAIN {
                match next {
                    Some(parent) if parent == class => return true,
                    Some(parent) => next = self.class_facts(parent).and_then(ClassFacts::parent),
                    None => return false,
                }
            }
            false
        })
    }

    /// Members of classes and instances that are known.
    pub(super) fn member(&mut self, object: &Expr, name: &Ident) {
        if &*name.name != "me" {
            return;
        }
        let Some(class) = self.named(object) else { return };
        if self.class_facts(&class).is_some_and(|class| !class.singleton) {
            self.found.push(
                Diagnostic::warning(
                    "semantic/no-singleton",
                    name.span,
                    format!("class `{class}` is no singleton: it has no `me`"),
                )
                .help(format!(
                    "write `singleton Class constructor` in the class, or make an object with `cs.{class}.new()`"
                )),
            );
        }
    }

    /// Reports `Super` where there is no class.
    pub(super) fn super_outside(&mut self, span: Span) {
        if self.class.is_none() {
            self.found.push(
                Diagnostic::error(
                    "semantic/super-outside-class",
                    span,
                    "`Super` has a meaning only in a class",
                )
                .help("methods have no parent; call the method or function by its name"),
            );
        }
    }
}

impl ClassFacts {
    /// The class of the program that this one extends, if it is one.
    pub fn parent(&self) -> Option<&str> {
        let words: Vec<&str> = self.extends.as_ref()?.path.iter().map(|word| &**word).collect();
        parent_name(&words)
    }

    /// True when the class itself has a function or property of that name.
    fn has(&self, name: &str) -> bool {
        self.functions.contains_key(name) || self.properties.contains(name)
    }
}

/// The name of a class of the program in `Class extends`.
fn parent_name<'w>(words: &[&'w str]) -> Option<&'w str> {
    match words {
        [name] | ["cs", name] => Some(name),
        _ => None,
    }
}
