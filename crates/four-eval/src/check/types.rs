//! Types in declarations, and the classes that code names.

use four_syntax::ast::{Expr, ExprKind, Name, Span, TypeKind, TypeRef};
use four_syntax::{Diagnostic, type_names};

use super::body::Checker;
use super::known;
use crate::suggest;

/// What other languages call them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("Any", "Variant"),
    ("Array", "Collection"),
    ("Bool", "Boolean"),
    ("Dictionary", "Object"),
    ("Double", "Real"),
    ("Float", "Real"),
    ("Int", "Integer"),
    ("List", "Collection"),
    ("Long", "Integer"),
    ("Map", "Object"),
    ("Number", "Real"),
    ("Str", "Text"),
    ("String", "Text"),
];

/// What a class itself has (`API/ClassClass`).
const MEMBERS: &[&str] =
    &["isSessionSingleton", "isShared", "isSingleton", "me", "name", "new", "superclass"];

/// What a class name stands for.
pub(super) enum Found {
    /// A class of the program.
    Ours,
    /// A class of 4D that four has.
    Native,
    /// Something that is not in the sources, or is none of what four has; reported already where that is of use.
    Other,
}

impl Checker<'_> {
    /// Checks a type in a declaration.
    pub(super) fn type_of(&mut self, ty: &TypeRef) {
        match &ty.kind {
            TypeKind::Class(path) => {
                let words: Vec<&str> = path.iter().map(|word| &**word).collect();
                self.class_name(&words, ty.span);
            }
            TypeKind::Unknown(name) => self.unknown_type(name, ty.span),
            _ => {}
        }
    }

    fn unknown_type(&mut self, name: &Name, span: Span) {
        let help = if self.class_facts(name).is_some() {
            format!("a class of the project is written `cs.{name}`")
        } else if self.is_native(name) {
            format!("a class of 4D is written `4D.{name}`")
        } else {
            let others = ELSEWHERE.iter().map(|(other, _)| *other);
            let close = suggest::closest(name, type_names().chain(others));
            let ours =
                |close: &String| ELSEWHERE.iter().find(|(other, _)| other == close).map(|(_, ours)| *ours);
            match close.as_ref().map(|close| ours(close).unwrap_or(close)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!(
                    "types are {}, `cs.Name` and `4D.Name`",
                    type_names().collect::<Vec<_>>().join(", ")
                ),
            }
        };
        self.found.push(
            Diagnostic::error("semantic/unknown-type", span, format!("there is no type `{name}`")).help(help),
        );
    }

    fn is_native(&self, name: &str) -> bool {
        self.project.catalog.class(name).is_some() || known::CLASSES.contains(&name)
    }

    /// Checks `cs.Name`, `cs.space.Name` or `4D.Name` in an expression. True when the expression is one of them.
    pub(super) fn class_path(&mut self, expr: &Expr) -> bool {
        let ExprKind::Member { object, name } = &expr.kind else { return false };
        match &object.kind {
            ExprKind::ClassStore => {
                self.class_name(&["cs", &name.name], expr.span);
                true
            }
            ExprKind::FourD => {
                self.class_name(&["4D", &name.name], expr.span);
                true
            }
            ExprKind::Member { object: store, name: space } if matches!(store.kind, ExprKind::ClassStore) => {
                // `cs.Name.me` is a member of a class; `cs.space.Name` is a class of a component.
                let is_member = self.class_facts(&space.name).is_some() || MEMBERS.contains(&&*name.name);
                if !is_member {
                    self.class_name(&["cs", &space.name, &name.name], expr.span);
                }
                !is_member
            }
            _ => false,
        }
    }

    /// Checks the words of a class name, the first being `cs` or `4D`.
    pub(super) fn class_name(&mut self, words: &[&str], span: Span) -> Found {
        match words {
            ["cs", name] => self.user_class(name, span),
            ["4D", name] => self.native_class(name, span),
            ["cs", space, name] if self.project.around.classes.iter().any(|(other, _)| other == space) => {
                let known = &self.project.around.classes;
                if !known.iter().any(|(other, class)| other == space && class == name) {
                    self.unavailable(
                        "semantic/unavailable-component",
                        span,
                        format!("the component `{space}` has no class `{name}`"),
                        "what uses it raises an error when it runs",
                    );
                }
                Found::Other
            }
            ["cs", space, ..] => {
                self.unavailable(
                    "semantic/unavailable-component",
                    span,
                    format!("`cs.{space}` would be a component, and none of this name is loaded"),
                    "what uses it raises an error when it runs",
                );
                Found::Other
            }
            _ => Found::Other,
        }
    }

    fn user_class(&mut self, name: &str, span: Span) -> Found {
        if self.class_facts(name).is_some() {
            return Found::Ours;
        }
        if name == "DataStore" || self.is_data_class(name) {
            self.unavailable(
                "semantic/unavailable-class",
                span,
                format!("`cs.{name}` is a class of the database, and four has no database"),
                "what uses it raises an error when it runs",
            );
            return Found::Other;
        }
        let ours = || {
            let own = self.own.iter().flat_map(|own| own.classes.values());
            own.chain(self.project.classes.values()).map(|class| class.name.as_str())
        };
        let case = ours().find(|other| other.eq_ignore_ascii_case(name)).map(str::to_owned);
        let help = match case.or_else(|| suggest::closest(name, ours())) {
            Some(close) => format!("did you mean `cs.{close}`?"),
            None if self.is_native(name) => format!("a class of 4D is written `4D.{name}`"),
            None => format!("a class is a file of its own: `Classes/{name}.4dm`"),
        };
        // Classes of components are reached through a namespace.
        let message = format!("there is no class `cs.{name}`");
        self.found.push(match self.project.around.elsewhere() {
            Some(_) => Diagnostic::warning("semantic/unknown-class", span, message)
                .help(format!("{help}; a class of a component is written `cs.Namespace.{name}`")),
            None => Diagnostic::error("semantic/unknown-class", span, message).help(help),
        });
        Found::Other
    }

    /// True for the classes that the tables of the database make (`ORDA/ordaClasses`).
    fn is_data_class(&self, name: &str) -> bool {
        let is_table = |name: &str| self.project.around.tables.iter().any(|table| table == name);
        ["Entity", "Selection", ""].into_iter().any(|ending| name.strip_suffix(ending).is_some_and(is_table))
    }

    fn native_class(&mut self, name: &str, span: Span) -> Found {
        if self.project.catalog.class(name).is_some() {
            return Found::Native;
        }
        if known::CLASSES.contains(&name) {
            self.unavailable(
                "semantic/unavailable-class",
                span,
                format!("`4D.{name}` is not available in four"),
                "it can be named, as in OB Instance of; making an object of it raises an error",
            );
            return Found::Other;
        }
        let native = self.project.catalog.classes().iter().map(|class| class.name);
        let all: Vec<&str> = native.chain(known::CLASSES.iter().copied()).collect();
        let case = all.iter().find(|other| other.eq_ignore_ascii_case(name)).map(|name| (*name).to_owned());
        let help = match case.or_else(|| suggest::closest(name, all.iter().copied())) {
            Some(close) => format!("did you mean `4D.{close}`?"),
            None if self.class_facts(name).is_some() => {
                format!("a class of the project is written `cs.{name}`")
            }
            None => "classes of the project are written `cs.Name`".to_owned(),
        };
        self.found.push(
            Diagnostic::error("semantic/unknown-class", span, format!("there is no class `4D.{name}`"))
                .help(help),
        );
        Found::Other
    }
}
