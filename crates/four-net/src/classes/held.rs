//! The handler of a connection, held as long as the connection lives. Afterwards it is only remembered: a handler that
//! stores its connection must not keep both alive for ever.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use four_runtime::{Object, Value};

/// A handler object.
pub struct Held(RefCell<State>);

enum State {
    Live(Value),
    Ended(Weak<Object>),
}

impl Held {
    /// The handler of something that lives.
    pub fn new(handler: Value) -> Held {
        Held(RefCell::new(State::Live(handler)))
    }

    /// The handler; Null when it is gone.
    pub fn get(&self) -> Value {
        match &*self.0.borrow() {
            State::Live(value) => value.clone(),
            State::Ended(weak) => weak.upgrade().map_or(Value::Null, Value::Object),
        }
    }

    /// Visits the handler if it is held, for the collection of cycles.
    pub fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        if let Ok(state) = self.0.try_borrow()
            && let State::Live(value) = &*state
        {
            visit(value);
        }
    }

    /// The last callback has run.
    pub fn release(&self) {
        let old = {
            let mut state = self.0.borrow_mut();
            let weak = match &*state {
                State::Live(value) => value.as_object().map_or_else(Weak::new, Rc::downgrade),
                State::Ended(_) => return,
            };
            std::mem::replace(&mut *state, State::Ended(weak))
        };
        drop(old);
    }
}
