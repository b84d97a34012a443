//! Dropping deep structures without recursion.
//!
//! A container hands its values over when it dies. Those that would die with it are put on a queue of the thread and
//! dropped one after the other, so that a list of a million objects needs no stack.

use std::cell::RefCell;
use std::rc::Rc;

use crate::value::Value;

struct Queue {
    draining: bool,
    values: Vec<Value>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = const { RefCell::new(Queue { draining: false, values: Vec::new() }) };
}

fn is_last_holder(value: &Value) -> bool {
    match value {
        Value::Object(object) => Rc::strong_count(object) == 1,
        Value::Collection(collection) => Rc::strong_count(collection) == 1,
        Value::Function(function) => Rc::strong_count(function) == 1,
        _ => false,
    }
}

/// Drops the values of a dying container.
pub fn release(values: impl IntoIterator<Item = Value>) {
    let mut start = false;
    for value in values {
        if !is_last_holder(&value) {
            continue;
        }
        // At the end of a thread the queue may be gone already; the value is then dropped here.
        let _ = QUEUE.try_with(|queue| {
            let mut queue = queue.borrow_mut();
            queue.values.push(value);
            start |= !queue.draining;
            queue.draining = true;
        });
    }
    if !start {
        return;
    }
    while let Ok(Some(value)) = QUEUE.try_with(|queue| queue.borrow_mut().values.pop()) {
        drop(value);
    }
    let _ = QUEUE.try_with(|queue| {
        let mut queue = queue.borrow_mut();
        queue.draining = false;
        queue.values.shrink_to(1024);
    });
}
