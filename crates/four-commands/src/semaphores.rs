//! Semaphores: names that one process owns at a time (`commands/semaphore`).

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::process::at_end;
use four_runtime::{Host, Text, commands};

/// Owners by name, as all processes see them.
#[derive(Default)]
struct Semaphores(Mutex<HashMap<String, i32>>);

impl Semaphores {
    fn of(host: &dyn Host) -> Arc<Semaphores> {
        let create = || Arc::new(Semaphores::default()) as Arc<dyn Any + Send + Sync>;
        host.app().service("semaphores", &create).downcast().unwrap_or_default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, i32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when the process owns the name now.
    fn acquire(self: &Arc<Self>, name: &str, process: i32) -> bool {
        let mut owners = self.lock();
        match owners.get(name) {
            Some(owner) => *owner == process,
            None => {
                let first = !owners.values().any(|owner| *owner == process);
                owners.insert(name.to_owned(), process);
                if first {
                    // What a process still owns at its end is free again.
                    let all = self.clone();
                    at_end(move || all.lock().retain(|_, owner| *owner != process));
                }
                true
            }
        }
    }
}

/// How often a waiting process looks whether the semaphore is free.
const LOOK: Duration = Duration::from_millis(2);

commands! { pub static COMMANDS: "Processes";
    /// Takes a semaphore: False when this process owns it now, True when another one does, also after waiting so many
    /// ticks of 1/60 second (`commands/semaphore`).
    ///
    /// ```4d
    /// ASSERT(Not(Semaphore("documented")))
    /// ASSERT(Not(Semaphore("documented")))
    /// CLEAR SEMAPHORE("documented")
    /// ```
    "Semaphore" 143 fn semaphore(host, name: &Text, ticks: Option<f64>) -> bool {
        let all = Semaphores::of(host);
        let (name, process) = (name.to_string(), host.process().number);
        let end = Instant::now() + crate::process::ticks(ticks.unwrap_or(0.0));
        loop {
            if all.acquire(&name, process) {
                return Ok(false);
            }
            if Instant::now() >= end {
                return Ok(true);
            }
            host.sleep(LOOK)?;
        }
    }

    /// Gives a semaphore back; only its owner can (`commands/clear-semaphore`).
    ///
    /// ```4d
    /// CLEAR SEMAPHORE("never taken")
    /// ASSERT(Not(Test semaphore("never taken")))
    /// ```
    "CLEAR SEMAPHORE" 144 fn clear_semaphore(host, name: &Text) {
        let process = host.process().number;
        let name = name.to_string();
        let all = Semaphores::of(host);
        let mut owners = all.lock();
        if owners.get(&name) == Some(&process) {
            owners.remove(&name);
        }
        Ok(())
    }

    /// True when some process owns the semaphore (`commands/test-semaphore`).
    ///
    /// ```4d
    /// ASSERT(Not(Test semaphore("documented")))
    /// ```
    "Test semaphore" 652 fn test_semaphore(host, name: &Text) -> bool {
        Ok(Semaphores::of(host).lock().contains_key(&name.to_string()))
    }
}
