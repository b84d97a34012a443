//! SIGINT and SIGTERM: the first asks the program to end in good order, the second ends it at once.
//!
//! What differs by system stands here. On Windows only Ctrl-C exists (written with care, not tried).

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use four_runtime::life::Life;

/// The signal that came, as the exit status it leads to; 0 for none.
#[derive(Clone, Default)]
pub struct Received(Arc<AtomicU8>);

impl Received {
    /// The exit status after a signal, if one came.
    pub fn status(&self) -> Option<u8> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            status => Some(status),
        }
    }

    fn receive(&self, status: u8, life: &Life) {
        if self.0.swap(status, Ordering::SeqCst) != 0 {
            std::process::exit(i32::from(status));
        }
        life.stop();
    }
}

/// Watches for signals; each asks `life` to stop.
pub fn watch(life: Life) -> Result<Received, String> {
    watch_with(life, || false)
}

/// Watches for signals; `interrupt` sees Ctrl-C first and tells whether it was meant for what runs. All others ask
/// `life` to stop.
#[cfg(unix)]
pub fn watch_with(life: Life, interrupt: impl Fn() -> bool + Send + 'static) -> Result<Received, String> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let received = Received::default();
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .map_err(|error| format!("signals cannot be watched: {error}"))?;
    let told = received.clone();
    std::thread::Builder::new()
        .name("four-signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                if signal == SIGINT && interrupt() {
                    continue;
                }
                told.receive(if signal == SIGTERM { 143 } else { 130 }, &life);
            }
        })
        .map_err(|error| format!("signals cannot be watched: {error}"))?;
    Ok(received)
}

/// Watches for Ctrl-C; `interrupt` sees it first, else it asks `life` to stop.
#[cfg(not(unix))]
pub fn watch_with(life: Life, interrupt: impl Fn() -> bool + Send + 'static) -> Result<Received, String> {
    let received = Received::default();
    let told = received.clone();
    let handle = move || {
        if !interrupt() {
            told.receive(130, &life);
        }
    };
    ctrlc::set_handler(handle).map_err(|error| format!("Ctrl-C cannot be watched: {error}"))?;
    Ok(received)
}
