//! The state of a 4D process while it runs.
//!
//! Errors do not travel in results: what fails puts the error into [`Cx`] and returns [`Raised`], so that the results of
//! typed nodes stay in registers. Whoever gets `Raised` passes it on or takes the error out.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use four_runtime::error::{CallSite, describe};
use four_runtime::process::{ProcessHandle, flags};
use four_runtime::types::DeclaredType;
use four_runtime::{Error, Value};

use crate::app::AppState;
use crate::body::BodyInfo;
use crate::node::Span;
use crate::program::Program;

/// Proof that an error stands in [`Cx`].
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// The result of everything that runs 4D code.
pub type R<T> = Result<T, Raised>;

/// Most places that an error remembers of its call chain; deep recursion shows both ends.
const MAX_CHAIN: usize = 40;

/// A running body and where it was called.
#[derive(Clone, Copy)]
pub struct CallRecord {
    /// The body.
    pub info: &'static BodyInfo,
    /// The call in the source of the caller.
    pub span: Span,
}

/// The arguments of the running body, for `${n}` and `Count parameters`.
#[derive(Default)]
pub struct Arguments {
    /// How many were passed.
    pub count: usize,
    /// Those beyond the declared parameters.
    pub extra: Vec<Value>,
}

/// A process variable.
#[derive(Default)]
pub struct Variable {
    /// What it holds.
    pub value: Value,
    /// Its declared type.
    pub ty: DeclaredType,
}

/// State of error handling in a process.
#[derive(Default)]
pub struct Errors {
    /// Errors of the last failure, as `Last errors` gives them.
    pub last: Vec<Error>,
    /// Errors thrown with `deferred`, waiting for the end of their method.
    pub deferred: Vec<(usize, Error)>,
    /// The methods installed by `ON ERR CALL` for this process, by project (see [`crate::app::ErrorHandlers`]), and the number
    /// of `Try` that were open then.
    pub handlers: HashMap<String, (String, usize)>,
    /// True while the error method runs.
    pub handling: bool,
    /// How many `Try` are open.
    pub tries: usize,
}

/// A running 4D process.
pub struct Cx<'p> {
    /// The program as this message sees it.
    pub program: &'p Program,
    /// What all processes share.
    pub app: Arc<AppState>,
    /// The process as others see it.
    pub process: Arc<ProcessHandle>,
    /// `This`.
    pub this: Value,
    /// Running bodies, outermost first.
    pub calls: Vec<CallRecord>,
    /// Arguments of the running body, where it asks for them.
    pub arguments: Arguments,
    /// What `return` gives.
    pub returned: Value,
    /// What [`Node::eval_number`](crate::node::Node::eval_number) found where it found no number.
    pub other: Value,
    /// True when `returned` holds a value.
    pub has_returned: bool,
    /// Process variables by number.
    pub variables: Vec<Variable>,
    /// Singletons of this process, by class number.
    pub singletons: std::collections::HashMap<u32, Value>,
    /// For each constructor that runs: whether its parent's constructor was called, or need not be.
    pub constructing: Vec<bool>,
    /// Error handling.
    pub errors: Errors,
    /// Deferred expressions of the running bodies: depth of the body, and what to run.
    pub deferred: Vec<(usize, Value)>,
    /// True when a running body has deferred expressions or errors to see to at its end.
    pub has_endings: bool,
    /// Nested waits of this process.
    pub pumping: usize,
    raised: Option<Box<Error>>,
    stack_limit: usize,
}

impl<'p> Cx<'p> {
    /// A process that nothing ran in yet, on a native stack of this many bytes of which the caller has used little.
    pub fn new(
        program: &'p Program,
        app: Arc<AppState>,
        process: Arc<ProcessHandle>,
        stack: usize,
    ) -> Cx<'p> {
        Cx {
            program,
            app,
            process,
            this: Value::Null,
            calls: Vec::new(),
            arguments: Arguments::default(),
            returned: Value::Undefined,
            other: Value::Undefined,
            has_returned: false,
            variables: Vec::new(),
            singletons: std::collections::HashMap::new(),
            constructing: Vec::new(),
            errors: Errors::default(),
            deferred: Vec::new(),
            has_endings: false,
            pumping: 0,
            raised: None,
            // A quarter is kept for what native code needs beyond the check.
            stack_limit: stack_position().saturating_sub(stack - stack / 4),
        }
    }

    /// The same process with a newer snapshot of the program.
    pub fn with_program(self, program: &Program) -> Cx<'_> {
        Cx { program, ..self }
    }

    /// Runs something with another snapshot of the program, then goes on with this one.
    pub fn in_program<T>(&mut self, program: &Program, run: impl FnOnce(&mut Cx<'_>) -> T) -> T {
        let outer = self.program;
        let stand_in = Cx::new(outer, self.app.clone(), self.process.clone(), 0);
        let mut inner = std::mem::replace(self, stand_in).with_program(program);
        let result = run(&mut inner);
        *self = inner.with_program(outer);
        result
    }

    /// A number as a real; anything else is put into `other`.
    #[inline]
    pub fn number_or_other(&mut self, value: Value) -> Option<f64> {
        match value.plain_number() {
            Some(real) => {
                value.forget_plain();
                Some(real)
            }
            None => {
                self.other.put(value);
                None
            }
        }
    }

    /// Raises an error at a place in the running body.
    #[cold]
    #[inline(never)]
    pub fn raise(&mut self, span: Span, mut error: Box<Error>) -> Raised {
        if error.chain.is_empty() {
            error.chain = self.call_chain(span);
        }
        self.raised = Some(error);
        Raised(())
    }

    /// Raises an error that has its place already, or a new one with only a message.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, span: Span, code: i32, message: impl Into<String>) -> Raised {
        self.raise(span, Error::new(code, message))
    }

    /// Takes the raised error out.
    pub fn take_error(&mut self, _proof: Raised) -> Box<Error> {
        self.raised.take().unwrap_or_else(|| Error::new(-1, "An error without description."))
    }

    /// Puts an error back that was taken out.
    pub fn reraise(&mut self, error: Box<Error>) -> Raised {
        self.raised = Some(error);
        Raised(())
    }

    /// The places of the call chain, innermost first.
    pub fn call_chain(&self, span: Span) -> Vec<CallSite> {
        let mut chain = Vec::with_capacity(self.calls.len().min(MAX_CHAIN));
        let mut place = span;
        for (depth, call) in self.calls.iter().rev().enumerate() {
            if depth < MAX_CHAIN / 2 || depth + MAX_CHAIN / 2 >= self.calls.len() {
                chain.push(CallSite { name: call.info.name.clone(), file: call.info.file, span: place });
            }
            place = call.span;
        }
        chain
    }

    #[cold]
    pub(crate) fn not_a_condition(&mut self, span: Span, value: &Value) -> Raised {
        let error = Error::new(9, format!("A condition must be a Boolean; this is {}.", describe(value)));
        self.raise(span, error.with_help("compare the value, as in ($n#0) or ($text#\"\")"))
    }

    /// Raises an error before the native stack ends, and whatever interruption is pending.
    #[inline]
    pub fn check_stack(&mut self, span: Span) -> R<()> {
        if stack_position() < self.stack_limit {
            let error = Error::new(-10503, format!("Stack full: {} calls are nested.", self.calls.len()));
            return Err(
                self.raise(span, error.with_help("a method that calls itself needs a condition to stop"))
            );
        }
        self.safepoint(span)
    }

    /// Raises the interruption that is pending, if any; loops and calls pass here.
    #[inline]
    pub fn safepoint(&mut self, span: Span) -> R<()> {
        if self.process.flags.load(Ordering::Relaxed) & flags::INTERRUPTING == 0 {
            Ok(())
        } else {
            self.interrupted(span)
        }
    }

    #[cold]
    fn interrupted(&mut self, span: Span) -> R<()> {
        loop {
            let raised = self.process.flags.load(Ordering::Relaxed);
            if raised & (flags::ABORT | flags::QUIT) != 0 {
                return Err(self.raise(span, four_runtime::process::interruption(raised)));
            }
            if raised & flags::ASKED != 0 {
                crate::questions::answer(self);
            } else if raised & flags::MEMORY != 0 {
                let relief = four_runtime::memory::relieve();
                // Freeing needs memory itself, which the watcher may have seen.
                self.process.flags.fetch_and(!flags::MEMORY, Ordering::Relaxed);
                relief.map_err(|error| self.raise(span, error))?;
            } else if raised & flags::HELD != 0 {
                // What the process has sent must not wait with it.
                four_runtime::process::waits();
                self.process.clone().stand_still();
            } else {
                return Ok(());
            }
        }
    }

    /// The innermost running body.
    pub fn running(&self) -> Option<&'static BodyInfo> {
        self.calls.last().map(|call| call.info)
    }

    pub(crate) fn replace_arguments(&mut self, count: usize, extra: Vec<Value>) -> Arguments {
        std::mem::replace(&mut self.arguments, Arguments { count, extra })
    }

    pub(crate) fn restore_arguments(&mut self, arguments: Arguments) {
        self.arguments = arguments;
    }

    /// `This`. Where code has no object it is null like a variable that nothing was assigned to, so that methods may ask
    /// `This[""]=Null`, as 4D's own components do.
    pub fn this_or_unassigned(&self) -> Value {
        match &self.this {
            Value::Null => Value::Unassigned,
            this => this.clone(),
        }
    }

    /// The process variable of this number.
    pub fn variable_slot(&mut self, number: u32) -> &mut Variable {
        let index = number as usize;
        if index >= self.variables.len() {
            self.variables.resize_with(index + 1, Variable::default);
        }
        &mut self.variables[index]
    }

    /// Waits without handling messages; wakes up for interruptions.
    ///
    /// # Errors
    /// Interruption.
    pub fn sleep_for(&mut self, time: Duration) -> Result<(), Box<Error>> {
        four_runtime::process::waits();
        let end = std::time::Instant::now() + time;
        loop {
            if let Err(raised) = self.safepoint((0, 0)) {
                return Err(self.take_error(raised));
            }
            let left = end.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            // Interruptions are rare: looking for them this often is enough.
            std::thread::sleep(left.min(Duration::from_millis(20)));
        }
    }
}

/// Address of the current end of the native stack.
#[inline(always)]
fn stack_position() -> usize {
    let here = 0u8;
    std::ptr::from_ref(&here).addr()
}
