//! The registry: what a built-in command or class is, said once.
//!
//! A command is one item of [`commands!`](crate::commands): number, documentation, typed parameters and body. From it
//! come the parser's names, argument checks, the command reference and the examples that are run as tests. The members
//! of a 4D class are one item of [`native_class!`](crate::native_class).

mod arguments;
mod macros;

pub use arguments::{Arg, Args, InOut, OrUndefined, Order, Rest, Ret, Star};

use crate::error::Res;
use crate::host::Host;
use crate::value::Value;

/// The Rust function behind a command.
pub type NativeFn = fn(&mut dyn Host, &mut [Value]) -> Res<Value>;
/// The Rust function behind a member function; the second argument is the receiver.
pub type MemberFn = fn(&mut dyn Host, &Value, &mut [Value]) -> Res<Value>;

/// A 4D command.
pub struct Command {
    /// English name, with its blanks.
    pub name: &'static str,
    /// 4D's number, as in `String:C10`; 0 for none.
    pub number: u16,
    /// Theme of the documentation.
    pub theme: &'static str,
    /// What it does, in Markdown, with an example.
    pub doc: &'static str,
    /// Parameters in order.
    pub params: &'static [Param],
    /// Type of the result; empty for none.
    pub result: &'static str,
    /// What runs.
    pub run: Run,
}

/// How a command runs.
#[derive(Clone, Copy)]
pub enum Run {
    /// A Rust function that gets evaluated arguments.
    Native(NativeFn),
    /// The evaluator's own business: the arguments are not evaluated beforehand.
    Special(Special),
}

/// Commands that the evaluator itself carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// `Formula(expr)`.
    Formula,
    /// `ASSERT(condition{; text})`.
    Assert,
    /// `Asserted(condition{; text})`.
    Asserted,
    /// `Count parameters`.
    CountParameters,
    /// `Copy parameters{(from)}`.
    CopyParameters,
    /// `Undefined(expr)`.
    Undefined,
    /// `Type(variable)`.
    TypeOf,
    /// `throw{(error)}`.
    Throw,
    /// `_4D THROW ERROR`, with the older names of the properties.
    OldThrow,
    /// `CLEAR VARIABLE(variable)`.
    ClearVariable,
    /// `EXECUTE FORMULA(text)`.
    ExecuteFormula,
    /// `Formula from string(text)`.
    FormulaFromString,
    /// `EXECUTE METHOD(name{; result{; arguments}})`.
    ExecuteMethod,
    /// `Current method name`.
    CurrentMethodName,
    /// `Get pointer(name)`.
    GetPointer,
    /// `defer(expr)`.
    Defer,
    /// `Call chain`.
    CallChain,
    /// `Deferred formulas`.
    DeferredFormulas,
    /// `GET PROCESS VARIABLE(process; from; to{; …})`.
    GetProcessVariable,
    /// `SET PROCESS VARIABLE(process; to; expression{; …})`.
    SetProcessVariable,
    /// `VARIABLE TO VARIABLE(process; to; from{; …})`.
    VariableToVariable,
}

/// A parameter of a command or member function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// Name, with underscores for blanks.
    pub name: &'static str,
    /// What it takes.
    pub kind: ParamKind,
    /// True when it may be left out.
    pub optional: bool,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// Any value.
    Any,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A number without fraction.
    Integer,
    /// A Boolean.
    Boolean,
    /// A date.
    Date,
    /// A time.
    Time,
    /// An object.
    Object,
    /// A collection.
    Collection,
    /// A variable or other place that the command reads and writes.
    Variable,
    /// The `*` token.
    Star,
    /// The `>` or `<` token.
    Order,
    /// Any number of values, up to the last argument.
    Rest,
    /// An expression that is not evaluated beforehand.
    Expression,
}

impl ParamKind {
    /// The word that messages and signatures use.
    pub fn name(self) -> &'static str {
        match self {
            ParamKind::Any => "Any",
            ParamKind::Text => "Text",
            ParamKind::Number => "Real",
            ParamKind::Integer => "Integer",
            ParamKind::Boolean => "Boolean",
            ParamKind::Date => "Date",
            ParamKind::Time => "Time",
            ParamKind::Object => "Object",
            ParamKind::Collection => "Collection",
            ParamKind::Variable => "Variable",
            ParamKind::Star => "*",
            ParamKind::Order => "> or <",
            ParamKind::Rest => "…",
            ParamKind::Expression => "Expression",
        }
    }
}

/// One of 4D's classes.
pub struct NativeClass {
    /// Name in the class store `4D`.
    pub name: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// The class it extends; `None` for `Object`.
    pub parent: Option<&'static NativeClass>,
    /// `new`, for classes that code may instantiate.
    pub new: Option<Constructor>,
    /// Functions and properties.
    pub members: &'static [Member],
}

/// `new` of a 4D class.
pub struct Constructor {
    /// Parameters in order.
    pub params: &'static [Param],
    /// What runs.
    pub run: NativeFn,
}

/// A function or property of a 4D class.
pub struct Member {
    /// Name; case counts.
    pub name: &'static str,
    /// What it does, in Markdown.
    pub doc: &'static str,
    /// Parameters of a function.
    pub params: &'static [Param],
    /// Type of the result or property.
    pub result: &'static str,
    /// What runs.
    pub run: MemberRun,
}

/// How a member runs.
#[derive(Clone, Copy)]
pub enum MemberRun {
    /// A function.
    Function(MemberFn),
    /// A property; read-only unless there is a [`MemberRun::Set`] of the same name.
    Get(MemberFn),
    /// What assigning to a property does; the value is the only argument.
    Set(MemberFn),
}

impl NativeClass {
    /// The member of this name, inherited ones included.
    pub fn member(&'static self, name: &str) -> Option<&'static Member> {
        let mut class = Some(self);
        while let Some(this) = class {
            let mut readable = this.members.iter().filter(|member| !matches!(member.run, MemberRun::Set(_)));
            if let Some(member) = readable.find(|member| member.name == name) {
                return Some(member);
            }
            class = this.parent;
        }
        None
    }

    /// What assigning to the property of this name does, for properties that are not read-only.
    pub fn setter(&'static self, name: &str) -> Option<MemberFn> {
        std::iter::successors(Some(self), |class| class.parent).flat_map(|class| class.members).find_map(
            |member| match member.run {
                MemberRun::Set(run) if member.name == name => Some(run),
                _ => None,
            },
        )
    }

    /// True when this class is `ancestor` or extends it.
    pub fn extends(&'static self, ancestor: &'static NativeClass) -> bool {
        let mut class = Some(self);
        while let Some(this) = class {
            if std::ptr::eq(this, ancestor) {
                return true;
            }
            class = this.parent;
        }
        false
    }
}

/// The form of a command or member function as 4D's documentation writes it, such as
/// `String(expression : any {; format : any}) : Text`.
pub fn signature(name: &str, params: &[Param], result: &str) -> String {
    let mut text = name.to_owned();
    for (at, param) in params.iter().enumerate() {
        let shown = param.name.trim_start_matches('_').replace('_', " ");
        let shown = match param.kind {
            ParamKind::Star => "*".to_owned(),
            ParamKind::Order => "> or <".to_owned(),
            ParamKind::Rest => format!("…{shown}"),
            kind => format!("{shown} : {}", kind.name()),
        };
        text.push_str(match (at, param.optional) {
            (0, false) => "(",
            (0, true) => "({",
            (_, false) => "; ",
            (_, true) => " {; ",
        });
        text.push_str(&shown);
        if param.optional {
            text.push('}');
        }
    }
    if !params.is_empty() {
        text.push(')');
    }
    if let Some(result) = result_name(result) {
        text.push_str(&format!(" : {result}"));
    }
    text
}

/// 4D's word for the Rust type of a result; `None` for none.
fn result_name(result: &str) -> Option<&str> {
    match result {
        "" | "()" => None,
        "i32" | "usize" => Some("Integer"),
        "f64" => Some("Real"),
        "bool" => Some("Boolean"),
        "String" | "Text" | "&'static str" => Some("Text"),
        "Value" | "Option<Value>" => Some("any"),
        "Rc<Object>" => Some("Object"),
        "Rc<Collection>" => Some("Collection"),
        other => Some(other),
    }
}
