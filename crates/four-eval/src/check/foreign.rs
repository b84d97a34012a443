//! Words of other languages that read as a name in 4D: calls that nothing answers to, and operators inside a name.

use four_syntax::Diagnostic;
use four_syntax::ast::Span;

use super::body::Checker;

/// First words of calls, in small letters, and what 4D has instead.
const WORDS: &[(&[&str], &str)] = &[
    (
        &["print", "println", "printf", "echo", "puts", "write", "writeln", "log"],
        "show a text with `ALERT($text)`, or write it with `LOG EVENT(Into system standard outputs; $text)`",
    ),
    (&["input", "readline"], "ask with `Request($question)`"),
    (&["switch", "select", "match"], "write `Case of`, a line `: (condition)` for each case, and `End case`"),
    (&["do"], "write `Repeat`, and `Until (condition)` at the end"),
    (&["loop", "begin"], "write `While (condition)` and `End while`, or `For ($i; 1; 10)` and `End for`"),
    (
        &["import", "require", "include", "using", "from"],
        "the methods and classes of a project are known everywhere: remove this line",
    ),
    (&["throw", "raise", "error"], "write `throw({message: \"what happened\"})`"),
    (
        &["def", "sub", "func", "fn", "procedure", "method"],
        "a method is a file `Methods/name.4dm`; functions of classes begin with `Function name`",
    ),
    (&["class", "struct", "interface"], "a class is a file of its own: `Classes/Name.4dm`"),
    (&["constructor"], "write `Class constructor($parameter : Type)`, and `Super(…)` for that of the parent"),
    (
        &["private", "public", "protected", "static", "async"],
        "before `Function` only `local`, `exposed`, `server`, `shared` and `onHTTPGet` may stand",
    ),
    (&["goto"], "leave a loop with `break`, a method with `return`"),
    (&["exit", "quit"], "leave a method with `return`, the program with `QUIT 4D`"),
    (&["pass", "nop"], "a block may be empty: remove this line"),
    (&["sleep", "wait"], "wait with `DELAY PROCESS(Current process; $ticks)`; a second has 60 ticks"),
    (&["settimeout", "setinterval"], "write a worker that waits: `CALL WORKER($name; $formula)`"),
    (&["len", "strlen", "count"], "write `Length($text)`, `$collection.length` or `Size of array($array)`"),
    (&["str", "tostring"], "write `String($value)`"),
    (
        &["int", "parseint", "parsefloat", "float", "number", "val"],
        "write `Num($text)`, `Int($number)` cuts decimals",
    ),
    (&["typeof", "instanceof"], "write `Value type($value)=Is text`, or `OB Instance of($object; cs.Name)`"),
    (
        &["isset", "isnull", "isempty", "isdefined"],
        "compare with `$value=Null`, or write `Undefined($value)`",
    ),
    (
        &["iif", "ternary"],
        "write `condition ? value : other value`, or `Choose(condition; value; other value)`",
    ),
    (&["new"], "write `cs.Name.new(…)` for a class of the project, `New object` or `New collection`"),
    (&["delete", "unset"], "write `OB REMOVE($object; \"property\")` or `$collection.remove($index)`"),
    (&["await", "yield"], "a call returns when it is done; what runs beside is started with `CALL WORKER`"),
    (&["fetch"], "write `4D.HTTPRequest.new($url).wait().response`"),
    (
        &["keys", "values", "entries"],
        "write `OB Keys($object)`, `OB Values($object)` or `OB Entries($object)`",
    ),
];

/// Operators that are words elsewhere.
const OPERATORS: &[(&str, &str)] = &[
    ("and", "“and” is written `&&`"),
    ("or", "“or” is written `||`"),
    ("xor", "“exclusive or” is written `^|`"),
    ("mod", "the remainder of a division is written `%`"),
    ("is", "“equal” is written `=`, “different from” `#`"),
];

/// Objects that other languages bring.
const OBJECTS: [(&str, &str); 3] = [
    (
        "console",
        "show a text with `ALERT($text)`, or write it with `LOG EVENT(Into system standard outputs; $text)`",
    ),
    ("Math", "these are commands: `Abs`, `Int`, `Round`, `Random`, `Square root` …"),
    ("JSON", "write `JSON Parse($text)` and `JSON Stringify($value)`"),
];

/// What 4D has instead of a call that nothing answers to.
pub(super) fn advice(name: &str) -> Option<&'static str> {
    let first = name.split(' ').next()?.to_ascii_lowercase();
    WORDS.iter().find(|(words, _)| words.contains(&first.as_str())).map(|(_, help)| *help)
}

impl Checker<'_> {
    /// A variable whose name holds what is an operator elsewhere: `not True`, `$a` beside `True and False`. As such a name
    /// is possible it is a warning, and only when its parts mean something by themselves.
    pub(super) fn foreign_name(&mut self, name: &str, span: Span) {
        if let Some((_, help)) = OBJECTS.iter().find(|(object, _)| *object == name) {
            if !self.stored(name) {
                let message = format!("`{name}` is a variable that nothing is stored in");
                self.found.push(Diagnostic::warning("semantic/foreign-name", span, message).help(*help));
            }
            return;
        }
        let mut words = name.split(' ');
        let first = words.next().unwrap_or("");
        let rest = name.get(first.len()..).unwrap_or("").trim();
        if rest.is_empty() {
            return;
        }
        let help = if first.eq_ignore_ascii_case("not") && self.means_something(rest) {
            format!("“not” is written `Not({rest})`")
        } else if first.eq_ignore_ascii_case("new") && (rest == "cs" || self.is_class(rest)) {
            let of_4d = !self.project.classes.contains_key(rest) && rest != "cs";
            match rest.to_ascii_lowercase().as_str() {
                "object" => "write `New object` or `{}`".to_owned(),
                "collection" | "array" => "write `New collection` or `[]`".to_owned(),
                _ => format!(
                    "write `{}.new(…)`",
                    match rest {
                        "cs" => "cs.Name".to_owned(),
                        _ if of_4d => format!("4D.{rest}"),
                        _ => format!("cs.{rest}"),
                    }
                ),
            }
        } else {
            let found = OPERATORS.iter().find(|(operator, _)| {
                let mut parts = 0;
                let mut known = true;
                let mut part = String::new();
                for word in name.split(' ').chain([*operator]) {
                    if word.eq_ignore_ascii_case(operator) {
                        parts += 1;
                        known &= self.means_something(&part);
                        part.clear();
                    } else {
                        if !part.is_empty() {
                            part.push(' ');
                        }
                        part.push_str(word);
                    }
                }
                parts > 1 && known
            });
            let Some((_, help)) = found else { return };
            (*help).to_owned()
        };
        let message = format!("`{name}` is read as the name of one variable");
        self.found.push(Diagnostic::warning("semantic/foreign-name", span, message).help(help));
    }

    /// Whether these words are a value, a command, a method, or a variable that the text stores in.
    fn means_something(&self, words: &str) -> bool {
        let value = ["true", "false", "null", "this"].iter().any(|value| value.eq_ignore_ascii_case(words));
        !words.is_empty()
            && (value
                || self.method(words).is_some()
                || self.project.catalog.commands().any(|entry| entry.name().eq_ignore_ascii_case(words))
                || self.stored(words))
    }

    /// Whether the text stores something in a variable, or declares it.
    fn stored(&self, name: &str) -> bool {
        let text = self.source.text();
        [format!("{name}:="), format!("{name} :="), format!("var {name}"), format!("({name})")]
            .iter()
            .any(|line| text.contains(line))
    }

    fn is_class(&self, name: &str) -> bool {
        let common = ["object", "collection", "array", "error", "date", "map", "set", "promise"];
        common.iter().any(|other| other.eq_ignore_ascii_case(name)) || self.project.classes.contains_key(name)
    }
}
