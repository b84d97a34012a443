//! What may be typed next: commands, constants, variables, members of live values, and signatures as hints.

use four_eval::catalog::Entry;
use four_eval::cx::Cx;
use four_eval::program::Program;
use four_eval::session::Session;
use four_runtime::class::ClassKind;
use four_runtime::registry::{MemberRun, signature};
use four_runtime::{ClassRef, Symbol, Value};

use super::command::COMMANDS;
use crate::catalog::catalog;

/// Most candidates that are offered.
const MOST: usize = 200;

/// What is being typed at the end of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted<'t> {
    /// A colon command.
    Colon(&'t str),
    /// A member: what stands before the dot, and the beginning of the name.
    Member(&'t str, &'t str),
    /// The path of a file or folder.
    Path(&'t str),
    /// A local variable, without `$`.
    Local(&'t str),
    /// Any name; names contain blanks, so all beginnings are given, longest first.
    Name(Vec<&'t str>),
    /// Nothing: in a text or after a complete word.
    Nothing,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Looks at the end of what was typed.
pub fn wanted(text: &str) -> Wanted<'_> {
    let line = text.rsplit('\n').next().unwrap_or(text);
    if let Some(rest) = text.strip_prefix(':')
        && !rest.contains(char::is_whitespace)
    {
        return Wanted::Colon(rest);
    }
    if let Some(path) = [":load ", ":save "].iter().find_map(|command| text.strip_prefix(command)) {
        return Wanted::Path(path);
    }
    if line.matches('"').count() % 2 == 1 || line.contains("//") {
        return Wanted::Nothing;
    }
    let start =
        line.rfind(|c| !is_word(c)).map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let (before, word) = line.split_at(start);
    if let Some(path) = before.strip_suffix('.') {
        return Wanted::Member(path_at_end(path), word);
    }
    if before.ends_with('$') {
        return Wanted::Local(word);
    }
    let after_word = before.strip_suffix(' ').is_some_and(|rest| rest.ends_with(is_word));
    if word.is_empty() && !after_word || word.starts_with(|c: char| c.is_numeric()) {
        return Wanted::Nothing;
    }
    // `WEB ser` may begin `WEB SERVER…`, and `JSON ` one of several commands: up to four words back.
    let mut beginnings: Vec<&str> = Some(word).filter(|word| !word.is_empty()).into_iter().collect();
    let mut at = start;
    for _ in 0..3 {
        let head = line[..at].trim_end_matches(' ');
        if head.len() == at {
            break;
        }
        let word_start = head.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        if word_start == head.len() || !line.is_char_boundary(word_start) {
            break;
        }
        beginnings.insert(0, &line[word_start..]);
        at = word_start;
    }
    Wanted::Name(beginnings)
}

/// The chain of names before a dot: `$a.b`, `cs`, `4D.File`.
fn path_at_end(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !(is_word(c) || matches!(c, '.' | '$')))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn matching<'a>(beginning: &str, names: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> Vec<String> {
    let folded = beginning.to_lowercase();
    let mut found: Vec<String> = names
        .filter(|name| name.to_lowercase().starts_with(&folded))
        .map(std::borrow::Cow::into_owned)
        .collect();
    found.sort();
    found.dedup();
    found.truncate(MOST);
    found
}

/// What stands in a folder and begins so, with the place in the text where its name begins.
pub fn paths(text: &str) -> (usize, Vec<String>) {
    let at = text.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    let (folder, beginning) = text.split_at(at);
    let folder = crate::project::here(std::path::Path::new(folder));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| {
        let name = entry.file_name().to_str()?.to_owned();
        let hidden = name.starts_with('.') && !beginning.starts_with('.');
        let end = if entry.path().is_dir() { "/" } else { "" };
        (!hidden).then(|| format!("{name}{end}").into())
    });
    (at, matching(beginning, names))
}

/// Commands of the prompt that begin so.
pub fn colon(beginning: &str) -> Vec<String> {
    matching(beginning, COMMANDS.iter().map(|(name, ..)| (*name).into()))
}

/// Commands, constants, keywords and methods that begin so.
pub fn names(beginning: &str, program: &Program) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    all.extend(
        catalog()
            .commands()
            .filter(|entry| matches!(entry, Entry::Here(_)))
            .map(|entry| entry.name().to_owned()),
    );
    all.extend(catalog().constants().map(|constant| constant.name.to_owned()));
    all.extend(four_syntax::keywords().map(str::to_owned));
    all.extend(program.methods().iter().map(|method| method.name.clone()));
    all.extend(["cs", "ds", "This", "Super"].map(str::to_owned));
    matching(beginning, all.into_iter().map(Into::into))
        .into_iter()
        .filter(|name| !name.contains('\0'))
        .collect()
}

/// Variables of the prompt that begin so.
pub fn locals(beginning: &str, session: &Session) -> Vec<String> {
    matching(beginning, session.variables().map(|variable| variable.name.into()))
}

/// Members that begin so, of what a path such as `$a.b`, `cs` or `4D.File` stands for. Getters of the program are not
/// called.
pub fn members(path: &str, beginning: &str, session: &Session, cx: &mut Cx<'_>) -> Vec<String> {
    let names = match path {
        "cs" => cx
            .program
            .classes()
            .map(|class| class.class.name.clone())
            .filter(|name| !name.contains('\0'))
            .collect(),
        "4D" => catalog().classes().iter().map(|class| class.name.to_owned()).collect(),
        _ => of_value(&value_at(path, session, cx), cx),
    };
    matching(beginning, names.into_iter().map(Into::into))
}

/// What a path of names stands for, without running code.
fn value_at(path: &str, session: &Session, cx: &mut Cx<'_>) -> Value {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or("");
    let mut value = match first {
        "cs" => parts
            .next()
            .and_then(|name| cx.program.class_named(name))
            .map_or(Value::Undefined, |class| Value::Class(class.class)),
        "4D" => parts
            .next()
            .and_then(|name| catalog().class(name))
            .map_or(Value::Undefined, |class| Value::Class(four_runtime::class::native_class(class))),
        name => match name.strip_prefix('$') {
            Some(local) => session.value(local).unwrap_or_default(),
            None => {
                let number = cx.app.names.number(name);
                cx.variable_slot(number).value.clone()
            }
        },
    };
    for name in parts {
        value = match &value {
            Value::Object(object) => object.get_text(&four_runtime::Text::from(name)),
            _ => Value::Undefined,
        };
    }
    value
}

/// The names of what a value has.
fn of_value(value: &Value, cx: &Cx<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let native = |name: &str, names: &mut Vec<String>| {
        let mut class = catalog().class(name);
        while let Some(this) = class {
            names.extend(this.members.iter().map(|member| member.name.to_owned()));
            class = this.parent;
        }
    };
    match value {
        Value::Object(object) => {
            names.extend(object.keys().iter().map(|key| key.to_str().into_owned()));
            let mut class: Option<ClassRef> = object.class();
            for _ in 0..100 {
                let Some(this) = class else { break };
                match this.kind {
                    ClassKind::User(_) => names.extend(cx.program.function_names(this)),
                    ClassKind::Native(of) => native(of.name, &mut names),
                }
                class = four_runtime::class::parent_of(this);
            }
        }
        Value::Collection(_) => native("Collection", &mut names),
        Value::Function(_) => native("Function", &mut names),
        Value::Blob(_) => native("Blob", &mut names),
        Value::Class(_) => {
            native("Class", &mut names);
            names.push("new".into());
        }
        _ => {}
    }
    names
}

/// What is called where a parenthesis was just opened: the path before a dot, if there is one, and the name.
pub fn called(text: &str) -> Option<(Option<&str>, &str)> {
    let head = text.rsplit('\n').next()?.strip_suffix('(')?;
    let name_start = head
        .rfind(|c: char| !(is_word(c) || c == ' '))
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let (before, name) = head.split_at(name_start);
    Some((before.strip_suffix('.').map(path_at_end), name))
}

/// A signature without the name and the parenthesis, which are on the line already.
fn rest(whole: &str) -> Option<String> {
    whole.split_once('(').map(|(_, rest)| rest.to_owned())
}

/// The parameters of a function of what a path stands for; where nothing is known of that, of a member of any 4D class.
pub fn member_hint(path: &str, name: &str, session: &Session, cx: &mut Cx<'_>) -> Option<String> {
    let value = value_at(path, session, cx);
    let class = match &value {
        Value::Object(object) => object.class(),
        Value::Class(class) => match class.kind {
            ClassKind::User(number) if name == "new" => {
                let constructor = cx.program.class(number)?.constructor.as_ref()?;
                return rest(&cx.program.header(constructor)?);
            }
            _ => None,
        },
        _ => None,
    };
    if let Some(class) = class
        && let Some((_, function)) = cx.program.inherited_function(class, Symbol::intern(name))
    {
        return rest(&cx.program.header(function)?);
    }
    let native = match (&value, class.map(|class| &class.kind)) {
        (_, Some(ClassKind::Native(class))) => Some(*class),
        (Value::Collection(_), _) => catalog().class("Collection"),
        (Value::Function(_), _) => catalog().class("Function"),
        (Value::Blob(_), _) => catalog().class("Blob"),
        _ => None,
    };
    let own = native
        .into_iter()
        .flat_map(|class| class.members.iter().chain(class.parent.iter().flat_map(|p| p.members)));
    let any = catalog().classes().iter().flat_map(|class| class.members);
    let mut fitting =
        own.chain(any).filter(|member| member.name == name && matches!(member.run, MemberRun::Function(_)));
    let member = fitting.next()?;
    rest(&signature(member.name, member.params, member.result))
}

/// The parameters of the command or method that the text ends with.
pub fn hint(text: &str, program: &Program) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    (0..words.len()).find_map(|skip| {
        let name = words[skip..].join(" ");
        if let Some(method) = program.method_named(&name) {
            return rest(&program.method_header(method)?);
        }
        match catalog().names().lookup(&name)? {
            four_syntax::Entry::Command(id) => match catalog().command(id)? {
                Entry::Here(command) => rest(&signature(command.name, command.params, command.result)),
                Entry::Missing(_) => Some("  (not available in four)".into()),
            },
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_told_by_the_end() {
        assert_eq!(wanted(":he"), Wanted::Colon("he"));
        assert_eq!(wanted("$a:=$b.c"), Wanted::Member("$b", "c"));
        assert_eq!(wanted("$x:=cs."), Wanted::Member("cs", ""));
        assert_eq!(wanted("ALERT($na"), Wanted::Local("na"));
        assert_eq!(wanted("If (WEB ser"), Wanted::Name(vec!["WEB ser", "ser"]));
        assert_eq!(wanted("$a:=JSON "), Wanted::Name(vec!["JSON "]));
        assert_eq!(wanted("$a:=1+ "), Wanted::Nothing);
        assert_eq!(wanted(":load ../my pro"), Wanted::Path("../my pro"));
        assert_eq!(wanted("ALERT(\"Le"), Wanted::Nothing);
        assert_eq!(wanted("$a:=1 // Le"), Wanted::Nothing);
    }

    #[test]
    fn hints_are_signatures() {
        assert_eq!(called("$a:=Position("), Some((None, "Position")));
        assert_eq!(called("$a:=$b.c.map("), Some((Some("$b.c"), "map")));
        assert_eq!(called("$a"), None);
        let hint = hint("Position", Program::none()).expect("a hint");
        assert!(hint.contains("find : Text"), "{hint}");
        assert_eq!(super::hint("", Program::none()), None);
    }
}
