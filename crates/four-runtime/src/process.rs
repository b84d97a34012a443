//! 4D processes as other threads see them: number, name, mailbox, interruption flags.
//!
//! Everything that comes from outside (CALL WORKER, socket events, timers) arrives in the mailbox of a process, in
//! order. The process takes one message after the other, or waits inside a command that pumps the mailbox.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::copy::Parcel;
use crate::error::{Error, Res};
use crate::host::Host;
use crate::life::Hold;
use crate::text::FrozenText;

/// A message to a process.
pub enum Message {
    /// Run a function or project method.
    Call(Call),
    /// Deliver something from outside; runs in the process.
    Event(Box<dyn Event>),
    /// Work that the evaluator understands, such as a line typed at a prompt.
    Work(Box<dyn std::any::Any + Send>),
}

/// A CALL WORKER message.
pub struct Call {
    /// What to run.
    pub target: CallTarget,
    /// The arguments, copied.
    pub args: Parcel,
    /// Keeps the program alive until the message was handled.
    pub hold: Hold,
}

/// What a CALL WORKER message runs.
pub enum CallTarget {
    /// A project method by name.
    Method(FrozenText),
    /// A function; it stands before the arguments in the parcel.
    Function,
}

/// Something from outside that is delivered in a process.
pub trait Event: Send {
    /// Runs in the process that the event was posted to.
    ///
    /// # Errors
    /// An error that no handler took; it is reported as uncaught.
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()>;
}

/// Flags that other threads raise; a running process polls them at its safepoints.
pub mod flags {
    /// End the running message, as Ctrl-C at a prompt does; the process goes on.
    pub const ABORT: u32 = 1;
    /// End the process when its message is done (`KILL WORKER`).
    pub const END: u32 = 2;
    /// End the message and the process: the program ends.
    pub const QUIT: u32 = 4;
    /// The program uses more memory than it may: the process collects cycles, and gives an error if that does not help.
    pub const MEMORY: u32 = 8;
    /// The process is delayed or paused: it stands still at its next safepoint (`commands/pause-process`).
    pub const HELD: u32 = 16;
    /// Another process has a question: the process answers at its next safepoint.
    pub const ASKED: u32 = 32;
    /// Flags that interrupt a running message.
    pub const INTERRUPTING: u32 = ABORT | QUIT | MEMORY | HELD | ASKED;
}

/// Whether a process is let run (`commands/process-state`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    #[default]
    Free,
    /// Not before this time (`DELAY PROCESS`).
    Delayed(Instant),
    /// Not before another process says so (`PAUSE PROCESS`).
    Paused,
}

#[derive(Default)]
struct Queue {
    messages: VecDeque<Message>,
    /// What other processes ask; only the evaluator knows what it is.
    questions: Vec<Box<dyn Any + Send>>,
    standing: Standing,
    closed: bool,
    /// True while the process waits for a message; who posts one to a busy process need not wake it.
    waits: bool,
}

/// A process as other threads see it.
pub struct ProcessHandle {
    /// Process number; the main process is 1.
    pub number: i32,
    /// Name; case counts for workers.
    pub name: String,
    /// True for workers, the main process included.
    pub is_worker: bool,
    /// Raised [`flags`].
    pub flags: AtomicU32,
    /// True when `ASSERT` checks in this process.
    pub asserts: AtomicBool,
    /// The method that the first message to a worker named, if it named one (`commands/call-worker`).
    pub first_method: OnceLock<Option<FrozenText>>,
    queue: Mutex<Queue>,
    arrived: Condvar,
}

impl ProcessHandle {
    /// A process without messages.
    pub fn new(number: i32, name: String, is_worker: bool) -> Arc<ProcessHandle> {
        Arc::new(ProcessHandle {
            number,
            name,
            is_worker,
            flags: AtomicU32::new(0),
            asserts: AtomicBool::new(true),
            first_method: OnceLock::new(),
            queue: Mutex::default(),
            arrived: Condvar::new(),
        })
    }

    /// Puts a message at the end of the mailbox; gives it back when the process has ended.
    ///
    /// # Errors
    /// The message itself, when the mailbox is closed.
    pub fn post(&self, message: Message) -> Result<(), Message> {
        let mut queue = self.lock();
        if queue.closed {
            return Err(message);
        }
        queue.messages.push_back(message);
        let waits = queue.waits;
        drop(queue);
        if waits {
            self.arrived.notify_all();
        }
        Ok(())
    }

    /// The next message; waits for one until `deadline`, for ever without one. `None` at the deadline, when a flag is
    /// raised, or when `until` says so. A process that is held gets none.
    pub fn receive(&self, deadline: Option<Instant>, until: &dyn Fn() -> bool) -> Option<Message> {
        let mut queue = self.lock();
        loop {
            let raised = self.flags.load(Ordering::Relaxed);
            if raised & !(flags::MEMORY | flags::HELD) != 0 {
                return None;
            }
            if raised & flags::HELD != 0 {
                queue = self.stand(queue);
                continue;
            }
            if until() {
                return None;
            }
            if let Some(message) = queue.messages.pop_front() {
                return Some(message);
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return None;
            }
            queue.waits = true;
            queue = match left {
                None => self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner),
                Some(left) => {
                    self.arrived.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
            queue.waits = false;
        }
    }

    /// Wakes the process so that it looks at its flags and at what it waits for.
    pub fn wake(&self) {
        let _queue = self.lock();
        self.arrived.notify_all();
    }

    /// Raises a flag and wakes the process.
    pub fn raise(&self, flag: u32) {
        self.flags.fetch_or(flag, Ordering::Relaxed);
        self.wake();
    }

    /// Holds the process for this time from now, in place of a former delay; zero ends a delay. A paused process stays
    /// paused.
    pub fn delay(&self, time: Duration) {
        let mut queue = self.lock();
        if queue.standing == Standing::Paused {
            return;
        }
        let end = Instant::now().checked_add(time);
        match end {
            Some(_) if time.is_zero() => self.let_go(&mut queue),
            Some(end) => self.hold(&mut queue, Standing::Delayed(end)),
            None => self.hold(&mut queue, Standing::Paused),
        }
    }

    /// Holds the process until [`ProcessHandle::resume`].
    pub fn pause(&self) {
        self.hold(&mut self.lock(), Standing::Paused);
    }

    /// Lets a delayed or paused process run.
    pub fn resume(&self) {
        self.let_go(&mut self.lock());
    }

    /// Whether the process is let run.
    pub fn standing(&self) -> Standing {
        match self.lock().standing {
            Standing::Delayed(end) if end <= Instant::now() => Standing::Free,
            standing => standing,
        }
    }

    fn hold(&self, queue: &mut Queue, standing: Standing) {
        queue.standing = standing;
        self.flags.fetch_or(flags::HELD, Ordering::Relaxed);
        self.arrived.notify_all();
    }

    fn let_go(&self, queue: &mut Queue) {
        queue.standing = Standing::Free;
        self.flags.fetch_and(!flags::HELD, Ordering::Relaxed);
        self.arrived.notify_all();
    }

    /// Waits in the process itself until it is let run or has something else to see to; returns early at any change.
    pub fn stand_still(&self) {
        let queue = self.lock();
        let seen = flags::ABORT | flags::QUIT | flags::ASKED | flags::MEMORY;
        if self.flags.load(Ordering::Relaxed) & seen == 0 {
            drop(self.stand(queue));
        }
    }

    /// One wait of a process that is held; a delay that has passed is taken off.
    fn stand<'q>(&self, mut queue: std::sync::MutexGuard<'q, Queue>) -> std::sync::MutexGuard<'q, Queue> {
        match queue.standing {
            Standing::Free => {
                self.flags.fetch_and(!flags::HELD, Ordering::Relaxed);
                queue
            }
            Standing::Paused => self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner),
            Standing::Delayed(end) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    self.let_go(&mut queue);
                    return queue;
                }
                self.arrived.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }

    /// Asks the process something that the evaluator understands; false when the process has ended.
    pub fn ask(&self, question: Box<dyn Any + Send>) -> bool {
        let mut queue = self.lock();
        if queue.closed {
            return false;
        }
        queue.questions.push(question);
        self.flags.fetch_or(flags::ASKED, Ordering::Relaxed);
        self.arrived.notify_all();
        true
    }

    /// The questions that wait for an answer.
    pub fn take_questions(&self) -> Vec<Box<dyn Any + Send>> {
        let mut queue = self.lock();
        self.flags.fetch_and(!flags::ASKED, Ordering::Relaxed);
        std::mem::take(&mut queue.questions)
    }

    /// Drops all waiting messages.
    pub fn clear(&self) {
        let messages = std::mem::take(&mut self.lock().messages);
        drop(messages);
    }

    /// Ends the mailbox and gives the messages that nobody will handle.
    pub fn close(&self) -> Vec<Message> {
        let mut queue = self.lock();
        queue.closed = true;
        let (messages, questions) =
            (std::mem::take(&mut queue.messages), std::mem::take(&mut queue.questions));
        drop(queue);
        // Who asked sees that nobody answers.
        drop(questions);
        messages.into()
    }

    /// Number of waiting messages.
    pub fn waiting(&self) -> usize {
        self.lock().messages.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a web session keeps for its class singletons, by the number of their class.
#[derive(Default)]
pub struct SessionSlots(Mutex<HashMap<u32, Arc<dyn Any + Send + Sync>>>);

impl SessionSlots {
    /// What stands under this number; made on first use.
    pub fn slot<T: Any + Send + Sync + Default>(&self, number: u32) -> Arc<T> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = slots.entry(number).or_insert_with(|| Arc::new(T::default()));
        kept.clone().downcast().unwrap_or_default()
    }
}

type FindSession = fn() -> Option<Arc<SessionSlots>>;

thread_local! {
    static SESSION: std::cell::Cell<Option<FindSession>> = const { std::cell::Cell::new(None) };
}

/// Says how the web session that this process works for is found; the network sets it.
pub fn set_session(find: FindSession) {
    SESSION.set(Some(find));
}

/// The web session that this process works for, if it answers a request of one.
pub fn session_slots() -> Option<Arc<SessionSlots>> {
    SESSION.get().and_then(|find| find())
}

type Cleanup = Box<dyn FnOnce()>;

thread_local! {
    static CLEANUPS: std::cell::RefCell<Vec<Cleanup>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Lets something run in this process when it ends, while its thread is still whole.
pub fn at_end(cleanup: impl FnOnce() + 'static) {
    CLEANUPS.with_borrow_mut(|cleanups| cleanups.push(Box::new(cleanup)));
}

thread_local! {
    static BEFORE_WAIT: std::cell::Cell<Option<fn()>> = const { std::cell::Cell::new(None) };
}

/// Lets something run whenever this process is about to wait in the middle of a message: what it has sent must not wait
/// with it. There is one such function; the network sets it.
pub fn before_wait(run: fn()) {
    BEFORE_WAIT.set(Some(run));
}

thread_local! {
    static CURRENT: std::cell::RefCell<Option<Arc<ProcessHandle>>> = const { std::cell::RefCell::new(None) };
}

/// Tells which process this thread runs.
pub fn set_current(process: &Arc<ProcessHandle>) {
    CURRENT.set(Some(process.clone()));
}

/// Raises the interruption that is pending in this process, if any; for waits that have no host at hand.
///
/// # Errors
/// Interruption.
pub fn check_interrupt() -> Res<()> {
    let raised =
        CURRENT.with_borrow(|process| process.as_ref().map_or(0, |p| p.flags.load(Ordering::Relaxed)));
    match raised & (flags::ABORT | flags::QUIT) {
        0 => Ok(()),
        raised => Err(interruption(raised)),
    }
}

/// The error that stands for raised flags.
pub fn interruption(raised: u32) -> Box<Error> {
    if raised & flags::QUIT != 0 { Error::quit() } else { Error::abort() }
}

/// To be called before a process waits.
pub fn waits() {
    if let Some(run) = BEFORE_WAIT.get() {
        run();
    }
}

/// Runs what [`at_end`] collected; the evaluator calls it as the last thing of a process.
pub fn run_cleanups() {
    while let Some(cleanup) = CLEANUPS.with_borrow_mut(Vec::pop) {
        cleanup();
    }
}
