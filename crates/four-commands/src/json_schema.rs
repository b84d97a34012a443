//! `JSON Validate`: JSON Schema, drafts 4 and 2020-12, with the errors of `commands/json-validate`.
//!
//! References stay within the schema. Keywords that are not built (`unevaluatedProperties`, `unevaluatedItems`,
//! `$dynamicRef`) are an error, so that nothing passes unseen. Depth and steps are limited.

use std::rc::Rc;

use four_runtime::{Collection, Error, Object, Res, Text, Value, commands, json};

use crate::compare::deep_equal;
use crate::regex;

/// Deepest nesting of schemas and values.
const MAX_DEPTH: usize = 100;
/// Most schemas that one validation applies.
const MAX_STEPS: usize = 5_000_000;
/// Most errors that are collected.
const MAX_ERRORS: usize = 1000;
/// 4D's number for an error in a JSON schema; four uses it for everything that makes a schema unusable.
const SCHEMA_ERROR: i32 = -10708;

commands! { pub static COMMANDS: "JSON";
    /// Checks a value against a JSON schema: draft 4, or 2020-12 when `$schema` says so. The result has `success` and, when
    /// that is False, `errors` with `code`, `message`, `jsonPath` and `schemaPaths` (`commands/json-validate`).
    ///
    /// ```4d
    /// var $schema; $result : Object
    /// $schema:={type: "object"; required: ["name"]; properties: {age: {type: "integer"; minimum: 0}}}
    /// ASSERT(JSON Validate({name: "Ann"; age: 3}; $schema).success)
    /// $result:=JSON Validate({age: -1}; $schema)
    /// ASSERT(($result.errors[0].code=16) & ($result.errors[1].code=5) & ($result.errors[1].jsonPath="/age"))
    /// ```
    "JSON Validate" 1456 fn json_validate(_host, json: &Value, schema: &Rc<Object>) -> Object {
        let modern = match get(schema, "$schema") {
            Value::Undefined => false,
            Value::Text(name) => match name.to_str().trim_end_matches('#') {
                "https://json-schema.org/draft/2020-12/schema" => true,
                "http://json-schema.org/draft-04/schema" => false,
                other => return Err(unusable(&format!("its version {other} is not supported"))),
            },
            _ => return Err(unusable("$schema must be a text")),
        };
        let root = Value::Object(schema.clone());
        let mut check = Check { root: &root, modern, depth: 0, steps: 0, errors: Vec::new(), at: Vec::new(), rule: Vec::new() };
        check.schema(json, &root)?;
        let errors = check.errors;
        let mut pairs = vec![("success", Value::Bool(errors.is_empty()))];
        if !errors.is_empty() {
            let list = errors.into_iter().map(|problem| Value::from(Object::from_pairs([
                ("code", Value::Int(problem.code)),
                ("jsonPath", Value::from(problem.at)),
                ("message", Value::from(problem.message)),
                ("schemaPaths", Value::from(problem.rule)),
            ])));
            pairs.push(("errors", Value::from(list.collect::<Vec<Value>>())));
        }
        Ok(Object::from_pairs(pairs))
    }
}

#[cold]
fn unusable(what: &str) -> Box<Error> {
    Error::new(SCHEMA_ERROR, format!("The JSON schema cannot be used: {what}."))
}

fn get(object: &Object, name: &str) -> Value {
    object.get_text(&Text::from(name))
}

struct Problem {
    code: i32,
    message: String,
    at: String,
    rule: String,
}

struct Check<'a> {
    root: &'a Value,
    modern: bool,
    depth: usize,
    steps: usize,
    errors: Vec<Problem>,
    at: Vec<String>,
    rule: Vec<String>,
}

/// Keywords that would change the answer and are not built.
const MISSING: [&str; 4] = ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef"];

impl Check<'_> {
    fn fail(&mut self, code: i32, keyword: &str, message: impl Into<String>) {
        if self.errors.len() < MAX_ERRORS {
            let path = |parts: &[String]| parts.iter().map(|part| format!("/{part}")).collect::<String>();
            let rule = format!("{}/{keyword}", path(&self.rule));
            self.errors.push(Problem { code, message: message.into(), at: path(&self.at), rule });
        }
    }

    /// True when a value fits a schema; nothing is noted.
    fn fits(&mut self, value: &Value, schema: &Value) -> Res<bool> {
        let before = std::mem::take(&mut self.errors);
        let result = self.schema(value, schema);
        let after = std::mem::replace(&mut self.errors, before);
        result?;
        Ok(after.is_empty())
    }

    fn inner(&mut self, keyword: &str, value: &Value, schema: &Value) -> Res<()> {
        self.rule.push(keyword.to_owned());
        let result = self.schema(value, schema);
        self.rule.pop();
        result
    }

    fn part(&mut self, name: String, keyword: &str, value: &Value, schema: &Value) -> Res<()> {
        self.at.push(name);
        let result = self.inner(keyword, value, schema);
        self.at.pop();
        result
    }

    fn schema(&mut self, value: &Value, schema: &Value) -> Res<()> {
        self.steps += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH || self.steps > MAX_STEPS {
            return Err(unusable("references go in a circle, or it takes too many steps"));
        }
        let result = match schema {
            Value::Bool(true) => Ok(()),
            Value::Bool(false) => {
                self.fail(23, "", "The JSON is invalid: its schema is false.");
                Ok(())
            }
            Value::Object(schema) => self.rules(value, schema),
            _ => Err(unusable("a schema is an object or a Boolean")),
        };
        self.depth -= 1;
        result
    }

    fn rules(&mut self, value: &Value, schema: &Rc<Object>) -> Res<()> {
        if let Some(keyword) = MISSING.iter().find(|keyword| schema.has(&Text::from(**keyword))) {
            return Err(Error::new(
                33,
                format!("The keyword {keyword} of JSON schemas is not available in four."),
            ));
        }
        if let Value::Text(reference) = get(schema, "$ref") {
            let target = self.resolve(&reference.to_str())?;
            self.inner("$ref", value, &target)?;
            if !self.modern {
                // In draft 4 nothing else counts beside a reference.
                return Ok(());
            }
        }
        self.kind(value, schema);
        self.choices(value, schema)?;
        match value {
            Value::Int(_) | Value::Real(_) => self.number(value.as_number().unwrap_or(0.0), schema),
            Value::Text(text) => self.text(text, schema)?,
            Value::Collection(list) => self.list(list, schema)?,
            Value::Object(object) => self.object(value, object, schema)?,
            _ => {}
        }
        Ok(())
    }

    fn resolve(&self, reference: &str) -> Res<Value> {
        let Some(pointer) = reference.strip_prefix('#') else {
            return Err(unusable(&format!("the reference {reference} leads out of it")));
        };
        let mut at = self.root.clone();
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~").replace("%25", "%");
            at = match &at {
                Value::Object(object) => get(object, &part),
                Value::Collection(list) => part.parse().ok().and_then(|at| list.get(at)).unwrap_or_default(),
                _ => Value::Undefined,
            };
        }
        match at {
            Value::Undefined => Err(unusable(&format!("the reference {reference} leads nowhere"))),
            found if pointer.is_empty() || pointer.starts_with('/') => Ok(found),
            _ => Err(unusable(&format!(
                "the reference {reference} names an anchor, which four does not follow"
            ))),
        }
    }

    fn kind(&mut self, value: &Value, schema: &Object) {
        let wanted = match get(schema, "type") {
            Value::Text(name) => vec![name.to_string()],
            Value::Collection(names) => names
                .snapshot()
                .iter()
                .map(|name| match name {
                    Value::Text(name) => name.to_string(),
                    _ => String::new(),
                })
                .collect(),
            _ => return,
        };
        let whole = value.as_number().is_some_and(|number| number.fract() == 0.0);
        let is = |name: &String| match (name.as_str(), value) {
            ("null", Value::Null | Value::Unassigned) | ("boolean", Value::Bool(_)) => true,
            ("integer", Value::Int(_) | Value::Real(_)) => whole,
            ("number", Value::Int(_) | Value::Real(_)) => true,
            // JSON Parse makes dates of texts that look like them.
            ("string", Value::Text(_) | Value::Date(_)) => true,
            ("array", Value::Collection(_)) | ("object", Value::Object(_)) => true,
            _ => false,
        };
        if !wanted.iter().any(is) {
            self.fail(20, "type", format!("Incorrect type. Expected type is: {}", wanted.join(", ")));
        }
    }

    fn choices(&mut self, value: &Value, schema: &Object) -> Res<()> {
        let shown = || json::stringify(value, false).unwrap_or_default();
        if let Value::Collection(allowed) = get(schema, "enum")
            && !allowed.snapshot().iter().any(|other| deep_equal(other, value, true))
        {
            self.fail(19, "enum", format!("Error while validating against 'enum' key. \"{}\" does not match any enum element in the schema.", shown()));
        }
        if self.modern && schema.has(&Text::from("const")) && !deep_equal(&get(schema, "const"), value, true)
        {
            self.fail(
                25,
                "const",
                format!("Value \"{}\" does not match the 'const' value in the schema.", shown()),
            );
        }
        if let Value::Collection(all) = get(schema, "allOf") {
            for (at, schema) in all.snapshot().iter().enumerate() {
                self.inner(&format!("allOf/{at}"), value, schema)?;
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            let Value::Collection(some) = get(schema, keyword) else { continue };
            let mut count = 0;
            for schema in some.snapshot() {
                count += usize::from(self.fits(value, &schema)?);
            }
            match (keyword, count) {
                (_, 0) => self.fail(22, keyword, "The JSON does not match any value."),
                ("oneOf", 2..) => self.fail(21, keyword, "The JSON matches more than one value."),
                _ => {}
            }
        }
        let not = get(schema, "not");
        if !not.is_undefined() && self.fits(value, &not)? {
            self.fail(23, "not", "The JSON is invalid against the value of 'not'.");
        }
        let condition = get(schema, "if");
        if self.modern && !condition.is_undefined() {
            let branch = if self.fits(value, &condition)? { "then" } else { "else" };
            let chosen = get(schema, branch);
            if !chosen.is_undefined() {
                self.inner(branch, value, &chosen)?;
            }
        }
        Ok(())
    }

    fn number(&mut self, number: f64, schema: &Object) {
        let limit = |name: &str| get(schema, name).as_number();
        let exclusive = |name: &str| matches!(get(schema, name), Value::Bool(true));
        if let Some(step) = limit("multipleOf")
            && step > 0.0
            && ((number / step) - (number / step).round()).abs() > 1e-9
        {
            self.fail(2, "multipleOf", "Error while validating against 'multipleOf' key.");
        }
        let (mut above, mut below) = (limit("exclusiveMaximum"), limit("exclusiveMinimum"));
        if let Some(most) = limit("maximum") {
            if exclusive("exclusiveMaximum") {
                above = Some(most);
            } else if number > most {
                self.fail(
                    3,
                    "maximum",
                    format!(
                        "The value provided should not be greater than specified in the schema (\"{most}\")."
                    ),
                );
            }
        }
        if let Some(least) = limit("minimum") {
            if exclusive("exclusiveMinimum") {
                below = Some(least);
            } else if number < least {
                self.fail(
                    5,
                    "minimum",
                    format!(
                        "The value provided should not be less than specified in the schema (\"{least}\")."
                    ),
                );
            }
        }
        if let Some(above) = above.filter(|above| number >= *above) {
            self.fail(
                4,
                "exclusiveMaximum",
                format!("The value provided should be less than specified in the schema (\"{above}\")."),
            );
        }
        if let Some(below) = below.filter(|below| number <= *below) {
            self.fail(
                6,
                "exclusiveMinimum",
                format!("The value provided should be greater than specified in the schema (\"{below}\")."),
            );
        }
    }

    fn text(&mut self, text: &Text, schema: &Object) -> Res<()> {
        let whole = text.to_str();
        let length = whole.chars().count() as f64;
        if get(schema, "maxLength").as_number().is_some_and(|most| length > most) {
            self.fail(7, "maxLength", "The string is longer than specified in the schema.");
        }
        if get(schema, "minLength").as_number().is_some_and(|least| length < least) {
            self.fail(8, "minLength", "The string is shorter than specified in the schema.");
        }
        if let Value::Text(pattern) = get(schema, "pattern")
            && !matches(&pattern, &whole)?
        {
            self.fail(
                9,
                "pattern",
                format!("The string \"{whole}\" does not match the pattern in the schema:{pattern}."),
            );
        }
        if let Value::Text(format) = get(schema, "format")
            && let Some(pattern) = format_pattern(&format.to_str())
            && !matches(&Text::from(pattern), &whole)?
        {
            self.fail(24, "format", format!("The string does not match (\"{format}\")"));
        }
        Ok(())
    }

    fn list(&mut self, list: &Collection, schema: &Object) -> Res<()> {
        let values = list.snapshot();
        let count = values.len() as f64;
        if get(schema, "maxItems").as_number().is_some_and(|most| count > most) {
            self.fail(11, "maxItems", "The array contains more items than specified in the schema.");
        }
        if get(schema, "minItems").as_number().is_some_and(|least| count < least) {
            self.fail(12, "minItems", "The array contains less items than specified in the schema.");
        }
        if matches!(get(schema, "uniqueItems"), Value::Bool(true)) {
            self.unique(&values)?;
        }
        // The schemas of the first elements, and of the others.
        let (first, rest, names) = match (self.modern, get(schema, "items")) {
            (true, rest) => (get(schema, "prefixItems"), rest, ["prefixItems", "items"]),
            (false, first @ Value::Collection(_)) => {
                (first, get(schema, "additionalItems"), ["items", "additionalItems"])
            }
            (false, rest) => (Value::Undefined, rest, ["items", "items"]),
        };
        let first = match first {
            Value::Collection(first) => first.snapshot(),
            _ => Vec::new(),
        };
        for (at, value) in values.iter().enumerate() {
            match (first.get(at), &rest) {
                (Some(schema), _) => {
                    self.part(at.to_string(), &format!("{}/{at}", names[0]), value, schema)?
                }
                (None, Value::Undefined) => {}
                (None, Value::Bool(false)) => {
                    let message = "Error while validating an array. JSON contains more elements than specified in the schema.";
                    self.fail(10, names[1], message);
                    break;
                }
                (None, rest) => self.part(at.to_string(), names[1], value, rest)?,
            }
        }
        let contains = get(schema, "contains");
        if self.modern && !contains.is_undefined() {
            let mut found = 0.0;
            for value in &values {
                found += f64::from(u8::from(self.fits(value, &contains)?));
            }
            let least = get(schema, "minContains").as_number().unwrap_or(1.0);
            if found < least {
                let message = format!(
                    "Array must contain at least {least} items matching the 'contains' schema, but only {found} were found."
                );
                self.fail(if found == 0.0 { 29 } else { 30 }, "contains", message);
            }
            if let Some(most) = get(schema, "maxContains").as_number().filter(|most| found > *most) {
                let message = format!(
                    "Array must contain at most {most} items matching the 'contains' schema, but {found} were found."
                );
                self.fail(31, "maxContains", message);
            }
        }
        Ok(())
    }

    fn unique(&mut self, values: &[Value]) -> Res<()> {
        for (at, value) in values.iter().enumerate() {
            self.steps += at;
            if self.steps > MAX_STEPS {
                return Err(unusable("it takes too many steps to compare the elements of a list"));
            }
            if values[..at].iter().any(|other| deep_equal(other, value, true)) {
                let shown = json::stringify(value, false).unwrap_or_default();
                self.fail(13, "uniqueItems", format!("Error while validating an array. Elements are not unique. Another instance of \"{shown}\" is already in the array."));
                return Ok(());
            }
        }
        Ok(())
    }

    fn object(&mut self, whole: &Value, object: &Object, schema: &Object) -> Res<()> {
        let entries = object.entries();
        let count = entries.len() as f64;
        if get(schema, "maxProperties").as_number().is_some_and(|most| count > most) {
            self.fail(
                14,
                "maxProperties",
                "The number of properties is greater than specified in the schema.",
            );
        }
        if get(schema, "minProperties").as_number().is_some_and(|least| count < least) {
            self.fail(15, "minProperties", "The number of properties is less than specified in the schema.");
        }
        for name in texts(&get(schema, "required")) {
            if !object.has(&name) {
                self.fail(16, "required", format!("The required property \"{name}\" is missing."));
            }
        }
        let properties = get(schema, "properties");
        let patterns = match get(schema, "patternProperties") {
            Value::Object(patterns) => patterns.entries(),
            _ => Vec::new(),
        };
        let additional = get(schema, "additionalProperties");
        let names = get(schema, "propertyNames");
        let mut extra = Vec::new();
        for (name, value) in &entries {
            let mut known = false;
            if let Value::Object(properties) = &properties
                && properties.has(name)
            {
                known = true;
                self.part(
                    name.to_string(),
                    &format!("properties/{name}"),
                    value,
                    &properties.get_text(name),
                )?;
            }
            for (pattern, schema) in &patterns {
                if matches(pattern, &name.to_str())? {
                    known = true;
                    self.part(name.to_string(), &format!("patternProperties/{pattern}"), value, schema)?;
                }
            }
            match &additional {
                _ if known => {}
                Value::Bool(false) => extra.push(name.to_string()),
                Value::Object(_) => {
                    self.part(name.to_string(), "additionalProperties", value, &additional)?
                }
                _ => {}
            }
            if self.modern && !names.is_undefined() && !self.fits(&Value::Text(name.clone()), &names)? {
                self.fail(
                    28,
                    "propertyNames",
                    format!("Property name \"{name}\" does not validate against the 'propertyNames' schema."),
                );
            }
        }
        if !extra.is_empty() {
            let message = format!(
                "No additional properties allowed by the schema. The property(ies) {} should be removed.",
                extra.join(", ")
            );
            self.fail(17, "additionalProperties", message);
        }
        self.dependencies(whole, object, schema)
    }

    fn dependencies(&mut self, whole: &Value, object: &Object, schema: &Object) -> Res<()> {
        for (keyword, code) in [("dependencies", 18), ("dependentRequired", 32), ("dependentSchemas", 36)] {
            let Value::Object(rules) = get(schema, keyword) else { continue };
            for (name, rule) in rules.entries() {
                if !object.has(&name) {
                    continue;
                }
                if let Value::Collection(_) = rule {
                    for other in texts(&rule) {
                        if !object.has(&other) {
                            self.fail(
                                code,
                                keyword,
                                format!("The property \"{name}\" requires the property \"{other}\"."),
                            );
                        }
                    }
                } else {
                    self.inner(keyword, whole, &rule)?;
                }
            }
        }
        Ok(())
    }
}

fn texts(list: &Value) -> Vec<Text> {
    let Value::Collection(list) = list else { return Vec::new() };
    list.snapshot()
        .into_iter()
        .filter_map(|name| if let Value::Text(name) = name { Some(name) } else { None })
        .collect()
}

fn matches(pattern: &Text, text: &str) -> Res<bool> {
    regex::compiled(pattern, false, false)?
        .is_match(text)
        .map_err(|error| unusable(&format!("the pattern {pattern}: {error}")))
}

/// The pattern of a format that is checked; others pass, as the standard allows.
fn format_pattern(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        "time" => r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([zZ]|[+-]\d{2}:\d{2})$",
        "date-time" => {
            r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[tT ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([zZ]|[+-]\d{2}:\d{2})$"
        }
        "email" => r"^[^@\s]+@[^@\s]+$",
        "uri" => r"^[A-Za-z][A-Za-z0-9+.-]*:\S*$",
        "ipv4" => r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$",
        "uuid" => r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        _ => return None,
    })
}
