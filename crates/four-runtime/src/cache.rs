//! Inline caches: what a place in the program remembers about the objects it met.
//!
//! A tree is shared by all processes, so caches are relaxed atomics. They are hints only: each is checked against the
//! shape at hand, and a race merely loses one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::shape::{Shape, ShapeRef};
use crate::symbol::Symbol;

/// Remembers where the last shape seen keeps a property, and where the first shape met grows to.
#[derive(Debug)]
pub struct PropertyCache {
    /// Shape number in the upper half, index in the lower.
    place: AtomicU64,
    grown: OnceLock<(u32, ShapeRef)>,
}

impl Default for PropertyCache {
    fn default() -> PropertyCache {
        PropertyCache { place: AtomicU64::new(u64::MAX), grown: OnceLock::new() }
    }
}

impl PropertyCache {
    /// The index stored for this shape.
    #[inline]
    pub fn lookup(&self, shape: u32) -> Option<usize> {
        let place = self.place.load(Ordering::Relaxed);
        (place >> 32 == u64::from(shape)).then_some(place as u32 as usize)
    }

    /// Remembers the index for this shape.
    pub fn store(&self, shape: u32, index: usize) {
        self.place.store(u64::from(shape) << 32 | index as u64, Ordering::Relaxed);
    }

    /// The index of a property in a shape that was not met last, which is remembered.
    #[inline(never)]
    pub fn find(&self, shape: &Shape, name: Symbol) -> Option<usize> {
        let index = shape.index_of(name)?;
        self.store(shape.id, index);
        Some(index)
    }

    /// Remembers that this shape lacks the property.
    pub fn store_absent(&self, shape: u32) {
        self.store(shape, u32::MAX as usize);
    }

    /// True when this shape is known to lack the property.
    #[inline]
    pub fn is_absent(&self, shape: u32) -> bool {
        self.place.load(Ordering::Relaxed) == u64::from(shape) << 32 | u64::from(u32::MAX)
    }

    /// The shape that `shape`, which lacks the name, becomes with it, if that was met before.
    #[inline]
    pub fn known_transition(&self, shape: u32) -> Option<ShapeRef> {
        self.grown.get().filter(|(from, _)| *from == shape).map(|(_, next)| *next)
    }

    /// The shape that `shape` becomes with one more name; `None` beyond the limits.
    pub fn transition(&self, shape: &'static Shape, name: Symbol) -> Option<ShapeRef> {
        let next = shape.with(name)?;
        // Only the first shape met is remembered.
        let _ = self.grown.set((shape.id, next));
        Some(next)
    }
}
