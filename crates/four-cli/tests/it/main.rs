//! Tests from outside: `four-run` as a process, real sockets, a real browser.
//!
//! A test that shows a row of the network requirements is named after it (`lc_07_…`). The programs stand in
//! `examples/` and `tests/programs/`; most write a line for each callback, so that a test can hold the whole order of
//! events against the expected one. No test waits longer than [`server::PATIENCE`] for one thing, every server listens
//! on a free port, and a process is killed when its test ends.

mod bad_input;
/// The program's own catalog: it has no library that tests could use.
#[path = "../../src/catalog.rs"]
mod catalog;
mod cdp;
mod chat_page;
mod check;
mod client;
mod client_agents;
mod client_http;
mod client_tls;
mod code;
mod commands;
mod connection;
mod damaged;
mod design;
mod doc_command;
mod docs;
mod echo_and_chat;
mod ending;
mod examples_in_docs;
mod external;
mod faults;
mod handler;
mod http;
mod lifecycle;
mod mail;
mod options;
mod projects;
mod readme;
mod repl;
#[cfg(unix)]
mod repl_terminal;
mod seed;
mod server;
mod shutdown;
mod test_command;
/// Programs made at random, as the tests of the reader have them.
#[path = "../../../four-syntax/tests/it/trees.rs"]
mod trees;
mod watch;
mod web;
mod web_connection;
mod web_handlers;
mod web_server;
mod web_sessions;
mod web_site;
mod workers;
mod ws;
