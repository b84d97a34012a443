//! 4D's classes for functions, classes and plain objects (`API/FunctionClass`, `API/FormulaClass`, `API/ClassClass`).

use std::rc::Rc;

use four_runtime::function::{DynamicMethod, Function, FunctionKind};
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

    /// The source of the function (`API/FunctionClass`).
    get source(_host, this: &Value) -> Text {
        source(this)
    }
}

native_class! {
    /// A function that `Formula` made.
    pub static FORMULA: "Formula" extends FUNCTION;
}

native_class! {
    /// A function made of a text with several lines: a whole method, with its `#DECLARE` (`API/MethodClass`). Lines that
    /// cannot be read raise their error when they are reached.
    ///
    /// ```4d
    /// var $method:=4D.Method.new("#DECLARE($t : Text) : Text\nreturn Uppercase($t)")
    /// ASSERT($method.call(Null; "hello world")="HELLO WORLD")
    /// ASSERT(OB Instance of($method; 4D.Function))
    /// ASSERT(4D.Method.new("return This.name").call({name: "John"})="John")
    /// ```
    pub static METHOD: "Method" extends FUNCTION;
    = new(host, source: &Text, name: Option<&Text>) -> Value {
        host.method_of_text(source, name)
    }

    /// What is wrong with the text: `success`, and with errors or warnings `errors`, each with `isError`, `message` and
    /// `lineNumber` (`API/MethodClass`).
    ///
    /// ```4d
    /// ASSERT(4D.Method.new("return 1").checkSyntax().success)
    /// var $check:=4D.Method.new("var $a:=1\r$a:=(2").checkSyntax()
    /// ASSERT(Not($check.success) & ($check.errors[0].lineNumber=2))
    /// ```
    fn checkSyntax(_host, this: &Value) -> Object {
        let problems = dynamic(this).map_or(Vec::new(), |method| method.problems.clone());
        let success = problems.iter().all(|(is_error, ..)| !is_error);
        let mut pairs = vec![("success", Value::Bool(success))];
        if !problems.is_empty() {
            let errors: Vec<Value> = problems.into_iter().map(|(is_error, message, line)| {
                Value::from(Object::from_pairs(vec![
                    ("isError", Value::Bool(is_error)),
                    ("message", Value::from(Text::from(message.as_str()))),
                    ("lineNumber", Value::Int(line as i32)),
                ]))
            }).collect();
            pairs.push(("errors", Value::from(errors)));
        }
        Ok(Object::from_pairs(pairs))
    }

    /// The name that it was made with; undefined without one (`API/MethodClass`).
    get name(_host, this: &Value) -> Value {
        let name = dynamic(this).and_then(|method| method.name.as_ref());
        Ok(name.map_or(Value::Undefined, |name| Value::from(Text::from(name))))
    }
}

native_class! {
    /// A class as a value.
    pub static CLASS: "Class" extends OBJECT;
}

native_class! {
    /// A blob as an object.
    pub static BLOB: "Blob" extends OBJECT;

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

fn dynamic(value: &Value) -> Option<&DynamicMethod> {
    let Value::Function(function) = value else { return None };
    match &function.kind {
        FunctionKind::Formula { code, .. } => code.method(),
        _ => None,
    }
}

fn bytes(value: &Value) -> Res<&Rc<Vec<u8>>> {
    match value {
        Value::Blob(bytes) => Ok(bytes),
        other => Err(Error::type_mismatch("a blob", other)),
    }
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
