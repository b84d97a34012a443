//! The documentation's samples stand in `examples/` byte for byte.

use std::fmt::Write as _;
use std::fs;

use sha2::{Digest, Sha256};

use crate::server::top;

/// SHA-256 of the five code blocks of 4D's page on the class WebSocketServer: the text between the fences.
const BLOCKS: [(&str, &str); 5] = [
    ("websocket-echo/example.4dm", "09d0a6ccdd01fa9592bf576b492e9fa61060111e2de368d062c75dd4e5e7a8f2"),
    (
        "websocket-echo/Classes/myServerHandler.4dm",
        "228b1458e6159cb2bee2ee61c2656bd352a272c2e2f13a3268e9daa1c37fa517",
    ),
    (
        "websocket-echo/Classes/myConnectionHandler.4dm",
        "9746e631eb472e79d582b7e3da925f301b0a7174793b8617452e42ad144d237b",
    ),
    (
        "websocket-chat/Classes/myWSServerHandler.4dm",
        "592e761561d7205dcbefd4fa362a7f4cd043591b7780ebeba8f0727ff62190b0",
    ),
    (
        "websocket-chat/Classes/myConnectionHandler.4dm",
        "6f370307e336ff8eba2af28b6fb0e83003c80ad2889912ba6c158370d38ca2cd",
    ),
];

#[test]
fn the_samples_are_verbatim() {
    for (file, expected) in BLOCKS {
        let bytes = fs::read(top().join("examples").join(file)).expect(file);
        let mut digest = String::new();
        for byte in Sha256::digest(&bytes) {
            let _ = write!(digest, "{byte:02x}");
        }
        assert_eq!(digest, expected, "{file}");
    }
}

#[test]
fn git_leaves_the_samples_alone() {
    let attributes = fs::read_to_string(top().join(".gitattributes")).expect(".gitattributes");
    for (file, _) in BLOCKS {
        let rule = attributes.lines().find(|line| line.starts_with(&format!("examples/{file} ")));
        assert!(rule.is_some_and(|rule| rule.contains(" -text ")), "{file}");
    }
}
