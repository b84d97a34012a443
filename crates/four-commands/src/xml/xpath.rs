//! XPath as far as `commands/dom-find-xml-element` documents it, with the axes and the common functions of XPath 1.0.
//!
//! An expression is read into a small tree and evaluated over sets of nodes. Nesting and the number of steps are
//! limited, so a hostile expression ends in an error.

mod read;

use four_runtime::Res;

use super::tree::{DOCUMENT, Kind, NodeId, Tree};
use super::{code, error};

/// Most nodes that one evaluation looks at.
const MAX_STEPS: usize = 20_000_000;

/// A node or an attribute of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Item {
    /// The node.
    pub node: NodeId,
    /// Place of the attribute from 1; 0 for the node itself.
    attribute: u32,
}

/// An expression.
#[derive(Debug)]
enum Expr {
    Path { absolute: bool, start: Option<Box<Expr>>, steps: Vec<Step> },
    Union(Vec<Expr>),
    Filter(Box<Expr>, Vec<Expr>),
    Text(String),
    Number(f64),
    Call(String, Vec<Expr>),
    Operation(&'static str, Box<Expr>, Box<Expr>),
    Negative(Box<Expr>),
}

#[derive(Debug)]
struct Step {
    axis: Axis,
    test: Test,
    predicates: Vec<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Own,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Attribute,
}

#[derive(Debug)]
enum Test {
    Name(String),
    /// `prefix:*`, or `*` without prefix.
    Any(Option<String>),
    Text,
    Comment,
    Instruction,
    Node,
}

/// What an expression gives.
enum Outcome {
    Nodes(Vec<Item>),
    Text(String),
    Number(f64),
    Flag(bool),
}

/// The nodes that an expression finds from `from` on, in document order; for an attribute its element, as
/// attributes have no reference.
///
/// # Errors
/// When the expression is wrong, gives no nodes, or takes too long.
pub fn find(tree: &Tree, from: NodeId, expression: &str) -> Res<Vec<NodeId>> {
    let mut nodes: Vec<NodeId> = items(tree, from, expression)?.into_iter().map(|item| item.node).collect();
    nodes.dedup();
    Ok(nodes)
}

/// The first node that an expression finds from `from` on, for commands that change it.
///
/// # Errors
/// As [`find`], and when it is an attribute.
pub fn find_to_change(tree: &Tree, from: NodeId, expression: &str) -> Res<Option<NodeId>> {
    match items(tree, from, expression)?.first() {
        Some(item) if item.attribute > 0 => {
            Err(wrong(expression, "it finds an attribute, which has no reference: find its element"))
        }
        found => Ok(found.map(|item| item.node)),
    }
}

fn items(tree: &Tree, from: NodeId, expression: &str) -> Res<Vec<Item>> {
    let expr = read::expression(expression).map_err(|what| wrong(expression, &what))?;
    let mut evaluation = Evaluation { tree, steps: 0 };
    let outcome = evaluation.value(&expr, Context { item: Item::of(from), at: 1, of: 1 });
    match outcome.map_err(|what| wrong(expression, &what))? {
        Outcome::Nodes(items) => Ok(items),
        _ => Err(wrong(expression, "it gives no nodes")),
    }
}

#[cold]
fn wrong(expression: &str, what: &str) -> Box<four_runtime::Error> {
    error(code::INVALID, format!("The XPath {expression} cannot be used: {what}."))
}

impl Item {
    fn of(node: NodeId) -> Item {
        Item { node, attribute: 0 }
    }
}

#[derive(Clone, Copy)]
struct Context {
    item: Item,
    at: usize,
    of: usize,
}

type Found<T> = Result<T, String>;

struct Evaluation<'a> {
    tree: &'a Tree,
    steps: usize,
}

impl Evaluation<'_> {
    fn count(&mut self, more: usize) -> Found<()> {
        self.steps += more;
        match self.steps > MAX_STEPS {
            true => Err("it looks at too many nodes".into()),
            false => Ok(()),
        }
    }

    fn value(&mut self, expr: &Expr, context: Context) -> Found<Outcome> {
        self.count(1)?;
        Ok(match expr {
            Expr::Text(text) => Outcome::Text(text.clone()),
            Expr::Number(number) => Outcome::Number(*number),
            Expr::Negative(inner) => {
                let value = self.value(inner, context)?;
                Outcome::Number(-self.number(&value))
            }
            Expr::Union(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    match self.value(part, context)? {
                        Outcome::Nodes(nodes) => all.extend(nodes),
                        _ => return Err("| joins nodes".into()),
                    }
                }
                Outcome::Nodes(self.ordered(all)?)
            }
            Expr::Filter(inner, predicates) => match self.value(inner, context)? {
                Outcome::Nodes(nodes) => Outcome::Nodes(self.filter(nodes, predicates)?),
                _ => return Err("only nodes can be chosen from".into()),
            },
            Expr::Path { absolute, start, steps } => {
                let mut items = match start {
                    Some(start) => match self.value(start, context)? {
                        Outcome::Nodes(nodes) => nodes,
                        other if steps.is_empty() => return Ok(other),
                        _ => return Err("a path starts from nodes".into()),
                    },
                    None if *absolute => vec![Item::of(DOCUMENT)],
                    None => vec![context.item],
                };
                for step in steps {
                    items = self.step(step, &items)?;
                }
                Outcome::Nodes(items)
            }
            Expr::Operation(operator, left, right) => self.operation(operator, left, right, context)?,
            Expr::Call(name, args) => self.call(name, args, context)?,
        })
    }

    /// Takes a step from each node.
    fn step(&mut self, step: &Step, from: &[Item]) -> Found<Vec<Item>> {
        let mut all = Vec::new();
        for item in from {
            let mut found: Vec<Item> = Vec::new();
            self.walk(step.axis, *item, &mut |tree, item| {
                if passes(tree, step, item) {
                    found.push(item);
                }
            })?;
            let found = self.filter(found, &step.predicates)?;
            all.extend(found);
        }
        if from.len() > 1
            || matches!(step.axis, Axis::PrecedingSibling | Axis::Ancestor | Axis::AncestorOrSelf)
        {
            return self.ordered(all);
        }
        Ok(all)
    }

    /// The nodes that pass all predicates, which count them in the given order.
    fn filter(&mut self, mut found: Vec<Item>, predicates: &[Expr]) -> Found<Vec<Item>> {
        for predicate in predicates {
            let of = found.len();
            let mut kept = Vec::new();
            for (at, item) in found.into_iter().enumerate() {
                let holds = match self.value(predicate, Context { item, at: at + 1, of })? {
                    Outcome::Number(number) => number == (at + 1) as f64,
                    other => self.flag(&other),
                };
                if holds {
                    kept.push(item);
                }
            }
            found = kept;
        }
        Ok(found)
    }

    /// Visits the nodes of an axis, in the order of the axis.
    fn walk(&mut self, axis: Axis, item: Item, visit: &mut dyn FnMut(&Tree, Item)) -> Found<()> {
        let tree = self.tree;
        let node = item.node;
        if item.attribute > 0 {
            match axis {
                Axis::Own | Axis::DescendantOrSelf | Axis::AncestorOrSelf => visit(tree, item),
                Axis::Parent => visit(tree, Item::of(node)),
                _ => {}
            }
            return self.count(1);
        }
        let mut seen = 0;
        let mut each = |node: NodeId| {
            seen += 1;
            visit(tree, Item::of(node));
        };
        match axis {
            Axis::Child => tree.children(node).for_each(&mut each),
            Axis::Descendant => tree.descendants(node).skip(1).for_each(&mut each),
            Axis::DescendantOrSelf => tree.descendants(node).for_each(&mut each),
            Axis::Own => each(node),
            Axis::Parent => tree.parent(node).into_iter().for_each(&mut each),
            Axis::Ancestor => {
                std::iter::successors(tree.parent(node), |at| tree.parent(*at)).for_each(&mut each)
            }
            Axis::AncestorOrSelf => {
                std::iter::successors(Some(node), |at| tree.parent(*at)).for_each(&mut each)
            }
            Axis::FollowingSibling => {
                std::iter::successors(tree.next(node), |at| tree.next(*at)).for_each(&mut each)
            }
            Axis::PrecedingSibling => {
                std::iter::successors(tree.previous(node), |at| tree.previous(*at)).for_each(&mut each);
            }
            Axis::Attribute => {
                for at in 0..tree.attributes(node).len() {
                    seen += 1;
                    visit(tree, Item { node, attribute: at as u32 + 1 });
                }
            }
        }
        self.count(seen)
    }

    /// Nodes in document order, each once.
    fn ordered(&mut self, mut items: Vec<Item>) -> Found<Vec<Item>> {
        items.sort_unstable();
        items.dedup();
        if items.len() < 2 {
            return Ok(items);
        }
        let wanted: std::collections::HashSet<NodeId> = items.iter().map(|item| item.node).collect();
        let mut places = std::collections::HashMap::new();
        let mut seen = 0;
        for node in self.tree.descendants(DOCUMENT) {
            seen += 1;
            if wanted.contains(&node) {
                places.insert(node, seen);
            }
            if places.len() == wanted.len() {
                break;
            }
        }
        self.count(seen)?;
        items.sort_by_key(|item| (places.get(&item.node).copied(), item.attribute));
        Ok(items)
    }

    fn operation(&mut self, operator: &str, left: &Expr, right: &Expr, context: Context) -> Found<Outcome> {
        let first = self.value(left, context)?;
        if matches!(operator, "and" | "or") {
            let holds = self.flag(&first);
            if holds == (operator == "or") {
                return Ok(Outcome::Flag(holds));
            }
            let second = self.value(right, context)?;
            return Ok(Outcome::Flag(self.flag(&second)));
        }
        let second = self.value(right, context)?;
        let number = |this: &Self, f: fn(f64, f64) -> f64| {
            Outcome::Number(f(this.number(&first), this.number(&second)))
        };
        Ok(match operator {
            "+" => number(self, |a, b| a + b),
            "-" => number(self, |a, b| a - b),
            "*" => number(self, |a, b| a * b),
            "div" => number(self, |a, b| a / b),
            "mod" => number(self, |a, b| a % b),
            _ => Outcome::Flag(self.compare(operator, &first, &second)?),
        })
    }

    /// Compares as XPath does: a set of nodes fits when one of its nodes does (XPath 1.0, section 3.4).
    fn compare(&mut self, operator: &str, left: &Outcome, right: &Outcome) -> Found<bool> {
        if let Outcome::Flag(_) = left {
            return Ok(flags(operator, self.flag(left), self.flag(right)));
        }
        if let Outcome::Flag(_) = right {
            return Ok(flags(operator, self.flag(left), self.flag(right)));
        }
        let numeric = matches!(left, Outcome::Number(_)) || matches!(right, Outcome::Number(_));
        let (lefts, rights) = (self.texts(left), self.texts(right));
        self.count(lefts.len().saturating_mul(rights.len()))?;
        let fits = |a: &String, b: &String| match operator {
            "=" if !numeric => a == b,
            "!=" if !numeric => a != b,
            _ => {
                let (a, b) = (to_number(a), to_number(b));
                match operator {
                    "=" => a == b,
                    "!=" => a != b,
                    "<" => a < b,
                    "<=" => a <= b,
                    ">" => a > b,
                    _ => a >= b,
                }
            }
        };
        Ok(lefts.iter().any(|a| rights.iter().any(|b| fits(a, b))))
    }

    fn call(&mut self, name: &str, args: &[Expr], context: Context) -> Found<Outcome> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.value(arg, context)?);
        }
        let own = || Outcome::Nodes(vec![context.item]);
        let text = |this: &Self, at: usize| match values.get(at) {
            Some(value) => this.text(value),
            None => this.text(&own()),
        };
        let first = || match values.first() {
            Some(Outcome::Nodes(nodes)) => nodes.first().copied(),
            Some(_) => None,
            None => Some(context.item),
        };
        Ok(match (name, values.len()) {
            ("last", 0) => Outcome::Number(context.of as f64),
            ("position", 0) => Outcome::Number(context.at as f64),
            ("count", 1) => match &values[0] {
                Outcome::Nodes(nodes) => Outcome::Number(nodes.len() as f64),
                _ => return Err("count() counts nodes".into()),
            },
            ("name", 0 | 1) => {
                Outcome::Text(first().map(|item| item_name(self.tree, item)).unwrap_or_default())
            }
            ("local-name", 0 | 1) => {
                let name = first().map(|item| item_name(self.tree, item)).unwrap_or_default();
                Outcome::Text(name.rsplit(':').next().unwrap_or_default().to_owned())
            }
            ("contains", 2) => Outcome::Flag(text(self, 0).contains(&text(self, 1))),
            ("starts-with", 2) => Outcome::Flag(text(self, 0).starts_with(&text(self, 1))),
            ("string", 0 | 1) => Outcome::Text(text(self, 0)),
            ("string-length", 0 | 1) => Outcome::Number(text(self, 0).chars().count() as f64),
            ("normalize-space", 0 | 1) => {
                Outcome::Text(text(self, 0).split_whitespace().collect::<Vec<_>>().join(" "))
            }
            ("concat", 2..) => Outcome::Text((0..values.len()).map(|at| text(self, at)).collect()),
            ("number", 0 | 1) => Outcome::Number(to_number(&text(self, 0))),
            ("not", 1) => Outcome::Flag(!self.flag(&values[0])),
            ("boolean", 1) => Outcome::Flag(self.flag(&values[0])),
            ("true", 0) => Outcome::Flag(true),
            ("false", 0) => Outcome::Flag(false),
            _ => return Err(format!("there is no function {name} with {} arguments", values.len())),
        })
    }

    fn text_of(&self, item: Item) -> String {
        match item.attribute {
            0 => self.tree.string_value(item.node),
            at => self
                .tree
                .attributes(item.node)
                .get(at as usize - 1)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
        }
    }

    fn texts(&self, value: &Outcome) -> Vec<String> {
        match value {
            Outcome::Nodes(nodes) => nodes.iter().map(|item| self.text_of(*item)).collect(),
            other => vec![self.text(other)],
        }
    }

    fn text(&self, value: &Outcome) -> String {
        match value {
            Outcome::Nodes(nodes) => nodes.first().map(|item| self.text_of(*item)).unwrap_or_default(),
            Outcome::Text(text) => text.clone(),
            Outcome::Number(number) => number.to_string(),
            Outcome::Flag(flag) => flag.to_string(),
        }
    }

    fn number(&self, value: &Outcome) -> f64 {
        match value {
            Outcome::Number(number) => *number,
            Outcome::Flag(flag) => f64::from(u8::from(*flag)),
            other => to_number(&self.text(other)),
        }
    }

    fn flag(&self, value: &Outcome) -> bool {
        match value {
            Outcome::Nodes(nodes) => !nodes.is_empty(),
            Outcome::Text(text) => !text.is_empty(),
            Outcome::Number(number) => *number != 0.0 && !number.is_nan(),
            Outcome::Flag(flag) => *flag,
        }
    }
}

fn flags(operator: &str, left: bool, right: bool) -> bool {
    match operator {
        "=" => left == right,
        "!=" => left != right,
        "<" => !left & right,
        "<=" => left <= right,
        ">" => left & !right,
        _ => left >= right,
    }
}

fn to_number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(f64::NAN)
}

fn item_name(tree: &Tree, item: Item) -> String {
    match item.attribute {
        0 => tree.name(item.node).unwrap_or_default().to_owned(),
        at => {
            tree.attributes(item.node).get(at as usize - 1).map(|(name, _)| name.clone()).unwrap_or_default()
        }
    }
}

/// True when a node of the step's axis passes its test.
fn passes(tree: &Tree, step: &Step, item: Item) -> bool {
    let named = |name: &str| match &step.test {
        Test::Name(wanted) => name == wanted,
        Test::Any(None) => true,
        Test::Any(Some(prefix)) => {
            name.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with(':'))
        }
        Test::Node => true,
        _ => false,
    };
    if item.attribute > 0 {
        return tree
            .attributes(item.node)
            .get(item.attribute as usize - 1)
            .is_some_and(|(name, _)| named(name));
    }
    match tree.kind(item.node) {
        Kind::Element { name, .. } => named(name),
        Kind::Text(_) | Kind::Cdata(_) => matches!(step.test, Test::Text | Test::Node),
        Kind::Comment(_) => matches!(step.test, Test::Comment | Test::Node),
        Kind::Instruction(_) => matches!(step.test, Test::Instruction | Test::Node),
        Kind::Document => matches!(step.test, Test::Node),
        Kind::Doctype(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    const SHOP: &str = "<shop><book type='warning bg'><title>A</title><price>5</price></book><book><title>B</title>\
        <price>7</price></book><s:book xmlns:s='u'><title>C</title></s:book>tail<!--c--></shop>";

    fn found(expression: &str) -> Result<Vec<String>, String> {
        let tree = parse::document(SHOP).expect("XML");
        let root = tree.root().expect("a root");
        let nodes = find(&tree, root, expression).map_err(|error| error.message.clone())?;
        Ok(nodes.into_iter().map(|node| tree.string_value(node)).collect())
    }

    #[test]
    fn the_documented_expressions_find_their_nodes() {
        for (expression, expected) in [
            ("book/title", &["A", "B"][..]),
            ("/shop/book[2]/title", &["B"]),
            ("book[last()]/title", &["B"]),
            ("//title", &["A", "B", "C"]),
            (".//price", &["5", "7"]),
            ("book/title/..", &["A5", "B7"]),
            ("./book[1]/*", &["A", "5"]),
            ("text()", &["tail"]),
            ("book[title='B']", &["B7"]),
            ("book[price]/title", &["A", "B"]),
            ("book[@type=\"warning bg\"]", &["A5"]),
            ("book[@type][1]", &["A5"]),
            ("book[1][@type]", &["A5"]),
            ("book[2][@type]", &[]),
            ("book[contains(@type,'bg')]/title", &["A"]),
            ("//title | //price", &["A", "5", "B", "7", "C"]),
            ("//price | //title[.='A']", &["A", "5", "7"]),
            ("*[local-name()='book']/title", &["A", "B", "C"]),
            ("s:book/title", &["C"]),
            ("s:*/title", &["C"]),
            ("book[price>5 and not(@type)]/title", &["B"]),
            ("book[position()=2]/preceding-sibling::book/title", &["A"]),
            ("descendant::title[2]", &["B"]),
            ("//title[1]", &["A", "B", "C"]),
            ("(//title)[2]", &["B"]),
            ("nothing", &[]),
        ] {
            assert_eq!(
                found(expression),
                Ok(expected.iter().map(|text| (*text).to_owned()).collect()),
                "{expression}"
            );
        }
    }

    #[test]
    fn wrong_and_hostile_expressions_are_errors() {
        let nested = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
        let predicates = format!("{}a{}", "a[".repeat(10_000), "]".repeat(10_000));
        let minus = format!("{}1", "-".repeat(100_000));
        let steps = "//*/..".repeat(60);
        for expression in ["", "/a[", "a[1", "a b", "@", "'x", "1+1", "a::b", "f(", "!", "é$", "a//", "|"] {
            assert!(found(expression).is_err(), "{expression}");
        }
        for expression in [nested, predicates, minus] {
            assert!(found(&expression).is_err());
        }
        let _ = found(&steps);
    }
}
