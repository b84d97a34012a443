//! Tests of the reader: tables of constructs, messages, round trip, hostile input.

mod constructs;
mod declarations;
mod examples;
mod hostile;
mod lines;
mod messages;
mod roundtrip;
mod sizes;
mod support;
mod tokens;
mod trees;
