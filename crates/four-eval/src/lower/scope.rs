//! The variables of a body: which there are, their slots and types, and which of them pointers may reach.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use four_runtime::class::{native_class, user_class};
use four_runtime::types::{ClassName, DeclaredType};
use four_syntax::ast::{Expr, ExprKind, Signature, Stmt, StmtKind, TypeKind, TypeRef, VarKind, VarName};

use super::walk;
use crate::catalog::Catalog;
use crate::components::Space;
use crate::program::fold;

/// Longest name of a local variable; what follows does not count (`Concepts/identifiers`).
const MAX_NAME: usize = 31;

/// A variable of a body.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Name without `$`, as first written.
    pub name: String,
    /// Its declared type.
    pub ty: DeclaredType,
    /// True when pointers may reach it: its slot then holds a pointer to a cell.
    pub boxed: bool,
    /// True when a line declares it, with whatever type.
    pub known: bool,
}

/// The variables of a body, by slot; parameters come first.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Variables by slot.
    pub variables: Vec<Variable>,
    /// Slots by folded name, and by each spelling that was asked for.
    slots: HashMap<String, usize, RandomState>,
    /// Number of parameters that have slots.
    pub params: usize,
    /// True when parameters were declared with `#DECLARE` or `Function`.
    pub declared: bool,
    /// Slot of the result variable.
    pub result_slot: Option<usize>,
    /// Type of the result.
    pub result: Option<DeclaredType>,
    /// Type of the parameters beyond the declared ones.
    pub variadic: Option<DeclaredType>,
    /// True when the body asks for the number of arguments or for undeclared ones.
    pub uses_arguments: bool,
}

fn key(name: &str) -> String {
    let folded = fold(name);
    if folded.len() <= MAX_NAME {
        return folded;
    }
    match folded.char_indices().nth(MAX_NAME) {
        Some((end, _)) => folded[..end].to_owned(),
        None => folded,
    }
}

impl Scope {
    /// The scope of a body with this signature.
    pub fn of(
        signature: Option<&Signature>,
        body: &[Stmt],
        catalog: &Catalog,
        space: Option<&Space>,
    ) -> Scope {
        let mut scope = Scope::default();
        if let Some(signature) = signature {
            // A function without parameters in brackets takes its own as older methods do: `$1`, `C_TEXT($1)`.
            scope.declared = !signature.params.is_empty() || signature.variadic.is_some();
            for param in &signature.params {
                scope.add_parameter(&param.name, declared(param.ty.as_ref(), catalog, space));
            }
            scope.params = signature.params.len();
            scope.variadic =
                signature.variadic.as_ref().map(|variadic| declared(variadic.ty.as_ref(), catalog, space));
        }
        let facts = walk::facts(body, catalog);
        if signature.is_none_or(|signature| signature.params.is_empty()) {
            for number in 1..=facts.highest_parameter {
                scope.add(&number.to_string(), DeclaredType::Variant);
            }
            scope.params = facts.highest_parameter as usize;
        }
        scope.uses_arguments = facts.uses_arguments || scope.variadic.is_some();
        if let Some(result) = signature.and_then(|signature| signature.result.as_ref()) {
            let ty = declared(result.ty.as_ref(), catalog, space);
            if let Some(name) = &result.name {
                scope.result_slot = Some(scope.add(name, ty.clone()));
            }
            scope.result = Some(ty);
        } else if facts.uses_result {
            scope.result_slot = Some(scope.add("0", DeclaredType::Variant));
        }
        scope.declare_all(body, catalog, space);
        for name in &facts.pointed_at {
            let slot = scope.slot(name);
            scope.variables[slot].boxed = true;
        }
        scope
    }

    /// The scope of a formula: parameters `$1` to `$n`, then what it captures.
    pub fn of_formula(params: u32, captured: &[String], uses_arguments: bool) -> Scope {
        let mut scope = Scope { params: params as usize, uses_arguments, ..Scope::default() };
        for number in 1..=params {
            scope.add(&number.to_string(), DeclaredType::Variant);
        }
        for name in captured {
            scope.add(name, DeclaredType::Variant);
        }
        scope
    }

    /// A parameter has a slot of its own even if its name is taken, which the source is told of elsewhere.
    fn add_parameter(&mut self, name: &str, ty: DeclaredType) {
        self.slots.insert(key(name), self.variables.len());
        self.variables.push(Variable { name: name.to_owned(), ty, boxed: false, known: true });
    }

    /// Adds what a line typed at a prompt declares. Gives the slots whose type has changed: a name may be declared anew.
    pub(crate) fn extend(&mut self, body: &[Stmt], catalog: &Catalog) -> Vec<usize> {
        let before: Vec<DeclaredType> = self.variables.iter().map(|variable| variable.ty.clone()).collect();
        let mut declared_now = Scope::default();
        declared_now.declare_all(body, catalog, None);
        for variable in &declared_now.variables {
            let slot = self.slot(&variable.name);
            self.variables[slot].ty = variable.ty.clone();
            self.variables[slot].known |= variable.known;
        }
        let facts = walk::facts(body, catalog);
        for name in &facts.pointed_at {
            let slot = self.slot(name);
            self.variables[slot].boxed = true;
        }
        self.uses_arguments = facts.uses_arguments;
        before
            .iter()
            .enumerate()
            .filter(|(slot, ty)| self.variables[*slot].ty != **ty)
            .map(|(slot, _)| slot)
            .collect()
    }

    fn add(&mut self, name: &str, ty: DeclaredType) -> usize {
        let (slot, key) = (self.variables.len(), key(name));
        if let Some(known) = self.slots.get(&key) {
            return *known;
        }
        self.variables.push(Variable { name: name.to_owned(), ty, boxed: false, known: false });
        self.slots.insert(key, slot);
        slot
    }

    /// The slot of a local variable, made on first use.
    pub fn slot(&mut self, name: &str) -> usize {
        if let Some(slot) = self.slots.get(name) {
            return *slot;
        }
        let slot = self.add(name, DeclaredType::Variant);
        self.slots.insert(name.to_owned(), slot);
        slot
    }

    /// The slot of `$n`, when that parameter has one; `$0` is the result variable.
    pub fn parameter_slot(&mut self, number: u32) -> Option<usize> {
        match number {
            0 => Some(match self.result_slot {
                Some(slot) => slot,
                None => {
                    let slot = self.slot("0");
                    self.result_slot = Some(slot);
                    slot
                }
            }),
            number if (number as usize) <= self.params => Some(number as usize - 1),
            _ => None,
        }
    }

    fn declare_all(&mut self, body: &[Stmt], catalog: &Catalog, space: Option<&Space>) {
        walk::statements(body, &mut |statement| match &statement.kind {
            StmtKind::Var(groups) => {
                for group in groups {
                    let inferred = group.init.as_ref().map(inferred);
                    let ty = match (&group.ty, inferred) {
                        (Some(ty), _) => declared(Some(ty), catalog, space),
                        (None, Some(ty)) => ty,
                        (None, None) => DeclaredType::Variant,
                    };
                    for name in &group.names {
                        self.declare(name, &ty);
                    }
                }
            }
            StmtKind::Legacy(legacy) if legacy.method.is_none() => {
                let ty = declared_kind(&legacy.ty, catalog, space);
                for name in &legacy.names {
                    self.declare(name, &ty);
                }
            }
            _ => {}
        });
    }

    fn declare(&mut self, name: &VarName, ty: &DeclaredType) {
        let slot = match &name.kind {
            VarKind::Local(name) => self.slot(name),
            VarKind::Param(0) => {
                self.result = Some(ty.clone());
                let Some(slot) = self.parameter_slot(0) else { return };
                slot
            }
            VarKind::Param(number) => match self.parameter_slot(*number) {
                Some(slot) => slot,
                None => return,
            },
            VarKind::ParamsFrom(number) => {
                for slot in (*number as usize).saturating_sub(1)..self.params {
                    self.variables[slot].ty = ty.clone();
                }
                return;
            }
            VarKind::Process(_) | VarKind::Interprocess(_) => return,
        };
        self.variables[slot].known = true;
        if self.variables[slot].ty == DeclaredType::Variant {
            self.variables[slot].ty = ty.clone();
        }
    }
}

/// The type that a declaration without type gets from its first value (`Concepts/variables`).
fn inferred(init: &Expr) -> DeclaredType {
    match &init.kind {
        ExprKind::Number { .. } => DeclaredType::Real,
        ExprKind::Unary { operand, .. } => inferred(operand),
        ExprKind::Text(_) => DeclaredType::Text,
        ExprKind::Boolean(_) => DeclaredType::Boolean,
        ExprKind::Date { .. } => DeclaredType::Date,
        ExprKind::Time(_) => DeclaredType::Time,
        ExprKind::Object(_) => DeclaredType::Object,
        ExprKind::Collection(_) => DeclaredType::Collection,
        _ => DeclaredType::Variant,
    }
}

/// The type of a declaration; none means Variant.
pub fn declared(ty: Option<&TypeRef>, catalog: &Catalog, space: Option<&Space>) -> DeclaredType {
    ty.map_or(DeclaredType::Variant, |ty| declared_kind(&ty.kind, catalog, space))
}

fn declared_kind(kind: &TypeKind, catalog: &Catalog, space: Option<&Space>) -> DeclaredType {
    match kind {
        TypeKind::Text => DeclaredType::Text,
        TypeKind::Integer => DeclaredType::Integer,
        TypeKind::Real => DeclaredType::Real,
        TypeKind::Boolean => DeclaredType::Boolean,
        TypeKind::Date => DeclaredType::Date,
        TypeKind::Time => DeclaredType::Time,
        TypeKind::Pointer => DeclaredType::Pointer,
        TypeKind::Picture => DeclaredType::Picture,
        TypeKind::Blob => DeclaredType::Blob,
        TypeKind::Object => DeclaredType::Object,
        TypeKind::Collection => DeclaredType::Collection,
        TypeKind::Variant | TypeKind::Unknown(_) => DeclaredType::Variant,
        TypeKind::Class(path) => {
            let native = path.first().is_some_and(|store| &**store == "4D");
            let name = match (path.get(1..).unwrap_or_default(), space) {
                ([name], Some(space)) if !native => space.class(name),
                (words, _) => words.join("."),
            };
            let class = if native { catalog.class(&name).map(native_class) } else { Some(user_class(&name)) };
            DeclaredType::Class(ClassName { native, name, class })
        }
    }
}
