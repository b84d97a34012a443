//! Runs 4D programs: lowers syntax trees to executable trees and evaluates them in 4D processes.
//!
//! The way of a source through this crate: [`program`] reads and links it, [`mod@lower`] turns a body into [`node`]s when it
//! is first called, [`nodes`] evaluate it with the state in [`cx`], [`mod@process`] gives each 4D process its thread and
//! mailbox, and [`app`] holds what processes share. Commands come from a [`catalog`] and see the process as
//! [`four_runtime::Host`].

mod aliases;
pub mod app;
pub mod body;
pub mod catalog;
pub mod check;
pub mod components;
pub mod cx;
pub mod formula;
mod host;
pub mod interprocess;
pub mod lower;
pub mod names;
pub mod node;
pub mod nodes;
pub mod ops;
pub mod process;
pub mod program;
mod questions;
mod reading;
pub mod session;
pub mod shared;
pub mod suggest;
