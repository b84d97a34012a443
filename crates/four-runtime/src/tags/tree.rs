//! From the text of a template to a tree of its tags (`Tags/transformation-tags`).
//!
//! Reading never fails: what is no tag is text, and a block without its end becomes the sentence that 4D puts in its
//! place. Invariant: the tree is never deeper than [`DEEPEST`], so that walking it needs little stack.

/// Blocks within blocks.
const DEEPEST: usize = 64;

/// What inserts a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inserts {
    /// `4DTEXT`: characters that mean something in HTML are escaped.
    Text,
    /// `4DHTML`: as it is.
    Html,
    /// `4DEVAL`: as it is; statements without a value too.
    Eval,
}

impl Inserts {
    /// The name without `4D`.
    pub fn name(self) -> &'static str {
        match self {
            Inserts::Text => "TEXT",
            Inserts::Html => "HTML",
            Inserts::Eval => "EVAL",
        }
    }
}

/// A piece of a template.
#[derive(Debug, PartialEq)]
pub(super) enum Node<'t> {
    Text(&'t str),
    /// `dollar`: in the form `$4DTEXT(…)`, whose result is never read again.
    Value {
        kind: Inserts,
        expression: &'t str,
        dollar: bool,
    },
    /// What follows `4DSCRIPT/`.
    Script(&'t str),
    Code(&'t str),
    /// Conditions and what they guard; `4DELSE` has none.
    If {
        branches: Vec<(Option<&'t str>, Vec<Node<'t>>)>,
    },
    Loop {
        condition: &'t str,
        body: Vec<Node<'t>>,
    },
    Each {
        what: &'t str,
        body: Vec<Node<'t>>,
    },
    Include(&'t str),
    Base(&'t str),
    /// Stands in the place of what cannot be carried out.
    Note(String),
}

/// A tag on its own.
struct Tag<'t> {
    /// In upper case, without `4D`.
    name: String,
    body: &'t str,
    dollar: bool,
}

enum Open<'t> {
    If { raw: &'t str, branches: Vec<(Option<&'t str>, Vec<Node<'t>>)>, now: Option<&'t str>, has_else: bool },
    Loop(&'t str),
    Each(&'t str),
}

/// Whether a text has something to be carried out.
pub fn has_tags(text: &str) -> bool {
    next(text, true).is_some()
}

/// The tree of a template; `dollars` false takes `$4DTEXT(…)` for text.
pub(super) fn parse(text: &str, dollars: bool) -> Vec<Node<'_>> {
    let mut stack: Vec<(Open<'_>, Vec<Node<'_>>)> = Vec::new();
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some((start, end, tag)) = next(rest, dollars) {
        if start > 0 {
            nodes.push(Node::Text(&rest[..start]));
        }
        let raw = &rest[start..end];
        rest = &rest[end..];
        let body = tag.body.trim();
        let opened = match tag.name.as_str() {
            "TEXT" | "VAR" => {
                nodes.push(Node::Value { kind: Inserts::Text, expression: body, dollar: tag.dollar });
                None
            }
            "HTML" | "HTMLVAR" => {
                nodes.push(Node::Value { kind: Inserts::Html, expression: body, dollar: tag.dollar });
                None
            }
            "EVAL" => {
                nodes.push(Node::Value { kind: Inserts::Eval, expression: body, dollar: tag.dollar });
                None
            }
            "SCRIPT" => {
                nodes.push(Node::Script(body.strip_prefix('/').unwrap_or(body)));
                None
            }
            "CODE" => {
                nodes.push(Node::Code(tag.body));
                None
            }
            "INCLUDE" => {
                nodes.push(Node::Include(body));
                None
            }
            "BASE" => {
                nodes.push(Node::Base(body));
                None
            }
            "IF" => Some(Open::If { raw: body, branches: Vec::new(), now: Some(body), has_else: false }),
            "LOOP" => Some(Open::Loop(body)),
            "EACH" => Some(Open::Each(body)),
            name => {
                if !close(name, body, &mut stack, &mut nodes) {
                    nodes.push(Node::Text(raw));
                }
                None
            }
        };
        if let Some(open) = opened {
            if stack.len() >= DEEPEST {
                nodes.push(Node::Note(format!("{raw}: more than {DEEPEST} blocks within each other")));
            } else {
                stack.push((open, std::mem::take(&mut nodes)));
            }
        }
    }
    if !rest.is_empty() {
        nodes.push(Node::Text(rest));
    }
    while let Some((open, outer)) = stack.pop() {
        let note = match open {
            Open::If { raw, .. } => format!("<!--#4DIF {raw}-->: 4DENDIF expected"),
            Open::Loop(raw) => format!("<!--#4DLOOP {raw}-->: 4DENDLOOP expected"),
            Open::Each(raw) => format!("<!--#4DEACH {raw}-->: 4DENDEACH expected"),
        };
        nodes = outer;
        nodes.push(Node::Note(note));
    }
    nodes
}

/// Carries out a tag that ends or divides the innermost block. False when it does not belong to it.
fn close<'t>(
    name: &str,
    body: &'t str,
    stack: &mut Vec<(Open<'t>, Vec<Node<'t>>)>,
    nodes: &mut Vec<Node<'t>>,
) -> bool {
    if let ("ELSE" | "ELSEIF", Some((Open::If { branches, now, has_else, .. }, _))) = (name, stack.last_mut())
    {
        branches.push((*now, std::mem::take(nodes)));
        // What follows 4DELSE is its own; a further condition there is never asked.
        *now = (name == "ELSEIF").then_some(body);
        if std::mem::replace(has_else, *has_else || now.is_none()) {
            *now = Some("False");
        }
        return true;
    }
    let fits = matches!(
        (name, stack.last()),
        ("ENDIF", Some((Open::If { .. }, _)))
            | ("ENDLOOP", Some((Open::Loop(_), _)))
            | ("ENDEACH", Some((Open::Each(_), _)))
    );
    if !fits {
        return false;
    }
    let Some((open, outer)) = stack.pop() else { return false };
    let inner = std::mem::replace(nodes, outer);
    nodes.push(match open {
        Open::If { mut branches, now, .. } => {
            branches.push((now, inner));
            Node::If { branches }
        }
        Open::Loop(condition) => Node::Loop { condition, body: inner },
        Open::Each(what) => Node::Each { what, body: inner },
    });
    true
}

const NAMES: [&str; 17] = [
    "TEXT", "VAR", "HTML", "HTMLVAR", "EVAL", "SCRIPT", "CODE", "INCLUDE", "BASE", "IF", "ELSEIF", "ELSE",
    "ENDIF", "LOOP", "ENDLOOP", "EACH", "ENDEACH",
];

/// The next tag and where it starts and ends.
fn next(text: &str, dollars: bool) -> Option<(usize, usize, Tag<'_>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'<' | b'$')) {
        let start = at + found;
        let tag = if bytes[start] == b'<' { comment(text, start) } else { dollar(text, start, dollars) };
        if let Some((end, tag)) = tag {
            return Some((start, end, tag));
        }
        at = start + 1;
    }
    None
}

/// `4DNAME` at the start of a text: the name without `4D`, and what follows.
fn named(text: &str) -> Option<(String, &str)> {
    let rest = text.get(..2).filter(|start| start.eq_ignore_ascii_case("4d")).map(|_| &text[2..])?;
    let end = rest.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    let name = rest[..end].to_ascii_uppercase();
    NAMES.contains(&name.as_str()).then_some((name, &rest[end..]))
}

fn comment(text: &str, start: usize) -> Option<(usize, Tag<'_>)> {
    let rest = text[start..].strip_prefix("<!--")?;
    let (name, rest) = named(rest.strip_prefix('#').unwrap_or(rest))?;
    if rest.starts_with(|next: char| next.is_alphanumeric() || next == '_') {
        return None;
    }
    let end = rest.find("-->")?;
    let tag = Tag { name, body: &rest[..end], dollar: false };
    Some((text.len() - rest.len() + end + 3, tag))
}

/// `$4DTEXT(…)` up to the bracket that belongs to the first; brackets within texts do not count.
fn dollar(text: &str, start: usize, dollars: bool) -> Option<(usize, Tag<'_>)> {
    let (name, rest) = named(&text[start + 1..]).filter(|_| dollars)?;
    if !matches!(name.as_str(), "TEXT" | "HTML" | "EVAL") {
        return None;
    }
    let inner = rest.strip_prefix('(')?;
    let (mut depth, mut quoted, mut escaped) = (1, false, false);
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let tag = Tag { name, body: &inner[..at], dollar: true };
            return Some((text.len() - inner.len() + at + 1, tag));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_texts() {
        let nodes = parse("a <!--#4DTEXT x--> b $4deval(\"(\"+String(1)) <!-- #4D --> $4D", true);
        let value = |kind, expression, dollar| Node::Value { kind, expression, dollar };
        let expected = vec![
            Node::Text("a "),
            value(Inserts::Text, "x", false),
            Node::Text(" b "),
            value(Inserts::Eval, "\"(\"+String(1)", true),
            Node::Text(" <!-- #4D --> $4D"),
        ];
        assert_eq!(nodes, expected);
        assert_eq!(parse("$4DTEXT(1)", false), [Node::Text("$4DTEXT(1)")]);
    }

    #[test]
    fn blocks_within_blocks() {
        let text = "<!--#4DIF a--><!--#4DLOOP b-->x<!--#4DENDLOOP--><!--#4DELSEIF c-->y<!--#4DELSE-->z<!--#4DENDIF-->";
        let inner = Node::Loop { condition: "b", body: vec![Node::Text("x")] };
        let branches =
            vec![(Some("a"), vec![inner]), (Some("c"), vec![Node::Text("y")]), (None, vec![Node::Text("z")])];
        assert_eq!(parse(text, true), [Node::If { branches }]);
    }

    #[test]
    fn blocks_without_end() {
        let note = |text: &str| Node::Note(text.into());
        assert_eq!(
            parse("a<!--#4DIF b-->c", true),
            [Node::Text("a"), note("<!--#4DIF b-->: 4DENDIF expected")]
        );
        assert_eq!(parse("<!--#4DLOOP b-->c", true), [note("<!--#4DLOOP b-->: 4DENDLOOP expected")]);
        // An end that belongs to nothing is text.
        assert_eq!(parse("<!--#4DENDIF-->", true), [Node::Text("<!--#4DENDIF-->")]);
        // Deep nesting costs no stack.
        assert!(!parse(&"<!--#4DIF a-->".repeat(100_000), true).is_empty());
    }
}
