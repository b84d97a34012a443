//! The locks of shared values: one per group, re-entrant, owned by a process (`Concepts/shared`, `Use … End use`).
//!
//! Every shared value has a [`Lock`]. It starts as a group of its own; when a value becomes part of another one, their
//! groups are joined for ever. A value whose group has several members cannot change to another such group.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, Res};
use crate::process;

#[derive(Default)]
struct State {
    /// The process that uses the group, 0 for none, and how many `Use` it has open.
    owner: u64,
    depth: usize,
    members: usize,
    joined: Option<Arc<Group>>,
}

#[derive(Default)]
struct Group {
    state: Mutex<State>,
    freed: Condvar,
}

/// The lock of a shared value.
pub struct Lock(Mutex<Arc<Group>>);

/// While this exists, the process uses the group.
pub struct Using(Arc<Group>);

/// How often a waiting process looks whether it is interrupted.
const LOOK: Duration = Duration::from_millis(20);

static NEXT: AtomicU64 = AtomicU64::new(1);
/// Joining holds two groups; one at a time.
static JOINING: Mutex<()> = Mutex::new(());

thread_local! {
    static ME: Cell<u64> = const { Cell::new(0) };
}

/// This process as the owner of locks.
fn me() -> u64 {
    ME.with(|me| {
        if me.get() == 0 {
            me.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        me.get()
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for Lock {
    fn default() -> Lock {
        let group = Group { state: Mutex::new(State { members: 1, ..State::default() }), ..Group::default() };
        Lock(Mutex::new(Arc::new(group)))
    }
}

impl Lock {
    /// A lock of the group that `other` belongs to.
    pub fn with(other: &Lock) -> Lock {
        let group = other.group();
        lock(&group.state).members += 1;
        Lock(Mutex::new(group))
    }

    /// The group that the value belongs to now.
    fn group(&self) -> Arc<Group> {
        let mut own = lock(&self.0);
        loop {
            let next = lock(&own.state).joined.clone();
            match next {
                Some(next) => *own = next,
                None => return own.clone(),
            }
        }
    }

    /// True when this process uses the group.
    pub fn is_mine(&self) -> bool {
        lock(&self.group().state).owner == me()
    }

    /// Uses the group: waits until no other process does.
    ///
    /// # Errors
    /// Interruption of the waiting process.
    pub fn acquire(&self) -> Res<Using> {
        let me = me();
        let mut waiting = false;
        loop {
            let group = self.group();
            let mut state = lock(&group.state);
            if state.joined.is_some() {
                continue;
            }
            if state.owner == 0 || state.owner == me {
                state.owner = me;
                state.depth += 1;
                drop(state);
                return Ok(Using(group));
            }
            if waiting {
                drop(group.freed.wait_timeout(state, LOOK));
            } else {
                drop(state);
                process::waits();
                waiting = true;
            }
            process::check_interrupt()?;
        }
    }

    /// Joins the groups of a container, which this process uses, and of a value that becomes its content. Waits while
    /// another process uses the value.
    ///
    /// # Errors
    /// −10723 when the value belongs to another group for ever; interruption.
    pub fn join(&self, content: &Lock) -> Res<()> {
        let me = me();
        loop {
            let joining = lock(&JOINING);
            let (mine, other) = (self.group(), content.group());
            if Arc::ptr_eq(&mine, &other) {
                return Ok(());
            }
            let mut theirs = lock(&other.state);
            if theirs.owner != 0 && theirs.owner != me {
                drop(joining);
                drop(other.freed.wait_timeout(theirs, LOOK));
                process::check_interrupt()?;
                continue;
            }
            let mut ours = lock(&mine.state);
            if theirs.members > 1 && ours.members > 1 {
                return Err(Error::new(
                    -10723,
                    "This shared object or collection belongs to another group already.",
                )
                .with_help("a shared value that was put into one shared container cannot be put into another; copy it with OB Copy(…; ck shared)"));
            }
            // The lone one goes to the other, so that groups are never chained deeply.
            let (from, to, target) = if theirs.members > 1 {
                (&mut ours, &mut theirs, &other)
            } else {
                (&mut theirs, &mut ours, &mine)
            };
            to.members += from.members;
            to.depth += from.depth;
            if from.owner != 0 {
                to.owner = from.owner;
            }
            from.joined = Some(target.clone());
            mine.freed.notify_all();
            other.freed.notify_all();
            return Ok(());
        }
    }
}

impl Drop for Using {
    fn drop(&mut self) {
        let mut group = self.0.clone();
        loop {
            let mut state = lock(&group.state);
            let Some(next) = state.joined.clone() else {
                state.depth = state.depth.saturating_sub(1);
                if state.depth == 0 {
                    state.owner = 0;
                    drop(state);
                    group.freed.notify_all();
                }
                return;
            };
            drop(state);
            group = next;
        }
    }
}
