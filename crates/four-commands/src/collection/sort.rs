//! Sorting of collections: `.orderBy()`, `.orderByMethod()`, `.sort()`, `.multiSort()`.
//!
//! Keys are read once an element, before anything is compared, so getters run in order and only once.

use std::rc::Rc;

use four_runtime::{Collection, Error, Host, Res, Symbol, Text, Value};

use super::callback::Callback;
use super::path::Path;
use crate::compare::{self, merge_sort};

/// Most criteria of a sort.
const MAX_CRITERIA: usize = 64;

/// One criterion of a sort.
pub struct Criterion {
    path: Path,
    descending: bool,
}

impl Criterion {
    /// A path and its direction.
    pub fn new(path: &Text, descending: bool) -> Criterion {
        Criterion { path: Path::parse(path), descending }
    }
}

/// The criteria of `"a, b.c desc"`.
///
/// # Errors
/// When what follows a path is neither `asc` nor `desc`.
pub fn parse_criteria(text: &str) -> Res<Vec<Criterion>> {
    let mut criteria = Vec::new();
    for part in text.split(',').take(MAX_CRITERIA) {
        let mut words = part.split_whitespace();
        let Some(path) = words.next() else { continue };
        let descending = match words.next() {
            None => false,
            Some(word) if word.eq_ignore_ascii_case("asc") => false,
            Some(word) if word.eq_ignore_ascii_case("desc") => true,
            Some(word) => {
                return Err(Error::new(
                    -10719,
                    format!("A sort criterion ends with asc or desc, not with {word}."),
                ));
            }
        };
        criteria.push(Criterion::new(&Text::from(path), descending));
    }
    Ok(criteria)
}

/// The criteria of `[{propertyPath: …; descending: …}]`.
fn criteria_of(list: &Collection) -> Res<Vec<Criterion>> {
    let (path, descending) = (Symbol::intern("propertyPath"), Symbol::intern("descending"));
    let mut criteria = Vec::new();
    for element in list.snapshot().into_iter().take(MAX_CRITERIA) {
        match &element {
            Value::Object(object) => match object.get(path) {
                Value::Text(text) => {
                    let descending = matches!(object.get(descending), Value::Bool(true));
                    criteria.push(Criterion::new(&text, descending));
                }
                other => return Err(Error::type_mismatch("a propertyPath", &other)),
            },
            other => return Err(Error::type_mismatch("a criterion with propertyPath", other)),
        }
    }
    Ok(criteria)
}

/// What can be sorted by properties: an element, alone or with its index.
pub trait Element: Clone {
    /// The element.
    fn value(&self) -> &Value;
}

impl Element for Value {
    fn value(&self) -> &Value {
        self
    }
}

impl Element for (usize, Value) {
    fn value(&self) -> &Value {
        &self.1
    }
}

/// Elements in the order of criteria.
///
/// # Errors
/// What a getter raises.
pub fn by_criteria<T: Element>(host: &mut dyn Host, elements: Vec<T>, criteria: &[Criterion]) -> Res<Vec<T>> {
    if criteria.is_empty() {
        return Ok(elements);
    }
    let mut keyed = Vec::with_capacity(elements.len());
    for element in elements {
        let keys =
            criteria.iter().map(|one| one.path.read(host, element.value())).collect::<Res<Vec<Value>>>()?;
        keyed.push(Rc::new((keys, element)));
    }
    let mut steps = 0u32;
    let sorted = merge_sort(keyed, &mut |left, right| {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(1 << 16) {
            host.check_interrupt()?;
        }
        for (at, one) in criteria.iter().enumerate() {
            let order = compare::order(&left.0[at], &right.0[at]);
            if order.is_ne() {
                return Ok(order.is_lt() != one.descending);
            }
        }
        Ok(false)
    })?;
    Ok(sorted.into_iter().map(|entry| entry.1.clone()).collect())
}

/// `.orderBy()`: a sorted copy.
///
/// # Errors
/// When the criteria cannot be read.
pub fn order_by(host: &mut dyn Host, this: &Collection, criteria: Option<&Value>) -> Res<Vec<Value>> {
    let elements = this.snapshot();
    match criteria {
        None => Ok(compare::sort_values(elements, false)),
        Some(Value::Text(text)) if text.is_empty() => Ok(compare::sort_values(elements, false)),
        Some(Value::Text(text)) => {
            let criteria = parse_criteria(&text.to_str())?;
            by_criteria(host, elements, &criteria)
        }
        Some(Value::Collection(list)) => {
            let criteria = criteria_of(list)?;
            by_criteria(host, elements, &criteria)
        }
        Some(other) => match other.as_number() {
            Some(direction) => Ok(compare::sort_values(elements, direction == 1.0)),
            None => Err(Error::type_mismatch("sort criteria", other)),
        },
    }
}

/// Elements in the order that a callback wants.
///
/// # Errors
/// What the callback raises.
pub fn by_callback(host: &mut dyn Host, elements: Vec<Value>, callback: &Callback) -> Res<Vec<Value>> {
    merge_sort(elements, &mut |left, right| callback.before(host, left, right))
}

/// `.sort()`: in place; the elements stay as they are when a callback fails.
///
/// # Errors
/// What the callback raises.
pub fn sort(host: &mut dyn Host, this: &Collection, args: &[Value]) -> Res<()> {
    let in_order = |descending| match this.sort_numbers(descending) {
        true => None,
        false => Some(compare::sort_values(this.snapshot(), descending)),
    };
    let sorted = match args.split_first() {
        None => in_order(false),
        Some((first, extra)) => match first.as_number() {
            Some(direction) => in_order(direction == 1.0),
            None => {
                let callback = Callback::new(host, first, extra)?;
                Some(by_callback(host, this.snapshot(), &callback)?)
            }
        },
    };
    let Some(sorted) = sorted else { return Ok(()) };
    let _using = this.use_for_call()?;
    this.replace(sorted)
}

/// A further level of `.multiSort()`.
struct Level {
    collection: Rc<Collection>,
    values: Vec<Value>,
    /// `None` for collections that only follow.
    descending: Option<bool>,
}

/// `.multiSort()`: sorts this collection and others alike.
///
/// # Errors
/// When lengths differ, or the callback raises.
pub fn multi_sort(host: &mut dyn Host, this: &Rc<Collection>, args: &[Value]) -> Res<()> {
    let (first, rest) = match args.split_first() {
        None => return sort(host, this, &[]),
        Some((Value::Collection(_), _)) => (None, args),
        Some((first, rest)) => (Some(first), rest),
    };
    let (mut callback, mut descending) = (None, false);
    match first {
        Some(first) if first.as_number().is_some() => descending = first.as_number() == Some(1.0),
        Some(first) => callback = Some(Callback::new(host, first, &[])?),
        None => {}
    }
    let mut levels = Vec::new();
    match rest.first() {
        Some(Value::Collection(list)) => {
            for element in list.snapshot() {
                levels.push(level_of(&element)?);
            }
        }
        Some(other) => return Err(Error::type_mismatch("a collection of collections", other)),
        None => {}
    }
    let own = this.snapshot();
    if levels.iter().any(|level| level.values.len() != own.len()) {
        return Err(Error::new(74, "The collections to sort must have the same length."));
    }
    let order = merge_sort((0..own.len()).collect(), &mut |&left, &right| match &callback {
        Some(callback) => callback.before(host, &own[left], &own[right]),
        None => Ok(comes_before(&own[left], &own[right], descending)),
    })?;
    let order = match levels.iter().rposition(|level| level.descending.is_some()) {
        None => order,
        Some(last) => {
            let runs = split(vec![order], &mut |left, right| match &callback {
                Some(callback) => Ok(!callback.before(host, &own[left], &own[right])?),
                None => Ok(compare::order(&own[left], &own[right]).is_eq()),
            })?;
            by_levels(runs, &levels[..=last])?
        }
    };
    let arranged = |values: &[Value]| order.iter().map(|at| values[*at].clone()).collect::<Vec<_>>();
    for level in &levels {
        let _using = level.collection.use_for_call()?;
        level.collection.replace(arranged(&level.values))?;
    }
    let _using = this.use_for_call()?;
    this.replace(arranged(&own))
}

/// True when `left` stands before `right` in ascending or descending order.
fn comes_before(left: &Value, right: &Value, descending: bool) -> bool {
    let order = compare::order(left, right);
    if descending { order.is_gt() } else { order.is_lt() }
}

/// Sorts within runs that are equal so far, one collection after the other. One that only follows sorts nothing, but its
/// values part the runs for those behind it, as the second example of `.multiSort()` shows.
fn by_levels(mut runs: Vec<Vec<usize>>, levels: &[Level]) -> Res<Vec<usize>> {
    for level in levels {
        let values = &level.values;
        if let Some(descending) = level.descending {
            for run in &mut runs {
                *run = merge_sort(std::mem::take(run), &mut |&left, &right| {
                    Ok(comes_before(&values[left], &values[right], descending))
                })?;
            }
        }
        runs = split(runs, &mut |left, right| Ok(compare::order(&values[left], &values[right]).is_eq()))?;
    }
    Ok(runs.into_iter().flatten().collect())
}

/// Parts runs where two neighbours are not the same.
fn split(runs: Vec<Vec<usize>>, same: &mut dyn FnMut(usize, usize) -> Res<bool>) -> Res<Vec<Vec<usize>>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for run in runs {
        let mut before = None;
        for at in run {
            match (before, parts.last_mut()) {
                (Some(before), Some(part)) if same(before, at)? => part.push(at),
                _ => parts.push(vec![at]),
            }
            before = Some(at);
        }
    }
    Ok(parts)
}

fn level_of(element: &Value) -> Res<Level> {
    match element {
        Value::Collection(collection) => {
            Ok(Level { collection: collection.clone(), values: collection.snapshot(), descending: None })
        }
        Value::Object(object) => match object.get(Symbol::intern("collection")) {
            Value::Collection(collection) => {
                let order = object.get(Symbol::intern("order"));
                let values = collection.snapshot();
                Ok(Level { collection, values, descending: Some(order.as_number() == Some(1.0)) })
            }
            other => Err(Error::type_mismatch("a collection to sort", &other)),
        },
        other => Err(Error::type_mismatch("a collection to sort", other)),
    }
}
