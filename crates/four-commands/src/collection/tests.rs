//! Tests of collection functions that their examples cannot show: odd elements and arguments.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use four_runtime::{Symbol, Value, json};

use super::COLLECTION;
use crate::test_host::{TestHost, function};

fn host() -> TestHost {
    TestHost::new(1 << 20)
}

fn parsed(text: &str) -> Value {
    json::parse(text).expect("JSON")
}

fn run(this: &Value, name: &str, args: Vec<Value>) -> String {
    let found = host().run(&COLLECTION, this, name, args).expect("runs");
    json::stringify(&found, false).expect("JSON")
}

#[test]
fn elements_that_are_no_objects_never_match() {
    let mixed = parsed(r#"[1,"x",null,[{"a":2}],{"a":1},{"a":2},{}]"#);
    for (query, found) in [
        ("not a = 1", "[5,6]"),
        ("not (a = 1 or a = 2)", "[6]"),
        ("a # 1", "[5]"),
        ("a = null", "[6]"),
        ("a = 9 or not a = 9", "[4,5,6]"),
    ] {
        assert_eq!(run(&mixed, "indices", vec![Value::from(query)]), found, "{query}");
    }
}

#[test]
fn queries_see_the_elements_of_nested_collections() {
    let classes = parsed(
        r#"[{"c":[{"v":1,"w":1},{"v":1,"w":0}]},{"c":[{"v":1,"w":2},{"v":0,"w":1}]},{"c":[{"v":0,"w":1}]},{"c":[]},{}]"#,
    );
    for (query, found) in [
        ("c[].v = 0", "[1,2]"),
        ("c[].v != 0", "[0]"),
        ("not(c[].v = 0)", "[0,3,4]"),
        ("c[a].v != 0", "[0,1]"),
        ("c[].v = 1 and c[].w = 1", "[0,1]"),
        ("c[a].v = 1 and c[A].w = 1", "[0]"),
        ("c[a].v = 1 and c[b].w = 1", "[0,1]"),
        ("c[a].v = 0 and c[a].w = 1 or c = null", "[1,2,4]"),
    ] {
        assert_eq!(run(&classes, "indices", vec![Value::from(query)]), found, "{query}");
    }
}

#[test]
fn no_member_panics_on_arguments_of_any_type() {
    let samples = || {
        vec![
            Value::Undefined,
            Value::Null,
            Value::Bool(true),
            Value::Int(-1),
            Value::Int(i32::MAX),
            Value::Int(i32::MIN),
            Value::Real(f64::NAN),
            Value::Real(f64::NEG_INFINITY),
            Value::from("a@ [b] ("),
            Value::from("é😀[].x = :1"),
            Value::Date(i32::MIN),
            Value::Time(-5),
            Value::Blob(Rc::new(vec![1, 2, 3])),
            parsed(r#"[1,"a",null,{"a":[{"b":1}]}]"#),
            parsed(r#"{"a":{"b":1}}"#),
            function(|_, _, _| Ok(Value::Bool(true))),
        ]
    };
    let mut host = host();
    let mut answers = (0, 0);
    for member in COLLECTION.members {
        for first in samples() {
            for second in samples() {
                for third in samples() {
                    let this = parsed(r#"[3,"b",null,{"a":1},[2],true]"#);
                    let args = vec![first.clone(), second.clone(), third];
                    match host.run(&COLLECTION, &this, member.name, args) {
                        Ok(_) => answers.0 += 1,
                        Err(_) => answers.1 += 1,
                    }
                }
            }
        }
    }
    assert!(answers.0 > 10_000 && answers.1 > 10_000, "{answers:?}");
}

#[test]
fn every_member_names_its_page() {
    for member in COLLECTION.members {
        assert!(member.doc.contains("(`API/CollectionClass`)"), "{} names no page", member.name);
    }
}

#[test]
fn a_sort_of_several_asks_its_callback_once_a_comparison() {
    let mut host = host();
    let counted = Arc::new(AtomicUsize::new(0));
    let seen = counted.clone();
    let descending = function(move |_, _, args| {
        seen.fetch_add(1, Ordering::Relaxed);
        let Some(Value::Object(event)) = args.first() else { return Ok(Value::Null) };
        let read = |name| event.get(Symbol::intern(name)).as_number();
        Ok(Value::Bool(read("value") > read("value2")))
    });
    let (this, other) = (parsed("[1,4,2,3]"), parsed(r#"["a","d","b","c"]"#));
    let others = Value::from(vec![other.clone()]);
    host.run(&COLLECTION, &this, "multiSort", vec![descending, others]).expect("sorts");
    assert_eq!(json::stringify(&this, false).expect("JSON"), "[4,3,2,1]");
    assert_eq!(json::stringify(&other, false).expect("JSON"), r#"["d","c","b","a"]"#);
    // Merging four elements takes five comparisons at most.
    assert!(counted.load(Ordering::Relaxed) <= 5);
}

#[test]
fn joining_keeps_numbers_texts_and_blanks_apart() {
    let mixed = parsed(r#"[0,-2147483648,1.5,"",null,"é",12,[1,{"a":2}]]"#);
    let delimiter = || Value::from("–");
    assert_eq!(run(&mixed, "join", vec![delimiter()]), r#""0–-2147483648–1.5––null–é–12–[1,{\"a\":2}]""#);
    let skipping = vec![delimiter(), Value::Int(super::IGNORE_EMPTY)];
    assert_eq!(run(&mixed, "join", skipping), r#""0–-2147483648–1.5–é–12–[1,{\"a\":2}]""#);
    assert_eq!(run(&parsed("[]"), "join", vec![delimiter()]), r#""""#);
}
