//! The native part of an object of a 4D class (`4D.WebSocketServer`, `4D.File` …).

use std::any::Any;

use crate::value::Value;

/// State that a 4D class keeps in Rust.
pub trait Native: Any {
    /// This state as a concrete type.
    fn as_any(&self) -> &dyn Any;

    /// Visits the values that the state holds, for the collection of cycles; each holder once.
    fn trace(&self, _visit: &mut dyn FnMut(&Value)) {}

    /// A sendable form for copies in other processes; `None` when the object cannot leave its process.
    fn to_portable(&self) -> Option<Box<dyn PortableNative>> {
        None
    }
}

/// A native part on its way to another process.
pub trait PortableNative: Send + Sync {
    /// The object as the receiving process sees it.
    fn arrive(&self) -> Value;
}
