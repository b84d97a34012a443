//! Calls: project methods, functions reached through an object, function values, `Super`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use four_runtime::cache::PropertyCache;
use four_runtime::class::{ClassKind, parent_of};
use four_runtime::function::{Function, FunctionKind};
use four_runtime::registry::{Member, MemberFn, MemberRun};
use four_runtime::{ClassRef, Error, Symbol, Value};

use super::arguments::{ArgList, Given, Source};
use super::{classes, member, spanned};
use crate::cx::{Cx, R};
use crate::formula::FormulaCode;
use crate::node::{Expr, Frame, Node, Span, Ty};
use crate::program::FunctionDef;

/// A call of a project method.
pub struct CallMethod {
    /// Number of the method.
    pub method: u32,
    /// The arguments.
    pub args: ArgList,
    /// What the declared result tells.
    pub ty: Ty,
    /// Place.
    pub span: Span,
}

impl Node for CallMethod {
    spanned!();
    fn ty(&self) -> Ty {
        self.ty
    }
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let Some(method) = cx.program.method(self.method) else {
            return Err(cx.fail(self.span, 44, "The method does not exist any more."));
        };
        method.body(cx.program).call_method(cx, self.span, &self.args, frame)
    }
    fn eval_int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        let Some(method) = cx.program.method(self.method) else {
            return Err(cx.fail(self.span, 44, "The method does not exist any more."));
        };
        method.body(cx.program).call_method_whole(cx, self.span, &self.args, frame)
    }
}

/// Remembers which function a class has under the name of a call.
#[derive(Default)]
struct FunctionCache(AtomicU64);

impl FunctionCache {
    /// Number of the function for a class, both counted from 1 to tell them from an empty cache.
    fn lookup(&self, class: u32) -> Option<u32> {
        let pair = self.0.load(Ordering::Relaxed);
        (pair >> 32 == u64::from(class) + 1).then_some(pair as u32)
    }

    fn store(&self, class: u32, function: u32) {
        self.0.store((u64::from(class) + 1) << 32 | u64::from(function), Ordering::Relaxed);
    }
}

/// `object.name(arguments)`.
pub struct CallMember {
    /// The object.
    pub object: Expr,
    /// Its slot, when it is a local variable.
    local: Option<usize>,
    /// The function's name.
    pub name: Symbol,
    /// The arguments.
    pub args: ArgList,
    /// Where the last object kept a function of its own, if it did.
    own: PropertyCache,
    class: FunctionCache,
    native: member::NativeCache,
    /// Place.
    pub span: Span,
}

impl CallMember {
    /// A call of `name` on what `object` gives.
    pub fn new(object: Expr, name: Symbol, args: ArgList, span: Span) -> CallMember {
        CallMember {
            local: object.local(),
            object,
            name,
            args,
            own: PropertyCache::default(),
            class: FunctionCache::default(),
            native: member::NativeCache::default(),
            span,
        }
    }

    /// The function of a user class, which is looked up once.
    #[inline(always)]
    fn function<'a>(&self, cx: &Cx<'a>, class: ClassRef, number: u32) -> Option<&'a FunctionDef> {
        if let Some(id) = self.class.lookup(number)
            && let Some(function) = cx.program.function_by_id(id)
        {
            return Some(function);
        }
        let (id, function) = cx.program.inherited_function(class, self.name)?;
        self.class.store(number, id);
        Some(function)
    }
}

impl Node for CallMember {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let of = match self.local.map(|slot| &frame[slot]) {
            Some(Value::Object(object)) => Value::Object(object.clone()),
            _ => self.object.eval(cx, frame)?,
        };
        let of = match of {
            Value::Object(object) => {
                if !object.lacks_cached(&self.own) {
                    let own = object.get_cached(self.name, &self.own);
                    if !own.is_undefined() {
                        let given = Given::exprs(&self.args.exprs, frame);
                        return call_value(
                            cx,
                            &own,
                            Value::Object(object),
                            given,
                            self.span,
                            Some(self.name),
                        );
                    }
                }
                if let Some(class) = object.class()
                    && let ClassKind::User(number) = class.kind
                    && let Some(function) = self.function(cx, class, number)
                {
                    return function.body(cx.program).call_on(cx, self.span, object, &self.args, frame);
                }
                Value::Object(object)
            }
            other => other,
        };
        if let Value::Class(class) = &of
            && self.name == cx.program.symbols.new
        {
            return classes::instantiate(cx, class, Given::exprs(&self.args.exprs, frame), self.span);
        }
        if let Some(Member { run: MemberRun::Function(run), .. }) = self.native.of(cx, &of, self.name) {
            return call_native(cx, *run, &of, Given::exprs(&self.args.exprs, frame), self.span);
        }
        let function = member::member(cx, &of, self.name, self.span)?;
        call_value(cx, &function, of, Given::exprs(&self.args.exprs, frame), self.span, Some(self.name))
    }
}

/// Calls a function of a 4D class.
pub fn call_native(cx: &mut Cx<'_>, run: MemberFn, of: &Value, given: Given<'_>, span: Span) -> R<Value> {
    // Few arguments need no list.
    if let Source::Exprs(exprs, frame) = given.source {
        return match exprs {
            [] => run(cx, of, &mut []),
            [only] => {
                let mut args = [only.eval(cx, frame)?];
                run(cx, of, &mut args)
            }
            [first, second] => {
                let mut args = [first.eval(cx, frame)?, second.eval(cx, frame)?];
                run(cx, of, &mut args)
            }
            exprs => {
                let mut args = exprs.iter().map(|expr| expr.eval(cx, frame)).collect::<R<Vec<_>>>()?;
                run(cx, of, &mut args)
            }
        }
        .map_err(|error| cx.raise(span, error));
    }
    let mut args = given.collect(cx)?;
    run(cx, of, &mut args).map_err(|error| cx.raise(span, error))
}

/// `callee(arguments)` where the callee is a value, as in `$object[$name]($x)`.
pub struct CallValue {
    /// What is called.
    pub callee: Expr,
    /// What `This` becomes; Null where the callee stands alone.
    pub this: Option<Expr>,
    /// The arguments.
    pub args: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for CallValue {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let this = match &self.this {
            Some(this) => this.eval(cx, frame)?,
            None => Value::Null,
        };
        let callee = self.callee.eval(cx, frame)?;
        call_value(cx, &callee, this, Given::exprs(&self.args, frame), self.span, None)
    }
}

/// `object[name](arguments)`: the object is evaluated once and becomes `This`.
pub struct CallIndexed {
    /// The object.
    pub object: Expr,
    /// The function's name.
    pub index: Expr,
    /// The arguments.
    pub args: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for CallIndexed {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let of = self.object.eval(cx, frame)?;
        let index = self.index.eval(cx, frame)?;
        let callee = super::containers::index(cx, &of, &index, self.span)?;
        call_value(cx, &callee, of, Given::exprs(&self.args, frame), self.span, None)
    }
}

/// `Super.name(arguments)`.
pub struct CallSuper {
    /// The class that the code stands in.
    pub class: ClassRef,
    /// The function's name.
    pub name: Symbol,
    /// The arguments.
    pub args: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for CallSuper {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let this = cx.this.clone();
        let parent = parent_of(self.class);
        if let Some(parent) = parent {
            if let Some((_, function)) = cx.program.inherited_function(parent, self.name) {
                return function.body(cx.program).call(cx, self.span, this, Given::exprs(&self.args, frame));
            }
            if let ClassKind::Native(native) = native_root(parent).kind
                && let Some(found) = native.member(&self.name.name().to_str())
                && let MemberRun::Function(run) = found.run
            {
                return call_native(cx, run, &this, Given::exprs(&self.args, frame), self.span);
            }
        }
        let message = format!("No class above {} has a function {}.", self.class.name, self.name.name());
        Err(cx.fail(self.span, -10746, message))
    }
}

/// The first class above that is 4D's own, or the last user class.
fn native_root(mut class: ClassRef) -> ClassRef {
    for _ in 0..1000 {
        match (&class.kind, parent_of(class)) {
            (ClassKind::User(_), Some(parent)) => class = parent,
            _ => break,
        }
    }
    class
}

/// Calls a function value.
pub fn call_value(
    cx: &mut Cx<'_>,
    callee: &Value,
    this: Value,
    given: Given<'_>,
    span: Span,
    name: Option<Symbol>,
) -> R<Value> {
    let Value::Function(function) = callee else {
        return Err(not_a_function(cx, callee, &this, span, name));
    };
    call_function(cx, function, this, given, span)
}

/// Calls a function.
pub fn call_function(
    cx: &mut Cx<'_>,
    function: &Function,
    this: Value,
    given: Given<'_>,
    span: Span,
) -> R<Value> {
    match &function.kind {
        FunctionKind::Formula { code, captured } => {
            let code: Arc<_> = code.clone();
            match code.as_any().downcast_ref::<FormulaCode>() {
                Some(formula) => {
                    let given = Given { captured, ..given };
                    formula.body.call(cx, span, this, given)
                }
                None => Err(cx.fail(span, 44, "This function has no code.")),
            }
        }
        FunctionKind::UserMember { class, name } => match cx.program.inherited_function(class, *name) {
            Some((_, function)) => function.body(cx.program).call(cx, span, this, given),
            None => {
                let message = format!("The class {} has no function {} any more.", class.name, name.name());
                Err(cx.fail(span, -10729, message))
            }
        },
        FunctionKind::NativeMember(found) => match found.run {
            MemberRun::Function(run) | MemberRun::Get(run) | MemberRun::Set(run) => {
                call_native(cx, run, &this, given, span)
            }
        },
        FunctionKind::Method(name) => call_method(cx, &name.to_str(), this, given, span),
        FunctionKind::New(class) => classes::instantiate(cx, class, given, span),
    }
}

/// Calls a method by name, as it is in the newest snapshot if the program has changed its own source.
pub fn call_method(cx: &mut Cx<'_>, name: &str, this: Value, given: Given<'_>, span: Span) -> R<Value> {
    if let Some(newest) = cx.app.newer_than(cx.program) {
        let values = given.into_values(cx)?;
        return cx.in_program(&newest, |cx| call_known(cx, name, this, Given::values(values), span));
    }
    call_known(cx, name, this, given, span)
}

fn call_known(cx: &mut Cx<'_>, name: &str, this: Value, given: Given<'_>, span: Span) -> R<Value> {
    match cx.program.method_named(name) {
        Some(method) => method.body(cx.program).call(cx, span, this, given),
        None => Err(cx.fail(span, 44, format!("There is no method {name}."))),
    }
}

#[cold]
fn not_a_function(
    cx: &mut Cx<'_>,
    callee: &Value,
    this: &Value,
    span: Span,
    name: Option<Symbol>,
) -> crate::cx::Raised {
    let what = four_runtime::error::describe(this);
    let Some(name) = name else {
        let found = four_runtime::error::describe(callee);
        return cx.fail(span, 54, format!("A function is expected before the parentheses, this is {found}."));
    };
    let name = name.name().to_str();
    if !callee.is_undefined() {
        let found = four_runtime::error::describe(callee);
        return cx.fail(span, 54, format!("{name} of {what} is no function: it is {found}."));
    }
    let mut error = Error::new(-10729, format!("Unknown member method: {what} has no function {name}."));
    let known = crate::suggest::members_of(cx, this);
    if let Some(close) = crate::suggest::closest(&name, known.iter().map(String::as_str)) {
        error = error.with_help(format!("did you mean {close}?"));
    }
    cx.raise(span, error)
}
