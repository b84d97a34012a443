//! Tests of commands and collection functions against a host without evaluator: what their examples cannot show.

use std::rc::Rc;

use four_runtime::{Collection, Error, Object, Symbol, Value, json};

use crate::collection::COLLECTION;
use crate::test_host::{TestHost, function};

fn host() -> TestHost {
    TestHost::new(1 << 20)
}

fn parsed(text: &str) -> Value {
    json::parse(text).expect("JSON")
}

fn shown(value: &Value) -> String {
    json::stringify(value, false).expect("JSON")
}

#[test]
fn every_item_is_documented_with_an_example() {
    let mut numbers = std::collections::HashSet::new();
    for command in crate::ALL.iter().flat_map(|theme| theme.iter()) {
        assert!(
            command.doc.contains("```4d") && command.doc.contains("ASSERT("),
            "{} has no example",
            command.name
        );
        assert!(command.doc.contains("(`commands/"), "{} names no page", command.name);
        assert!(numbers.insert(command.number), "{} has a number twice", command.name);
        let known = crate::data::known_commands().find(|known| known.number == command.number);
        assert_eq!(known.map(|known| known.name), Some(command.name));
    }
    for member in COLLECTION.members {
        assert!(member.doc.contains("ASSERT("), "{} has no example", member.name);
    }
}

#[test]
fn no_command_panics_on_arguments_of_any_type() {
    // Some create the files that they are asked for.
    let folder = tempfile::tempdir().expect("a folder");
    std::env::set_current_dir(folder.path()).expect("the folder is there");
    let samples = || {
        vec![
            Value::Undefined,
            Value::Null,
            Value::Bool(true),
            Value::Int(-1),
            Value::Int(i32::MAX),
            Value::Int(i32::MIN),
            Value::Real(f64::NAN),
            Value::Real(1e300),
            Value::from("a@ [b] ("),
            Value::from("é😀"),
            Value::Date(0),
            Value::Time(-5),
            Value::Blob(Rc::new(vec![1, 2, 3])),
            parsed(r#"[1,"a",null,{"a":[{"b":1}]}]"#),
            parsed(r#"{"a":{"b":1}}"#),
            function(|_, _, _| Err(Error::new(1, "no"))),
        ]
    };
    let mut host = host();
    let mut calls = 0;
    for command in crate::ALL.iter().flat_map(|theme| theme.iter()) {
        let four_runtime::registry::Run::Native(run) = command.run else { continue };
        // These wait, or end the process.
        if matches!(command.name, "DELAY PROCESS" | "QUIT 4D" | "ABORT") {
            continue;
        }
        if command.params.is_empty() {
            let _ = run(&mut host, &mut []);
            continue;
        }
        for first in samples() {
            for second in samples() {
                for third in
                    [Value::Undefined, Value::Int(i32::MAX), Value::Int(-3), Value::from("x"), parsed("[]")]
                {
                    let mut args =
                        vec![first.clone(), second.clone(), third, Value::Int(2), Value::Undefined];
                    let _ = run(&mut host, &mut args);
                    let _ = run(&mut host, &mut args[..1]);
                    calls += 1;
                }
            }
        }
    }
    for member in COLLECTION.members {
        for first in samples() {
            for second in samples() {
                let this = parsed(r#"[3,"b",null,{"a":1},[2],true]"#);
                let _ = host.run(&COLLECTION, &this, member.name, vec![first.clone(), second]);
                calls += 1;
            }
        }
    }
    assert!(calls > 50_000, "only {calls} calls");
    // The folder goes, as Windows would not let it while it is the current one.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).expect("the crate is there");
}

#[test]
fn sizes_are_bounded_by_the_memory_of_the_program() {
    let mut host = host();
    let this = parsed("[1]");
    let error = host.run(&COLLECTION, &this, "resize", vec![Value::Int(i32::MAX)]).expect_err("too large");
    assert_eq!(error.code, -10701);
    let mut args = vec![Value::Undefined, Value::Int(i32::MAX), Value::Int(i32::MAX)];
    assert_eq!(host.command_in("ARRAY TEXT", &mut args).expect_err("too large").code, -10701);
    let mut args = vec![Value::Undefined, Value::Int(i32::MAX), Value::Undefined];
    assert_eq!(host.command_in("SET BLOB SIZE", &mut args).expect_err("too large").code, -10701);
}

#[test]
fn a_callback_may_change_the_collection_it_runs_for() {
    let mut host = host();
    let this = parsed("[1,2,3,4]");
    let Value::Collection(collection) = this.clone() else { panic!("a collection") };
    let clearing = function(|_, _, args| {
        if let Some(Value::Collection(other)) = args.get(1) {
            other.pop().expect("not shared");
        }
        Ok(Value::Bool(true))
    });
    let kept = host.run(&COLLECTION, &this, "filter", vec![clearing, this.clone()]).expect("filters");
    assert_eq!(shown(&kept), "[1,2]");
    assert_eq!(collection.len(), 2);
}

#[test]
fn a_failing_sort_leaves_the_collection_as_it_was() {
    let mut host = host();
    let this = parsed("[3,1,2]");
    let failing = function(|_, _, _| Err(Error::new(7, "no")));
    assert_eq!(host.run(&COLLECTION, &this, "sort", vec![failing]).expect_err("fails").code, 7);
    assert_eq!(shown(&this), "[3,1,2]");
}

#[test]
fn methods_answer_through_result_and_stop() {
    let mut host = host();
    let this = parsed("[1,2,3]");
    let by_result = function(|_, _, args| {
        if let Some(Value::Object(event)) = args.first() {
            event.set(Symbol::intern("result"), Value::Int(9));
            event.set(
                Symbol::intern("stop"),
                Value::Bool(matches!(event.get(Symbol::intern("value")), Value::Int(2))),
            );
        }
        Ok(Value::Undefined)
    });
    let mapped = host.run(&COLLECTION, &this, "map", vec![by_result]).expect("maps");
    assert_eq!(shown(&mapped), "[9,9]");
}

#[test]
fn hostile_queries_end_in_errors_or_answers() {
    let mut host = host();
    let this = parsed(r#"[{"a":1}]"#);
    let nested = format!("{}a = 1{}", "(".repeat(100_000), ")".repeat(100_000));
    let negated = format!("{}a = 1", "not ".repeat(100_000));
    let long = vec!["a = 1"; 20_000].join(" and ");
    let steps = format!("{} = 1", vec!["a[]"; 10_000].join("."));
    for (query, right) in [(nested, false), (negated, true), (long, true), (steps, false)] {
        assert_eq!(host.run(&COLLECTION, &this, "query", vec![Value::from(query)]).is_ok(), right);
    }
    for query in
        ["a", "a =", "= 1", "a = 'x", "a = [", "a in [1", "a = :", "a = :9", ":1 = 2", "a[ = 1", "é = 😀 and"]
    {
        let _ = host.run(&COLLECTION, &this, "query", vec![Value::from(query)]);
    }
}

#[test]
fn distinct_stays_fast_for_objects_and_similar_texts() {
    let mut host = host();
    let collection = Collection::default();
    for at in 0..20_000 {
        collection.push(Value::from(Object::from_pairs([("n", Value::Int(at))]))).expect("not shared");
        let text: String = (0..14).map(|bit| if at >> bit & 1 == 1 { 'A' } else { 'a' }).collect();
        collection.push(Value::from(text)).expect("not shared");
    }
    let start = std::time::Instant::now();
    let found =
        host.run(&COLLECTION, &Value::from(collection), "distinct", vec![Value::Int(8)]).expect("distinct");
    assert!(found.as_collection().is_some_and(|found| found.len() == 20_000 + 16_384));
    assert!(start.elapsed().as_secs() < 20, "distinct takes quadratic time");
}

#[test]
fn clocks_come_from_the_system() {
    let mut host = host();
    let text = host.command("Timestamp", Vec::new()).expect("a time stamp");
    assert_eq!(shown(&text), "\"2024-05-06T10:00:00.250Z\"");
    let time = host.command("Current time", vec![Value::Undefined]).expect("a time");
    assert!(matches!(time, Value::Time(43_200)));
    // 30 days of milliseconds do not fit into 32 bits: they wrap.
    let millis = host.command("Milliseconds", Vec::new()).expect("milliseconds");
    assert!(millis.as_number().is_some_and(|millis| millis < 0.0));
}

#[test]
fn wrong_arguments_name_their_parameter() {
    let mut host = host();
    let error = host.command("Day of", vec![Value::from("x")]).expect_err("no date");
    assert!(error.message.contains("date") && error.message.contains("a text"), "{}", error.message);
}

#[test]
fn bytes_survive_odd_character_sets() {
    let mut host = host();
    for (set, length) in [("UTF-16", 4), ("UTF-32BE", 8), ("US-ASCII", 2), ("macintosh", 2), ("utf-8", 5)] {
        let mut args = vec![Value::from("é€"), Value::from(set), Value::Undefined];
        host.command_in("CONVERT FROM TEXT", &mut args).expect("encodes");
        let Value::Blob(bytes) = &args[2] else { panic!("a blob") };
        assert_eq!(bytes.len(), length, "{set}");
    }
    let mut args = vec![Value::from("a"), Value::from("klingon"), Value::Undefined];
    assert!(host.command_in("CONVERT FROM TEXT", &mut args).is_err());
}

#[test]
fn a_shared_copy_is_shared_to_its_depth() {
    let mut host = host();
    let copy = host.command("OB Copy", vec![parsed("{\"a\":{}}"), Value::Int(2)]).expect("copies");
    let inner = copy.as_object().map(|copy| copy.get(four_runtime::Symbol::intern("a")));
    assert!(copy.shared_lock().is_some() && inner.is_some_and(|inner| inner.shared_lock().is_some()));
    let copy = host.run(&COLLECTION, &parsed("[1]"), "copy", vec![Value::Int(3)]).expect("copies");
    assert!(copy.shared_lock().is_some());
    assert!(host.command("OB Copy", vec![parsed("{}"), Value::Bool(true)]).is_ok());
}
