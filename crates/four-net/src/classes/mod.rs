//! 4D's network classes and commands over the network core.
//!
//! Objects belong to the process that created them: a table of the thread holds them as long as their server or socket
//! lives, and events find them there by number. Nothing here blocks a network thread.

mod connection;
mod deliver;
mod live;
mod server;
mod service;
mod web;

use four_runtime::registry::{Command, NativeClass};

pub use service::{listening, shutdown};

/// The classes of this crate.
pub static CLASSES: &[&NativeClass] =
    &[&server::WEB_SOCKET_SERVER, &connection::WEB_SOCKET_CONNECTION, &web::WEB_SERVER];

/// The commands of this crate.
pub static COMMANDS: &[&[Command]] = &[web::COMMANDS];
