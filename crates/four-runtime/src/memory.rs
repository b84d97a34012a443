//! The memory budget of a program (`--max-memory`).
//!
//! What counts is the memory that the operating system gave to the whole program. A watcher compares it with the budget
//! now and then and interrupts the processes, which is how many small values are found; a value that is large by itself
//! asks before it is made ([`reserve`]).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::error::{Error, Res};
use crate::gc;

/// Budget when no other is set, in bytes.
pub const DEFAULT_BUDGET: u64 = 4 << 30;
/// Values of fewer bytes need not ask.
pub const LARGE: usize = 16 << 20;
/// A program can touch about so many new bytes a second.
const FASTEST: u64 = 8 << 30;

static BUDGET: AtomicU64 = AtomicU64::new(DEFAULT_BUDGET);

/// Sets the budget, in bytes.
pub fn set_budget(bytes: u64) {
    BUDGET.store(bytes, Ordering::Relaxed);
}

/// The budget, in bytes.
pub fn budget() -> u64 {
    BUDGET.load(Ordering::Relaxed)
}

/// Memory that the program uses now, in bytes; 0 where the system does not tell.
pub fn used() -> u64 {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64)
}

static GIVE_BACK: OnceLock<fn()> = OnceLock::new();

/// Tells how freed memory is given back to the system; allocators keep it for a while.
pub fn set_give_back(give_back: fn()) {
    let _ = GIVE_BACK.set(give_back);
}

/// From this size on a program gains more from huge pages than it loses in memory, in bytes.
const GROWN: u64 = 48 << 20;

static WHEN_GROWN: Mutex<Option<fn()>> = Mutex::new(None);

/// Tells what is to be done, once, when the program has become a large one.
pub fn when_grown(act: fn()) {
    *WHEN_GROWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(act);
}

/// Looks whether the program has become a large one.
fn look_for_growth(used: u64) {
    if used >= GROWN
        && let Some(act) = WHEN_GROWN.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        act();
    }
}

/// Tells that the program will use so many bytes, so that it need not become a large one by small steps.
pub fn expect(bytes: u64) {
    look_for_growth(bytes);
}

/// True when the program uses more than its budget.
pub fn is_over() -> bool {
    let used = used();
    look_for_growth(used);
    used > budget()
}

/// Frees what can be freed in this process, when the budget is exceeded.
///
/// # Errors
/// −10701 when that leaves less than an eighth of the budget: otherwise the program would do nothing but free memory.
#[cold]
pub fn relieve() -> Res<()> {
    free();
    if used() > budget() - budget() / 8 { Err(full()) } else { Ok(()) }
}

/// Frees cycles, and memory that the allocator keeps.
fn free() {
    gc::collect();
    if let Some(give_back) = GIVE_BACK.get() {
        give_back();
    }
}

/// How long a watcher may sleep before its look number `turn` without missing that the budget is exceeded by much. The
/// first looks come soon: programs grow most after they were started.
pub fn next_look(turn: u32) -> Duration {
    let left = budget().saturating_sub(used());
    let most = 10_u64 << turn.min(10);
    Duration::from_millis((left * 1000 / FASTEST).clamp(5, 500).min(most))
}

/// Asks for a value of this many bytes; small ones are not checked.
///
/// # Errors
/// −10701 when the budget would be exceeded.
#[inline]
pub fn reserve(bytes: usize) -> Res<()> {
    if bytes < LARGE { Ok(()) } else { reserve_large(bytes) }
}

#[cold]
fn reserve_large(bytes: usize) -> Res<()> {
    let fits = || {
        let needed = used().saturating_add(bytes as u64);
        look_for_growth(needed);
        needed <= budget()
    };
    if fits() {
        return Ok(());
    }
    free();
    if fits() { Ok(()) } else { Err(full()) }
}

/// The error of a program that needs more than its budget.
#[cold]
pub fn full() -> Box<Error> {
    let megabytes = budget() >> 20;
    Error::new(-10701, format!("Memory full: the program would need more than {megabytes} MiB."))
        .with_help("raise the limit with --max-memory if the program needs that much")
}
