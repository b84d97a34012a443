//! What keeps a program alive: running processes, unfinished messages, servers, open sockets, timers.
//!
//! Each of them owns a [`Hold`]; when the last one is gone the program has ended (see `docs/architecture.md`).

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

#[derive(Default)]
struct State {
    holds: usize,
    stopping: bool,
}

/// The count of what keeps the program alive.
#[derive(Clone, Default)]
pub struct Life(Arc<(Mutex<State>, Condvar)>);

/// Keeps the program alive as long as it exists.
pub struct Hold(Life);

impl Life {
    /// One more reason to stay alive.
    pub fn hold(&self) -> Hold {
        self.lock().holds += 1;
        Hold(self.clone())
    }

    /// Asks [`Life::wait`] to return although holds are left.
    pub fn stop(&self) {
        self.lock().stopping = true;
        self.0.1.notify_all();
    }

    /// True after [`Life::stop`].
    pub fn is_stopping(&self) -> bool {
        self.lock().stopping
    }

    /// True when nothing keeps the program alive, or it was asked to stop.
    pub fn is_over(&self) -> bool {
        let state = self.lock();
        state.holds == 0 || state.stopping
    }

    /// Waits until nothing keeps the program alive or it is asked to stop, at most `limit`.
    /// True when that is so.
    pub fn wait(&self, limit: Duration) -> bool {
        let state = self.lock();
        let wait = self.0.1.wait_timeout_while(state, limit, |state| state.holds > 0 && !state.stopping);
        let (state, _) = wait.unwrap_or_else(PoisonError::into_inner);
        state.holds == 0 || state.stopping
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.holds -= 1;
        if state.holds == 0 {
            self.0.0.1.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hold_ends_the_wait() {
        let life = Life::default();
        let hold = life.hold();
        assert!(!life.wait(Duration::ZERO));
        let waiter = std::thread::spawn({
            let life = life.clone();
            move || life.wait(Duration::from_secs(20))
        });
        drop(hold);
        assert!(waiter.join().unwrap_or(false));
    }
}
