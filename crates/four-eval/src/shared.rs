//! Shared values that the program itself owns: `Storage`, the instances of shared singletons, properties of classes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use four_runtime::ClassRef;
use four_runtime::shared::{Lock, SharedObject};

/// Where the one instance of a shared singleton stands.
#[derive(Default)]
pub struct Singleton {
    /// Held by the process that creates it.
    pub creating: Lock,
    /// The instance, when it is complete.
    pub instance: OnceLock<Arc<SharedObject>>,
}

/// Shared values that belong to the program.
pub struct SharedState {
    /// `Storage`.
    pub storage: Arc<SharedObject>,
    singletons: Mutex<HashMap<u32, Arc<Singleton>>>,
    classes: Mutex<HashMap<usize, Arc<SharedObject>>>,
}

impl Default for SharedState {
    fn default() -> SharedState {
        SharedState {
            storage: SharedObject::catalog(),
            singletons: Mutex::default(),
            classes: Mutex::default(),
        }
    }
}

impl SharedState {
    /// The place of a singleton, by the number of its class.
    pub fn singleton(&self, class: u32) -> Arc<Singleton> {
        self.singletons.lock().unwrap_or_else(PoisonError::into_inner).entry(class).or_default().clone()
    }

    /// The properties that a program gives a class: a class is a shared object (`API/ClassClass`).
    pub fn class_object(&self, class: ClassRef) -> Arc<SharedObject> {
        let mut classes = self.classes.lock().unwrap_or_else(PoisonError::into_inner);
        classes.entry(std::ptr::from_ref(class).addr()).or_insert_with(|| SharedObject::new(None)).clone()
    }
}
