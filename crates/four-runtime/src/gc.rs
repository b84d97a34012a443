//! Collecting cycles: objects that only refer to each other.
//!
//! Values are counted, so what nobody refers to goes at once; only a cycle outlives its last user. A cycle is closed by
//! storing a container that has containers in it into one that exists already, so those targets are remembered
//! ([`remember`]). When many were, everything reachable from them is looked at: a container all of whose holders are among
//! the others is garbage, unless one that is not garbage leads to it. Holders outside (variables, the native stack,
//! sockets) are never enumerated: they show as counts that the cycle does not explain. So a missed edge keeps a cycle
//! alive, and nothing that is in use is ever emptied.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use crate::collection::Collection;
use crate::function::{Function, FunctionKind};
use crate::object::Object;
use crate::value::Value;

enum Candidate {
    Object(Weak<Object>),
    Collection(Weak<Collection>),
    Function(Weak<Function>),
}

impl Candidate {
    fn value(&self) -> Option<Value> {
        match self {
            Candidate::Object(object) => object.upgrade().map(Value::Object),
            Candidate::Collection(collection) => collection.upgrade().map(Value::Collection),
            Candidate::Function(function) => function.upgrade().map(Value::Function),
        }
    }

    fn is_alive(&self) -> bool {
        match self {
            Candidate::Object(object) => object.strong_count() > 0,
            Candidate::Collection(collection) => collection.strong_count() > 0,
            Candidate::Function(function) => function.strong_count() > 0,
        }
    }
}

/// Fewest candidates that are worth looking at.
const LEAST: usize = 10_000;

struct Candidates {
    list: Vec<Candidate>,
    /// How long the list may grow before it is looked at.
    limit: usize,
    collecting: bool,
}

thread_local! {
    static CANDIDATES: RefCell<Candidates> =
        const { RefCell::new(Candidates { list: Vec::new(), limit: LEAST, collecting: false }) };
}

/// Number of a container in a collection; 0 for those nobody remembers, 1 for candidates.
#[derive(Default)]
pub struct Mark(Cell<u32>);

impl Mark {
    fn first_time(&self) -> bool {
        self.0.replace(1) == 0
    }
}

/// To be called when a container is stored into one that exists already.
#[inline]
pub fn remember(value: &Value) {
    match value {
        Value::Object(_) | Value::Collection(_) | Value::Function(_) => remember_container(value),
        _ => {}
    }
}

#[inline(never)]
fn remember_container(value: &Value) {
    let candidate = match value {
        Value::Object(object) if object.may_hold_containers() && object.mark.first_time() => {
            Candidate::Object(Rc::downgrade(object))
        }
        Value::Collection(collection) if collection.may_hold_containers() && collection.mark.first_time() => {
            Candidate::Collection(Rc::downgrade(collection))
        }
        Value::Function(function) => match &function.kind {
            FunctionKind::Formula { captured, .. } if captured.iter().any(is_container) => {
                Candidate::Function(Rc::downgrade(function))
            }
            _ => return,
        },
        _ => return,
    };
    // At the end of a thread the list may be gone already.
    let full = CANDIDATES.try_with(|candidates| {
        let mut candidates = candidates.borrow_mut();
        candidates.list.push(candidate);
        candidates.list.len() >= candidates.limit && !candidates.collecting
    });
    if full == Ok(true) {
        collect_when_worth_it();
    }
}

/// True for values that may refer to others.
pub(crate) fn is_container(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Collection(_) | Value::Function(_))
}

/// Forgets the candidates that are gone already, and collects if many are left.
#[cold]
fn collect_when_worth_it() {
    let left = CANDIDATES.with_borrow_mut(|candidates| {
        candidates.list.retain(Candidate::is_alive);
        candidates.list.len() * 2 >= candidates.limit
    });
    if left {
        collect();
    }
}

/// Frees the cycles of this process that nothing refers to; gives the number of objects, collections and functions
/// that were freed.
pub fn collect() -> usize {
    let roots = CANDIDATES.with_borrow_mut(|candidates| {
        if candidates.collecting {
            return Vec::new();
        }
        candidates.collecting = true;
        candidates.list.retain(Candidate::is_alive);
        candidates.list.iter().filter_map(Candidate::value).collect()
    });
    if roots.is_empty() {
        CANDIDATES.with_borrow_mut(|candidates| candidates.collecting = false);
        return 0;
    }
    let mut heap = Heap::default();
    for root in &roots {
        heap.number_of(root);
    }
    drop(roots);
    let garbage = heap.find_garbage();
    let seen = heap.nodes.len();
    let mut freed = Vec::new();
    for node in &heap.nodes {
        set_mark(&node.value, 1);
    }
    for &index in &garbage {
        match &heap.nodes[index].value {
            Value::Object(object) => freed.extend(object.take_content()),
            Value::Collection(collection) => freed.extend(collection.take_content()),
            _ => {}
        }
    }
    drop(heap);
    drop(freed);
    CANDIDATES.with_borrow_mut(|candidates| {
        candidates.list.retain(Candidate::is_alive);
        // Containers that were merely reached are remembered from now on only if they are stored again.
        candidates.limit = candidates.list.len() + LEAST.max(seen / 2);
        candidates.collecting = false;
    });
    garbage.len()
}

fn set_mark(value: &Value, mark: u32) {
    match value {
        Value::Object(object) => object.mark.0.set(mark),
        Value::Collection(collection) => collection.mark.0.set(mark),
        _ => {}
    }
}

struct Node {
    value: Value,
    /// How many holders were found among the nodes.
    inside: usize,
    live: bool,
}

/// Everything reachable from the candidates.
#[derive(Default)]
struct Heap {
    nodes: Vec<Node>,
    functions: HashMap<usize, usize>,
    /// Content of the last node looked at.
    children: Vec<usize>,
}

impl Heap {
    /// The number of a container, which gets one when it is met first.
    fn number_of(&mut self, value: &Value) -> Option<usize> {
        let next = self.nodes.len();
        let mark = match value {
            Value::Object(object) => &object.mark.0,
            Value::Collection(collection) => &collection.mark.0,
            Value::Function(function) => {
                let index = *self.functions.entry(Rc::as_ptr(function).addr()).or_insert(next);
                if index == next {
                    self.nodes.push(Node { value: value.clone(), inside: 0, live: false });
                }
                return Some(index);
            }
            _ => return None,
        };
        if mark.get() >= 2 {
            return Some(mark.get() as usize - 2);
        }
        mark.set(u32::try_from(next + 2).ok()?);
        self.nodes.push(Node { value: value.clone(), inside: 0, live: false });
        Some(next)
    }

    /// Numbers the content of a node into `children`. False when the node is being changed at this moment.
    fn look_into(&mut self, index: usize) -> bool {
        let value = self.nodes[index].value.clone();
        let mut children = std::mem::take(&mut self.children);
        children.clear();
        let mut visit = |child: &Value| children.extend(self.number_of(child));
        let readable = match &value {
            Value::Object(object) => object.trace(&mut visit),
            Value::Collection(collection) => collection.trace(&mut visit),
            Value::Function(function) => {
                if let FunctionKind::Formula { captured, .. } = &function.kind {
                    captured.iter().for_each(visit);
                }
                true
            }
            _ => true,
        };
        self.children = children;
        readable
    }

    /// The nodes that only nodes refer to.
    fn find_garbage(&mut self) -> Vec<usize> {
        let mut index = 0;
        while index < self.nodes.len() {
            if self.look_into(index) {
                for &child in &self.children {
                    self.nodes[child].inside += 1;
                }
            }
            index += 1;
        }
        let mut live: Vec<usize> = Vec::new();
        for (index, node) in self.nodes.iter_mut().enumerate() {
            // One more holder is this table.
            if holders(&node.value) > node.inside + 1 {
                node.live = true;
                live.push(index);
            }
        }
        while let Some(index) = live.pop() {
            self.look_into(index);
            for at in 0..self.children.len() {
                let child = self.children[at];
                let node = &mut self.nodes[child];
                if !node.live {
                    node.live = true;
                    live.push(child);
                }
            }
        }
        (0..self.nodes.len()).filter(|&index| !self.nodes[index].live).collect()
    }
}

fn holders(value: &Value) -> usize {
    match value {
        Value::Object(object) => Rc::strong_count(object),
        Value::Collection(collection) => Rc::strong_count(collection),
        Value::Function(function) => Rc::strong_count(function),
        _ => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::Symbol;

    fn object(name: &str, value: Value) -> Rc<Object> {
        Rc::new(Object::from_pairs([(name, value)]))
    }

    #[test]
    fn a_cycle_without_users_is_freed() {
        let (first, second) = (object("n", Value::Int(1)), object("n", Value::Int(2)));
        let watch = Rc::downgrade(&first);
        first.set(Symbol::intern("other"), Value::Object(second.clone()));
        second.set(Symbol::intern("other"), Value::Object(first.clone()));
        drop(first);
        assert_eq!(collect(), 0);
        assert!(watch.upgrade().is_some(), "the second one still leads to it");
        drop(second);
        assert_eq!(collect(), 2);
        assert!(watch.upgrade().is_none());
    }

    #[test]
    fn what_a_user_reaches_stays() {
        let root = Rc::new(Collection::default());
        let inner = object("n", Value::Int(1));
        inner.set(Symbol::intern("me"), Value::Object(inner.clone()));
        root.push(Value::Object(inner.clone())).expect("not shared");
        drop(inner);
        assert_eq!(collect(), 0);
        let kept = root.get(0);
        assert!(kept.as_ref().and_then(Value::as_object).is_some_and(|inner| inner.len() == 2));
        drop((kept, root));
        assert_eq!(collect(), 1);
    }

    #[test]
    fn memory_stays_bounded_for_a_million_pairs() {
        for _ in 0..1_000_000 {
            let first = object("n", Value::Int(1));
            let second = object("first", Value::Object(first.clone()));
            first.set(Symbol::intern("second"), Value::Object(second));
        }
        let left = CANDIDATES.with_borrow(|candidates| candidates.list.len());
        assert!(left <= 2 * LEAST, "{left} candidates are left");
        collect();
        assert_eq!(CANDIDATES.with_borrow(|candidates| candidates.list.len()), 0);
    }
}
