//! Class values and instances: `cs.Name`, `new`, `Super(…)`, singletons (`Concepts/classes`).

use std::rc::Rc;

use four_runtime::class::{ClassKind, parent_of};
use four_runtime::process::session_slots;
use four_runtime::shared::{SharedObject, share};
use four_runtime::{ClassRef, Error, Object, Value};

use super::arguments::{ArgList, Given};
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span};
use crate::program::ClassDef;

/// A class: `cs.Name` or `4D.Name`.
pub struct ClassLiteral {
    /// The class.
    pub class: ClassRef,
    /// Place.
    pub span: Span,
}

impl Node for ClassLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Class(self.class))
    }
}

/// `class.new(arguments)` of a class known when the code was lowered.
pub struct New {
    /// The class.
    pub class: ClassRef,
    /// The arguments.
    pub args: ArgList,
    /// Place.
    pub span: Span,
}

impl Node for New {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        if let ClassKind::User(number) = self.class.kind
            && let Some(definition) = cx.program.class(number)
            && let Some(constructor) = &definition.constructor
            && !(definition.shared || definition.singleton)
        {
            let object = Rc::new(Object::instance(self.class, definition.instance_size()));
            if definition.inherits_initialisers {
                initialise(cx, definition, &Value::Object(object.clone()), self.span)?;
            }
            constructing(cx, definition, self.span, |cx| {
                constructor.body(cx.program).call_on(cx, self.span, object.clone(), &self.args, frame)
            })?;
            definition.learn_size(object.len());
            return Ok(Value::Object(object));
        }
        instantiate(cx, self.class, Given::exprs(&self.args.exprs, frame), self.span)
    }
}

/// The class store itself, as an object that lists the classes.
pub struct ClassStore {
    /// True for `4D`.
    pub native: bool,
    /// Place.
    pub span: Span,
}

impl Node for ClassStore {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let store = Object::new();
        if self.native {
            for class in cx.program.catalog.classes() {
                let name = four_runtime::Text::from(class.name);
                store.set_text(&name, Value::Class(four_runtime::class::native_class(class)));
            }
        } else {
            let space = cx.space().map(|space| &*space.name);
            list_classes(cx, space, &store);
            if space.is_none() {
                for space in cx.program.components.namespaces() {
                    let of_component = Object::new();
                    list_classes(cx, Some(space), &of_component);
                    let name = four_runtime::Text::from(space);
                    // A class of the program wins over a component of its name.
                    if matches!(store.get_text(&name), Value::Undefined) {
                        store.set_text(&name, Value::from(of_component));
                    }
                }
            }
        }
        Ok(Value::from(store))
    }
}

/// Puts the classes of a component, or of the host, into an object.
fn list_classes(cx: &Cx<'_>, space: Option<&str>, store: &Object) {
    for class in cx.program.classes() {
        let of = class.class.full_name.rsplit_once('.').map(|(space, _)| space);
        if of == space {
            store.set_text(&four_runtime::Text::from(class.class.name.as_str()), Value::Class(class.class));
        }
    }
}

/// Creates an instance, or gives the one of a singleton.
pub fn instantiate(cx: &mut Cx<'_>, class: ClassRef, given: Given<'_>, span: Span) -> R<Value> {
    let number = match class.kind {
        ClassKind::User(number) => number,
        ClassKind::Native(native) => {
            return match &native.new {
                Some(new) => {
                    let mut args = given.collect(cx)?;
                    (new.run)(cx, &mut args).map_err(|error| cx.raise(span, error))
                }
                None => {
                    let message = format!("4D.{} cannot be instantiated with new().", native.name);
                    Err(cx.fail(span, -10729, message))
                }
            };
        }
    };
    let Some(definition) = cx.program.class(number) else {
        let message = format!("The class {} does not exist.", class.name);
        return Err(cx.fail(span, -10745, message));
    };
    if definition.shared || definition.session {
        return instantiate_shared(cx, class, number, definition, given, span);
    }
    if definition.singleton
        && let Some(instance) = cx.singletons.get(&number)
    {
        return Ok(instance.clone());
    }
    let object = Rc::new(Object::instance(class, definition.instance_size()));
    let instance = Value::Object(object.clone());
    initialise(cx, definition, &instance, span)?;
    construct(cx, definition, instance.clone(), given, span)?;
    definition.learn_size(object.len());
    if definition.singleton {
        cx.singletons.insert(number, instance.clone());
    }
    Ok(instance)
}

/// Creates an instance of a shared class, which is in use until its constructor is done; the one instance of a shared
/// singleton is the same for all processes, that of a session singleton for those that work for the same web session.
/// Outside of web sessions a session singleton is a shared one.
fn instantiate_shared(
    cx: &mut Cx<'_>,
    class: ClassRef,
    number: u32,
    definition: &ClassDef,
    given: Given<'_>,
    span: Span,
) -> R<Value> {
    // To ask for the session begins one: only session singletons do.
    let session = || definition.session.then(session_slots).flatten();
    let slot = definition.singleton.then(|| match session() {
        Some(session) => session.slot(number),
        None => cx.app.shared.singleton(number),
    });
    // One process creates the instance, the others wait for it.
    let _creating = match &slot {
        Some(slot) => Some(slot.creating.acquire().map_err(|error| cx.raise(span, error))?),
        None => None,
    };
    if let Some(instance) = slot.as_ref().and_then(|slot| slot.instance.get()) {
        return Ok(Value::from(Object::stand_in(instance.clone())));
    }
    let shared = SharedObject::new(Some(class));
    let instance = Value::from(Object::stand_in(shared.clone()));
    let using = shared.lock.acquire().map_err(|error| cx.raise(span, error))?;
    if definition.inherits_initialisers {
        // Initial objects and collections are plain where they are written; shared ones of them are made.
        let plain = Object::instance(class, definition.instance_size());
        let plain = Value::from(plain);
        initialise(cx, definition, &plain, span)?;
        for (name, value) in plain.as_object().map(|plain| plain.entries()).unwrap_or_default() {
            let value =
                if value.shared_lock().is_some() { Ok(value) } else { share(&value, Some(&shared.lock)) };
            value
                .and_then(|value| shared.set(&name.freeze(), value))
                .map_err(|error| cx.raise(span, error))?;
        }
    }
    construct(cx, definition, instance.clone(), given, span)?;
    drop(using);
    if let Some(slot) = &slot {
        // The lock above makes this the only one.
        let _ = slot.instance.set(shared);
    }
    Ok(instance)
}

/// The instance of a singleton, created on first use.
pub fn singleton(cx: &mut Cx<'_>, class: ClassRef, span: Span) -> R<Value> {
    instantiate(cx, class, Given::values(Vec::new()), span)
}

/// Runs the property initialisers, those of parent classes first.
fn initialise(cx: &mut Cx<'_>, definition: &ClassDef, instance: &Value, span: Span) -> R<()> {
    if !definition.inherits_initialisers {
        return Ok(());
    }
    if let Some(parent) = cx.program.parent(definition) {
        initialise(cx, parent, instance, span)?;
    }
    if let Some(initialiser) = definition.initialiser(cx.program) {
        initialiser.call(cx, span, instance.clone(), Given::values(Vec::new()))?;
    }
    Ok(())
}

/// Runs a constructor and sees that it calls that of its parent where it must.
#[inline]
fn constructing<'a>(
    cx: &mut Cx<'a>,
    definition: &ClassDef,
    span: Span,
    run: impl FnOnce(&mut Cx<'a>) -> R<Value>,
) -> R<()> {
    if !definition.must_call_super {
        return run(cx).map(drop);
    }
    let depth = cx.constructing.len();
    cx.constructing.push(false);
    let result = run(cx);
    let complete = cx.constructing.get(depth).copied().unwrap_or(true);
    cx.constructing.truncate(depth);
    result?;
    if complete {
        return Ok(());
    }
    let message = format!("The constructor of {} did not call Super.", definition.class.name);
    let error = Error::new(-10748, message).with_help("call Super(…) as the first line of the constructor");
    Err(cx.raise(span, error))
}

/// Runs the constructor; a class without one passes the arguments to that of its parent.
fn construct(cx: &mut Cx<'_>, definition: &ClassDef, this: Value, given: Given<'_>, span: Span) -> R<()> {
    match &definition.constructor {
        Some(constructor) => {
            constructing(cx, definition, span, |cx| constructor.body(cx.program).call(cx, span, this, given))
        }
        None => match cx.program.parent(definition) {
            Some(parent) => construct(cx, parent, this, given, span),
            None => Ok(()),
        },
    }
}

/// `Super(arguments)`: the constructor of the parent class.
pub struct SuperConstructor {
    /// The class that the code stands in.
    pub class: ClassRef,
    /// The arguments.
    pub args: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for SuperConstructor {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let must_call = match self.class.kind {
            ClassKind::User(number) => cx.program.class(number).is_some_and(|class| class.must_call_super),
            ClassKind::Native(_) => false,
        };
        if must_call && cx.constructing.last() == Some(&true) {
            return Err(cx.fail(self.span, -10746, "Super(…) was called already."));
        }
        if let Some(parent) = parent_of(self.class)
            && let ClassKind::User(number) = parent.kind
            && let Some(parent) = cx.program.class(number)
        {
            let this = cx.this.clone();
            construct(cx, parent, this, Given::exprs(&self.args, frame), self.span)?;
        }
        if must_call && let Some(complete) = cx.constructing.last_mut() {
            *complete = true;
        }
        Ok(Value::Undefined)
    }
}

/// `This` in a constructor that must call `Super` first.
pub struct GuardedThis {
    /// Place.
    pub span: Span,
}

impl Node for GuardedThis {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        if cx.constructing.last() == Some(&false) {
            let error =
                Error::new(-10743, "This is used before the constructor of the parent class was called.");
            return Err(cx.raise(self.span, error.with_help("call Super(…) first")));
        }
        Ok(cx.this.clone())
    }
}
