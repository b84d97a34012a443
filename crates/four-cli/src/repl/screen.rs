//! Where the prompt writes: plainly to a pipe, above the line being typed on a terminal.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use four_runtime::host::{Finding, System};

use crate::system::Machine;

/// Prints above the line that is being typed.
pub type Printer = Box<dyn FnMut(String) + Send>;

/// What everything at the prompt writes to.
#[derive(Default)]
pub struct Screen(Mutex<Option<Printer>>);

impl Screen {
    /// From now on texts appear above the line being typed.
    pub fn attach(&self, printer: Printer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(printer);
    }

    /// Values, and what the program prints.
    pub fn out(&self, text: &str) {
        if !self.above(text) {
            let mut out = std::io::stdout().lock();
            // A reader that has gone away is no reason to stop.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        }
    }

    /// What four itself says.
    pub fn say(&self, text: &str) {
        if !self.above(text) {
            let _ = std::io::stderr().lock().write_all(text.as_bytes());
        }
    }

    fn above(&self, text: &str) -> bool {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(printer) => {
                let end = if text.ends_with('\n') { "" } else { "\n" };
                printer(format!("{text}{end}"));
                true
            }
            None => false,
        }
    }
}

/// True when values are shown in colours.
pub fn colours() -> bool {
    crate::colours_on(&std::io::stdout())
}

/// The machine, with its streams on the screen.
pub struct ScreenMachine {
    /// Everything but the streams.
    pub machine: Machine,
    /// The streams.
    pub screen: Arc<Screen>,
}

impl System for ScreenMachine {
    fn write_out(&self, text: &str) {
        self.screen.out(text);
    }
    fn write_error(&self, text: &str) {
        self.screen.say(text);
    }
    fn now(&self) -> (i64, u32) {
        self.machine.now()
    }
    fn ticks(&self) -> Duration {
        self.machine.ticks()
    }
    fn utc_offset(&self, seconds: i64) -> i32 {
        self.machine.utc_offset(seconds)
    }
    fn environment(&self, name: &str) -> Option<String> {
        self.machine.environment(name)
    }
    fn random(&self) -> u64 {
        self.machine.random()
    }
    fn check(&self, project: &Path) -> Result<Vec<Finding>, String> {
        self.machine.check(project)
    }
}
