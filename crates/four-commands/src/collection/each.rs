//! What collection functions do with their elements: selecting, mapping, flattening, counting.
//!
//! While a callback runs nothing is borrowed; an iteration sees elements as they are when it reaches them and ends with
//! the length that the collection had at its start, or earlier if it became shorter.

use std::collections::HashMap;
use std::rc::Rc;

use four_runtime::rules::collate::{self, Level};
use four_runtime::rules::number_text;
use four_runtime::rules::text_ref::TextRef;
use four_runtime::{Collection, Error, Host, Object, Res, Text, Value};

use super::callback::Callback;
use super::path::Path;
use crate::args::check_size;
use crate::compare::{self, is_missing};

/// Deepest nesting that `.flat()` follows.
const MAX_DEPTH: usize = 1000;

/// An index argument: negative ones count from the end and stop at 0 (`API/CollectionClass`).
pub fn index(given: i32, len: usize) -> usize {
    if given >= 0 {
        return usize::try_from(given).unwrap_or(0);
    }
    len.saturating_sub(usize::try_from(given.unsigned_abs()).unwrap_or(usize::MAX))
}

/// Calls `visit` with each answer of a callback until it says to stop.
///
/// # Errors
/// What the callback raises.
pub fn visit(
    host: &mut dyn Host,
    this: &Collection,
    start: usize,
    callback: &Callback,
    visit: &mut dyn FnMut(usize, &Value, &Value) -> bool,
) -> Res<()> {
    let len = this.len();
    for at in start..len {
        let Some(element) = this.get(at) else { break };
        let answer = callback.call(host, element.clone())?;
        if visit(at, &element, &answer.value) || answer.stop {
            break;
        }
    }
    Ok(())
}

/// The first element that a callback is true for, and its index.
///
/// # Errors
/// What the callback raises.
pub fn find(
    host: &mut dyn Host,
    this: &Collection,
    args: &[Value],
    wanted: bool,
) -> Res<Option<(usize, Value)>> {
    let (start, callback) = Callback::after_start(host, args)?;
    let start = index(start.unwrap_or(0.0) as i32, this.len());
    let mut found = None;
    visit(host, this, start, &callback, &mut |at, element, answer| {
        let hit = matches!(answer, Value::Bool(true)) == wanted;
        if hit {
            found = Some((at, element.clone()));
        }
        hit
    })?;
    Ok(found)
}

/// True when no iteration would take place because the start lies past the end.
pub fn starts_past_end(this: &Collection, args: &[Value]) -> bool {
    let start = args.first().and_then(Value::as_number).unwrap_or(0.0);
    index(start as i32, this.len()) >= this.len()
}

/// The values of an optional path in all elements.
///
/// # Errors
/// What a getter raises.
pub fn values(host: &mut dyn Host, this: &Collection, path: Option<&Text>) -> Res<Vec<Value>> {
    let Some(path) = path else { return Ok(this.snapshot()) };
    let path = Path::parse(path);
    this.snapshot().iter().map(|element| path.read(host, element)).collect()
}

/// `.extract()`: values of one path, or objects of several renamed ones.
///
/// # Errors
/// When the paths are no texts, or a getter raises.
pub fn extract(host: &mut dyn Host, this: &Collection, args: &[Value]) -> Res<Value> {
    if args.is_empty() {
        return Err(Error::new(59, "The argument property path is missing."));
    }
    let keep_null = |option: &Value| option.as_number().is_some_and(|sum| sum as i32 & super::KEEP_NULL != 0);
    if let [Value::Text(path)] | [Value::Text(path), Value::Int(_) | Value::Real(_)] = args {
        let keep = args.get(1).is_some_and(keep_null);
        let found = values(host, this, Some(path))?;
        return Ok(Value::from(
            found.into_iter().filter(|value| keep || !is_missing(value)).collect::<Vec<_>>(),
        ));
    }
    let mut pairs = Vec::new();
    for pair in args.chunks(2) {
        match pair {
            [Value::Text(path), Value::Text(target)] => pairs.push((Path::parse(path), target.clone())),
            [Value::Int(_) | Value::Real(_)] => {}
            [wrong] | [Value::Text(_), wrong] | [wrong, _] => {
                return Err(Error::type_mismatch("a property path", wrong));
            }
            _ => {}
        }
    }
    let mut objects = Vec::new();
    for element in this.snapshot() {
        let object = Object::new();
        for (path, target) in &pairs {
            object.set_text(target, path.read(host, &element)?);
        }
        if !object.is_empty() {
            objects.push(Value::from(object));
        }
    }
    Ok(Value::from(objects))
}

/// `.distinct()`: values once each, in ascending order, without missing ones.
///
/// # Errors
/// Never; sorting just hands errors through.
pub fn distinct(values: Vec<Value>, diacritical: bool, count: bool) -> Res<Vec<Value>> {
    let present = values.into_iter().filter(|value| !is_missing(value));
    // References stand in the order of their first occurrence.
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let numbered: Vec<(usize, Value)> = present
        .map(|value| {
            let next = seen.len();
            (address(&value).map_or(0, |address| *seen.entry(address).or_insert(next)), value)
        })
        .collect();
    let full_order = |left: &(usize, Value), right: &(usize, Value)| {
        let tie = || match (&left.1, &right.1) {
            (Value::Text(left), Value::Text(right)) if diacritical => {
                collate::compare_at(Level::Strict, left.as_text_ref(), right.as_text_ref())
            }
            (Value::Blob(left), Value::Blob(right)) => left.cmp(right),
            _ => left.0.cmp(&right.0),
        };
        compare::order(&left.1, &right.1).then_with(tie)
    };
    let sorted = compare::merge_sort(numbered, &mut |left, right| Ok(full_order(left, right).is_lt()))?;
    let mut groups: Vec<((usize, Value), usize)> = Vec::new();
    for value in sorted {
        match groups.last_mut() {
            Some((known, times)) if full_order(known, &value).is_eq() || near(&known.1, &value.1) => {
                *times += 1
            }
            _ => groups.push((value, 1)),
        }
    }
    let shown = |((_, value), times): ((usize, Value), usize)| match count {
        true => Value::from(Object::from_pairs([("value", value), ("count", Value::from(times))])),
        false => value,
    };
    Ok(groups.into_iter().map(shown).collect())
}

/// True for numbers that `=` takes for the same.
fn near(left: &Value, right: &Value) -> bool {
    left.as_number().is_some() && compare::equal_exact(left, right)
}

/// Where a referenced value stands in memory.
fn address(value: &Value) -> Option<usize> {
    match value {
        Value::Object(object) => Some(object.identity()),
        Value::Collection(collection) => Some(collection.identity()),
        Value::Function(function) => Some(Rc::as_ptr(function).addr()),
        _ => None,
    }
}

/// `.flat()`: nested collections spread to a depth.
///
/// # Errors
/// When the result would be too large, as circles make it; interruption.
pub fn flat(host: &mut dyn Host, values: Vec<Value>, depth: usize) -> Res<Vec<Value>> {
    spread(values, depth, &mut |len| {
        check_size(host, len * size_of::<Value>())?;
        host.check_interrupt()
    })
}

/// The work of [`flat`]; `check` gets the number of values found, now and then.
///
/// Steps are counted, not values: collections that hold each other several times over can be endless without any.
fn spread(values: Vec<Value>, depth: usize, check: &mut dyn FnMut(usize) -> Res<()>) -> Res<Vec<Value>> {
    let mut flat = Vec::new();
    let mut open = vec![values.into_iter()];
    let mut steps = 0u32;
    while let Some(level) = open.last_mut() {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(1 << 16) {
            check(flat.len())?;
        }
        match level.next() {
            None => drop(open.pop()),
            Some(Value::Collection(inner)) if open.len() <= depth.min(MAX_DEPTH) => {
                open.push(inner.snapshot().into_iter());
            }
            Some(value) => flat.push(value),
        }
    }
    Ok(flat)
}

/// `.join()`: elements as text with `delimiter` between them.
///
/// # Errors
/// When an element cannot be written as JSON, or the text becomes too long.
pub fn join(host: &mut dyn Host, this: &Collection, delimiter: &Text, skip_empty: bool) -> Res<Text> {
    let elements = this.snapshot();
    let length = joined_len(&elements, delimiter);
    check_size(host, length)?;
    let mut joined = Text::with_capacity(length);
    let mut first = true;
    let mut digits = String::new();
    for element in elements {
        let text = match element {
            Value::Text(text) => text,
            Value::Int(int) => {
                // The common case, without a text for each number.
                if !first {
                    joined.push(delimiter);
                }
                first = false;
                digits.clear();
                number_text::push_integer(&mut digits, i64::from(int));
                joined.push_ref(TextRef::Ascii(&digits));
                if joined.len() > 1 << 28 {
                    check_size(host, joined.len() * 8)?;
                }
                continue;
            }
            other if skip_empty && is_missing(&other) => continue,
            other => Text::from(crate::convert::display_any(host, &other)?),
        };
        if skip_empty && text.is_empty() {
            continue;
        }
        if !first {
            joined.push(delimiter);
        }
        first = false;
        joined.push(&text);
        if joined.len() > 1 << 28 {
            check_size(host, joined.len() * 8)?;
        }
    }
    Ok(joined)
}

/// How many characters the elements have when joined, as far as they are texts.
fn joined_len(elements: &[Value], delimiter: &Text) -> usize {
    let texts = elements.iter().map(|element| if let Value::Text(text) = element { text.len() } else { 0 });
    texts.sum::<usize>() + elements.len() * delimiter.len()
}

/// The sum of the numbers among values, and how many there are.
pub fn sum(values: &[Value]) -> (f64, usize) {
    let numbers = values.iter().filter(|value| matches!(value, Value::Int(_) | Value::Real(_)));
    numbers.filter_map(Value::as_number).fold((0.0, 0), |(sum, count), number| (sum + number, count + 1))
}

/// The first or last of values as `.sort()` would order them; undefined ones do not count. Of equal values the first is
/// the least and the last the greatest.
pub fn extreme(values: Vec<Value>, last: bool) -> Value {
    let mut best = Value::Undefined;
    for value in values {
        if value.is_undefined() {
            continue;
        }
        let order = compare::order(&value, &best);
        if best.is_undefined() || if last { order.is_ge() } else { order.is_lt() } {
            best = value;
        }
    }
    best
}

/// Where `value` stands at or after `start`.
pub fn index_of(this: &Collection, value: &Value, start: i32) -> Option<usize> {
    let len = this.len();
    (index(start, len)..len).find(|at| this.get(*at).is_some_and(|element| compare::equal(&element, value)))
}

/// Where `value` stands at or before `start` (`API/CollectionClass`, lastIndexOf).
pub fn last_index_of(this: &Collection, value: &Value, start: Option<i32>) -> Option<usize> {
    let len = this.len();
    let end = match start {
        // The documentation gives -1 for a start of 0.
        Some(0) => return None,
        Some(start) if start < 0 => len.checked_sub(start.unsigned_abs() as usize)? + 1,
        Some(start) => (start as usize).saturating_add(1).min(len),
        None => len,
    };
    (0..end).rev().find(|at| this.get(*at).is_some_and(|element| compare::equal(&element, value)))
}

/// A collection as a value, for functions that return the collection itself.
pub fn itself(this: &Rc<Collection>) -> Value {
    Value::Collection(this.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flattening_can_be_ended_when_it_finds_nothing() {
        // Each level holds the one below twice: 60 levels take 2^60 steps and give no value.
        let doubled = (0..60)
            .fold(Value::from(Collection::default()), |inner, _| Value::from(vec![inner.clone(), inner]));
        let mut checks = 0;
        let ended = spread(vec![doubled], MAX_DEPTH, &mut |len| {
            assert_eq!(len, 0);
            checks += 1;
            if checks == 3 { Err(Error::new(1006, "interrupted")) } else { Ok(()) }
        });
        assert_eq!(ended.expect_err("interrupted").code, 1006);
    }
}
