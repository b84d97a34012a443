//! Limits that keep hostile sources harmless. They are reported as ordinary messages.

/// Nested control structures in one method (`Concepts/flow-control` names 512).
pub const MAX_BLOCKS: usize = 512;

/// Nested parentheses, brackets and braces in one statement.
pub const MAX_BRACKETS: usize = 200;

/// Height of an expression tree: operators in a chain plus nesting. A walk over a tree needs that many stack frames.
pub const MAX_EXPR_DEPTH: u32 = 1000;

/// Messages kept for one file.
pub const MAX_DIAGNOSTICS: usize = 20;

/// Longest source, as offsets are 32 bits wide.
pub const MAX_SOURCE: usize = (u32::MAX / 2) as usize;
