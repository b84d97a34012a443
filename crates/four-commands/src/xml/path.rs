//! Paths that create elements: names with `[n]` or `[last()]` (`commands/dom-create-xml-element`).

use four_runtime::Res;

use super::tree::{Kind, NodeId, Tree, is_name};
use super::{code, error};

/// Largest place that a path may ask for.
const MAX_PLACE: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Any,
    Number(usize),
    Last,
}

struct Step<'a> {
    name: &'a str,
    at: At,
}

#[cold]
fn wrong(path: &str, what: &str) -> Box<four_runtime::Error> {
    error(code::INVALID, format!("No element can be created at {path}: {what}."))
}

fn steps(path: &str) -> Res<Vec<Step<'_>>> {
    let relative = path.strip_prefix('/').unwrap_or(path);
    relative
        .split('/')
        .map(|step| {
            let (name, at) = match step.split_once('[') {
                None => (step, At::Any),
                Some((name, place)) => {
                    let place = place.strip_suffix(']').unwrap_or("").trim();
                    let number = place.parse().ok().filter(|number| (1..=MAX_PLACE).contains(number));
                    match (place, number) {
                        ("last()", _) => (name, At::Last),
                        (_, Some(number)) => (name, At::Number(number)),
                        _ => return Err(wrong(path, "a place is a number from 1 or last()")),
                    }
                }
            };
            let name = name.trim();
            match is_name(name) {
                true => Ok(Step { name, at }),
                false => Err(wrong(path, &format!("\"{name}\" is no name of an element"))),
            }
        })
        .collect()
}

/// Creates the element at the end of a path, and those on the way that do not exist.
///
/// # Errors
/// When the path is wrong or leads out of the document.
pub fn create(tree: &mut Tree, from: NodeId, path: &str) -> Res<NodeId> {
    let mut steps = steps(path.trim())?;
    let mut at = from;
    if path.trim().starts_with('/') {
        let root = tree.root().ok_or_else(|| wrong(path, "the document has no root"))?;
        let first = steps.remove(0);
        if tree.name(root) != Some(first.name) {
            let name = tree.name(root).unwrap_or_default();
            return Err(wrong(path, &format!("the root element is {name}")));
        }
        at = root;
    }
    let Some(last) = steps.pop() else { return Err(wrong(path, "the root element exists")) };
    for step in steps {
        let found = same(tree, at, step.name);
        at = match step.at {
            At::Any => found.first().copied(),
            At::Last => found.last().copied(),
            At::Number(number) => found.get(number - 1).copied(),
        }
        .map_or_else(|| fill(tree, at, &step, found.len()), Ok)?;
    }
    let found = same(tree, at, last.name);
    if let At::Number(number) = last.at
        && let Some(next) = found.get(number - 1)
    {
        let id = tree.create(element(last.name))?;
        tree.insert(at, id, Some(*next))?;
        return Ok(id);
    }
    fill(tree, at, &last, found.len())
}

/// Adds as many elements as it takes for one to stand at the place of the step.
fn fill(tree: &mut Tree, parent: NodeId, step: &Step<'_>, have: usize) -> Res<NodeId> {
    let wanted = match step.at {
        At::Number(number) => number,
        At::Any | At::Last => have + 1,
    };
    let mut id = parent;
    for _ in have..wanted {
        id = tree.append(parent, element(step.name))?;
    }
    Ok(id)
}

fn same(tree: &Tree, parent: NodeId, name: &str) -> Vec<NodeId> {
    tree.elements(parent).filter(|child| tree.name(*child) == Some(name)).collect()
}

fn element(name: &str) -> Kind {
    Kind::Element { name: name.to_owned(), attributes: Vec::new() }
}
