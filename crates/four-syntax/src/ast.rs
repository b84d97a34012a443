//! The syntax tree of one 4D source file.
//!
//! Invariants: every statement and expression carries the byte span it was read from; names keep their spelling (blanks
//! collapsed, no `$` or `<>`, no token suffix); commands and constants are ids that the caller gave to [`crate::Names`].
//! Binary operators are nested to the left without precedence, as the language evaluates them (`Concepts/operators`).
//! The depth of an expression is bounded by [`crate::limits::MAX_EXPR_DEPTH`] and that of blocks by
//! [`crate::limits::MAX_BLOCKS`], so recursive walks (and dropping a tree) are safe.

use std::fmt;

/// A range of bytes in a source text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// The smallest range that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range as indices of a `str`.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether the range holds nothing.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A name as spelled, blanks collapsed.
pub type Name = Box<str>;

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// Spelling without sigil.
    pub name: Name,
    /// Where it stands (sigil included).
    pub span: Span,
}

/// A built-in command; the number means what the caller of [`crate::NamesBuilder::add_command`] wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId(pub u16);

/// A built-in constant; the number means what the caller of [`crate::NamesBuilder::add_constant`] wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstantId(pub u16);

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceFile {
    /// A project, database or anonymous method, or a formula.
    Method(MethodFile),
    /// A class file.
    Class(ClassFile),
}

/// Statements in order.
pub type Block = Vec<Stmt>;

/// A method file (`Concepts/methods`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodFile {
    /// The JSON text of the `//%attributes = {…}` header, if there is one.
    pub attributes: Option<Span>,
    /// The `#DECLARE` line.
    pub declare: Option<Signature>,
    /// The statements.
    pub body: Block,
}

/// A class file (`Concepts/classes`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassFile {
    /// `Class extends A` or a dotted path (`cs.ns.A`), in words.
    pub extends: Option<ClassPath>,
    /// `property` lines in order.
    pub properties: Vec<PropertyDecl>,
    /// `Class constructor`.
    pub constructor: Option<FunctionDecl>,
    /// Functions, computed attributes and event functions, in order.
    pub functions: Vec<FunctionDecl>,
    /// ORDA aliases.
    pub aliases: Vec<AliasDecl>,
}

/// A dotted class name.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassPath {
    /// Its words: `["Animal"]`, `["cs", "Animal"]`, `["4D", "Object"]`.
    pub path: Vec<Name>,
    /// Where it stands.
    pub span: Span,
}

/// `property a; b : Text`, `property c : Object:={}`.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyDecl {
    /// The whole line.
    pub span: Span,
    /// One name or more that share the type.
    pub names: Vec<Ident>,
    /// The declared type.
    pub ty: Option<TypeRef>,
    /// The initial value, evaluated for every new object.
    pub init: Option<Expr>,
}

/// What a function is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// `Function f`.
    Plain,
    /// `Function get f`.
    Get,
    /// `Function set f`.
    Set,
    /// `Function query f` (ORDA).
    Query,
    /// `Function orderBy f` (ORDA).
    OrderBy,
    /// `Function event f` (ORDA).
    Event,
    /// `Class constructor`.
    Constructor,
}

/// The words before `Function` or `Class constructor`, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// `local`
    pub local: bool,
    /// `server`
    pub server: bool,
    /// `exposed`
    pub exposed: bool,
    /// `shared`
    pub shared: bool,
    /// `onHTTPGet`
    pub on_http_get: bool,
    /// `session`
    pub session: bool,
    /// `singleton`
    pub singleton: bool,
}

/// A class function or constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionDecl {
    /// The header line.
    pub span: Span,
    /// The name; for the constructor the word `constructor`.
    pub name: Ident,
    /// What it is called for.
    pub kind: FunctionKind,
    /// Words before it.
    pub modifiers: Modifiers,
    /// Parameters and result.
    pub signature: Signature,
    /// Statements up to the next declaration.
    pub body: Block,
}

/// `exposed Alias name path.to.attribute` (`ORDA/ordaClasses`).
#[derive(Clone, Debug, PartialEq)]
pub struct AliasDecl {
    /// The whole line.
    pub span: Span,
    /// Whether `exposed` stands before it.
    pub exposed: bool,
    /// The name of the alias.
    pub name: Ident,
    /// The path it stands for.
    pub path: Vec<Name>,
}

/// Parameters and result of a method or function (`Concepts/parameters`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// From `#DECLARE` or the function's name to the end.
    pub span: Span,
    /// Named parameters in order.
    pub params: Vec<Param>,
    /// `...` or `... : Type`.
    pub variadic: Option<Variadic>,
    /// `-> $r : Type` or `: Type`.
    pub result: Option<ResultDecl>,
}

/// A declared parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Name without `$`.
    pub name: Name,
    /// Missing means Variant.
    pub ty: Option<TypeRef>,
    /// Name and type.
    pub span: Span,
}

/// `... : Type` at the end of a parameter list.
#[derive(Clone, Debug, PartialEq)]
pub struct Variadic {
    /// Missing means Variant.
    pub ty: Option<TypeRef>,
    /// Dots and type.
    pub span: Span,
}

/// A declared result.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultDecl {
    /// Name without `$`, if the result is a variable of the body.
    pub name: Option<Name>,
    /// Missing means Variant.
    pub ty: Option<TypeRef>,
    /// Arrow or colon up to the type.
    pub span: Span,
}

/// A type in a declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeRef {
    /// Which type.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The types of declarations (`Concepts/data-types`).
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `Text` (also `String`, `Alpha` in legacy code)
    Text,
    /// `Integer` (also `Longint`)
    Integer,
    /// `Real`
    Real,
    /// `Boolean`
    Boolean,
    /// `Date`
    Date,
    /// `Time`
    Time,
    /// `Pointer`
    Pointer,
    /// `Picture`
    Picture,
    /// `Blob`
    Blob,
    /// `Object`
    Object,
    /// `Collection`
    Collection,
    /// `Variant`
    Variant,
    /// `cs.X`, `cs.ns.X`, `4D.File`: the words, the first being `cs` or `4D`.
    Class(Vec<Name>),
    /// Anything else; the checker reports it.
    Unknown(Name),
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// From its first to its last token; a block statement spans its whole structure.
    pub span: Span,
    /// What it does.
    pub kind: StmtKind,
}

/// The kinds of statements (`Concepts/flow-control`, `Concepts/variables`).
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `var …`
    Var(Vec<VarGroup>),
    /// `C_TEXT(…)` and its like.
    Legacy(LegacyDecl),
    /// `target:=value`, `target+=value`.
    Assign {
        /// Where to store; the checker tells whether it is assignable.
        target: Expr,
        /// Which assignment.
        op: AssignOp,
        /// What to store.
        value: Expr,
    },
    /// A call, or any expression written as a statement.
    Expr(Expr),
    /// `If … Else … End if`
    If {
        /// The condition.
        cond: Expr,
        /// The first block.
        then: Block,
        /// The block after `Else`.
        otherwise: Option<Block>,
    },
    /// `Case of … End case`
    CaseOf {
        /// The branches in order.
        cases: Vec<CaseBranch>,
        /// The block after `Else`.
        otherwise: Option<Block>,
    },
    /// `While … End while`
    While {
        /// Tested before each turn.
        cond: Expr,
        /// The statements.
        body: Block,
    },
    /// `Repeat … Until`
    Repeat {
        /// The statements.
        body: Block,
        /// Tested after each turn.
        until: Expr,
    },
    /// `For (counter; start; end {; step})`
    For(Box<ForLoop>),
    /// `For each (item; iterable {; begin {; end}}) {Until|While (cond)}`
    ForEach(Box<ForEachLoop>),
    /// `Use (shared) … End use`
    Use {
        /// The shared object or collection.
        target: Expr,
        /// The statements.
        body: Block,
    },
    /// `Try … Catch … End try`
    Try {
        /// The guarded statements.
        body: Block,
        /// The block after `Catch`.
        catch: Option<Block>,
    },
    /// `Begin SQL … End SQL`: the text between.
    Sql(Name),
    /// `return {value}`
    Return(Option<Expr>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// A line that could not be read; the number is that of its message in [`crate::Parsed::diagnostics`]
    /// (`u32::MAX` when the file has more errors than are kept).
    Error(u32),
}

/// Names of a `var` line that share a type: `var $a; $b : Text`.
#[derive(Clone, Debug, PartialEq)]
pub struct VarGroup {
    /// One or more variables.
    pub names: Vec<VarName>,
    /// The declared type.
    pub ty: Option<TypeRef>,
    /// The initial value; then `names` has one item.
    pub init: Option<Expr>,
}

/// A declared variable.
#[derive(Clone, Debug, PartialEq)]
pub struct VarName {
    /// Which variable.
    pub kind: VarKind,
    /// Where it stands.
    pub span: Span,
}

/// Scope and name of a declared variable.
#[derive(Clone, Debug, PartialEq)]
pub enum VarKind {
    /// `$x`
    Local(Name),
    /// `x`
    Process(Name),
    /// `<>x`
    Interprocess(Name),
    /// `$0`, `$1`, …
    Param(u32),
    /// `${2}`: this and all following parameters.
    ParamsFrom(u32),
}

/// `C_TEXT(list)`, `C_TEXT(method; $0; $1)`, `C_STRING(63; $x)` (`Concepts/variables`, deprecated).
#[derive(Clone, Debug, PartialEq)]
pub struct LegacyDecl {
    /// The type (`C_LONGINT`, `C_INTEGER` are Integer).
    pub ty: TypeKind,
    /// The method whose parameters are declared; then this line concerns compilers only.
    pub method: Option<Ident>,
    /// The variables.
    pub names: Vec<VarName>,
    /// The length of `C_STRING`.
    pub length: Option<u32>,
}

/// One `: condition` of a `Case of`.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseBranch {
    /// The condition line.
    pub span: Span,
    /// The condition.
    pub cond: Expr,
    /// The statements.
    pub body: Block,
}

/// A `For` loop.
#[derive(Clone, Debug, PartialEq)]
pub struct ForLoop {
    /// The counter variable (any assignable expression; the checker tells).
    pub counter: Expr,
    /// First value.
    pub start: Expr,
    /// Last value.
    pub end: Expr,
    /// Step, 1 if missing.
    pub step: Option<Expr>,
    /// The statements.
    pub body: Block,
}

/// A `For each` loop.
#[derive(Clone, Debug, PartialEq)]
pub struct ForEachLoop {
    /// The variable that takes each item.
    pub item: Expr,
    /// Collection, object or entity selection.
    pub iterable: Expr,
    /// First index, included.
    pub begin: Option<Expr>,
    /// Last index, excluded.
    pub end: Option<Expr>,
    /// The condition on the same line.
    pub test: Option<(ForEachTest, Expr)>,
    /// The statements.
    pub body: Block,
}

/// How a `For each` is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForEachTest {
    /// `While (cond)`, tested before each turn.
    While,
    /// `Until (cond)`, tested after each turn.
    Until,
}

/// An assignment operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignOp {
    /// `:=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Sub,
    /// `*=`
    Mul,
    /// `/=`
    Div,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// From its first to its last token.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

impl Expr {
    /// An expression at a place.
    pub fn new(span: Span, kind: ExprKind) -> Self {
        Expr { span, kind }
    }
}

/// A command, method or function call's arguments.
pub type Args = Vec<Arg>;

/// The kinds of expressions. `args: None` means that no parentheses were written.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number without sign.
    Number {
        /// Its value; `0xFFFFFFFF` is −1, as hexadecimal literals are 32-bit patterns.
        value: f64,
        /// No decimal point and no exponent.
        integer: bool,
    },
    /// A text literal, escapes resolved.
    Text(Box<str>),
    /// A date literal; the null date has three zeros.
    Date {
        /// Year.
        year: i32,
        /// Month, 1 to 12.
        month: u8,
        /// Day, 1 to 31.
        day: u8,
    },
    /// A time literal in seconds.
    Time(i64),
    /// `Null`
    Null,
    /// `True`, `False`
    Boolean(bool),
    /// `{a: 1; b: 2}`
    Object(Vec<(Ident, Expr)>),
    /// `[1; 2]`
    Collection(Vec<Expr>),
    /// `$x`
    Local(Name),
    /// `$0`, `$1`, …
    Param(u32),
    /// `${expr}`
    ParamIndirect(Box<Expr>),
    /// `<>x`
    Interprocess(Name),
    /// A bare name that is not known: a process variable, or a method of another snapshot; with `args` surely a call.
    Name {
        /// As spelled.
        name: Name,
        /// Its token suffix if it had one that nobody knows, such as `:C9999`.
        token: Option<Name>,
        /// Arguments.
        args: Option<Args>,
    },
    /// A known project method.
    Method {
        /// As spelled in this place.
        name: Name,
        /// Arguments.
        args: Option<Args>,
    },
    /// A built-in command.
    Command {
        /// Which.
        id: CommandId,
        /// Arguments.
        args: Option<Args>,
    },
    /// A built-in constant.
    Constant(ConstantId),
    /// A plug-in or component command.
    Plugin {
        /// As spelled.
        name: Name,
        /// Its token suffix such as `:P13000:229`, if it had one.
        token: Option<Name>,
        /// Arguments.
        args: Option<Args>,
    },
    /// `[Table]`
    Table(TableRef),
    /// `[Table]Field`
    Field {
        /// The table.
        table: TableRef,
        /// The field (name and number as for tables).
        field: TableRef,
    },
    /// `-x`, `+x`
    Unary {
        /// Which.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a+b`: left operand first, no precedence.
    Binary {
        /// Which.
        op: BinaryOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `cond ? then : otherwise`
    Ternary {
        /// The condition.
        cond: Box<Expr>,
        /// Value if truthy.
        then: Box<Expr>,
        /// Value if falsy.
        otherwise: Box<Expr>,
    },
    /// `( expr )`: kept, since printing must not change the order of evaluation.
    Paren(Box<Expr>),
    /// `o.name`; `p->name` is `Member` of a `Deref`.
    Member {
        /// The object.
        object: Box<Expr>,
        /// The property name, case-sensitive.
        name: Ident,
    },
    /// `callee(args)` where the callee is `o.f`, `o["f"]`, `Super`, the result of a call …
    Call {
        /// What is called.
        callee: Box<Expr>,
        /// Arguments.
        args: Args,
    },
    /// `o[e]`: collection element or object property.
    Index {
        /// Collection or object.
        object: Box<Expr>,
        /// Number or text.
        index: Box<Expr>,
    },
    /// `a{e}`: array element or blob byte.
    ArrayIndex {
        /// Array or blob.
        array: Box<Expr>,
        /// Position.
        index: Box<Expr>,
    },
    /// `t[[e]]`: a character of a text.
    CharRef {
        /// The text.
        text: Box<Expr>,
        /// Position from 1.
        index: Box<Expr>,
    },
    /// `p->`
    Deref(Box<Expr>),
    /// `->x`
    PointerTo(Box<Expr>),
    /// `This`
    This,
    /// `Super`
    Super,
    /// `cs`
    ClassStore,
    /// `4D`
    FourD,
    /// `Try(expr)`; the body may be [`ExprKind::Assign`].
    Try(Box<Expr>),
    /// An assignment as the body of `Formula(…)`, `defer(…)`, `Try(…)`, in a formula text or as a command's argument.
    Assign {
        /// Where to store.
        target: Box<Expr>,
        /// Which assignment.
        op: AssignOp,
        /// What to store.
        value: Box<Expr>,
    },
    /// `return {expr}` as the body of a formula.
    Return(Option<Box<Expr>>),
    /// Something that could not be read; its message is among the diagnostics.
    Error,
}

/// A table or field: name, number or both.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRef {
    /// As spelled.
    pub name: Name,
    /// The number of a tokenised source.
    pub number: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A value, or a formula body ([`ExprKind::Assign`], [`ExprKind::Return`]).
    Expr(Expr),
    /// `*`
    Star(Span),
    /// `>` as a sort direction
    Greater(Span),
    /// `<` as a sort direction
    Less(Span),
    /// A comparison operator as an argument (`QUERY`): `=`, `#`, `<=`, `>=`, `%`.
    Operator(BinaryOp, Span),
    /// `&` or `|` before a query line: `QUERY([T]; & ; [T]F=1)`; written `& [T]F=1` it is an argument of its own too.
    Conjunction(BinaryOp, Span),
    /// Nothing between two separators; the span is empty.
    Empty(Span),
}

impl Arg {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Arg::Expr(e) => e.span,
            Arg::Star(s)
            | Arg::Greater(s)
            | Arg::Less(s)
            | Arg::Operator(_, s)
            | Arg::Conjunction(_, s)
            | Arg::Empty(s) => *s,
        }
    }
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `+`
    Plus,
}

/// A binary operator (`Concepts/operators`); what it means depends on the operands' types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `\`
    IntDiv,
    /// `%`: modulo, or keyword search
    Mod,
    /// `^`
    Pow,
    /// `=`
    Eq,
    /// `#`
    Ne,
    /// `<`
    Lt,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `>=`
    Ge,
    /// `&`
    And,
    /// `|`
    Or,
    /// `^|`
    Xor,
    /// `&&`
    AndThen,
    /// `||`
    OrElse,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `??`
    BitTest,
    /// `?+`
    BitSet,
    /// `?-`
    BitClear,
    /// `*+`
    PictureScaleX,
    /// `*|`
    PictureScaleY,
}
