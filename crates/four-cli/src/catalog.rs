//! Everything that is built in, assembled from the crates that have it.

use std::sync::LazyLock;

use four_commands::data::names;
use four_commands::{availability, data};
use four_eval::catalog::{Catalog, Constant, ConstantValue, Parts, Unavailable};
use four_runtime::FrozenText;
use four_syntax::{BuiltIn, Spellings, Word, Words};

/// The names for the parser: tables that stand ready in the program file.
static NAMES: BuiltIn = BuiltIn {
    words: Words { text: names::TEXT, nodes: &NODES, table: names::TABLE },
    commands: Spellings { text: data::COMMANDS, places: names::COMMAND_NAMES },
    constants: Spellings { text: data::CONSTANTS, places: names::CONSTANT_NAMES },
    numbers: names::NUMBERS,
    tokens: names::TOKENS,
};

static NODES: [Word; names::NODES.len()] = {
    let mut nodes = [Word { parent: 0, hash: 0, start: 0, len: 0, value: 0 }; names::NODES.len()];
    let mut at = 0;
    while at < nodes.len() {
        let [parent, hash, start, len, value] = names::NODES[at];
        nodes[at] = Word { parent, hash, start, len, value };
        at += 1;
    }
    nodes
};

/// The catalog of this program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        Catalog::new(Parts {
            names: &NAMES,
            commands: four_commands::ALL
                .iter()
                .chain(four_net::classes::COMMANDS)
                .chain(four_mail::COMMANDS)
                .copied()
                .collect(),
            known,
            constant,
            classes: four_commands::CLASSES
                .iter()
                .chain(four_net::classes::CLASSES)
                .chain(four_mail::CLASSES)
                .copied()
                .collect(),
        })
    });
    &CATALOG
}

fn known(id: usize) -> Option<Unavailable> {
    data::known_command(id).map(|known| Unavailable {
        number: known.number,
        name: known.name,
        theme: known.theme,
        why: |name, theme| availability::why(name, theme).text(),
    })
}

fn constant(id: usize) -> Option<Constant> {
    data::constant(id).map(|row| Constant {
        name: row.name,
        value: match row.value.parse() {
            Ok(number) => ConstantValue::Number(number),
            Err(_) => ConstantValue::Text(FrozenText::from(row.value)),
        },
        token: row.token,
    })
}

#[cfg(test)]
mod tests {
    use four_eval::catalog::Entry;
    use four_syntax::Entry as Name;

    #[test]
    fn every_command_and_constant_is_found_by_its_name() {
        let catalog = super::catalog();
        let here = four_commands::ALL
            .iter()
            .chain(four_net::classes::COMMANDS)
            .chain(four_mail::COMMANDS)
            .flat_map(|theme| theme.iter());
        for command in here {
            let Some(Name::Command(id)) = catalog.names().lookup(command.name) else {
                assert!(catalog.names().lookup(command.name).is_some(), "{} has no name", command.name);
                continue;
            };
            assert_eq!(catalog.names().command_by_number(command.number), Some(id), "{}", command.name);
            assert_eq!(catalog.names().command_name(id), Some(command.name));
            assert!(matches!(catalog.command(id), Some(Entry::Here(found)) if std::ptr::eq(found, command)));
        }
        let mut constants = 0;
        for constant in catalog.constants() {
            let Some(Name::Constant(id)) = catalog.names().lookup(constant.name) else {
                panic!("{} has no name", constant.name);
            };
            assert_eq!(catalog.names().constant_name(id), Some(constant.name));
            let (group, index) = constant.token;
            if (group, index) != (0, 0) {
                assert!(catalog.names().constant_by_token(group, index).is_some());
            }
            constants += 1;
        }
        assert!(constants > 1000, "only {constants} constants");
    }
}
