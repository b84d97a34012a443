//! Signals: what processes wait for (`API/SignalClass`).
//!
//! A signal is a shared object, so programs may put results into it; its state stands beside the properties.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::class::native_class as class_value;
use four_runtime::shared::SharedObject;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, native_class, process};

use crate::functions::OBJECT;

/// The state that all processes see.
#[derive(Default)]
struct State {
    signaled: Mutex<bool>,
    triggered: Condvar,
}

impl State {
    fn of(this: &Object) -> Res<Arc<State>> {
        let state = this.shared().and_then(|shared| shared.part::<State>());
        state.ok_or_else(|| Error::new(54, "This object is no signal."))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, bool> {
        self.signaled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often a waiting process looks whether it is interrupted.
const LOOK: Duration = Duration::from_millis(20);

/// Waits without handling messages: a worker takes its next message when the one that waits is done.
fn wait(host: &mut dyn Host, state: &State, end: Option<Instant>) -> Res<bool> {
    process::waits();
    loop {
        host.check_interrupt()?;
        let signaled = state.lock();
        let left = end.map_or(LOOK, |end| end.saturating_duration_since(Instant::now()));
        if *signaled || left.is_zero() {
            return Ok(*signaled);
        }
        drop(state.triggered.wait_timeout(signaled, left.min(LOOK)));
    }
}

native_class! {
    /// Something that processes wait for until another one triggers it.
    pub static SIGNAL: "Signal" extends OBJECT;

    /// True when the signal was triggered (`API/SignalClass`).
    ///
    /// ```4d
    /// ASSERT(Not(New signal.signaled))
    /// ```
    get signaled(_host, this: &std::rc::Rc<Object>) -> bool { Ok(*State::of(this)?.lock()) }

    /// Wakes all processes that wait for the signal (`API/SignalClass`).
    ///
    /// ```4d
    /// var $signal : 4D.Signal:=New signal
    /// $signal.trigger()
    /// ASSERT($signal.signaled)
    /// ```
    fn trigger(_host, this: &std::rc::Rc<Object>) {
        let state = State::of(this)?;
        *state.lock() = true;
        state.triggered.notify_all();
        Ok(())
    }

    /// Waits until the signal is triggered, at most so many seconds, and tells whether it was (`API/SignalClass`).
    ///
    /// ```4d
    /// ASSERT(Not(New signal.wait(0.01)))
    /// ```
    fn wait(host, this: &std::rc::Rc<Object>, timeout: Option<f64>) -> bool {
        let state = State::of(this)?;
        let end = timeout.and_then(|seconds| {
            Instant::now().checked_add(Duration::try_from_secs_f64(seconds.max(0.0)).ok()?)
        });
        wait(host, &state, end)
    }
}

commands! { pub static COMMANDS: "Processes";
    /// A new signal (`commands/new-signal`).
    ///
    /// ```4d
    /// ASSERT(New signal("import done").description="import done")
    /// ```
    "New signal" 1641 fn new_signal(_host, description: Option<&Text>) -> Object {
        let shared = SharedObject::with_part(class_value(&SIGNAL), Arc::<State>::default());
        let using = shared.lock.acquire()?;
        let description = description.cloned().unwrap_or_default();
        shared.set(&Text::from("description").freeze(), Value::Text(description))?;
        drop(using);
        Ok(Object::stand_in(shared))
    }
}
