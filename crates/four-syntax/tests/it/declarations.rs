//! `var`, legacy declarations, `#DECLARE`, class files (`Concepts/variables`, `Concepts/parameters`, `Concepts/classes`).

use expect_test::{Expect, expect};

use crate::support::show;

#[track_caller]
fn check(src: &str, expected: Expect) {
    expected.assert_eq(&show(src));
}

#[test]
fn variables() {
    check(
        "var $a\nvar $a;b;<>c : Text\nvar $d:=1\nvar $e:Integer:=2*3 ; $f : Real\nvar $g: cs:C1710.ns.X\nvar $h : 4D:C1709.File\n\
         var $1; ${2} : Text\nvar $i, $j : Date\nvar $k : Nonsense\nvar $l := [1;2].length",
        expect![[r#"
            var $a
            var $a; b; <>c : Text
            var $d:=1
            var $e : Integer:=2*3; $f : Real
            var $g : cs.ns.X
            var $h : 4D.File
            var $1; ${2} : Text
            var $i; $j : Date
            var $k : Nonsense
            var $l:=[1; 2].length
        "#]],
    );
}

#[test]
fn legacy_declarations() {
    check(
        "C_TEXT($a;b;<>c)\nC_LONGINT:C283($0;${2})\nC_TEXT(my method;$0;$1)\nC_OBJECT(unknown thing;$1)\nC_STRING(63;$x)\n\
         C_INTEGER($i)\nc_boolean ($b)",
        expect![[r#"
            C_TEXT($a; b; <>c)
            C_LONGINT($0; ${2})
            C_TEXT(my method; $0; $1)
            C_OBJECT(unknown thing; $1)
            C_STRING(63; $x)
            C_LONGINT($i)
            C_BOOLEAN($b)
        "#]],
    );
}

#[test]
fn parameters() {
    check(
        "// c\n#DECLARE($a : Text; $b; ... : Real)->$r : Object\n$r:=1",
        expect![[r#"
        #DECLARE($a : Text; $b; ... : Real)->$r : Object
        $r:=1
    "#]],
    );
    check("#declare -> ($r:Text)", expect!["#DECLARE->$r : Text\n"]);
    check("#Declare() : Integer", expect!["#DECLARE : Integer\n"]);
    check(
        "#DECLARE($a : Text;\\\n$b : Date)\n$x#declare",
        expect![[r#"
        #DECLARE($a : Text; $b : Date)
        $x#declare
    "#]],
    );
}

#[test]
fn classes() {
    check(
        "Class extends cs.ns.Base\nproperty a; b : Text\nproperty c : Object:={}\nproperty d:=[]\nproperty /* what */ e\n\
         singleton shared Class constructor($x : Integer)\nSuper($x)\nThis.a:=1\n\
         local exposed function F\nreturn 1\nFunction get p()->$v:Text\nFunction set p($v : text)\nFunction query q($e : Object): Text\n\
         Function orderBy q($e)\nFunction event touched($e : Object)\nFunction get($x)\nshared onHTTPGet Function g : 4D.OutGoingMessage\n\
         exposed Alias short long.path.here\nFunction 4Dthings",
        expect![[r#"
            Class extends cs.ns.Base
            property a; b : Text
            property c : Object:={}
            property d:=[]
            property e
            exposed Alias short long.path.here

            shared singleton Class constructor($x : Integer)
            	Super($x)
            	This.a:=1

            local exposed Function F
            	return 1

            Function get p->$v : Text

            Function set p($v : Text)

            Function query q($e : Object) : Text

            Function orderBy q($e)

            Function event touched($e : Object)

            Function get($x)

            shared onHTTPGet Function g : 4D.OutGoingMessage

            Function 4Dthings
        "#]],
    );
}
