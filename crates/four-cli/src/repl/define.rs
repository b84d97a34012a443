//! Classes, functions and methods typed at the prompt.
//!
//! A definition is opened by `:class NAME`, `:method NAME` or `:function CLASS.NAME(…)`, or by a comment that names a class,
//! as pages of documentation have it (`// NAME class`). It ends with a line `:end`.

use four_eval::program::{InputKind, Program};
use four_syntax::ast::SourceFile;
use four_syntax::{FileKind, Names};

use crate::pages::class_named_by;

/// Length from which an open block is not read again at every line, in bytes.
const LONG: usize = 1 << 14;

/// A definition at the prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// A whole class.
    Class(String),
    /// A project method.
    Method(String),
    /// One function of a class, added or replaced; the header is the rest of the first line.
    Function {
        /// The class.
        class: String,
        /// Name, parameters and result as written.
        header: String,
    },
}

/// Reads the first line of a definition; the rest of that line is code of the definition.
pub fn opened(text: &str) -> Option<(Definition, &str)> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim();
    if let Some(name) = class_named_by(first) {
        return Some((Definition::Class(name.to_owned()), rest));
    }
    let (word, name) = first.split_once(char::is_whitespace)?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let definition = match word {
        ":class" => Definition::Class(name.trim_start_matches("cs.").to_owned()),
        ":method" => Definition::Method(name.to_owned()),
        ":function" => {
            let (class, header) = name.trim_start_matches("cs.").split_once('.')?;
            Definition::Function { class: class.to_owned(), header: header.to_owned() }
        }
        _ => return None,
    };
    Some((definition, rest))
}

/// True when the input needs no further line.
pub fn is_complete(text: &str, program: &Program) -> bool {
    if opened(text).is_some() {
        return text.lines().next_back().is_some_and(|line| line.trim() == ":end");
    }
    // A long block is read again only where it may end.
    let last = text.rsplit('\n').next().unwrap_or("").trim_start().to_lowercase();
    if text.len() > LONG && !["end ", "until", "*/"].iter().any(|end| last.starts_with(end)) {
        return false;
    }
    text.trim_start().starts_with(':') || !four_eval::session::is_open(text, program)
}

/// The code of a definition without its `:end`.
pub fn body(rest: &str) -> String {
    let lines: Vec<&str> = rest.lines().collect();
    let end = lines.iter().rposition(|line| line.trim() == ":end").unwrap_or(lines.len());
    lines[..end].join("\n") + "\n"
}

/// The text of a class with one function added or replaced.
pub fn with_function(class: &str, header: &str, body: &str, names: &Names) -> String {
    let name: &str = header.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    let function = format!("Function {header}\n{}\n", body.trim_end());
    let parsed = four_syntax::parse(class, names, FileKind::Class);
    let SourceFile::Class(tree) = parsed.file else { return function };
    let all: Vec<_> = tree.functions.iter().chain(&tree.constructor).collect();
    let Some(old) = tree.functions.iter().find(|function| *function.name.name == *name) else {
        return format!("{}\n\n{function}", class.trim_end());
    };
    let start = class[..old.span.start as usize].rfind('\n').map_or(0, |end| end + 1);
    let next = all.iter().map(|other| other.span.start as usize).filter(|other| *other > start + 1);
    let end = next
        .filter(|other| *other > old.span.end as usize)
        .min()
        .map_or(class.len(), |other| class[..other].rfind('\n').map_or(0, |end| end + 1));
    format!("{}{function}\n{}", &class[..start], &class[end..])
}

/// What a name may be in the program, for messages.
pub fn kind_of(definition: &Definition) -> InputKind {
    match definition {
        Definition::Class(name) | Definition::Function { class: name, .. } => InputKind::Class(name.clone()),
        Definition::Method(name) => InputKind::Method(name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_told_by_their_first_line() {
        let class = |name: &str| Some((Definition::Class(name.into()), "x"));
        assert_eq!(opened(":class Dog\nx"), class("Dog"));
        assert_eq!(opened("// myHandler class\nx"), class("myHandler"));
        assert_eq!(opened("$a:=1\nx"), None);
        assert_eq!(opened(":class"), None);
    }

    #[test]
    fn a_function_is_replaced_and_the_others_stay() {
        let names = crate::catalog::catalog().names();
        let class = "Function a()\n\treturn 1\n\nFunction b()\n\treturn 2\n";
        let changed = with_function(class, "a() : Integer", "return 3", names);
        assert_eq!(changed, "Function a() : Integer\nreturn 3\n\nFunction b()\n\treturn 2\n");
        let more = with_function(class, "c()", "return 4", names);
        assert!(more.starts_with(class.trim_end()) && more.ends_with("Function c()\nreturn 4\n"), "{more}");
    }
}
