//! Facts in data files: the constants, every command of 4D, and other spellings of commands.

/// A line of the table of constants.
pub struct ConstantRow {
    /// English name.
    pub name: &'static str,
    /// Its value: a number, or a text.
    pub value: &'static str,
    /// Theme and index of its token; 0 and 0 when unknown.
    pub token: (u32, u32),
}

/// The names of commands and constants, as tables that the build script makes (see `build.rs`).
#[allow(clippy::unreadable_literal, reason = "written by the build script")]
pub mod names {
    include!(concat!(env!("OUT_DIR"), "/names.rs"));
}

/// The table of constants, a line each: name, value and token.
pub static CONSTANTS: &str = include_str!("../data/constants.tsv");
/// The table of commands, a line each: number, name, theme and whether preemptive processes may use it.
pub static COMMANDS: &str = include_str!("../data/commands.tsv");

/// A line of a table by its number.
fn row(table: &'static str, rows: &[u32], id: usize) -> Option<&'static str> {
    table.get(*rows.get(id)? as usize..)?.lines().next()
}

/// A constant by its line.
pub fn constant(id: usize) -> Option<ConstantRow> {
    let mut cells = row(CONSTANTS, names::CONSTANT_ROWS, id)?.split('\t');
    let (name, mut value) = (cells.next()?, cells.next()?);
    if cfg!(windows) && name == "Folder separator" {
        value = "\\";
    }
    let token = cells.next().and_then(|token| token.split_once(':'));
    let token = token.and_then(|(theme, index)| Some((theme.parse().ok()?, index.parse().ok()?)));
    Some(ConstantRow { name, value, token: token.unwrap_or((0, 0)) })
}

/// The constants.
pub fn constants() -> impl Iterator<Item = ConstantRow> {
    (0..names::CONSTANT_ROWS.len()).filter_map(constant)
}

/// A command of 4D, here or not.
pub struct KnownCommand {
    /// 4D's number.
    pub number: u16,
    /// English name.
    pub name: &'static str,
    /// Theme of the documentation.
    pub theme: &'static str,
    /// True when preemptive processes may use it, by its page.
    pub thread_safe: bool,
}

/// A command by its line.
pub fn known_command(id: usize) -> Option<KnownCommand> {
    let mut cells = row(COMMANDS, names::COMMAND_ROWS, id)?.split('\t');
    let number = cells.next()?.parse().ok()?;
    let (name, theme) = (cells.next()?, cells.next()?);
    Some(KnownCommand { number, name, theme, thread_safe: cells.next() == Some("yes") })
}

/// The line of a command, by its number.
pub fn line_of(number: u16) -> Option<usize> {
    names::NUMBERS.get(usize::from(number))?.checked_sub(1).map(usize::from)
}

/// Every command of 4D, by number.
pub fn known_commands() -> impl Iterator<Item = KnownCommand> {
    (0..names::COMMAND_ROWS.len()).filter_map(known_command)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_read_whole() {
        let lines = |table: &str| table.lines().count();
        assert_eq!(super::constants().count(), lines(include_str!("../data/constants.tsv")));
        assert_eq!(super::known_commands().count(), lines(include_str!("../data/commands.tsv")));
        let tab = super::constants().find(|row| row.name == "Tab").map(|row| row.value);
        assert_eq!(tab, Some("9"));
    }
}
