//! Makes the table of built-in names from the data files, so that no program spends its start on it.
//!
//! The ids that the parser gives are the lines of `commands.tsv` and `constants.tsv`.

#[allow(dead_code, reason = "only the spellings are needed here")]
#[path = "../four-syntax/src/keyword.rs"]
mod keyword;
#[allow(dead_code, reason = "the parser needs more of it")]
#[path = "../four-syntax/src/trie.rs"]
mod trie;

use std::fmt::Write;
use std::path::Path;

/// Kinds of entries, as `four-syntax` reads them.
const KEYWORD: u32 = 1 << 16;
const COMMAND: u32 = 2 << 16;
const CONSTANT: u32 = 3 << 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in ["commands.tsv", "constants.tsv", "spellings.tsv"] {
        println!("cargo::rerun-if-changed=data/{file}");
    }
    println!("cargo::rerun-if-changed=../four-syntax/src/keyword.rs");
    println!("cargo::rerun-if-changed=../four-syntax/src/trie.rs");
    let commands = std::fs::read_to_string("data/commands.tsv")?;
    let constants = std::fs::read_to_string("data/constants.tsv")?;
    let spellings = std::fs::read_to_string("data/spellings.tsv")?;

    let mut names = trie::Trie::default();
    for (index, (spelling, _)) in keyword::KEYWORDS.iter().chain(keyword::FRENCH).enumerate() {
        names.insert(spelling, KEYWORD | index as u32);
    }
    let mut numbers = Vec::new();
    for (id, line) in commands.lines().enumerate() {
        let mut cells = line.split('\t');
        let number: usize = cells.next().ok_or("a command has no number")?.parse()?;
        names.insert(cells.next().ok_or("a command has no name")?, COMMAND | id as u32);
        numbers.resize(numbers.len().max(number + 1), 0);
        numbers[number] = id as u16 + 1;
    }
    for line in spellings.lines() {
        let (number, spelling) = line.split_once('\t').ok_or("a spelling has no number")?;
        if let Some(id) = numbers.get(number.parse::<usize>()?).copied().unwrap_or(0).checked_sub(1) {
            names.insert(spelling, COMMAND | u32::from(id));
        }
    }
    let mut tokens = Vec::new();
    for (id, line) in constants.lines().enumerate() {
        let mut cells = line.split('\t');
        names.insert(cells.next().ok_or("a constant has no name")?, CONSTANT | id as u32);
        if let Some((group, index)) = cells.nth(1).and_then(|token| token.split_once(':')) {
            tokens.push((group.parse::<u32>()?, index.parse::<u32>()?, id as u16));
        }
    }
    tokens.sort_unstable();

    let words = names.words();
    let mut out = String::new();
    writeln!(out, "/// The words of all names.\npub static TEXT: &str = {:?};", words.text)?;
    writeln!(out, "/// The nodes of the trie: parent, hash, start, length and value.")?;
    writeln!(out, "pub static NODES: &[[u32; 5]] = &[")?;
    for node in words.nodes {
        writeln!(out, "[{},{},{},{},{}],", node.parent, node.hash, node.start, node.len, node.value)?;
    }
    writeln!(out, "];")?;
    writeln!(out, "/// Its hash table.\npub static TABLE: &[u32] = &{:?};", words.table)?;
    writeln!(out, "/// Id of each command by number, from 1.\npub static NUMBERS: &[u16] = &{numbers:?};")?;
    writeln!(out, "/// Tokens of constants with ids.\npub static TOKENS: &[(u32, u32, u16)] = &{tokens:?};")?;
    for (name, table, column) in [("COMMAND", &commands, 1), ("CONSTANT", &constants, 0)] {
        let (rows, cells) = places(table, column);
        writeln!(out, "/// Where each line begins.\npub static {name}_ROWS: &[u32] = &{rows:?};")?;
        writeln!(out, "/// Where each name stands.\npub static {name}_NAMES: &[(u32, u32)] = &{cells:?};")?;
    }
    let folder = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("names.rs"), out)?;
    Ok(())
}

/// Where each line of a table begins, and where its cell in a column stands.
fn places(table: &str, column: usize) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut at = 0;
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for line in table.split_inclusive('\n') {
        rows.push(at);
        let mut start = at;
        for (index, cell) in line.trim_end_matches('\n').split('\t').enumerate() {
            if index == column {
                cells.push((start, start + cell.len() as u32));
            }
            start += cell.len() as u32 + 1;
        }
        at += line.len() as u32;
    }
    (rows, cells)
}
