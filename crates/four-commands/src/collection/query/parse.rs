//! The parser of query strings.
//!
//! Placeholders are replaced while parsing. Keywords are found without regard to case; nesting, conditions and steps of
//! a path are limited, so that neither parsing nor asking can exhaust the stack.

use four_runtime::rules::{date, number_parse};
use four_runtime::{Error, Object, Res, Text, Value};
use std::rc::Rc;

use super::super::path::Path;
use super::super::sort;
use super::{Comparator, Condition, Group, Junction, Query, Term};

const MAX_NESTING: usize = 64;
const MAX_STEPS: usize = 16;

/// Reads a query with its placeholders.
///
/// # Errors
/// -10719 when the string is no query or a placeholder has no value.
pub fn parse(text: &str, placeholders: &[Value]) -> Res<Query> {
    let settings = match placeholders.last() {
        Some(Value::Object(settings)) => Some(settings.clone()),
        _ => None,
    };
    let mut parser = Parser { text, at: 0, placeholders, settings, depth: 0 };
    let condition = if parser.peek_order_by() { None } else { Some(parser.group()?) };
    let mut order = Vec::new();
    if parser.peek_order_by() {
        parser.word();
        parser.word();
        order = sort::parse_criteria(parser.rest())?;
    } else if !parser.rest().trim().is_empty() {
        return Err(parser.error("AND, OR or the end"));
    }
    let all = Group { first: Box::new(Term::Group(everything())), rest: Vec::new() };
    Ok(Query { condition: condition.unwrap_or(all), order })
}

/// A condition that every object fulfils.
fn everything() -> Group {
    let object =
        Condition { steps: Vec::new(), letter: None, comparator: Comparator::NotSame, value: Value::Null };
    Group { first: Box::new(Term::Condition(object)), rest: Vec::new() }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    placeholders: &'a [Value],
    settings: Option<Rc<Object>>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    #[cold]
    fn error(&self, expected: &str) -> Box<Error> {
        let near: String = self.rest().trim_start().chars().take(30).collect();
        let place = if near.is_empty() { "at its end".to_owned() } else { format!("before: {near}") };
        Error::new(-10719, format!("The query cannot be read: {expected} is expected {place}."))
    }

    /// Takes a sign when it comes next.
    fn take(&mut self, sign: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// The word that comes next, without taking it.
    fn peek_word(&mut self) -> &'a str {
        self.blanks();
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    }

    fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.at += word.len();
        word
    }

    /// Takes a keyword when it comes next.
    fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek_word().eq_ignore_ascii_case(keyword);
        if found {
            self.at += keyword.len();
        }
        found
    }

    fn peek_order_by(&mut self) -> bool {
        let start = self.at;
        let found = self.keyword("order") && self.keyword("by");
        self.at = start;
        found
    }

    fn junction(&mut self) -> Option<Junction> {
        if self.keyword("and") || self.take("&&") || self.take("&") {
            Some(Junction::And)
        } else if self.keyword("or") || self.take("||") || self.take("|") {
            Some(Junction::Or)
        } else {
            None
        }
    }

    fn group(&mut self) -> Res<Group> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(Error::new(-10719, "The parentheses of the query are nested too deep."));
        }
        let first = self.term()?;
        let mut rest = Vec::new();
        while let Some(junction) = self.junction() {
            rest.push((junction, self.term()?));
        }
        self.depth -= 1;
        Ok(link(Group { first: Box::new(first), rest }))
    }

    fn term(&mut self) -> Res<Term> {
        let mut negated = false;
        loop {
            // `not` may also be the beginning of a path.
            let start = self.at;
            if self.keyword("not") && !self.rest().starts_with(['.', '[', '=', '#', '<', '>']) {
                negated = !negated;
            } else {
                self.at = start;
                break;
            }
        }
        let term = if self.take("(") {
            let group = self.group()?;
            if !self.take(")") {
                return Err(self.error(")"));
            }
            Term::Group(group)
        } else {
            Term::Condition(self.condition()?)
        };
        Ok(if negated { Term::Not(Box::new(term)) } else { term })
    }

    fn condition(&mut self) -> Res<Condition> {
        let (steps, letter) = self.path()?;
        let comparator = self.comparator()?;
        let value = if comparator == Comparator::In && self.take("[") { self.list()? } else { self.value()? };
        Ok(Condition { steps, letter, comparator, value })
    }

    fn path(&mut self) -> Res<(Vec<Path>, Option<String>)> {
        self.blanks();
        if self.rest().starts_with(':') {
            return Ok((vec![self.path_placeholder()?], None));
        }
        let rest = self.rest();
        let mut inside = false;
        let end = rest.find(|c: char| {
            match c {
                '[' => inside = true,
                ']' => inside = false,
                _ => return !inside && (c.is_whitespace() || "=#!<>()&|:'\"".contains(c)),
            }
            false
        });
        let text = &rest[..end.unwrap_or(rest.len())];
        if text.is_empty() {
            return Err(self.error("a property path"));
        }
        let mut steps = Vec::new();
        let mut letter = None;
        for (index, part) in text.split('[').enumerate() {
            let mut path = part;
            if index > 0 {
                let Some((inside, behind)) = part.split_once(']') else { return Err(self.error("]")) };
                if index == 1 && !inside.trim().is_empty() {
                    letter = Some(inside.trim().to_lowercase());
                }
                path = behind;
            }
            steps.push(Path::parse(&Text::from(path)));
        }
        if steps.len() > MAX_STEPS {
            return Err(self.error("a shorter path"));
        }
        self.at += text.len();
        Ok((steps, letter))
    }

    fn comparator(&mut self) -> Res<Comparator> {
        self.blanks();
        const SIGNS: &[(&str, Comparator)] = &[
            ("===", Comparator::Same),
            ("!==", Comparator::NotSame),
            ("==", Comparator::Equal),
            ("!=", Comparator::Different),
            ("<=", Comparator::LessOrEqual),
            (">=", Comparator::GreaterOrEqual),
            ("=", Comparator::Equal),
            ("#", Comparator::Different),
            ("<", Comparator::Less),
            (">", Comparator::Greater),
        ];
        for (sign, comparator) in SIGNS {
            if self.take(sign) {
                return Ok(*comparator);
            }
        }
        if self.keyword("in") {
            return Ok(Comparator::In);
        }
        if self.keyword("is") {
            return Ok(if self.keyword("not") { Comparator::NotSame } else { Comparator::Same });
        }
        Err(self.error("a comparator"))
    }

    fn list(&mut self) -> Res<Value> {
        let mut values = Vec::new();
        while !self.take("]") {
            values.push(self.value()?);
            if !self.take(",") && !self.take(";") {
                if self.take("]") {
                    break;
                }
                return Err(self.error("]"));
            }
        }
        Ok(Value::from(values))
    }

    fn value(&mut self) -> Res<Value> {
        self.blanks();
        let rest = self.rest();
        match rest.chars().next() {
            None => Err(self.error("a value")),
            Some(':') => self.value_placeholder(),
            Some(quote @ ('\'' | '"')) => {
                let inner = &rest[1..];
                let Some(end) = inner.find(quote) else { return Err(self.error("a closing quote")) };
                self.at += end + 2;
                Ok(Value::from(&inner[..end]))
            }
            Some(_) => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || "()&|,;]".contains(c)).unwrap_or(rest.len());
                let word = &rest[..end];
                if word.is_empty() {
                    return Err(self.error("a value"));
                }
                self.at += end;
                Ok(literal(word))
            }
        }
    }

    /// The name or number behind a colon.
    fn placeholder(&mut self) -> &'a str {
        self.at += 1;
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn numbered(&self, name: &str) -> Option<Value> {
        let number: usize = name.parse().ok()?;
        self.placeholders.get(number.checked_sub(1)?).cloned()
    }

    fn setting(&self, group: &str, name: &str) -> Option<Value> {
        match self.settings.as_ref()?.get_text(&Text::from(group)) {
            Value::Object(group) => {
                Some(group.get_text(&Text::from(name))).filter(|value| !value.is_undefined())
            }
            _ => None,
        }
    }

    fn value_placeholder(&mut self) -> Res<Value> {
        let name = self.placeholder();
        let value = self.setting("parameters", name).or_else(|| self.numbered(name));
        value.ok_or_else(|| Error::new(-10719, format!("The query's placeholder :{name} has no value.")))
    }

    fn path_placeholder(&mut self) -> Res<Path> {
        let name = self.placeholder();
        match self.setting("attributes", name).or_else(|| self.numbered(name)) {
            Some(Value::Text(path)) => Ok(Path::parse(&path)),
            Some(Value::Collection(names)) => {
                let names = names.snapshot();
                Ok(Path::of(names.iter().filter_map(Value::as_text).cloned()))
            }
            Some(other) => Err(Error::type_mismatch("a property path", &other)),
            None => Err(Error::new(-10719, format!("The query's placeholder :{name} has no value."))),
        }
    }
}

/// What a bare word stands for.
fn literal(word: &str) -> Value {
    if word.eq_ignore_ascii_case("null") {
        return Value::Null;
    }
    match word {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    if let Some(days) = date::parse_iso_day(word) {
        return Value::Date(days);
    }
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && word.parse::<f64>().is_ok() {
        return Value::number(number_parse::text_to_num(word, "."));
    }
    Value::from(word)
}

/// Puts conditions with the same letter on the same collection together, where nothing but `and` stands between them.
fn link(group: Group) -> Group {
    let mut terms: Vec<(Junction, Term)> = Vec::new();
    let first = std::iter::once((Junction::And, *group.first));
    for (junction, term) in first.chain(group.rest) {
        let term = match term {
            Term::Condition(condition) if condition.letter.is_some() && condition.steps.len() > 1 => {
                let chain = terms.iter().rposition(|(before, _)| *before == Junction::Or).unwrap_or(0);
                let known = (terms.iter_mut().skip(chain)).find_map(|(_, term)| match term {
                    Term::Linked(path, conditions)
                        if *path == condition.steps[0] && conditions[0].letter == condition.letter =>
                    {
                        Some(conditions)
                    }
                    _ => None,
                });
                match known {
                    Some(conditions) if junction == Junction::And => {
                        conditions.push(condition);
                        continue;
                    }
                    _ => Term::Linked(condition.steps[0].clone(), vec![condition]),
                }
            }
            other => other,
        };
        terms.push((junction, term));
    }
    let mut terms = terms.into_iter();
    match terms.next() {
        Some((_, first)) => Group { first: Box::new(first), rest: terms.collect() },
        None => everything(),
    }
}
