//! The class Collection and what its functions share.

pub mod callback;
mod class;
mod each;
pub mod path;
mod query;
pub mod sort;
#[cfg(test)]
mod tests;

pub use class::COLLECTION;

/// `ck keep null`.
pub const KEEP_NULL: i32 = 64;
/// `ck ignore null or empty`.
pub const IGNORE_EMPTY: i32 = 128;
