//! What a 4D value is: texts, objects, collections, errors, and the registry of commands that work on them.
//!
//! This crate knows neither source code nor sockets. `four-eval` runs programs over these values, `four-commands` and
//! `four-net` add commands and classes through [`registry`], and reach the process they run in through [`host`].

pub mod array;
pub mod cache;
pub mod class;
pub mod collection;
pub mod copy;
pub mod deep_copy;
pub mod dictionary;
mod drop_queue;
mod elements;
pub mod error;
pub mod function;
pub mod gc;
pub mod host;
pub mod json;
pub mod life;
pub mod memory;
pub mod native;
pub mod object;
pub mod picture;
mod plain;
pub mod pointer;
pub mod process;
pub mod registry;
pub mod rules;
pub mod shape;
pub mod shared;
mod short;
pub mod stored_form;
pub mod symbol;
pub mod tags;
pub mod text;
pub mod types;
pub mod value;

pub use class::ClassRef;
pub use collection::Collection;
pub use error::{Error, Res};
pub use host::Host;
pub use object::Object;
pub use plain::Plain;
pub use symbol::Symbol;
pub use text::{FrozenText, Text};
pub use value::{Kind, Value};
