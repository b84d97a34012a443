//! 4D's network classes and commands over the network core.
//!
//! Objects belong to the process that created them: a table of the thread holds them as long as their server or socket
//! lives, and events find them there by number. Nothing here blocks a network thread.

mod connection;
mod deliver;
mod entries;
mod handlers;
mod headers;
mod held;
mod http_agent;
mod http_commands;
mod http_events;
mod http_message;
mod http_options;
mod http_request;
mod https;
mod incoming;
mod live;
mod options;
mod outgoing;
mod server;
mod service;
mod session;
mod web;
mod web_admin;
mod web_commands;
mod web_log;
mod web_options;
mod web_page;
mod web_processes;
mod web_raw;
mod web_rules;
mod web_sessions;
mod web_turn;
mod websocket;

use four_runtime::registry::{Command, NativeClass};

pub use service::{listening, publish, shutdown};

/// The classes of this crate.
pub static CLASSES: &[&NativeClass] = &[
    &server::WEB_SOCKET_SERVER,
    &connection::WEB_SOCKET_CONNECTION,
    &web::WEB_SERVER,
    &incoming::INCOMING_MESSAGE,
    &outgoing::OUTGOING_MESSAGE,
    &websocket::WEB_SOCKET,
    &http_request::HTTP_REQUEST,
    &http_agent::HTTP_AGENT,
    &session::SESSION,
];

/// The commands of this crate.
pub static COMMANDS: &[&[Command]] = &[
    web::COMMANDS,
    web_admin::COMMANDS,
    web_commands::COMMANDS,
    http_commands::COMMANDS,
    http_message::COMMANDS,
];
