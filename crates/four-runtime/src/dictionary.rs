//! A hash table that keeps the order of creation, for objects with many properties.
//!
//! A removed entry leaves a mark behind, so that removal does not move what remains; marks go when they are many.

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};

use indexmap::{Equivalent, IndexMap};

/// Passes on the hash that texts and symbols hold or compute themselves.
#[derive(Default)]
pub struct ReadyHash(u64);

impl Hasher for ReadyHash {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Entries in order of creation.
pub struct Dictionary<K, V> {
    map: IndexMap<K, Option<V>, BuildHasherDefault<ReadyHash>>,
    removed: usize,
    /// Where the last entry was found: programs often ask for the same name again (`$o[$k]:=$o[$k]+1`).
    recent: AtomicUsize,
}

impl<K, V> Default for Dictionary<K, V> {
    fn default() -> Dictionary<K, V> {
        Dictionary { map: IndexMap::default(), removed: 0, recent: AtomicUsize::new(0) }
    }
}

impl<K: Hash + Eq, V> Dictionary<K, V> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.map.len() - self.removed
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value under a name.
    pub fn get<Q: ?Sized + Hash + Equivalent<K>>(&self, name: &Q) -> Option<&V> {
        if let Some((known, value)) = self.map.get_index(self.recent.load(Ordering::Relaxed))
            && name.equivalent(known)
        {
            return value.as_ref();
        }
        let (index, _, value) = self.map.get_full(name)?;
        self.recent.store(index, Ordering::Relaxed);
        value.as_ref()
    }

    /// The value under a name, to be changed in place.
    pub fn get_mut(&mut self, name: &K) -> Option<&mut V> {
        let recent = self.recent.load(Ordering::Relaxed);
        let index = match self.map.get_index(recent) {
            Some((known, _)) if known == name => recent,
            _ => self.map.get_index_of(name)?,
        };
        self.recent.store(index, Ordering::Relaxed);
        self.map.get_index_mut(index)?.1.as_mut()
    }

    /// Creates or replaces an entry and gives what was there.
    pub fn insert(&mut self, name: K, value: V) -> Option<V> {
        if let Some((known, Some(held))) = self.map.get_index_mut(self.recent.load(Ordering::Relaxed))
            && *known == name
        {
            return Some(std::mem::replace(held, value));
        }
        let (index, old) = self.map.insert_full(name, Some(value));
        if let Some(None) = old {
            // The name was removed before: it comes back as the newest entry.
            self.removed -= 1;
            self.map.move_index(index, self.map.len() - 1);
        }
        old.flatten()
    }

    /// Removes an entry and gives its value.
    pub fn remove<Q: ?Sized + Hash + Equivalent<K>>(&mut self, name: &Q) -> Option<V> {
        let old = self.map.get_mut(name)?.take()?;
        self.removed += 1;
        if self.removed > 16 && self.removed > self.map.len() / 2 {
            self.map.retain(|_, value| value.is_some());
            self.removed = 0;
        }
        Some(old)
    }

    /// The entries in order of creation.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.map.iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
    }

    /// Empties the table and gives the values.
    pub fn take_values(&mut self) -> impl Iterator<Item = V> + use<K, V> {
        self.removed = 0;
        std::mem::take(&mut self.map).into_values().flatten()
    }
}

impl<K: Hash + Eq, V> FromIterator<(K, V)> for Dictionary<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Dictionary<K, V> {
        let map = entries.into_iter().map(|(name, value)| (name, Some(value))).collect();
        Dictionary { map, removed: 0, recent: AtomicUsize::new(0) }
    }
}
