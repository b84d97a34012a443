//! "Did you mean": the closest known name.

use four_runtime::class::{ClassKind, parent_of};
use four_runtime::registry::NativeClass;
use four_runtime::{ClassRef, Value};

use crate::cx::Cx;
use crate::nodes::member::native_class_of;

/// The closest of the known names, when it is close enough to be a slip.
pub fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = Letters::of(name);
    let wanted_kinds = kinds(name);
    // Any letter is one edit away from another: such names are no hint.
    let limit = if wanted.len < 2 { 0 } else { (wanted.len / 3).clamp(1, 3) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        // Names of other lengths are no slips: most candidates end here.
        if candidate.len() > name.len() + 4 * limit || candidate.len() + limit < wanted.len {
            continue;
        }
        if strange(kinds(candidate), wanted_kinds) > limit {
            continue;
        }
        let letters = Letters::of(candidate);
        if letters.len.abs_diff(wanted.len) > limit {
            continue;
        }
        let distance = distance(wanted.as_slice(), letters.as_slice());
        // The order of the known names may change from run to run: of two that are as close the first by letters wins.
        if distance <= limit && best.is_none_or(|best| (distance, candidate) < best) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Letters of a name that are compared.
const COMPARED: usize = 64;

/// A name in lower case, cut to [`COMPARED`] letters.
struct Letters {
    letters: [char; COMPARED],
    len: usize,
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut all = Self { letters: ['\0'; COMPARED], len: 0 };
        for letter in lower(name) {
            all.letters[all.len] = letter;
            all.len += 1;
        }
        all
    }

    fn as_slice(&self) -> &[char] {
        &self.letters[..self.len]
    }
}

fn lower(name: &str) -> impl Iterator<Item = char> {
    name.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)).take(COMPARED)
}

/// A bit for each letter in a name, by its number modulo 64.
fn kinds(name: &str) -> u64 {
    let bit = |letter: u32| 1 << (letter % 64);
    match name.is_ascii() {
        true => name.bytes().take(COMPARED).fold(0, |kinds, b| kinds | bit(b.to_ascii_lowercase().into())),
        false => lower(name).fold(0, |kinds, letter| kinds | bit(letter.into())),
    }
}

/// The larger number of kinds of letters that one name has and the other lacks: an edit changes it by at most one.
fn strange(left: u64, right: u64) -> usize {
    (left & !right).count_ones().max((right & !left).count_ones()) as usize
}

/// Whether one name is surely a slip for the other: one letter more, less, other or exchanged with its neighbour. Names that
/// differ in a sign or digit, as those of two modules do, are no slips.
pub fn is_slip(name: &str, known: &str) -> bool {
    let signs = |name: &str| name.chars().filter(|c| !c.is_alphabetic()).collect::<String>();
    let letters = |name: &str| name.to_lowercase().chars().take(64).collect::<Vec<_>>();
    let (left, right) = (letters(name), letters(known));
    left.len() >= 5 && signs(name) == signs(known) && distance(&left, &right) <= 1
}

/// Edits that lead from one name to the other; exchanging two neighbours counts as one.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut rows = [[0; COMPARED + 1]; 3];
    let [before, last, row] = &mut rows;
    for (j, cell) in last.iter_mut().enumerate() {
        *cell = j;
    }
    for (i, a) in left.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    last[right.len()]
}

/// Names of the functions and properties that a value has through its class.
pub fn members_of(cx: &Cx<'_>, value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut next: Option<ClassRef> = match value {
        Value::Object(object) => {
            names.extend(object.keys().iter().map(ToString::to_string));
            object.class()
        }
        _ => None,
    };
    let mut native: Option<&NativeClass> = native_class_of(cx, value);
    while let Some(class) = next {
        match class.kind {
            ClassKind::User(_) => names.extend(cx.program.function_names(class)),
            ClassKind::Native(class) => native = Some(class),
        }
        next = parent_of(class);
    }
    while let Some(class) = native {
        names.extend(class.members.iter().map(|member| member.name.to_owned()));
        native = class.parent;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["ALERT", "New object", "Uppercase"];
        assert_eq!(closest("ALRET", known.into_iter()).as_deref(), Some("ALERT"));
        assert_eq!(closest("New objct", known.into_iter()).as_deref(), Some("New object"));
        assert_eq!(closest("Position", known.into_iter()), None);
    }
}
