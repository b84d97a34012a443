//! Components: programs inside the program, each with names of its own (`Extensions/develop-components`).
//!
//! Code of a component sees its own methods, classes and variables; of others only shared methods (by name) and classes
//! (by namespace). Which component code belongs to follows from the number of its source.

use std::collections::HashMap;
use std::sync::Arc;

use four_syntax::Names;

use crate::catalog::Catalog;
use crate::program::{Input, InputKind, fold};

/// Stands between the namespace and the name of a method of a component; no code can write it.
pub const SEPARATOR: char = '\u{1}';

/// Variables that commands set: the same ones for host and components (`Concepts/variables`).
const SYSTEM_VARIABLES: &[&str] = &[
    "ok",
    "document",
    "error",
    "error method",
    "error line",
    "error formula",
    "flddelimit",
    "recdelimit",
    "keycode",
    "mousedown",
    "mousex",
    "mousey",
    "modifiers",
    "mouseproc",
];

/// A component as its code sees it.
pub struct Space {
    /// Its namespace in `cs`.
    pub name: Arc<str>,
    pub(crate) names: Names,
    methods: HashMap<String, u32>,
}

impl Space {
    /// The name under which a variable of this component is kept.
    pub fn variable(&self, name: &str) -> String {
        if SYSTEM_VARIABLES.contains(&fold(name).as_str()) {
            return name.to_owned();
        }
        format!("{}{SEPARATOR}{name}", self.name)
    }

    /// The full name of one of its classes.
    pub fn class(&self, name: &str) -> String {
        full_name(Some(&self.name), name)
    }

    /// A name under which the whole program finds a method that this component calls so: its own methods get its
    /// namespace before them.
    pub fn method(&self, name: &str) -> String {
        match self.methods.contains_key(&fold(name)) {
            true => format!("{}{SEPARATOR}{name}", self.name),
            false => name.to_owned(),
        }
    }
}

/// The components of a program.
#[derive(Default)]
pub struct Components {
    spaces: Vec<Space>,
    /// For each source the component that it belongs to.
    of_files: Vec<Option<u16>>,
    /// Shared methods of host and components.
    shared: HashMap<String, u32>,
}

impl Components {
    /// The names that the host sees, and the components with theirs.
    pub(crate) fn of(catalog: &Catalog, inputs: &[Input]) -> (Names, Components) {
        let mut host = catalog.names().clone();
        let mut components = Components::default();
        for input in inputs {
            match &input.kind {
                InputKind::Method(name) => {
                    host.add_method(name);
                }
                InputKind::Component(space, _) if components.named(space).is_none() => {
                    let names = catalog.names().clone();
                    components.spaces.push(Space { name: space.clone(), names, methods: HashMap::new() });
                }
                _ => {}
            }
        }
        for input in inputs {
            let InputKind::Component(of, kind) = &input.kind else { continue };
            let InputKind::Method(name) = &**kind else { continue };
            let shared = is_shared(input);
            for space in components.spaces.iter_mut().filter(|space| shared || space.name == *of) {
                space.names.add_method(name);
            }
            if shared {
                host.add_method(name);
            }
        }
        (host, components)
    }

    /// Notes where the next source belongs to; gives what it is there.
    pub(crate) fn place(&mut self, kind: InputKind) -> (Option<u16>, InputKind) {
        let (space, kind) = match kind {
            InputKind::Component(space, kind) => {
                let place = self.spaces.iter().position(|other| other.name == space);
                (place.and_then(|place| u16::try_from(place).ok()), *kind)
            }
            kind => (None, kind),
        };
        self.of_files.push(space);
        (space, kind)
    }

    pub(crate) fn space(&self, number: Option<u16>) -> Option<&Space> {
        self.spaces.get(usize::from(number?))
    }

    pub(crate) fn space_of(&self, file: u32) -> Option<&Space> {
        self.space(*self.of_files.get(file as usize)?)
    }

    /// The component of a namespace; case counts.
    pub fn named(&self, name: &str) -> Option<&Space> {
        self.spaces.iter().find(|space| &*space.name == name)
    }

    /// Namespaces of the components.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.spaces.iter().map(|space| &*space.name)
    }

    pub(crate) fn class_name(&self, space: Option<u16>, name: &str) -> String {
        self.space(space).map_or_else(|| name.to_owned(), |space| space.class(name))
    }

    pub(crate) fn add_method(&mut self, space: Option<u16>, name: &str, number: u32) -> Option<u32> {
        let space = self.spaces.get_mut(usize::from(space?))?;
        space.methods.insert(fold(name), number)
    }

    /// The first shared method of a name wins.
    pub(crate) fn add_shared(&mut self, name: &str, number: u32) {
        self.shared.entry(fold(name)).or_insert(number);
    }

    /// Lets the host call the shared methods of components; its own ones win.
    pub(crate) fn share(&self, host: &mut HashMap<String, u32>) {
        for (name, number) in &self.shared {
            host.entry(name.clone()).or_insert(*number);
        }
    }

    /// The method that code of a component means by a name.
    pub(crate) fn method(&self, space: Option<&Space>, name: &str) -> Option<u32> {
        let name = fold(name);
        let own = space.and_then(|space| space.methods.get(&name));
        own.or_else(|| self.shared.get(&name)).copied()
    }
}

/// `space.name`, or the name alone for classes of the host.
pub(crate) fn full_name(space: Option<&str>, name: &str) -> String {
    space.map_or_else(|| name.to_owned(), |space| format!("{space}.{name}"))
}

/// True for a method with the attribute `shared`: `//%attributes = {"shared":true}` opens its source.
pub fn is_shared(input: &Input) -> bool {
    attribute(input.source.text(), "shared")
}

/// True when the first line of a method gives this attribute (`Project/code-overview`).
pub fn attribute(text: &str, name: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let json = first.strip_prefix("//%attributes").and_then(|rest| rest.trim_start().strip_prefix('='));
    let attributes = json.and_then(|json| four_runtime::json::parse(json.trim()).ok());
    attributes
        .as_ref()
        .and_then(|attributes| attributes.as_object())
        .is_some_and(|object| object.get_text(&four_runtime::Text::from(name)).is_truthy())
}
