//! Names: longest match, blanks, case, token suffixes (`Concepts/identifiers`, `Concepts/methods`).

use four_syntax::ast::{CommandId, ConstantId};
use four_syntax::{Entry, Keyword};

use crate::support::{formula, names, shape};

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (src, expected) in cases {
        assert_eq!(shape(&formula(src)), *expected, "{src}");
    }
}

#[test]
fn longest_known_name_wins() {
    check(&[
        ("New  object(\"a\";1)", "New object(\"a\"; 1)"),
        ("new\u{a0}OBJECT", "New object"),
        ("New thing", "?New thing"),
        ("new string(1)", "@new string(1)"),
        ("For your eyes only", "@For your eyes only"),
        ("MY METHOD(1)", "@MY METHOD(1)"),
        ("ÉTÉ fini", "@ÉTÉ fini"),
        ("4d_current_DATE", "@4d_current_DATE"),
        ("00_Start(1)", "@00_Start(1)"),
        ("QUIT 4D", "QUIT 4D"),
        ("Date RFC 1123", "K<Date RFC 1123>"),
        ("64 bit version", "K<64 bit version>"),
        ("String(Current date;Date RFC 1123)", "String(Current date; K<Date RFC 1123>)"),
        ("Session.storage", "Session.storage"),
        ("PV PRINT(1)", "plugin PV PRINT(1)"),
        ("Count parameters>=3", "(Count parameters Ge 3)"),
        ("unknown /* x */ + 1", "(?unknown Add 1)"),
        ("$été+$🎩", "($été Add $🎩)"),
        ("◊old+<>new", "(<>old Add <>new)"),
    ]);
}

#[test]
fn numbers_of_tokens_win_over_spelling() {
    check(&[
        ("Chaîne:C10($a)", "String($a)"),
        ("Est un texte:K8:2", "K<Is text>"),
        ("Date RFC 1123:K1:11", "K<Date RFC 1123>"),
        ("This:C1470.name", "This.name"),
        ("Null:C1517", "Null"),
        ("cs:C1710.X", "cs.X"),
        ("4D:C1709.File", "4D.File"),
        ("Super:C1705($a)", "call Super($a)"),
        ("Super:C1706.f()", "call Super.f()"),
        ("Some plugin:P13000:229(1)", "plugin Some plugin(1)"),
        ("Unknown:C9999(1)", "?Unknown:C9999(1)"),
        ("Unknown thing:K99:99", "?Unknown thing:K99:99"),
        ("Session:C1714.x", "Session.x"),
    ]);
}

#[test]
fn lookup_of_whole_names() {
    let names = names();
    assert_eq!(names.lookup(" new   OBJECT "), Some(Entry::Command(CommandId(15))));
    assert_eq!(names.lookup("is text"), Some(Entry::Constant(ConstantId(0))));
    assert_eq!(names.lookup("my method"), Some(Entry::Method));
    assert_eq!(names.lookup("my"), None);
    assert_eq!(names.lookup("End for each"), Some(Entry::Keyword(Keyword::EndForEach)));
    assert_eq!(names.command_name(CommandId(15)), Some("New object"));
    assert_eq!(names.command_by_number(1471), Some(CommandId(15)));
    assert_eq!(names.command_by_number(3), None);
    assert_eq!(names.constant_by_token(8, 2), Some(ConstantId(0)));
}

#[test]
fn a_new_method_changes_how_a_text_reads_and_leaves_the_old_names_alone() {
    let before = names();
    let mut after = before.clone();
    after.add_method("New thing");
    assert_eq!(before.lookup("New thing"), None);
    assert_eq!(after.lookup("new thing"), Some(Entry::Method));
}
