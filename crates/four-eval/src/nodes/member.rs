//! Reading properties: own ones, computed ones, functions of classes, and those of 4D's own types.

use std::rc::Rc;
use std::sync::OnceLock;

use four_runtime::cache::PropertyCache;
use four_runtime::class::{ClassKind, parent_of};
use four_runtime::function::{Function, FunctionKind};
use four_runtime::registry::{Member, MemberRun, NativeClass};
use four_runtime::{ClassRef, Error, Object, Symbol, Text, Value};

use super::arguments::Given;
use super::operand::{Likely, Mostly};
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span};
use crate::program::Role;

/// `object.name`.
pub struct ReadMember {
    /// The object.
    pub object: Expr,
    /// The property.
    pub name: Symbol,
    /// Where the last object kept it.
    pub cache: PropertyCache,
    /// The member of 4D's own class that was met first.
    pub native: NativeCache,
    /// Place.
    pub span: Span,
}

/// Remembers the member of the first native class that a place in the program met.
#[derive(Default)]
pub struct NativeCache(OnceLock<(usize, &'static Member)>);

impl NativeCache {
    /// The member that a value has through 4D's own class; objects of user classes and classes have none here.
    pub fn of(&self, cx: &Cx<'_>, value: &Value, name: Symbol) -> Option<&'static Member> {
        let native = match value {
            Value::Object(object) => match object.class()?.kind {
                ClassKind::Native(class) => class,
                ClassKind::User(_) => return None,
            },
            Value::Collection(_) => cx.program.symbols.collection?,
            Value::Class(_) => return None,
            other => native_class_of(cx, other)?,
        };
        let class = std::ptr::from_ref(native).addr();
        match self.0.get() {
            Some((known, member)) if *known == class => Some(member),
            Some(_) => native.member(&name.name().to_str()),
            None => {
                let member = native.member(&name.name().to_str())?;
                let _ = self.0.set((class, member));
                Some(member)
            }
        }
    }
}

impl Node for ReadMember {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let of = self.object.eval(cx, frame)?;
        self.of(cx, &of)
    }
}

impl ReadMember {
    /// The property of this value.
    fn of(&self, cx: &mut Cx<'_>, of: &Value) -> R<Value> {
        if !matches!(of, Value::Object(_))
            && let Some(found) = self.native.of(cx, of, self.name)
        {
            return native_member(cx, of, found, self.span);
        }
        read(cx, of, self.name, &self.cache, self.span)
    }
}

/// `$object.name` of a local variable that no pointer reaches: the object is looked at in place, no count of references
/// moves.
pub struct ReadLocalMember {
    /// Slot of the variable.
    pub slot: usize,
    /// Reads the property of any value.
    pub general: ReadMember,
}

impl Node for ReadLocalMember {
    fn span(&self) -> Span {
        self.general.span
    }
    fn into_expr(self: Box<Self>) -> Expr {
        self
    }
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        if let Value::Object(object) = &frame[self.slot] {
            let value = object.get_cached(self.general.name, &self.general.cache);
            if !value.is_undefined() || object.class().is_none() {
                return Ok(value);
            }
        }
        let of = frame[self.slot].clone();
        self.general.of(cx, &of)
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.number(cx, frame)
    }
    fn operand(self: Box<Self>) -> Likely {
        Likely::Member(*self)
    }
}

impl Mostly for ReadLocalMember {
    #[inline(always)]
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        if let Value::Object(object) = &frame[self.slot]
            && let Some(number) = object.number_cached(self.general.name, &self.general.cache)
        {
            return Ok(Some(number));
        }
        self.other(cx, frame)
    }
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval(cx, frame)
    }
}

impl ReadLocalMember {
    #[inline(never)]
    fn other(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let value = self.eval(cx, frame)?;
        Ok(cx.number_or_other(value))
    }
}

/// `This.name`.
pub struct ReadThisMember {
    /// The property.
    pub name: Symbol,
    /// Where the last object kept it.
    pub cache: PropertyCache,
    /// Place.
    pub span: Span,
}

impl Node for ReadThisMember {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        if let Value::Object(object) = &cx.this {
            let value = object.get_cached(self.name, &self.cache);
            if !value.is_undefined() || object.class().is_none() {
                return Ok(value);
            }
        }
        let this = cx.this_or_unassigned();
        read(cx, &this, self.name, &self.cache, self.span)
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.number(cx, frame)
    }
    fn operand(self: Box<Self>) -> Likely {
        Likely::Own(*self)
    }
}

impl Mostly for ReadThisMember {
    #[inline(always)]
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        if let Value::Object(object) = &cx.this
            && let Some(number) = object.number_cached(self.name, &self.cache)
        {
            return Ok(Some(number));
        }
        self.other(cx, frame)
    }
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval(cx, frame)
    }
}

impl ReadThisMember {
    #[inline(never)]
    fn other(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let value = self.eval(cx, frame)?;
        Ok(cx.number_or_other(value))
    }
}

/// `Super.name`: a property as the classes above see it.
pub struct ReadSuper {
    /// The class that the code stands in.
    pub class: ClassRef,
    /// The property.
    pub name: Symbol,
    /// Place.
    pub span: Span,
}

impl Node for ReadSuper {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let this = cx.this.clone();
        match (&this, parent_of(self.class)) {
            (Value::Object(_), Some(parent)) => {
                through_classes(cx, &this, Some(parent), self.name, self.span)
            }
            _ => Ok(Value::Undefined),
        }
    }
}

/// A property through a cache.
#[inline]
pub fn read(cx: &mut Cx<'_>, of: &Value, name: Symbol, cache: &PropertyCache, span: Span) -> R<Value> {
    match of {
        Value::Object(object) => {
            let value = object.get_cached(name, cache);
            if value.is_undefined() && object.class().is_some() {
                return inherited(cx, of, object, name, span);
            }
            Ok(value)
        }
        _ => member(cx, of, name, span),
    }
}

/// A property of any value.
pub fn member(cx: &mut Cx<'_>, of: &Value, name: Symbol, span: Span) -> R<Value> {
    match of {
        Value::Object(object) => {
            let value = object.get(name);
            if value.is_undefined() { inherited(cx, of, object, name, span) } else { Ok(value) }
        }
        Value::Undefined => Ok(Value::Undefined),
        // A declared variable that nothing was assigned to reads like an empty object (`Concepts/data-types`).
        Value::Unassigned => {
            Ok(if name.is(&Text::from("length")) { Value::Int(0) } else { Value::Undefined })
        }
        Value::Null => {
            let message = format!("Null has no property {}: the value before the dot is Null.", name.name());
            Err(cx.fail(span, -10711, message))
        }
        Value::Class(class) => class_member(cx, class, name, span),
        _ => match native_class_of(cx, of).and_then(|class| class.member(&name.name().to_str())) {
            Some(found) => native_member(cx, of, found, span),
            None => Ok(Value::Undefined),
        },
    }
}

/// A property by a name met at run time. A name that no code mentions can be a member of 4D's classes only; those of
/// objects are known since there are objects of the class.
pub fn named(cx: &mut Cx<'_>, of: &Value, name: &Text, span: Span) -> R<Value> {
    if let Value::Object(object) = of {
        let own = object.get_text(name);
        if !own.is_undefined() || object.class().is_none() {
            return Ok(own);
        }
    }
    match Symbol::find(name) {
        Some(symbol) => member(cx, of, symbol, span),
        None if matches!(of, Value::Null) => member(cx, of, Symbol::intern("?"), span),
        None => match native_class_of(cx, of).and_then(|class| class.member(&name.to_str())) {
            Some(found) => native_member(cx, of, found, span),
            None => Ok(Value::Undefined),
        },
    }
}

/// 4D's class of a value that is no object.
pub fn native_class_of(cx: &Cx<'_>, value: &Value) -> Option<&'static NativeClass> {
    let name = match value {
        Value::Collection(_) => "Collection",
        Value::Function(function) => match &function.kind {
            FunctionKind::Formula { code, .. } if code.method().is_some() => "Method",
            FunctionKind::Formula { .. } => "Formula",
            _ => "Function",
        },
        Value::Blob(_) => "Blob",
        Value::Class(_) => "Class",
        Value::Object(_) => "Object",
        _ => return None,
    };
    cx.program.catalog.class(name)
}

fn native_member(cx: &mut Cx<'_>, of: &Value, found: &'static Member, span: Span) -> R<Value> {
    match found.run {
        MemberRun::Get(get) => get(cx, of, &mut []).map_err(|error| cx.raise(span, error)),
        MemberRun::Function(_) | MemberRun::Set(_) => {
            Ok(Value::Function(Rc::new(Function { kind: FunctionKind::NativeMember(found) })))
        }
    }
}

/// A property that the object does not have itself.
fn inherited(cx: &mut Cx<'_>, of: &Value, object: &Rc<Object>, name: Symbol, span: Span) -> R<Value> {
    through_classes(cx, of, object.class(), name, span)
}

/// A property that a class or one above it gives to the object.
fn through_classes(
    cx: &mut Cx<'_>,
    of: &Value,
    mut next: Option<ClassRef>,
    name: Symbol,
    span: Span,
) -> R<Value> {
    while let Some(class) = next {
        match class.kind {
            ClassKind::Native(native) => {
                return match native.member(&name.name().to_str()) {
                    Some(found) => native_member(cx, of, found, span),
                    None => Ok(Value::Undefined),
                };
            }
            ClassKind::User(number) => {
                if let Some(getter) = cx.program.function(number, name, Role::Get) {
                    let given = Given::values(Vec::new());
                    return getter.body(cx.program).call(cx, span, of.clone(), given);
                }
                if cx.program.function(number, name, Role::Plain).is_some() {
                    let kind = FunctionKind::UserMember { class, name };
                    return Ok(Value::Function(Rc::new(Function { kind })));
                }
                if cx.program.function(number, name, Role::Set).is_some() {
                    return Ok(Value::Undefined);
                }
                next = parent_of(class);
            }
        }
    }
    match cx.program.catalog.class("Object").and_then(|class| class.member(&name.name().to_str())) {
        Some(found) => native_member(cx, of, found, span),
        None => Ok(Value::Undefined),
    }
}

/// A property of a class itself (`API/ClassClass`).
fn class_member(cx: &mut Cx<'_>, class: ClassRef, name: Symbol, span: Span) -> R<Value> {
    let definition = match class.kind {
        ClassKind::User(number) => cx.program.class(number),
        ClassKind::Native(_) => None,
    };
    Ok(match &*name.name().to_str() {
        "name" => Value::from(class.name.as_str()),
        "superclass" => match (parent_of(class), cx.program.catalog.class("Object")) {
            (Some(parent), _) => Value::Class(parent),
            (None, Some(object)) if class.kind_is_user() || class.name != object.name => {
                Value::Class(four_runtime::class::native_class(object))
            }
            (None, _) => Value::Null,
        },
        "new" => Value::Function(Rc::new(Function { kind: FunctionKind::New(class) })),
        "isShared" => Value::Bool(definition.is_some_and(|class| class.shared)),
        "isSingleton" => Value::Bool(definition.is_some_and(|class| class.singleton)),
        "isSessionSingleton" => Value::Bool(definition.is_some_and(|class| class.session)),
        "me" => match definition {
            Some(definition) if definition.singleton => {
                return super::classes::singleton(cx, class, span);
            }
            _ => Value::Undefined,
        },
        // A class is a shared object and may have properties of its own.
        _ => cx.app.shared.class_object(class).get(name.name()),
    })
}

/// The name of a property given by a value, as in `object[$name]`.
pub fn name_text(cx: &mut Cx<'_>, value: &Value, span: Span) -> R<Text> {
    match value {
        Value::Text(name) => Ok(name.clone()),
        other => Err(cx.raise(span, Error::type_mismatch("the name of a property (a text)", other))),
    }
}
