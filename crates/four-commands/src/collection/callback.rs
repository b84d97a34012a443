//! How collection functions call back: one object as `$1`, extra arguments behind it (`API/CollectionClass`).
//!
//! The callback answers with a result or by setting `$1.result`, and ends the iteration with `$1.stop`. No borrow of a
//! collection is held while it runs: it may change the collection that it was called for.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use four_runtime::shape::{Shape, ShapeRef};
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value};

/// The shape of an event that has nothing but the element.
static ELEMENT: LazyLock<Option<ShapeRef>> = LazyLock::new(|| Shape::of([*VALUE]));
static VALUE: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("value"));
static VALUE2: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("value2"));
static RESULT: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("result"));
static STOP: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("stop"));
static ACCUMULATOR: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("accumulator"));

/// A function that is called for elements.
pub struct Callback {
    function: Value,
    extra: Vec<Value>,
    /// The event of the last call, to be used again when nobody has kept it.
    spare: RefCell<Option<Rc<Object>>>,
}

/// What a callback answered.
pub struct Answer {
    /// Its result.
    pub value: Value,
    /// True when the iteration is to end.
    pub stop: bool,
}

impl Answer {
    /// True when the callback said True.
    pub fn is_true(&self) -> bool {
        matches!(self.value, Value::Bool(true))
    }
}

impl Callback {
    /// The callback of a function or the name of a project method, with further arguments.
    ///
    /// # Errors
    /// 54 when it is neither; 44 when there is no such method.
    pub fn new(host: &mut dyn Host, function: &Value, extra: &[Value]) -> Res<Callback> {
        let function = match function {
            Value::Function(_) => function.clone(),
            Value::Text(name) => method(host, name)?,
            other => return Err(Error::type_mismatch("a function or the name of a method", other)),
        };
        Ok(Callback { function, extra: extra.to_vec(), spare: RefCell::default() })
    }

    /// The callback among arguments that may begin with a start index: the index, the callback.
    ///
    /// # Errors
    /// When there is no callback.
    pub fn after_start(host: &mut dyn Host, args: &[Value]) -> Res<(Option<f64>, Callback)> {
        let start = args.first().and_then(Value::as_number);
        let rest = if start.is_some() { args.get(1..).unwrap_or_default() } else { args };
        match rest.split_first() {
            Some((function, extra)) => Ok((start, Callback::new(host, function, extra)?)),
            None => Err(Error::new(59, "The argument callback is missing.")),
        }
    }

    /// Calls it for one element that is also `This`, as query formulas see it.
    ///
    /// # Errors
    /// What the callback raises.
    pub fn call_as(&self, host: &mut dyn Host, element: Value) -> Res<Answer> {
        let event = self.event(element.clone());
        self.run_as(host, &element, event)
    }

    /// The event of an element.
    fn event(&self, element: Value) -> Rc<Object> {
        if let Some(mut event) = self.spare.take()
            && Rc::get_mut(&mut event).is_some()
            && ELEMENT.is_some_and(|shape| event.has_shape(shape))
        {
            event.set(*VALUE, element);
            return event;
        }
        match *ELEMENT {
            Some(shape) if !element.is_undefined() => {
                Rc::new(Object::with_shape(shape, vec![element.into_stored()]))
            }
            _ => {
                let event = Rc::new(Object::new());
                event.set(*VALUE, element);
                event
            }
        }
    }

    fn run(&self, host: &mut dyn Host, event: &Rc<Object>) -> Res<Answer> {
        self.run_as(host, &Value::Null, event.clone())
    }

    fn run_as(&self, host: &mut dyn Host, this: &Value, event: Rc<Object>) -> Res<Answer> {
        let mut args = Vec::with_capacity(1 + self.extra.len());
        args.push(Value::Object(event.clone()));
        args.extend_from_slice(&self.extra);
        let returned = host.call(&self.function, this, args)?;
        if !returned.is_undefined() && ELEMENT.is_some_and(|shape| event.has_shape(shape)) {
            // Neither a result nor a wish to stop was written into it.
            self.spare.replace(Some(event));
            return Ok(Answer { value: returned, stop: false });
        }
        let value = if returned.is_undefined() { event.get(*RESULT) } else { returned };
        Ok(Answer { value, stop: matches!(event.get(*STOP), Value::Bool(true)) })
    }

    /// Calls it for one element.
    ///
    /// # Errors
    /// What the callback raises.
    pub fn call(&self, host: &mut dyn Host, element: Value) -> Res<Answer> {
        let event = self.event(element);
        self.run_as(host, &Value::Null, event)
    }

    /// Asks whether one element comes before another.
    ///
    /// # Errors
    /// What the callback raises.
    pub fn before(&self, host: &mut dyn Host, first: &Value, second: &Value) -> Res<bool> {
        let event = Rc::new(Object::new());
        event.set(*VALUE, first.clone());
        event.set(*VALUE2, second.clone());
        Ok(self.run(host, &event)?.is_true())
    }

    /// Calls it with an accumulator, which the callback assigns; gives the new one and whether to stop.
    ///
    /// # Errors
    /// What the callback raises.
    pub fn accumulate(&self, host: &mut dyn Host, accumulator: Value, element: Value) -> Res<(Value, bool)> {
        let event = Rc::new(Object::new());
        event.set(*ACCUMULATOR, accumulator);
        event.set(*VALUE, element);
        let answer = self.run(host, &event)?;
        Ok((event.get(*ACCUMULATOR), answer.stop))
    }
}

/// The project method of a name.
///
/// # Errors
/// 44 when there is none.
pub fn method(host: &mut dyn Host, name: &Text) -> Res<Value> {
    host.method(name).ok_or_else(|| Error::new(44, format!("There is no method {name}.")))
}
