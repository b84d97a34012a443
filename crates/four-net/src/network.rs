//! The one tokio runtime of the program, and how other threads wake its tasks cheaply.
//!
//! Waking a task from outside the runtime costs a lock and often a system call. A thread that answers many messages
//! opens a [`Cork`]: connections it sends to are only noted, and woken together when it is flushed, by one wake-up.

use crate::ws::Shared;
use std::cell::RefCell;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Notify;

/// How long noted connections may wait under a [`Cork`] before the next send flushes it.
const CORK_AGE: Duration = Duration::from_millis(2);

/// Up to so many connections are written to by the flushing thread itself; more are left to the network's threads.
const DIRECT: usize = 16;

/// The runtime that sockets live in. Cheap to clone; the last handle of an owned one stops it.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    runtime: Option<Runtime>,
    handle: Handle,
    kicks: Arc<Kicks>,
}

/// Connections to be woken, and the tasks that do it from within the runtime.
#[derive(Default)]
pub(crate) struct Kicks {
    now: Mutex<(Vec<Arc<Shared>>, Option<Waker>)>,
    /// What the threads hold under their corks; a thread that forgets to flush must not keep it for long.
    held: Mutex<Vec<Weak<Held>>>,
    /// True while the task that lets go what is held too long has something to do.
    watching: AtomicBool,
    watch: Notify,
}

/// Connections that a thread has sent to under its cork.
type Held = Mutex<Vec<Arc<Shared>>>;

/// How long a cork may hold a message of a thread that neither sends nor waits but computes.
const LONGEST: Duration = Duration::from_millis(5);

/// One thread serves many thousand messages a second and leaves the other cores to the program.
fn threads() -> usize {
    if std::thread::available_parallelism().is_ok_and(|n| n.get() > 4) { 2 } else { 1 }
}

impl Network {
    /// The network of the whole program, started on first use and never stopped (servers are stopped one by one).
    ///
    /// # Errors
    /// When the system gives no thread or no polling descriptor.
    pub fn global() -> io::Result<Network> {
        static GLOBAL: OnceLock<Network> = OnceLock::new();
        if let Some(network) = GLOBAL.get() {
            return Ok(network.clone());
        }
        let network = Network::new(threads())?;
        Ok(GLOBAL.get_or_init(|| network).clone())
    }

    /// A network of its own with `threads` worker threads (at least 1).
    ///
    /// # Errors
    /// When the system gives no thread or no polling descriptor.
    pub fn new(threads: usize) -> io::Result<Network> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .max_blocking_threads(16)
            .thread_name("four-net")
            .enable_all()
            .build()?;
        let kicks = Arc::new(Kicks::default());
        runtime.spawn(Kicks::serve(kicks.clone()));
        runtime.spawn(Kicks::let_go(kicks.clone()));
        Ok(Network(Arc::new(Inner { handle: runtime.handle().clone(), runtime: Some(runtime), kicks })))
    }

    /// The runtime, to spawn tasks on.
    pub(crate) fn handle(&self) -> &Handle {
        &self.0.handle
    }

    /// Where connections are noted to be woken together.
    pub(crate) fn kicks(&self) -> &Arc<Kicks> {
        &self.0.kicks
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The last handle may go in one of the runtime's own threads, which must not wait for itself.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Kicks {
    async fn serve(kicks: Arc<Kicks>) {
        loop {
            let list = std::future::poll_fn(|cx| {
                let mut inner = kicks.now.lock().unwrap_or_else(PoisonError::into_inner);
                if inner.0.is_empty() {
                    inner.1 = Some(cx.waker().clone());
                    return Poll::Pending;
                }
                inner.1 = None;
                Poll::Ready(std::mem::take(&mut inner.0))
            })
            .await;
            for shared in list {
                shared.wake();
            }
        }
    }

    /// Lets go what threads have held for too long. Sleeps while nothing is held.
    async fn let_go(kicks: Arc<Kicks>) {
        loop {
            kicks.watch.notified().await;
            tokio::time::sleep(LONGEST).await;
            kicks.watching.store(false, Ordering::SeqCst);
            let threads: Vec<Arc<Held>> = {
                let mut held = kicks.held.lock().unwrap_or_else(PoisonError::into_inner);
                held.retain(|thread| thread.strong_count() > 0);
                held.iter().filter_map(Weak::upgrade).collect()
            };
            for thread in threads {
                let list = std::mem::take(&mut *thread.lock().unwrap_or_else(PoisonError::into_inner));
                for shared in list {
                    shared.wake();
                }
            }
        }
    }

    /// A thread begins to hold something.
    fn holds(&self) {
        if !self.watching.swap(true, Ordering::SeqCst) {
            self.watch.notify_one();
        }
    }

    fn add(&self, list: &mut Vec<Arc<Shared>>) {
        let waker = {
            let mut inner = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            inner.0.append(list);
            inner.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Corked {
    depth: usize,
    since: Option<Instant>,
    held: Option<Arc<Held>>,
}

impl Corked {
    /// The list of the thread, known to the network from its first use on.
    fn held(&mut self, kicks: &Kicks) -> &Held {
        self.held.get_or_insert_with(|| {
            let held = Arc::new(Held::default());
            kicks.held.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&held));
            held
        })
    }

    fn take(&mut self) -> Vec<Arc<Shared>> {
        match &self.held {
            Some(held) => std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner)),
            None => Vec::new(),
        }
    }
}

thread_local! {
    static CORK: RefCell<Corked> = const { RefCell::new(Corked { depth: 0, since: None, held: None }) };
}

/// While it lives, sends of this thread are held together, for [`LONGEST`] at most; dropping it, or [`Cork::flush`],
/// lets them go. Corks nest: only the outermost one flushes.
#[must_use]
pub struct Cork(std::marker::PhantomData<*const ()>);

impl Cork {
    /// Starts to hold sends of this thread together.
    pub fn new() -> Cork {
        CORK.with_borrow_mut(|c| c.depth += 1);
        Cork(std::marker::PhantomData)
    }

    /// Lets go what this thread has sent so far; cheap when there is nothing. To be called before a thread waits or
    /// computes for long.
    pub fn flush() {
        let mut list = CORK.with_borrow_mut(|c| {
            c.since = None;
            c.take()
        });
        if list.len() <= DIRECT {
            list.iter().for_each(|shared| shared.write_now());
        } else if let Some(first) = list.first() {
            let kicks = first.kicks.clone();
            kicks.add(&mut list);
        }
    }
}

impl Default for Cork {
    fn default() -> Self {
        Cork::new()
    }
}

impl Drop for Cork {
    fn drop(&mut self) {
        let outermost = CORK.with_borrow_mut(|c| {
            c.depth -= 1;
            c.depth == 0
        });
        if outermost {
            Cork::flush();
        }
    }
}

/// Wakes the task of a connection, now or with the thread's cork.
pub(crate) fn kick(shared: &Arc<Shared>) {
    let (held, due) = CORK.with_borrow_mut(|c| {
        if c.depth == 0 {
            return (false, false);
        }
        {
            let mut held = c.held(&shared.kicks).lock().unwrap_or_else(PoisonError::into_inner);
            if held.is_empty() {
                shared.kicks.holds();
            }
            held.push(shared.clone());
        }
        let now = Instant::now();
        let since = *c.since.get_or_insert(now);
        (true, now.duration_since(since) > CORK_AGE)
    });
    if !held {
        shared.wake();
    } else if due {
        Cork::flush();
    }
}
