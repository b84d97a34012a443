//! Pure rules of 4D values: numbers, dates, comparison and formats as functions over plain Rust types.
//!
//! Nothing here knows values, processes, the clock or files: what depends on them (the offset to UTC, the
//! current language) is handed in. Texts come in as [`text_ref::TextRef`] where their units matter and as
//! `&str` where only their ASCII part does.
pub mod atoms;
pub mod case;
pub mod collate;
pub mod date;
pub mod date_format;
pub mod date_parse;
pub mod locale;
pub mod number;
pub mod number_format;
pub mod number_parse;
pub mod number_text;
pub mod search;
pub mod split;
pub mod text_ref;
pub mod time;
pub mod wildcard;
pub mod words;
