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

/// The constants.
pub fn constants() -> impl Iterator<Item = ConstantRow> {
    include_str!("../data/constants.tsv").lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let (name, mut value) = (cells.next()?, cells.next()?);
        if cfg!(windows) && name == "Folder separator" {
            value = "\\";
        }
        let token = cells.next().and_then(|token| token.split_once(':'));
        let token = token.and_then(|(theme, index)| Some((theme.parse().ok()?, index.parse().ok()?)));
        Some(ConstantRow { name, value, token: token.unwrap_or((0, 0)) })
    })
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

/// Every command of 4D, by number.
pub fn known_commands() -> impl Iterator<Item = KnownCommand> {
    include_str!("../data/commands.tsv").lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let number = cells.next()?.parse().ok()?;
        let (name, theme) = (cells.next()?, cells.next()?);
        Some(KnownCommand { number, name, theme, thread_safe: cells.next() == Some("yes") })
    })
}

/// Other spellings of commands, by number.
pub fn spellings() -> impl Iterator<Item = (u16, &'static str)> {
    rows(include_str!("../data/spellings.tsv"))
}

fn rows(table: &'static str) -> impl Iterator<Item = (u16, &'static str)> {
    table.lines().filter_map(|line| {
        let (number, name) = line.split_once('\t')?;
        Some((number.parse().ok()?, name))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_read_whole() {
        let lines = |table: &str| table.lines().count();
        assert_eq!(super::constants().count(), lines(include_str!("../data/constants.tsv")));
        assert_eq!(super::known_commands().count(), lines(include_str!("../data/commands.tsv")));
        assert_eq!(super::spellings().count(), lines(include_str!("../data/spellings.tsv")));
        let tab = super::constants().find(|row| row.name == "Tab").map(|row| row.value);
        assert_eq!(tab, Some("9"));
    }
}
