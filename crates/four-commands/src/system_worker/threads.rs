//! The threads of a system worker: they write its input, read its output, look at the clock and wait for its end.
//!
//! They know nothing of 4D values. What they find goes as events to the mailbox of the worker's 4D process.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use four_runtime::Res;
use four_runtime::process::{Message, ProcessHandle};

use super::{Arrived, Ended};
use crate::external::{Child, Started, thread};

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;
/// Most bytes that wait to be delivered.
const MAX_WAITING: usize = 4 << 20;

/// How much output is undelivered.
#[derive(Default)]
pub struct Gate {
    /// Bytes, and true when nobody will take any more.
    state: Mutex<(usize, bool)>,
    moved: Condvar,
}

impl Gate {
    /// Counts bytes that were read; waits while there are too many. False when nobody takes them.
    fn enter(&self, bytes: usize) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut (usize, bool)| state.0 > MAX_WAITING && !state.1;
        let mut state = self.moved.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.0 += bytes;
        !state.1
    }

    /// Bytes were delivered, or never will be.
    pub fn leave(&self, bytes: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 -= bytes;
        self.moved.notify_all();
    }

    /// Nobody will take any more: readers need not wait.
    pub fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.moved.notify_all();
    }
}

/// Reads a stream to its end and posts what it gives.
fn read(mut stream: impl Read, id: u64, is_error: bool, gate: Arc<Gate>, process: Arc<ProcessHandle>) {
    let mut piece = vec![0; PIECE];
    let mut taken = true;
    loop {
        let count = match stream.read(&mut piece) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        if !taken {
            continue;
        }
        taken = gate.enter(count);
        let event = Arrived { id, is_error, bytes: piece[..count].to_vec(), gate: gate.clone() };
        if process.post(Message::Event(Box::new(event))).is_err() {
            // Its 4D process has ended: the external one must not wait for it.
            gate.close();
            taken = false;
        }
    }
}

/// What the threads of a worker need.
pub struct Threads {
    /// Number of the worker.
    pub id: u64,
    /// The 4D process that takes the events.
    pub process: Arc<ProcessHandle>,
    /// Holds the readers back.
    pub gate: Arc<Gate>,
    /// The input.
    pub packets: Receiver<Vec<u8>>,
    /// Bytes of input that are not written yet.
    pub waiting: Arc<AtomicU64>,
    /// Seconds until it is killed.
    pub limit: Option<f64>,
}

impl Threads {
    /// Starts the threads that write the input, read the output, look at the clock and wait for the end.
    ///
    /// # Errors
    /// -10701 when the system has no room for them.
    pub fn start(self, started: Started) -> Res<()> {
        let Threads { id, process, gate, packets, waiting, limit } = self;
        let Started { child, mut input, output, error } = started;
        thread(move || {
            for packet in packets {
                // What nobody reads any more is dropped.
                let _ = input.write_all(&packet).and_then(|()| input.flush());
                waiting.fetch_sub(packet.len() as u64, Ordering::Relaxed);
            }
        })?;
        let clock = limit.map(|seconds| Clock::start(child.clone(), seconds)).transpose()?;
        let (error_gate, error_process) = (gate.clone(), process.clone());
        let reader = thread(move || read(error, id, true, error_gate, error_process))?;
        thread(move || {
            read(output, id, false, gate, process.clone());
            let _ = reader.join();
            let status = child.wait();
            child.forget();
            let timed_out = clock.is_some_and(Clock::stop);
            let exit_code = status.and_then(|status| status.code()).filter(|_| !timed_out);
            // A 4D process that has ended needs no event.
            let _ = process.post(Message::Event(Box::new(Ended { id, exit_code, timed_out })));
        })?;
        Ok(())
    }
}

/// Kills an external process when its time is over.
struct Clock {
    state: Arc<(Mutex<bool>, Condvar)>,
    thread: std::thread::JoinHandle<bool>,
}

impl Clock {
    fn start(child: Child, seconds: f64) -> Res<Clock> {
        let state = Arc::new((Mutex::new(false), Condvar::new()));
        let shared = state.clone();
        let thread = thread(move || {
            let ended = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
            let limit = Duration::from_secs_f64(seconds);
            let wait = shared.1.wait_timeout_while(ended, limit, |ended| !*ended);
            let ended = *wait.unwrap_or_else(PoisonError::into_inner).0;
            if !ended {
                child.kill();
            }
            !ended
        })?;
        Ok(Clock { state, thread })
    }

    /// True when the time was over before this.
    fn stop(self) -> bool {
        *self.state.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.state.1.notify_all();
        self.thread.join().unwrap_or(false)
    }
}
