//! What happens to the HTTP requests of a process, delivered there in order.
//!
//! `onHeaders`, `onData` for each part, then `onResponse` or `onError`, then `onTerminate`, which always comes, as the last.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use four_runtime::life::Hold;
use four_runtime::process::{Event, Message, ProcessHandle, at_end};
use four_runtime::{Collection, Error, Host, Object, Res, Value};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::deliver::{call, error_object, event};
use super::http_options::{raised, value_of};
use super::http_request::{HttpRequest, of, response, set_body};
use crate::client::{Failure, Head, HttpSink};

/// Something that happened to a request.
pub enum News {
    /// The head of the answer.
    Head(Head),
    /// A part of its body.
    Data(Bytes, Arc<Semaphore>),
    /// It is complete, or has failed.
    Done(Result<Bytes, Failure>),
    /// The program gave it up.
    Stopped,
}

/// News on their way to the process of a request.
pub struct Arrived {
    /// Number of the request.
    pub id: u64,
    /// What happened.
    pub news: News,
}

/// Hands news to the process. Called from network threads.
pub struct Sink {
    id: u64,
    process: Arc<ProcessHandle>,
}

impl Sink {
    /// For a request of a process.
    pub fn of_request(id: u64, process: Arc<ProcessHandle>) -> Arc<dyn HttpSink> {
        Arc::new(Sink { id, process })
    }

    fn post(&self, news: News) {
        // A process that has ended needs no news; its end gives the request up.
        let _ = self.process.post(Message::Event(Box::new(Arrived { id: self.id, news })));
    }
}

impl HttpSink for Sink {
    fn head(&self, head: Head) {
        self.post(News::Head(head));
    }

    fn data(&self, data: Bytes, room: Arc<Semaphore>) {
        self.post(News::Data(data, room));
    }

    fn done(&self, result: Result<Bytes, Failure>) {
        self.post(News::Done(result));
    }
}

/// A request of this process that is not over.
pub struct Live {
    object: Rc<Object>,
    queue: VecDeque<News>,
    abort: AbortHandle,
    _hold: Hold,
}

impl Live {
    /// A request under way; the program stays alive as long as it exists.
    pub fn new(object: Rc<Object>, abort: AbortHandle, hold: Hold) -> Live {
        Live { object, queue: VecDeque::new(), abort, _hold: hold }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

thread_local! {
    static REQUESTS: RefCell<HashMap<u64, Live>> = RefCell::new(HashMap::new());
    /// Whether the end of this process is watched.
    static WATCHED: Cell<bool> = const { Cell::new(false) };
}

/// Adds a request; when the process ends before it, it is given up.
pub fn insert(id: u64, live: Live) {
    REQUESTS.with_borrow_mut(|requests| requests.insert(id, live));
    if !WATCHED.replace(true) {
        at_end(|| drop(REQUESTS.take()));
    }
}

/// Whether a request of this process is not over.
pub fn is_live(id: u64) -> bool {
    REQUESTS.with_borrow(|requests| requests.contains_key(&id))
}

impl Event for Arrived {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Arrived { id, news } = *self;
        REQUESTS.with_borrow_mut(|requests| {
            if let Some(live) = requests.get_mut(&id) {
                live.queue.push_back(news);
            }
        });
        // A callback that waits lets later news be delivered meanwhile: all go through the one queue, in order.
        while let Some((object, news)) = next(id) {
            deliver(host, &object, news)?;
        }
        Ok(())
    }
}

fn next(id: u64) -> Option<(Rc<Object>, News)> {
    REQUESTS.with_borrow_mut(|requests| {
        let live = requests.get_mut(&id)?;
        let news = live.queue.pop_front()?;
        Some((live.object.clone(), news))
    })
}

fn deliver(host: &mut dyn Host, object: &Rc<Object>, news: News) -> Res<()> {
    let request = of(object)?;
    let stopped = request.stopped.get();
    match news {
        News::Head(head) if !stopped => {
            request.response.replace(Some(response(&head)));
            request.head.replace(Some(head));
            tell(host, request, object, "onHeaders", "headers", None)
        }
        News::Data(data, room) if !stopped => {
            let blob = Value::Blob(Rc::new(data.to_vec()));
            let result = tell(host, request, object, "onData", "data", Some(("data", blob)));
            room.add_permits(data.len());
            result
        }
        News::Done(result) if !stopped => {
            let result = match result.map_err(raised).and_then(|body| complete(request, &body)) {
                Ok(()) => {
                    request.arrived.set(true);
                    tell(host, request, object, "onResponse", "response", None)
                }
                Err(error) => {
                    request.errors.replace(Some(errors(&error)));
                    request.arrived.set(true);
                    tell(host, request, object, "onError", "error", None)
                }
            };
            end(host, request, object, result)
        }
        News::Stopped => end(host, request, object, Ok(())),
        News::Head(_) | News::Data(..) | News::Done(_) => Ok(()),
    }
}

/// Puts the body into the response.
fn complete(request: &HttpRequest, body: &Bytes) -> Res<()> {
    let (head, response) = (request.head.borrow(), request.response.borrow());
    if let (Some(head), Some(response), true) = (&*head, &*response, request.returns_body) {
        set_body(response, value_of(body, head, request.body_type)?);
    }
    Ok(())
}

fn errors(error: &Error) -> Rc<Collection> {
    let first = error_object(error.code, &error.message, &error.signature);
    match Value::from(vec![first]) {
        Value::Collection(list) => list,
        _ => Rc::default(),
    }
}

/// The request is over. What it held goes when the last callback has run.
fn end(host: &mut dyn Host, request: &HttpRequest, object: &Rc<Object>, before: Res<()>) -> Res<()> {
    let gone = REQUESTS.with_borrow_mut(|requests| requests.remove(&request.id));
    let result = match before {
        Ok(()) => tell(host, request, object, "onTerminate", "terminate", None),
        interrupted => interrupted,
    };
    request.terminated.set(true);
    request.options.release();
    drop(gone);
    result
}

fn tell(
    host: &mut dyn Host,
    request: &HttpRequest,
    object: &Rc<Object>,
    name: &str,
    kind: &str,
    more: Option<(&str, Value)>,
) -> Res<()> {
    let options = request.options.get();
    if options.is_null() {
        return Ok(());
    }
    match call(host, &options, name, vec![Value::Object(object.clone()), event(kind, more)]) {
        // An error of the program is none of the request: it goes on, and `onError` is not called.
        Err(error) if error.is_catchable() => {
            host.report(&error);
            Ok(())
        }
        other => other.map(drop),
    }
}
