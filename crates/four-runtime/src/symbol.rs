//! Property names that are known to the program: one shared instance each, compared by address.
//!
//! Names that stand in source text are interned without limit (the program bounds them). Names that arrive at run time
//! (JSON, `$object[$name]`) are interned only up to [`DYNAMIC_LIMIT`], so that hostile input cannot fill the table for
//! ever; beyond it a name stays a plain text and its object becomes a dictionary.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock};

use crate::rules::text_ref::TextRef;
use crate::text::{FrozenText, Text, content_hash};

/// How many names may be interned at run time.
const DYNAMIC_LIMIT: usize = 8192;

/// What stands behind a [`Symbol`].
pub struct SymbolData {
    /// The name.
    pub name: FrozenText,
    hash: u64,
}

/// An interned property name: a pointer that lives as long as the program.
#[derive(Clone, Copy)]
pub struct Symbol(&'static SymbolData);

static TABLE: LazyLock<RwLock<HashMap<FrozenKey, Symbol>>> = LazyLock::new(RwLock::default);
static DYNAMIC: AtomicUsize = AtomicUsize::new(0);

impl Symbol {
    /// The symbol of a name that stands in source text.
    pub fn intern(name: &str) -> Symbol {
        let frozen = FrozenText::from(name);
        Symbol::find_hashed(frozen.as_text_ref()).unwrap_or_else(|| Symbol::insert(frozen))
    }

    /// The symbol of a name met at run time, if it exists already or the limit allows one more.
    pub fn intern_dynamic(name: &Text) -> Option<Symbol> {
        if let Some(symbol) = Symbol::find(name) {
            return Some(symbol);
        }
        if name.len() > 64 || DYNAMIC.fetch_add(1, Ordering::Relaxed) >= DYNAMIC_LIMIT {
            return None;
        }
        Some(Symbol::insert(name.freeze()))
    }

    /// The symbol of a name if one exists.
    pub fn find(name: &Text) -> Option<Symbol> {
        Symbol::find_hashed(name.as_text_ref())
    }

    fn find_hashed(name: TextRef<'_>) -> Option<Symbol> {
        let key = FrozenKey { hash: content_hash(name), name: Text::from_ref(name).freeze() };
        TABLE.read().unwrap_or_else(PoisonError::into_inner).get(&key).copied()
    }

    fn insert(name: FrozenText) -> Symbol {
        let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
        let hash = content_hash(name.as_text_ref());
        let key = FrozenKey { hash, name: name.clone() };
        *table.entry(key).or_insert_with(|| Symbol(Box::leak(Box::new(SymbolData { name, hash }))))
    }

    /// The name as a text; costs nothing.
    pub fn text(self) -> Text {
        Text::from(&self.0.name)
    }

    /// The name.
    pub fn name(self) -> &'static FrozenText {
        &self.0.name
    }

    /// True when this symbol's name is `text`.
    pub fn is(self, text: &Text) -> bool {
        match (self.0.name.as_text_ref(), text.as_text_ref()) {
            (TextRef::Ascii(left), TextRef::Ascii(right)) => left == right,
            (TextRef::Wide(left), TextRef::Wide(right)) => left == right,
            _ => false,
        }
    }
}

impl PartialEq for Symbol {
    #[inline]
    fn eq(&self, other: &Symbol) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

/// A symbol finds its property in a dictionary without building a text.
impl indexmap::Equivalent<Text> for Symbol {
    fn equivalent(&self, key: &Text) -> bool {
        self.is(key)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.name)
    }
}

#[derive(PartialEq, Eq)]
struct FrozenKey {
    hash: u64,
    name: FrozenText,
}

impl Hash for FrozenKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}
