//! Everything that is built in, assembled from the crates that have it.

use std::sync::LazyLock;

use four_eval::catalog::{Catalog, Constant, ConstantValue};
use four_runtime::registry::{Command, NativeClass};
use four_runtime::{commands, Text, Value};

commands! { pub static COMMANDS: "temporary";
    /// x
    "LOG EVENT" 667 fn log_event(host, _kind: i32, text: &Text, _level: Option<i32>) { host.app().system().write_out(&text.to_str()); Ok(()) }
    /// x
    "ALERT" 41 fn alert(host, text: &Text) { host.app().system().write_out(&format!("{text}\n")); Ok(()) }
    /// x
    "String" 10 fn string(_host, v: &Value) -> Text { Ok(match v { Value::Text(t) => t.clone(), v => Text::from(four_runtime::rules::number_text::real_to_text(v.as_number().unwrap_or(f64::NAN))) }) }
    /// x
    "Uppercase" 13 fn upper(_host, t: &Text) -> String { Ok(t.to_str().to_uppercase()) }
    /// x
    "Length" 16 fn length(_host, t: &Text) -> usize { Ok(t.len()) }
    /// x
    "Square root" 539 fn sqrt(_host, n: f64) -> f64 { Ok(n.sqrt()) }
    /// x
    "Int" 8 fn int(_host, n: f64) -> f64 { Ok(n.floor()) }
    /// x
    "CALL WORKER" 1389 fn call_worker(host, worker: &Value, function: &Value, args: four_runtime::registry::Rest) { host.call_worker(worker, function, args.0) }
    /// x
    "Formula" 1597 special Formula() {}
    /// x
    "ASSERT" 1129 special Assert() {}
    /// x
    "throw" 1805 special Throw() {}
}

/// The catalog of this program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let commands: Vec<&'static [Command]> = [COMMANDS].iter().chain(four_net::classes::COMMANDS).copied().collect();
        let classes: Vec<&'static NativeClass> = four_net::classes::CLASSES.to_vec();
        Catalog::new(&commands, &[], &[], vec![Constant { name: "Into system standard outputs", value: ConstantValue::Number(6.0), token: (0, 0) }], &classes)
    });
    &CATALOG
}
