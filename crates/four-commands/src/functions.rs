//! 4D's classes for functions, classes and plain objects (`API/FunctionClass`, `API/FormulaClass`, `API/ClassClass`).

use std::rc::Rc;

use four_runtime::function::{Function, FunctionKind, MadeMethod};
use four_runtime::registry::Rest;
use four_runtime::{Error, Object, Res, Text, Value, native_class};

native_class! {
    /// What every object is.
    pub static OBJECT: "Object";
    = new(_host) -> Object {
        Ok(Object::new())
    }
}

native_class! {
    /// A function as a value: a formula, a function of a class, a method.
    pub static FUNCTION: "Function" extends OBJECT;

    /// Calls the function with this `This` and these arguments (`API/FunctionClass`).
    fn call(host, this: &Value, new_this: Option<&Value>, arguments: Rest) -> Value {
        let receiver = new_this.cloned().unwrap_or(Value::Null);
        host.call(this, &receiver, arguments.0.iter_mut().map(std::mem::take).collect())
    }

    /// Calls the function with this `This` and the arguments in a collection (`API/FunctionClass`).
    fn apply(host, this: &Value, new_this: Option<&Value>, arguments: Option<&Value>) -> Value {
        let receiver = new_this.cloned().unwrap_or(Value::Null);
        let arguments = match arguments {
            Some(Value::Collection(collection)) => collection.snapshot(),
            None | Some(Value::Null | Value::Unassigned | Value::Undefined) => Vec::new(),
            Some(other) => return Err(Error::type_mismatch("a collection of arguments", other)),
        };
        host.call(this, &receiver, arguments)
    }

    /// The source of the function, its commands, constants and keywords in 4D's spelling (`API/FunctionClass`).
    ///
    /// ```4d
    /// ASSERT(Formula from string("uppercase($1)").source="Uppercase($1)")
    /// ASSERT(4D.Method.new("if (true)\nend if").source="If (True)\rEnd if")
    /// ```
    get source(_host, this: &Value) -> Text {
        source(this)
    }
}

native_class! {
    /// A function that `Formula` made.
    pub static FORMULA: "Formula" extends FUNCTION;
}

native_class! {
    /// A function made of a text with several lines (`API/MethodClass`).
    pub static METHOD: "Method" extends FUNCTION;
    = new(host, source: &Text, name: Option<&Text>) -> Value {
        host.make_method(source, name)
    }

    /// The name it was given; undefined without (`API/MethodClass`).
    ///
    /// ```4d
    /// ASSERT(4D.Method.new("return 1"; "one").name="one")
    /// ASSERT(Undefined(4D.Method.new("return 1").name))
    /// ```
    get name(_host, this: &Value) -> Value {
        with_method(this, |method| method.name.as_ref().map(|name| Value::from(Text::from(name))).unwrap_or_default())
    }

    /// What cannot be read: `success`, and `errors` with `isError`, `message` and `lineNumber` (`API/MethodClass`).
    fn checkSyntax(_host, this: &Value) -> Object {
        with_method(this, |method| {
            let entries = method.problems.iter().map(|problem| {
                Value::from(Object::from_pairs([
                    ("isError", Value::Bool(problem.is_error)),
                    ("message", Value::from(problem.message.as_str())),
                    ("lineNumber", Value::from(problem.line)),
                ]))
            });
            let success = !method.problems.iter().any(|problem| problem.is_error);
            let result = Object::from_pairs([("success", Value::Bool(success))]);
            if !method.problems.is_empty() {
                result.set_text(&Text::from("errors"), Value::from(entries.collect::<Vec<_>>()));
            }
            result
        })
    }
}

native_class! {
    /// A class as a value.
    pub static CLASS: "Class" extends OBJECT;
}

native_class! {
    /// A blob as an object.
    pub static BLOB: "Blob" extends OBJECT;
    = new(_host, blob: Option<&Value>) -> Value {
        // Without argument an empty blob (`API/BlobClass`).
        match blob {
            Some(blob) => bytes(blob).map(|bytes| Value::Blob(bytes.clone())),
            None => Ok(Value::Blob(Rc::default())),
        }
    }

    /// Number of bytes (`API/BlobClass`).
    get size(_host, this: &Value) -> usize {
        bytes(this).map(|bytes| bytes.len())
    }

    /// A part of the blob: from `start`, included, to `end`, excluded; negative places count from the end
    /// (`API/BlobClass`).
    fn slice(_host, this: &Value, start: Option<f64>, end: Option<f64>) -> Value {
        let bytes = bytes(this)?;
        let place = |at: f64| {
            let at = if at < 0.0 { at + bytes.len() as f64 } else { at };
            (at.max(0.0) as usize).min(bytes.len())
        };
        let start = place(start.unwrap_or(0.0));
        let end = end.map_or(bytes.len(), place).max(start);
        Ok(Value::Blob(Rc::new(bytes[start..end].to_vec())))
    }
}

fn bytes(value: &Value) -> Res<&Rc<Vec<u8>>> {
    match value {
        Value::Blob(bytes) => Ok(bytes),
        other => Err(Error::type_mismatch("a blob", other)),
    }
}

fn with_method<T>(value: &Value, read: impl FnOnce(&MadeMethod) -> T) -> Res<T> {
    match value {
        Value::Function(function) => match &function.kind {
            FunctionKind::Formula { code, .. } => code.method().map(read),
            _ => None,
        },
        _ => None,
    }
    .ok_or_else(|| Error::type_mismatch("a 4D.Method", value))
}

fn source(value: &Value) -> Res<Text> {
    let Value::Function(function) = value else {
        return Err(Error::type_mismatch("a function", value));
    };
    let function: &Function = function;
    Ok(match &function.kind {
        FunctionKind::Formula { code, .. } => Text::from(code.source()),
        FunctionKind::Method(name) => Text::from(name),
        FunctionKind::UserMember { name, .. } => name.text(),
        FunctionKind::NativeMember(member) => Text::from(format!("[native code {}]", member.name)),
        FunctionKind::New(class) => Text::from(format!("[native code {}.new]", class.name)),
    })
}
