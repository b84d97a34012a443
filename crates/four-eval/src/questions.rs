//! Questions from process to process: what `GET PROCESS VARIABLE` and its kin want of another process.
//!
//! Values never cross threads, so the process that owns them answers: at a safepoint, while it waits or stands still. A
//! process that waits for an answer answers others meanwhile, so two that ask each other do not block.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use four_runtime::{Error, Res};

use crate::cx::{Cx, R};
use crate::node::Span;

/// Runs in the process that is asked.
struct Question(Box<dyn FnOnce(&mut Cx<'_>) + Send>);

/// How often a process that waits for an answer looks for questions and interruptions.
const LOOK: Duration = Duration::from_millis(10);
/// How long it waits: a process answers between two lines of its code, but not inside of a command.
const LIMIT: Duration = Duration::from_secs(30);

/// Answers what other processes have asked this one.
pub(crate) fn answer(cx: &mut Cx<'_>) {
    for question in cx.process.take_questions() {
        if let Ok(question) = question.downcast::<Question>() {
            (question.0)(cx);
        }
    }
}

/// What `ask` gives in the process of this number, which may be the running one; nothing when there is no such process.
///
/// # Errors
/// Interruption; when the process does not answer for half a minute.
pub(crate) fn ask<T: Send + 'static>(
    cx: &mut Cx<'_>,
    number: i32,
    span: Span,
    ask: impl FnOnce(&mut Cx<'_>) -> Res<T> + Send + 'static,
) -> R<Option<T>> {
    if number == cx.process.number {
        return ask(cx).map(Some).map_err(|error| cx.raise(span, error));
    }
    let Some(process) = cx.app.find(|process| process.number == number) else { return Ok(None) };
    let (send, receive) = channel();
    let question = Question(Box::new(move |cx| {
        // An error may hold values of the process: only what it says is sent.
        let answer = ask(cx).map_err(|error| (error.code, error.message.clone(), error.help.clone()));
        // Nobody listens when the one who asked was interrupted.
        let _ = send.send(answer);
    }));
    if !process.ask(Box::new(question)) {
        return Ok(None);
    }
    four_runtime::process::waits();
    let end = Instant::now() + LIMIT;
    loop {
        match receive.recv_timeout(LOOK) {
            Ok(Ok(value)) => return Ok(Some(value)),
            Ok(Err((code, message, help))) => {
                let mut error = Error::new(code, message);
                error.help = help;
                return Err(cx.raise(span, error));
            }
            // The process has ended.
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => cx.safepoint(span)?,
        }
        if Instant::now() >= end {
            let name = process.name.clone();
            let error = Error::new(-10762, format!("Process {number} ({name}) does not answer."));
            return Err(cx.raise(span, error.with_help("it is busy inside of a command for 30 seconds")));
        }
    }
}
