//! What other texts need to know of a method or class.

use std::collections::{HashMap, HashSet};

use four_syntax::ast::{
    Block, ClassFile, ClassPath, Expr, ExprKind, FunctionKind, MethodFile, Signature, SourceFile, Stmt,
    StmtKind,
};

use crate::catalog::Catalog;
use crate::lower::walk;

/// How a method or function takes its arguments.
#[derive(Clone, Debug)]
pub(super) struct Takes {
    /// Number of declared parameters.
    pub declared: usize,
    /// True when the body may look at further arguments, or declares no parameters at all.
    pub more: bool,
}

impl Takes {
    fn of(signature: Option<&Signature>, body: &Block, catalog: &Catalog) -> Takes {
        let Some(signature) = signature else { return Takes { declared: 0, more: true } };
        let facts = walk::facts(body, catalog);
        let more = signature.variadic.is_some() || facts.uses_arguments || facts.highest_parameter > 0;
        Takes { declared: signature.params.len(), more }
    }
}

/// A project method.
#[derive(Debug)]
pub(super) struct MethodFacts {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub takes: Takes,
}

impl MethodFacts {
    /// A method of a component.
    pub fn shared(name: &str) -> MethodFacts {
        MethodFacts { name: name.to_owned(), takes: Takes { declared: 0, more: true } }
    }

    pub fn of(name: &str, tree: &MethodFile, catalog: &Catalog) -> MethodFacts {
        MethodFacts { name: name.to_owned(), takes: Takes::of(tree.declare.as_ref(), &tree.body, catalog) }
    }
}

/// A class of the program.
#[derive(Debug)]
pub(super) struct ClassFacts {
    /// Its name.
    pub name: String,
    /// What it extends.
    pub extends: Option<ClassPath>,
    /// Plain functions.
    pub functions: HashMap<String, Takes>,
    /// Properties, getters, setters and aliases.
    pub properties: HashSet<String>,
    /// The constructor's parameters.
    pub constructor: Option<Takes>,
    /// True for singletons of any kind.
    pub singleton: bool,
}

impl ClassFacts {
    pub fn of(name: &str, tree: &ClassFile, catalog: &Catalog) -> ClassFacts {
        let takes = |function: &four_syntax::ast::FunctionDecl| {
            Takes::of(Some(&function.signature), &function.body, catalog)
        };
        let mut functions = HashMap::new();
        let mut properties = HashSet::new();
        for function in &tree.functions {
            let name = function.name.name.to_string();
            match function.kind {
                FunctionKind::Plain => {
                    functions.insert(name, takes(function));
                }
                FunctionKind::Get | FunctionKind::Set => {
                    properties.insert(name);
                }
                FunctionKind::Query
                | FunctionKind::OrderBy
                | FunctionKind::Event
                | FunctionKind::Constructor => {}
            }
        }
        properties.extend(tree.aliases.iter().map(|alias| alias.name.name.to_string()));
        properties.extend(
            tree.properties.iter().flat_map(|property| &property.names).map(|name| name.name.to_string()),
        );
        let modifiers =
            tree.constructor.as_ref().map(|constructor| constructor.modifiers).unwrap_or_default();
        ClassFacts {
            name: name.to_owned(),
            extends: tree.extends.clone(),
            functions,
            properties,
            constructor: tree.constructor.as_ref().map(takes),
            singleton: modifiers.singleton || modifiers.session,
        }
    }
}

/// Names of properties that the text may store something under: assigned members, keys, and texts that look like names.
pub(super) fn stored_names(file: &SourceFile, names: &mut HashSet<String>) {
    match file {
        SourceFile::Method(tree) => stored_in_body(&tree.body, names),
        SourceFile::Class(tree) => {
            for property in &tree.properties {
                property.init.iter().for_each(|init| stored_in(init, names));
            }
            for function in tree.constructor.iter().chain(&tree.functions) {
                stored_in_body(&function.body, names);
            }
        }
    }
}

fn stored_in_body(body: &[Stmt], names: &mut HashSet<String>) {
    walk::statements(body, &mut |statement| {
        if let StmtKind::Assign { target: Expr { kind: ExprKind::Member { name, .. }, .. }, .. } =
            &statement.kind
        {
            names.insert(name.name.to_string());
        }
        walk::expressions(statement, &mut |expr| stored_in(expr, names));
    });
}

fn stored_in(expr: &Expr, names: &mut HashSet<String>) {
    match &expr.kind {
        ExprKind::Object(entries) => {
            names.extend(entries.iter().map(|(name, _)| name.name.to_string()));
        }
        ExprKind::Text(text) if is_name(text) => {
            names.insert(text.to_string());
        }
        ExprKind::Assign { target, .. } => {
            if let ExprKind::Member { name, .. } = &target.kind {
                names.insert(name.name.to_string());
            }
        }
        // A pointer to a property, or a property that a command writes to.
        ExprKind::PointerTo(target) => {
            if let ExprKind::Member { name, .. } = &target.kind {
                names.insert(name.name.to_string());
            }
        }
        _ => {}
    }
    walk::parts(expr, &mut |part| stored_in(part, names));
}

fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|other| other.is_alphanumeric() || other == '_')
}
