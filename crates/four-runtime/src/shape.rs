//! Shapes: the property names of small objects, in order of creation, shared by all objects built alike.
//!
//! An object holds a shape and its values side by side, so a literal or an instance costs 16 bytes a property, and a
//! property read whose shape was seen before is one comparison and one index. Shapes form a tree (each knows the shapes
//! that one more name leads to), live as long as the program, and are bounded: an object with more than
//! [`MAX_PROPERTIES`], or one that would need a shape beyond the limits, becomes a dictionary.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock};

use crate::symbol::Symbol;
use crate::text::Text;

/// Most properties of an object that has a shape.
pub const MAX_PROPERTIES: usize = 24;
/// Most shapes that one shape leads to.
const MAX_NEXT: usize = 128;
/// Most shapes in a program.
const MAX_SHAPES: u32 = 1 << 16;

/// The property names of an object, in order.
pub struct Shape {
    /// Number of this shape; inline caches compare it.
    pub id: u32,
    keys: Box<[Symbol]>,
    next: RwLock<Vec<(Symbol, ShapeRef)>>,
}

/// A shape lives as long as the program.
pub type ShapeRef = &'static Shape;

static EMPTY: LazyLock<ShapeRef> = LazyLock::new(|| Shape::leak(Box::default()));
static COUNT: AtomicU32 = AtomicU32::new(0);

impl Shape {
    fn leak(keys: Box<[Symbol]>) -> ShapeRef {
        let id = COUNT.fetch_add(1, Ordering::Relaxed);
        Box::leak(Box::new(Shape { id, keys, next: RwLock::default() }))
    }

    /// The shape of `{}`.
    pub fn empty() -> ShapeRef {
        *EMPTY
    }

    /// The shape with these names in this order; `None` when it would exceed the limits or a name comes twice.
    pub fn of(names: impl IntoIterator<Item = Symbol>) -> Option<ShapeRef> {
        let mut shape = Shape::empty();
        for name in names {
            if shape.index_of(name).is_some() {
                return None;
            }
            shape = shape.with(name)?;
        }
        Some(shape)
    }

    /// The names in order of creation.
    pub fn keys(&self) -> &[Symbol] {
        &self.keys
    }

    /// The place of a name among the values.
    #[inline]
    pub fn index_of(&self, name: Symbol) -> Option<usize> {
        self.keys.iter().position(|&key| key == name)
    }

    /// The place of a name that is not interned.
    pub fn index_of_text(&self, name: &Text) -> Option<usize> {
        self.keys.iter().position(|key| key.is(name))
    }

    /// The shape that one more name leads to; `None` beyond the limits.
    pub fn with(&'static self, name: Symbol) -> Option<ShapeRef> {
        let known =
            |next: &[(Symbol, ShapeRef)]| next.iter().find(|(key, _)| *key == name).map(|(_, shape)| *shape);
        if let Some(shape) = known(&self.next.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(shape);
        }
        if self.keys.len() >= MAX_PROPERTIES || COUNT.load(Ordering::Relaxed) >= MAX_SHAPES {
            return None;
        }
        let mut next = self.next.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(shape) = known(&next) {
            return Some(shape);
        }
        if next.len() >= MAX_NEXT {
            return None;
        }
        let shape = Shape::leak(self.keys.iter().copied().chain([name]).collect());
        next.push((name, shape));
        Some(shape)
    }
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.keys.fmt(f)
    }
}
