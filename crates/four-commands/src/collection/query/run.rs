//! Asking a parsed query whether an element fulfils it.

use four_runtime::{Host, Res, Value};

use super::{Comparator, Condition, Group, Junction, Path, Term};
use crate::compare::{self, is_missing};

impl Group {
    /// True when the element fulfils the conditions.
    ///
    /// # Errors
    /// What a getter raises.
    pub(super) fn holds(&self, host: &mut dyn Host, element: &Value) -> Res<bool> {
        let mut holds = self.first.holds(host, element)?;
        for (junction, term) in &self.rest {
            holds = match junction {
                Junction::And => holds && term.holds(host, element)?,
                Junction::Or => holds || term.holds(host, element)?,
            };
        }
        Ok(holds)
    }
}

impl Term {
    fn holds(&self, host: &mut dyn Host, element: &Value) -> Res<bool> {
        match self {
            Term::Condition(condition) => {
                Ok(matches!(element, Value::Object(_)) && condition.holds(host, element, &condition.steps)?)
            }
            Term::Not(term) => Ok(!term.holds(host, element)?),
            Term::Group(group) => group.holds(host, element),
            Term::Linked(path, conditions) => {
                let Value::Collection(list) = path.read(host, element)? else { return Ok(false) };
                host.check_interrupt()?;
                'inner: for inner in list.snapshot() {
                    for condition in conditions {
                        if !condition.holds(host, &inner, condition.steps.get(1..).unwrap_or_default())? {
                            continue 'inner;
                        }
                    }
                    return Ok(true);
                }
                Ok(false)
            }
        }
    }
}

impl Condition {
    /// True when a value that the steps lead to fulfils the comparison.
    ///
    /// `#` on the elements of a collection asks that all differ; with a letter in the brackets, one is enough
    /// (`API/DataClassClass`, "Not equal to in collections").
    fn holds(&self, host: &mut dyn Host, element: &Value, steps: &[Path]) -> Res<bool> {
        let opposite = match self.comparator {
            Comparator::Different => Comparator::Equal,
            Comparator::NotSame => Comparator::Same,
            _ => return self.any(host, element, steps, self.comparator),
        };
        if self.letter.is_none() && steps.len() > 1 && self.any(host, element, steps, opposite)? {
            return Ok(false);
        }
        self.any(host, element, steps, self.comparator)
    }

    /// True when one of the values that the steps lead to fulfils a comparison.
    fn any(&self, host: &mut dyn Host, element: &Value, steps: &[Path], by: Comparator) -> Res<bool> {
        let Some((path, inner)) = steps.split_first() else { return Ok(self.compare(element, by)) };
        let value = path.read(host, element)?;
        if inner.is_empty() {
            return Ok(self.compare(&value, by));
        }
        // The parser limits the number of steps, and so this recursion; but what holds itself takes long to walk through.
        if let Value::Collection(list) = &value {
            host.check_interrupt()?;
            for each in list.snapshot() {
                if self.any(host, &each, inner, by)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn compare(&self, found: &Value, by: Comparator) -> bool {
        let wanted = &self.value;
        let different = |equal: bool| {
            if is_missing(wanted) {
                return !is_missing(found);
            }
            // What has no value is not found by its difference either.
            !is_missing(found) && !equal
        };
        match by {
            Comparator::Equal => compare::equal(found, wanted),
            Comparator::Same => compare::equal_exact(found, wanted),
            Comparator::Different => different(compare::equal(found, wanted)),
            Comparator::NotSame => different(compare::equal_exact(found, wanted)),
            Comparator::In => match wanted {
                Value::Collection(list) => list.snapshot().iter().any(|one| compare::equal(found, one)),
                one => compare::equal(found, one),
            },
            Comparator::Less | Comparator::LessOrEqual | Comparator::Greater | Comparator::GreaterOrEqual => {
                if is_missing(found) || is_missing(wanted) || found.kind() != wanted.kind() {
                    return false;
                }
                let order = compare::order(found, wanted);
                match by {
                    Comparator::Less => order.is_lt(),
                    Comparator::LessOrEqual => order.is_le(),
                    Comparator::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        }
    }
}
