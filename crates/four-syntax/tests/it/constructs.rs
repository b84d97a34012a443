//! Expressions: evaluation order, postfix chains, literals, arguments (`Concepts/operators`, `Concepts/quick-tour`).

use crate::support::{formula, shape};

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (src, expected) in cases {
        assert_eq!(shape(&formula(src)), *expected, "{src}");
    }
}

#[test]
fn operators_have_no_precedence() {
    check(&[
        ("2+3*4", "((2 Add 3) Mul 4)"),
        ("10-2^2", "((10 Sub 2) Pow 2)"),
        ("1+1=2", "((1 Add 1) Eq 2)"),
        ("2=1+1", "((2 Eq 1) Add 1)"),
        ("$a || $b && $c", "(($a OrElse $b) AndThen $c)"),
        ("($a>0) & ($b#1)", "(($a Gt 0) And ($b Ne 1))"),
        ("7\\2*2", "((7 IntDiv 2) Mul 2)"),
        ("-2^2", "((Neg 2) Pow 2)"),
        ("2*-3", "(2 Mul (Neg 3))"),
        ("$a%2=0", "(($a Mod 2) Eq 0)"),
        ("$a ?? 1 ?+ 2 ?- 3", "((($a BitTest 1) BitSet 2) BitClear 3)"),
        ("$a << 2 >> 1 ^| 4", "((($a Shl 2) Shr 1) Xor 4)"),
        ("$p*+2*|3", "(($p PictureScaleX 2) PictureScaleY 3)"),
        ("$a<<>b", "($a Lt <>b)"),
        ("$a<=$b", "($a Le $b)"),
        ("\"0\"*32", "(\"0\" Mul 32)"),
    ]);
}

#[test]
fn ternary_is_loosest_and_nests_to_the_right() {
    check(&[
        ("$a=1 ? $b+1 : $c+2", "(($a Eq 1) ? ($b Add 1) : ($c Add 2))"),
        ("$a ? 1 : $b ? 2 : 3", "($a ? 1 : ($b ? 2 : 3))"),
        ("$a ? $b ? 1 : 2 : 3", "($a ? ($b ? 1 : 2) : 3)"),
        ("$a ? ?00:00:10?+$v : $v", "($a ? (10s Add $v) : $v)"),
        ("(a && b) ? (x) : (y || z) || \"\"", "((?a AndThen ?b) ? ?x : ((?y OrElse ?z) OrElse \"\"))"),
        ("$a ?-1 : 1", "($a ? (Neg 1) : 1)"),
        ("$a=Is text:K8:2 ? 1 : 2", "(($a Eq K<Is text>) ? 1 : 2)"),
    ]);
}

#[test]
fn postfix_chains_are_general() {
    check(&[
        ("$o.f(1).g(2)[3]", "call call $o.f(1).g(2)[3]"),
        ("$o[\"f\"](1)(2)", "call call $o[\"f\"](1)(2)"),
        ("$p->", "$p->"),
        ("$p->name", "$p->.name"),
        ("$p->{2}", "$p->{2}"),
        ("$p->[[2]]", "$p->[[2]]"),
        ("($p->)->x", "$p->->.x"),
        ("->$a{1}", "->($a{1})"),
        ("f(->$x;->[T:1]F:2)", "?f(->($x); ->(field T:Some(1).F:Some(2)))"),
        ("$t[[Length($t)]]", "$t[[Length($t)]]"),
        ("$a{$b[1]}{2}", "$a{$b[1]}{2}"),
        ("$c[ [1;2][0] ]", "$c[[1; 2][0]]"),
        ("${$i+1}.f($1)", "call param(($i Add 1)).f(param 1)"),
        ("$o.This.If.String", "$o.This.If.String"),
        ("$o.$x", "$o.$x"),
        ("cs.ns.X.new(1)", "call cs.ns.X.new(1)"),
        ("4D.File.new($p)", "call 4D.File.new($p)"),
        ("my method.x", "@my method.x"),
        ("Super($a)", "call Super($a)"),
        ("Super.f()", "call Super.f()"),
    ]);
}

#[test]
fn literals() {
    check(&[
        ("0x10", "16"),
        ("0xFFFFFFFF", "-1"),
        ("1.5e3", "1500"),
        ("\"a\\n\\t\\\\\\\"\\q\"", "\"a\\n\\t\\\\\\\"\\\\q\""),
        ("!2024-02-29!", "2024-2-29"),
        ("!00-00-00!", "0-0-0"),
        ("!12/25/92!", "1992-12-25"),
        ("!30/01/2010!", "2010-1-30"),
        ("?8:05:30?", "29130s"),
        ("?100:00:00?", "360000s"),
        ("Null", "Null"),
        ("True:C214", "true"),
        ("{}", "{}"),
        ("{a: 1; If: {b: [2]}}", "{a: 1; If: {b: [2]}}"),
        ("{\"a b\": 1}", "{a b: 1}"),
        ("[]", "[]"),
        ("[[1;2];[3]]", "[[1; 2]; [3]]"),
        ("[$a].length", "[$a].length"),
    ]);
}

#[test]
fn tables_and_fields() {
    check(&[
        ("[Employees:1]Name:2", "field Employees:Some(1).Name:Some(2)"),
        ("[Employees]First Name", "field Employees:None.First Name:None"),
        ("[Employees:1]", "table Employees:Some(1)"),
        ("[known  TABLE]", "table known TABLE:None"),
        ("[unknown]", "[?unknown]"),
        ("[Jobs:42]1stCount:44", "field Jobs:Some(42).1stCount:Some(44)"),
        ("<>4d_Time.compare", "<>4d_Time.compare"),
        ("[T:1]Data:3.a.b", "field T:Some(1).Data:Some(3).a.b"),
        ("$c[[T:1]F:2]", "$c[field T:Some(1).F:Some(2)]"),
    ]);
}

#[test]
fn arguments() {
    check(&[
        ("QUERY([T:1];[T:1]F:2=1;*)", "QUERY(table T:Some(1); (field T:Some(1).F:Some(2) Eq 1); star)"),
        (
            "QUERY([T:1]; & ;[T:1]F:2;>=;3)",
            "QUERY(table T:Some(1); conjunction; field T:Some(1).F:Some(2); operator; 3)",
        ),
        (
            "QUERY([T:1]; & [T:1]F:2=3)",
            "QUERY(table T:Some(1); conjunction; (field T:Some(1).F:Some(2) Eq 3))",
        ),
        ("f(*;>;<)", "?f(star; greater; less)"),
        ("f(1;;2)", "?f(1; empty; 2)"),
        ("f()", "?f()"),
        ("f (1)", "?f(1)"),
        ("Formula($a.b:=1)", "Formula(($a.b Set= 1))"),
        ("Formula(return This.a+1)", "Formula(return (This.a Add 1))"),
        ("Try($f.delete()) || 1", "(try(call $f.delete()) OrElse 1)"),
        ("$1.total*=2", "(param 1.total Mul= 2)"),
    ]);
}
