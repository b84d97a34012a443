//! Pages of documentation as programs: finds the ```` ```4d ```` blocks of a Markdown page and tells main code from classes
//! and methods.
//!
//! A comment that names a class (`// myHandler class`, `// Classe myHandler`) begins that class, one that names a method
//! (`// Hello method`) that method. Each section with main code is a program. Its classes are those of the section first,
//! then those of the rest of the page. Invariant: the code of a piece stands on the lines that it has on the page, so that
//! messages point there.

use std::path::Path;
use std::sync::Arc;

use four_eval::program::{Input, InputKind};
use four_syntax::ast::SourceFile;
use four_syntax::{FileKind, Names, Source};

/// A block of code of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// Number of its section.
    pub section: usize,
    /// Number of the line before its first, counted from 1.
    pub line: usize,
    /// Its code.
    pub code: String,
    /// False for a block that is marked `no-run`: it is read only.
    pub runs: bool,
}

/// A page with its sections and blocks.
#[derive(Debug, Default)]
pub struct Page {
    /// Titles of the sections; the first is what stands before any heading.
    pub sections: Vec<String>,
    /// Blocks in order.
    pub blocks: Vec<Block>,
}

/// A part of a block that is one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: InputKind,
    /// Number of its section.
    pub section: usize,
    /// Number of the line before its first.
    pub line: usize,
    /// Its code.
    pub code: String,
    /// False when it is only read.
    pub runs: bool,
}

/// A program of a page.
pub struct PageProgram {
    /// The title of its section.
    pub title: String,
    /// Line of its first main code, or of its first class.
    pub line: usize,
    /// True when the section has main code of its own.
    pub has_main: bool,
    /// All pieces of the section.
    pub pieces: Vec<Piece>,
    /// Its sources, main code included.
    pub inputs: Vec<Input>,
}

/// Reads a page: its headings and its 4D blocks.
pub fn read(markdown: &str) -> Page {
    let mut page = Page { sections: vec![String::new()], blocks: Vec::new() };
    let mut open: Option<(String, usize, Option<Block>)> = None;
    for (number, line) in markdown.lines().enumerate() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        match &mut open {
            // A fence is closed by one that is as long or longer (CommonMark 4.5).
            Some((fence, _, block)) if closes(trimmed, fence) => {
                page.blocks.extend(block.take());
                open = None;
            }
            Some((_, indent, Some(block))) => {
                let cut = line.char_indices().take(*indent).take_while(|(_, c)| c.is_whitespace()).count();
                block.code.push_str(&line[cut..]);
                block.code.push('\n');
            }
            Some(_) => {}
            None => {
                let section = page.sections.len() - 1;
                let fence = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence));
                if let Some(fence) = fence.filter(|_| !trimmed.trim_start_matches('`').contains('`')) {
                    let marks = trimmed.chars().take_while(|c| fence.starts_with(*c)).count();
                    let mut words = trimmed[marks..].split_whitespace();
                    let language = words.next().unwrap_or("");
                    let runs = !words.any(|word| word == "no-run");
                    let is_code =
                        ["4d", "4dm", "code4d"].iter().any(|name| language.eq_ignore_ascii_case(name));
                    let block =
                        is_code.then(|| Block { section, line: number + 1, code: String::new(), runs });
                    open = Some((trimmed[..marks].to_owned(), indent, block));
                } else if let Some(title) = heading(line) {
                    page.sections.push(title);
                }
            }
        }
    }
    page.blocks.extend(open.and_then(|(.., block)| block));
    page
}

/// True for a line that ends the block of a fence.
fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    line.len() >= fence.len() && line.chars().all(|c| fence.starts_with(c))
}

/// The title of a heading line, without anchors and marks.
fn heading(line: &str) -> Option<String> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level) || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let title = rest.split("{#").next().unwrap_or(rest).trim().trim_end_matches('#');
    Some(title.chars().filter(|c| !matches!(c, '`' | '*')).collect::<String>().trim().to_owned())
}

/// Words that stand before “class” in plain sentences.
const NO_NAMES: [&str; 13] = [
    "this",
    "that",
    "the",
    "a",
    "my",
    "parent",
    "base",
    "super",
    "sub",
    "new",
    "same",
    "constructor",
    "extends",
];

/// The name of the class that a comment line names, as in `// myHandler class` or `// Classe myHandler`.
pub fn class_named_by(line: &str) -> Option<&str> {
    named_by(line, &["class", "classe", "klasse", "clase"])
}

fn named_by<'a>(line: &'a str, kinds: &[&str]) -> Option<&'a str> {
    let comment = line.trim().strip_prefix("//")?.trim().trim_end_matches([':', '.']);
    let mut words = comment.split_whitespace();
    let (first, second) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let is_kind = |word: &str| kinds.iter().any(|kind| word.trim_end_matches(':').eq_ignore_ascii_case(kind));
    let name = match (is_kind(first), is_kind(second)) {
        (true, false) => second,
        (false, true) => first,
        _ => return None,
    };
    let name = name.strip_prefix("cs.").unwrap_or(name);
    let name = name.strip_suffix(".4dm").unwrap_or(name);
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !NO_NAMES.iter().any(|word| name.eq_ignore_ascii_case(word));
    is_name.then_some(name)
}

/// True when the code after a comment begins as a class does.
fn begins_class<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    let first = lines.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"));
    let words = ["function ", "class ", "property ", "shared ", "singleton ", "exposed ", "local "];
    first.is_some_and(|line| {
        let line = line.trim_start().to_lowercase();
        words.iter().any(|word| line.starts_with(word))
    })
}

/// The pieces of a block. A class without a name is given one that no code can write: it is read, not used.
pub fn pieces(block: &Block, names: &Names) -> Vec<Piece> {
    let lines: Vec<&str> = block.code.lines().collect();
    let mut starts: Vec<(usize, InputKind)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(name) = class_named_by(line)
            && begins_class(lines[number + 1..].iter().copied())
        {
            starts.push((number, InputKind::Class(name.to_owned())));
        } else if let Some(name) = named_by(line, &["method", "méthode", "methode", "método"]) {
            starts.push((number, InputKind::Method(name.to_owned())));
        }
    }
    let first = starts.first().map_or(lines.len(), |(number, _)| *number);
    if lines[..first].iter().any(|line| !line.trim().is_empty()) {
        let code = lines[..first].join("\n");
        let guessed = four_syntax::parse(&code, names, FileKind::Guess);
        let kind = match guessed.file {
            SourceFile::Class(_) => InputKind::Class(format!("(unnamed, line {})", block.line + 1)),
            SourceFile::Method(_) => InputKind::Main,
        };
        starts.insert(0, (0, kind));
    }
    let ends = starts.iter().skip(1).map(|(number, _)| *number).chain([lines.len()]).collect::<Vec<_>>();
    starts
        .into_iter()
        .zip(ends)
        .map(|((start, kind), end)| Piece {
            kind,
            section: block.section,
            line: block.line + start,
            code: lines[start..end].join("\n") + "\n",
            runs: block.runs,
        })
        .collect()
}

/// A source of pieces, each on the lines that it has on the page.
pub fn source(name: &str, pieces: &[&Piece]) -> Source {
    let mut text = String::new();
    let mut line = 0;
    for piece in pieces {
        text.push_str(&"\n".repeat(piece.line.saturating_sub(line)));
        text.push_str(&piece.code);
        line = piece.line.max(line) + piece.code.lines().count();
    }
    Source::new(name, text)
}

/// The programs of a page: one for each section that has code.
pub fn programs(name: &str, page: &Page, names: &Names) -> Vec<PageProgram> {
    let all: Vec<Piece> = page.blocks.iter().flat_map(|block| pieces(block, names)).collect();
    let sections: Vec<usize> = {
        let mut sections: Vec<usize> = all.iter().map(|piece| piece.section).collect();
        sections.dedup();
        sections
    };
    let main_of = |section: usize| -> Vec<Piece> {
        let own = all.iter().filter(|piece| piece.section == section && piece.runs);
        own.filter(|piece| piece.kind == InputKind::Main).cloned().collect()
    };
    let first_main = sections.iter().map(|section| main_of(*section)).find(|main| !main.is_empty());
    let program = |section: &usize| {
        let own = main_of(*section);
        let has_main = !own.is_empty();
        let main = if has_main { own } else { first_main.clone().unwrap_or_default() };
        let mut inputs = vec![Input {
            source: Arc::new(source(name, &main.iter().collect::<Vec<_>>())),
            kind: InputKind::Main,
        }];
        // The section's own come first, then the nearest above it, then those below.
        let mut others: Vec<&Piece> = all.iter().filter(|piece| piece.kind != InputKind::Main).collect();
        others.sort_by_key(|piece| match piece.section.cmp(section) {
            std::cmp::Ordering::Equal => (0, 0),
            std::cmp::Ordering::Less => (1, section - piece.section),
            std::cmp::Ordering::Greater => (2, piece.section - section),
        });
        for piece in others {
            if !inputs.iter().any(|input| input.kind == piece.kind) {
                inputs.push(Input { source: Arc::new(source(name, &[piece])), kind: piece.kind.clone() });
            }
        }
        let line = all.iter().find(|piece| piece.section == *section).map_or(0, |piece| piece.line + 1);
        let pieces = all.iter().filter(|piece| piece.section == *section).cloned().collect();
        PageProgram { title: page.sections[*section].clone(), line, has_main, pieces, inputs }
    };
    sections.iter().map(program).collect()
}

/// Reads a page from disk; gives its programs.
///
/// # Errors
/// A sentence that says why it cannot be read.
pub fn programs_of(path: &Path, names: &Names) -> Result<Vec<PageProgram>, String> {
    let source = crate::project::read(path)?;
    Ok(programs(source.name(), &read(source.text()), names))
}

/// The program of a page that `--section` names; without a name the first that has main code.
///
/// # Errors
/// A sentence with the sections that there are.
pub fn chosen(path: &Path, section: Option<&str>, names: &Names) -> Result<Vec<Input>, String> {
    let programs = programs_of(path, names)?;
    let titles =
        || programs.iter().map(|program| format!("“{}”", program.title)).collect::<Vec<_>>().join(", ");
    let found = match section {
        None => programs.iter().position(|program| program.has_main),
        Some(wanted) => {
            let wanted = wanted.to_lowercase();
            let exact = programs.iter().position(|program| program.title.to_lowercase() == wanted);
            exact.or_else(|| {
                programs.iter().position(|program| program.title.to_lowercase().contains(&wanted))
            })
        }
    };
    match (found, section) {
        (Some(place), _) => {
            Ok(programs.into_iter().nth(place).map(|program| program.inputs).unwrap_or_default())
        }
        (None, _) if programs.is_empty() => Err(format!("{}: this page has no ```4d blocks", path.display())),
        (None, Some(wanted)) => Err(format!(
            "{}: no section with code is called “{wanted}”; there are {}",
            path.display(),
            titles()
        )),
        (None, None) => Err(format!("{}: this page has only classes, no code to start", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Echo\n\n```4d\n$a:=1\n```\n\n## Handlers\n\n```4d\n// Classe One\n\nFunction f()\n```\n\n```js\nno\n```\n\n```4d\n$b:=cs.One.new()\n//Two class\nFunction g()\n```\n";

    fn programs_of(page: &str) -> Vec<PageProgram> {
        programs("page.md", &read(page), crate::catalog::catalog().names())
    }

    #[test]
    fn blocks_are_sorted_into_main_code_and_classes() {
        let programs = programs_of(PAGE);
        let titles: Vec<&str> = programs.iter().map(|program| program.title.as_str()).collect();
        assert_eq!(titles, ["Echo", "Handlers"]);
        let kinds: Vec<&InputKind> = programs[1].inputs.iter().map(|input| &input.kind).collect();
        assert_eq!(
            kinds,
            [&InputKind::Main, &InputKind::Class("One".into()), &InputKind::Class("Two".into())]
        );
        // The classes of the page are there for the first section too.
        assert_eq!(programs[0].inputs.len(), 3);
    }

    #[test]
    fn lines_are_those_of_the_page() {
        let programs = programs_of(PAGE);
        let main = &programs[1].inputs[0].source;
        assert_eq!(main.location(main.text().find("$b").expect("there") as u32).line, 20);
        let class = &programs[1].inputs[1].source;
        assert_eq!(class.location(class.text().find("Function").expect("there") as u32).line, 12);
    }

    #[test]
    fn a_section_may_have_a_class_of_the_same_name() {
        let page = "# A\n```4d\n// One class\nFunction a()\n```\n# B\n```4d\n$x:=1\n// One class\nFunction b()\n```\n";
        let programs = programs_of(page);
        assert!(programs[0].inputs[1].source.text().contains("Function a"));
        assert!(programs[1].inputs[1].source.text().contains("Function b"));
        assert!(!programs[0].has_main);
    }

    #[test]
    fn only_names_name_classes() {
        for (line, name) in [
            ("//myWSServerHandler class", Some("myWSServerHandler")),
            ("// Classe myServerHandler", Some("myServerHandler")),
            ("// Class: cs.Employee", Some("Employee")),
            ("// Class constructor", None),
            ("// the class", None),
            ("// an instance of the class", None),
            ("$a:=1 // One class", None),
        ] {
            assert_eq!(class_named_by(line), name, "{line}");
        }
    }
}
