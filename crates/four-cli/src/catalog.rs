//! Everything that is built in, assembled from the crates that have it.

use std::sync::LazyLock;

use four_commands::{availability, data};
use four_eval::catalog::{Catalog, Constant, ConstantValue, Unavailable};
use four_runtime::FrozenText;
use four_runtime::registry::{Command, NativeClass};

/// The catalog of this program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let commands: Vec<&'static [Command]> =
            four_commands::ALL.iter().chain(four_net::classes::COMMANDS).copied().collect();
        let classes: Vec<&'static NativeClass> =
            four_commands::CLASSES.iter().chain(four_net::classes::CLASSES).copied().collect();
        let constants = data::constants()
            .map(|row| Constant {
                name: row.name,
                value: match row.value.parse() {
                    Ok(number) => ConstantValue::Number(number),
                    Err(_) => ConstantValue::Text(FrozenText::from(row.value)),
                },
                token: row.token,
            })
            .collect();
        let known = data::known_commands().map(|known| Unavailable {
            number: known.number,
            name: known.name,
            theme: known.theme,
            why: |name, theme| availability::why(name, theme).text(),
        });
        Catalog::new(&commands, known, data::spellings(), constants, &classes)
    });
    &CATALOG
}
