//! Reads XPath: words first, then expressions by falling precedence (XPath 1.0, section 3).

use super::{Axis, Expr, Step, Test};

/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 40;
/// Longest expression, in bytes.
const MAX_LENGTH: usize = 100_000;

type Read<T> = Result<T, String>;

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with it.
pub fn expression(source: &str) -> Read<Expr> {
    if source.len() > MAX_LENGTH {
        return Err("it is too long".into());
    }
    let words = words(source)?;
    let mut reader = Reader { words, at: 0, depth: 0 };
    let expr = reader.operation(0)?;
    match reader.peek() {
        None => Ok(expr),
        Some(word) => Err(format!("{} is not expected there", shown(word))),
    }
}

const SIGNS: [&str; 22] = [
    "::", "//", "..", "!=", "<=", ">=", "/", ".", "[", "]", "(", ")", "@", ",", "|", "+", "-", "=", "<", ">",
    "*", "$",
];

fn words(source: &str) -> Read<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if c == '"' || c == '\'' {
            let Some(end) = rest[1..].find(c) else { return Err("a text is not closed".into()) };
            words.push(Word::Text(rest[1..=end].to_owned()));
            rest = &rest[end + 2..];
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            words.push(Word::Number(
                rest[..end].parse().map_err(|_| format!("{} is no number", &rest[..end]))?,
            ));
            rest = &rest[end..];
        } else if c.is_alphabetic() || c == '_' {
            let mut end = 0;
            for (at, c) in rest.char_indices() {
                // A single colon is part of a name, a double one ends an axis.
                let colon = c == ':' && !rest[at..].starts_with("::") && !rest[..at].contains(':');
                if !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || colon) {
                    break;
                }
                end = at + c.len_utf8();
            }
            words.push(Word::Name(rest[..end].to_owned()));
            rest = &rest[end..];
        } else {
            let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) else {
                return Err(format!("{c} has no meaning in it"));
            };
            words.push(Word::Sign(sign));
            rest = &rest[sign.len()..];
        }
    }
    Ok(words)
}

fn shown(word: &Word) -> String {
    match word {
        Word::Name(name) => name.clone(),
        Word::Text(text) => format!("'{text}'"),
        Word::Number(number) => number.to_string(),
        Word::Sign(sign) => (*sign).to_owned(),
    }
}

struct Reader {
    words: Vec<Word>,
    at: usize,
    depth: usize,
}

/// Operators by rising precedence.
const LEVELS: [&[&str]; 6] =
    [&["or"], &["and"], &["=", "!="], &["<", "<=", ">", ">="], &["+", "-"], &["*", "div", "mod"]];

impl Reader {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Word::Sign(other)) if *other == sign);
        if found {
            self.at += 1;
        }
        found
    }

    fn is_sign(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.words.get(self.at + ahead), Some(Word::Sign(other)) if *other == sign)
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        match self.sign(sign) {
            true => Ok(()),
            false => Err(format!("{sign} is missing")),
        }
    }

    fn operation(&mut self, level: usize) -> Read<Expr> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.operation(level + 1)?;
        let mut length = 0;
        loop {
            let word = match self.peek() {
                Some(Word::Sign(sign)) => *sign,
                Some(Word::Name(name)) => name.as_str(),
                _ => return Ok(left),
            };
            let Some(operator) = operators.iter().find(|operator| **operator == word) else {
                return Ok(left);
            };
            // Each operator adds a level to the tree.
            length += 1;
            if length > 500 {
                return Err("it has too many operators".into());
            }
            self.at += 1;
            let right = self.operation(level + 1)?;
            left = Expr::Operation(operator, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Read<Expr> {
        if !self.sign("-") {
            return self.union();
        }
        let inner = self.nested(Self::unary)?;
        Ok(Expr::Negative(Box::new(inner)))
    }

    fn union(&mut self) -> Read<Expr> {
        let first = self.path()?;
        if !self.is_sign(0, "|") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.sign("|") {
            parts.push(self.path()?);
        }
        Ok(Expr::Union(parts))
    }

    fn path(&mut self) -> Read<Expr> {
        let start = match self.peek() {
            Some(Word::Text(text)) => {
                let text = text.clone();
                self.at += 1;
                return Ok(Expr::Text(text));
            }
            Some(Word::Number(number)) => {
                let number = *number;
                self.at += 1;
                return Ok(Expr::Number(number));
            }
            Some(Word::Sign("(")) => {
                self.at += 1;
                let inner = self.nested(|reader| reader.operation(0))?;
                self.expect(")")?;
                Some(self.filtered(inner)?)
            }
            Some(Word::Name(name)) if self.is_sign(1, "(") && !is_node_test(name) => {
                let name = name.clone();
                self.at += 2;
                let mut args = Vec::new();
                while !self.sign(")") {
                    if !args.is_empty() {
                        self.expect(",")?;
                    }
                    args.push(self.nested(|reader| reader.operation(0))?);
                }
                Some(Expr::Call(name, args))
            }
            _ => None,
        };
        let mut steps = Vec::new();
        let mut absolute = false;
        if let Some(start) = start {
            if !self.is_sign(0, "/") && !self.is_sign(0, "//") {
                return Ok(start);
            }
            self.steps(&mut steps)?;
            return Ok(Expr::Path { absolute, start: Some(Box::new(start)), steps });
        }
        if self.is_sign(0, "//") {
            absolute = true;
            self.steps(&mut steps)?;
        } else if self.sign("/") {
            absolute = true;
            if self.begins_step() {
                steps.push(self.step()?);
                self.steps(&mut steps)?;
            }
        } else {
            steps.push(self.step()?);
            self.steps(&mut steps)?;
        }
        Ok(Expr::Path { absolute, start: None, steps })
    }

    /// Predicates behind a bracketed expression count over all its nodes.
    fn filtered(&mut self, inner: Expr) -> Read<Expr> {
        if !self.is_sign(0, "[") {
            return Ok(inner);
        }
        Ok(Expr::Filter(Box::new(inner), self.predicates()?))
    }

    fn steps(&mut self, steps: &mut Vec<Step>) -> Read<()> {
        loop {
            if self.sign("//") {
                steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() });
            } else if !self.sign("/") {
                return Ok(());
            }
            steps.push(self.step()?);
        }
    }

    fn begins_step(&self) -> bool {
        matches!(self.peek(), Some(Word::Name(_) | Word::Sign("*" | "@" | "." | "..")))
    }

    fn step(&mut self) -> Read<Step> {
        let plain = |axis| Step { axis, test: Test::Node, predicates: Vec::new() };
        if self.sign("..") {
            return Ok(plain(Axis::Parent));
        }
        if self.sign(".") {
            return Ok(plain(Axis::Own));
        }
        let mut axis = Axis::Child;
        if self.sign("@") {
            axis = Axis::Attribute;
        } else if let (Some(Word::Name(name)), true) = (self.peek(), self.is_sign(1, "::")) {
            axis = axis_named(name).ok_or_else(|| format!("there is no axis {name}"))?;
            self.at += 2;
        }
        let test = match self.peek() {
            Some(Word::Sign("*")) => {
                self.at += 1;
                Test::Any(None)
            }
            // `//[@a]` without name stands in published code.
            Some(Word::Sign("[")) => Test::Any(None),
            Some(Word::Name(name)) if self.is_sign(1, "(") => {
                let test = match name.as_str() {
                    "text" => Test::Text,
                    "node" => Test::Node,
                    "comment" => Test::Comment,
                    "processing-instruction" => Test::Instruction,
                    other => return Err(format!("{other}() does not stand in a path")),
                };
                self.at += 2;
                self.expect(")")?;
                test
            }
            Some(Word::Name(name)) => {
                let name = name.clone();
                self.at += 1;
                match name.strip_suffix(':') {
                    Some(prefix) if self.sign("*") => Test::Any(Some(prefix.to_owned())),
                    Some(_) => return Err(format!("{name} is no name")),
                    None => Test::Name(name),
                }
            }
            Some(word) => return Err(format!("{} is not expected there", shown(word))),
            None => return Err("it ends too early".into()),
        };
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn predicates(&mut self) -> Read<Vec<Expr>> {
        let mut predicates = Vec::new();
        while self.sign("[") {
            predicates.push(self.nested(|reader| reader.operation(0))?);
            self.expect("]")?;
        }
        Ok(predicates)
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Read<Expr>) -> Read<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("it is nested too deep".into());
        }
        let expr = read(self);
        self.depth -= 1;
        expr
    }
}

fn is_node_test(name: &str) -> bool {
    matches!(name, "text" | "node" | "comment" | "processing-instruction")
}

fn axis_named(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "self" => Axis::Own,
        "parent" => Axis::Parent,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following-sibling" => Axis::FollowingSibling,
        "preceding-sibling" => Axis::PrecedingSibling,
        "attribute" => Axis::Attribute,
        _ => return None,
    })
}
