//! 4D's network classes and commands over the network core.
//!
//! Objects belong to the process that created them: a table of the thread holds them as long as their server or socket
//! lives, and events find them there by number. Nothing here blocks a network thread.

mod connection;
mod deliver;
mod headers;
mod held;
mod http_agent;
mod http_commands;
mod http_events;
mod http_options;
mod http_request;
mod https;
mod live;
mod options;
mod server;
mod service;
mod web;
mod websocket;

use four_runtime::registry::{Command, NativeClass};

pub use service::shutdown;

/// The classes of this crate.
pub static CLASSES: &[&NativeClass] = &[
    &server::WEB_SOCKET_SERVER,
    &connection::WEB_SOCKET_CONNECTION,
    &web::WEB_SERVER,
    &websocket::WEB_SOCKET,
    &http_request::HTTP_REQUEST,
    &http_agent::HTTP_AGENT,
];

/// The commands of this crate.
pub static COMMANDS: &[&[Command]] = &[web::COMMANDS, http_commands::COMMANDS];
