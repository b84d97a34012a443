//! "Did you mean": the closest known name.

use four_runtime::class::{ClassKind, parent_of};
use four_runtime::registry::NativeClass;
use four_runtime::{ClassRef, Value};

use crate::cx::Cx;
use crate::nodes::member::native_class_of;

/// The closest of the known names, when it is close enough to be a slip.
pub fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(64).collect();
    // Any letter is one edit away from another: such names are no hint.
    let limit = if wanted.len() < 2 { 0 } else { (wanted.len() / 3).clamp(1, 3) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        // Names of other lengths are no slips: most candidates end here.
        if candidate.chars().take(68).count().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = distance(&wanted, &candidate.to_lowercase().chars().take(64).collect::<Vec<_>>());
        if distance <= limit && best.is_none_or(|(shortest, _)| distance < shortest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Edits that lead from one name to the other; exchanging two neighbours counts as one.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
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
