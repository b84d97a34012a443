//! Numbers of process and interprocess variables, stable for a whole run.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::program::fold;

/// Gives each variable name a number; case does not count.
#[derive(Default)]
pub struct VariableNames(RwLock<(HashMap<String, u32>, Vec<String>)>);

impl VariableNames {
    /// The number of a name, made on first use.
    pub fn number(&self, name: &str) -> u32 {
        let folded = fold(name);
        if let Some(number) = self.0.read().unwrap_or_else(PoisonError::into_inner).0.get(&folded) {
            return *number;
        }
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = names.1.len() as u32;
        let number = *names.0.entry(folded).or_insert(next);
        if number == next {
            names.1.push(name.to_owned());
        }
        number
    }

    /// The name of a number, as first written.
    pub fn name(&self, number: u32) -> String {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        names.1.get(number as usize).cloned().unwrap_or_default()
    }
}
