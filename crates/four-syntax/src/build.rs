//! What the grammar's actions call: reads literals and names from the source and puts nodes together.
//!
//! Invariant: nothing here fails; a literal that is not well-formed leaves a message in [`Cx`] and some value.

mod literal;
mod node;

use std::cell::RefCell;

use crate::ast::*;
use crate::diagnostic::Diagnostic;
use crate::keyword::Keyword;
use crate::tok::Legacy;
use crate::trie::words;
use literal::unescape;
pub(crate) use node::*;

/// What one logical line turned out to be; [`crate::blocks`] puts structures together.
///
/// The parser moves whatever is on its stack, so everything there is kept small: what is large stands in a box.
#[derive(Debug)]
pub(crate) enum Line {
    Expr(Expr),
    Stmt(Box<StmtKind>),
    If(Expr),
    Else,
    End(Keyword),
    CaseOf,
    Case(Expr),
    While(Expr),
    Repeat,
    Until(Expr),
    For(Box<ForLoop>),
    ForEach(Box<ForEachLoop>),
    Use(Expr),
    Try,
    Catch,
    Declare(Box<Signature>),
    Extends(ClassPath),
    Property(Box<PropertyDecl>),
    Function(Box<FunctionDecl>),
    Alias(AliasDecl),
}

/// Name, type, initial value.
pub(crate) type VarItem = (VarName, Option<TypeRef>, Option<Box<Expr>>);
/// Name (none for `...`), type, place.
pub(crate) type ParamItem = (Option<Name>, Option<TypeRef>, Span);
/// An argument, and the value that follows a sign without a separator.
pub(crate) type ArgItem = (Arg, Option<Box<Expr>>);

impl Line {
    pub fn stmt(kind: StmtKind) -> Line {
        Line::Stmt(Box::new(kind))
    }
}

/// The source that actions read from, and the messages they leave.
#[derive(Debug)]
pub(crate) struct Cx<'s> {
    pub src: &'s str,
    pub diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'s> Cx<'s> {
    pub fn new(src: &'s str) -> Self {
        Cx { src, diagnostics: RefCell::default() }
    }

    fn slice(&self, l: u32, r: u32) -> &'s str {
        self.src.get(l as usize..r as usize).unwrap_or("")
    }

    fn report(&self, d: Diagnostic) {
        self.diagnostics.borrow_mut().push(d);
    }

    /// A name without sigil and token suffix, blanks collapsed.
    pub fn name(&self, l: u32, r: u32) -> Name {
        let text = self.slice(l, r);
        let text = text.trim_start_matches(['$', '◊']);
        plain_name(text.strip_prefix("<>").unwrap_or(text))
    }

    /// A property name or key; quotes of a key are taken off.
    pub fn ident(&self, l: u32, r: u32) -> Ident {
        let text = self.slice(l, r);
        let name = if text.starts_with('"') {
            unescape(text)
        } else {
            text.split(':').next().unwrap_or(text).into()
        };
        Ident { name, span: Span::new(l, r) }
    }

    pub fn unknown(&self, l: u32, r: u32) -> ExprKind {
        let (name, token) = self.tokenised(l, r);
        ExprKind::Name { name, token, args: None }
    }

    pub fn plugin(&self, l: u32, r: u32) -> ExprKind {
        let (name, token) = self.tokenised(l, r);
        ExprKind::Plugin { name, token, args: None }
    }

    /// A name and its token suffix.
    fn tokenised(&self, l: u32, r: u32) -> (Name, Option<Name>) {
        let text = self.slice(l, r);
        (plain_name(text), text.find(':').and_then(|at| text.get(at..)).map(Box::from))
    }

    pub fn param(&self, l: u32, r: u32) -> u32 {
        self.int(l + 1, r)
    }

    pub fn int(&self, l: u32, r: u32) -> u32 {
        self.slice(l, r).parse().unwrap_or_else(|_| {
            self.report(Diagnostic::error("syntax/number", Span::new(l, r), "this number is too large"));
            0
        })
    }

    /// `[Name:1]` or `Name:1`.
    pub fn table(&self, l: u32, r: u32) -> TableRef {
        let text = self.slice(l, r).trim_matches(['[', ']', ' ', '\u{a0}']);
        let (name, number) = text.split_once(':').map_or((text, None), |(n, d)| (n, d.parse().ok()));
        TableRef { name: plain_name(name), number, span: Span::new(l, r) }
    }

    pub fn sql(&self, l: u32, r: u32) -> StmtKind {
        let text = self.slice(l, r);
        // `Begin`, blanks, `SQL` … `End`, blanks, `SQL`
        let inner = text.get(5..).unwrap_or("").trim_start().get(3..).unwrap_or("");
        let inner = inner.trim_end();
        let inner = inner.get(..inner.len().saturating_sub(3)).unwrap_or("").trim_end();
        StmtKind::Sql(inner.get(..inner.len().saturating_sub(3)).unwrap_or("").trim().into())
    }

    pub fn var_name(&self, kind: VarKind, l: u32, r: u32) -> VarName {
        VarName { kind, span: Span::new(l, r) }
    }

    /// Groups the items of a `var` line: names without a type share the next type.
    pub fn vars(&self, items: Vec<VarItem>) -> Line {
        let mut groups: Vec<VarGroup> = Vec::new();
        let mut names: Vec<VarName> = Vec::new();
        for (name, ty, init) in items {
            if init.is_some() && !names.is_empty() {
                self.report(
                    Diagnostic::error(
                        "syntax/var-value",
                        name.span,
                        "only a single variable can get a value in a `var` line",
                    )
                    .help("declare it on a line of its own: `var $x : Text:=…`"),
                );
            }
            let last = names.last().map(|n| n.span);
            names.push(name);
            if ty.is_some() || init.is_some() {
                if init.is_some() && last.is_some() {
                    let one = names.split_off(names.len() - 1);
                    groups.push(VarGroup { names: std::mem::take(&mut names), ty: ty.clone(), init: None });
                    names = one;
                }
                groups.push(VarGroup { names: std::mem::take(&mut names), ty, init: init.map(|init| *init) });
            }
        }
        if !names.is_empty() {
            groups.push(VarGroup { names, ty: None, init: None });
        }
        Line::stmt(StmtKind::Var(groups))
    }

    /// `C_TEXT($a; b)`, `C_TEXT(method; $0)`, `C_STRING(63; $x)`.
    pub fn legacy(&self, kind: Legacy, args: Args) -> Line {
        let mut decl = LegacyDecl { ty: kind.kind(), method: None, names: Vec::new(), length: None };
        let count = args.len();
        for (i, arg) in args.into_iter().enumerate() {
            let span = arg.span();
            let Arg::Expr(expr) = arg else {
                self.bad_legacy(span);
                continue;
            };
            let kind = match expr.kind {
                ExprKind::Local(n) => VarKind::Local(n),
                ExprKind::Param(n) => VarKind::Param(n),
                ExprKind::Interprocess(n) => VarKind::Interprocess(n),
                ExprKind::ParamIndirect(e) => match e.kind {
                    ExprKind::Number { value, integer: true } => VarKind::ParamsFrom(value as u32),
                    _ => {
                        self.bad_legacy(span);
                        continue;
                    }
                },
                ExprKind::Number { value, integer: true } if i == 0 && count > 1 => {
                    decl.length = Some(value as u32);
                    continue;
                }
                ExprKind::Method { name, args: None } if i == 0 && count > 1 => {
                    decl.method = Some(Ident { name, span });
                    continue;
                }
                ExprKind::Name { name, args: None, .. } | ExprKind::Method { name, args: None } => {
                    VarKind::Process(name)
                }
                _ => {
                    self.bad_legacy(span);
                    continue;
                }
            };
            decl.names.push(VarName { kind, span });
        }
        // `C_TEXT(unknown method; $0; $1)`: only parameters can follow a method's name.
        let is_param = |n: &VarName| matches!(n.kind, VarKind::Param(_) | VarKind::ParamsFrom(_));
        if decl.method.is_none()
            && decl.names.len() > 1
            && decl.names[1..].iter().all(is_param)
            && let VarKind::Process(name) = &decl.names[0].kind
        {
            decl.method = Some(Ident { name: name.clone(), span: decl.names[0].span });
            decl.names.remove(0);
        }
        Line::stmt(StmtKind::Legacy(decl))
    }

    fn bad_legacy(&self, span: Span) {
        self.report(
            Diagnostic::warning("syntax/declaration", span, "only variables can be declared")
                .label("not a variable")
                .help("variables are written `$name`, `name` or `<>name`; a command or method cannot be one"),
        );
    }

    pub fn type_ref(&self, l: u32, r: u32) -> TypeRef {
        let span = Span::new(l, r);
        let path = split_path(self.slice(l, r));
        let kind = match path.as_slice() {
            [one] => simple_type(one),
            [first, ..] if first.eq_ignore_ascii_case("cs") || &**first == "4D" || &**first == "4d" => {
                TypeKind::Class(path)
            }
            _ => TypeKind::Unknown(path.join(".").into()),
        };
        TypeRef { kind, span }
    }

    pub fn class_path(&self, l: u32, r: u32) -> ClassPath {
        ClassPath { path: split_path(self.slice(l, r)), span: Span::new(l, r) }
    }

    pub fn signature(
        &self,
        l: u32,
        r: u32,
        params: Option<Vec<ParamItem>>,
        result: Option<ResultDecl>,
    ) -> Box<Signature> {
        let span = Span::new(l, r.max(l));
        let mut signature = Box::new(Signature { span, result, ..Signature::default() });
        for (name, ty, span) in params.unwrap_or_default() {
            if let Some(variadic) = &signature.variadic {
                self.report(
                    Diagnostic::error(
                        "syntax/variadic",
                        span,
                        "nothing can follow `...` in a parameter list",
                    )
                    .also(variadic.span, "`...` stands here")
                    .help("put `...` last: it takes all further arguments"),
                );
                continue;
            }
            match name {
                Some(name) => signature.params.push(Param { name, ty, span }),
                None => signature.variadic = Some(Variadic { ty, span }),
            }
        }
        signature
    }

    pub fn property(&self, names: Vec<Ident>, ty: Option<TypeRef>, init: Option<Expr>) -> Line {
        if let (Some(init), [_, second, ..]) = (&init, names.as_slice()) {
            self.report(
                Diagnostic::error(
                    "syntax/property-value",
                    init.span,
                    "only a single property can get a value on its line",
                )
                .also(second.span, "a second name")
                .help("declare it on a line of its own: `property name : Type:=…`"),
            );
        }
        Line::Property(Box::new(PropertyDecl { span: Span::default(), names, ty, init }))
    }

    pub fn constructor(&self, m: Vec<Keyword>, span: Span, signature: Signature) -> Line {
        let name = Ident { name: "constructor".into(), span };
        self.function(m, FunctionKind::Constructor, name, signature)
    }

    pub fn function(&self, m: Vec<Keyword>, kind: FunctionKind, name: Ident, signature: Signature) -> Line {
        let modifiers = modifiers(&m);
        Line::Function(Box::new(FunctionDecl {
            span: name.span,
            name,
            kind,
            modifiers,
            signature,
            body: Vec::new(),
        }))
    }

    pub fn alias(&self, m: Vec<Keyword>, name: Ident, path: Vec<Ident>) -> Line {
        let exposed = modifiers(&m).exposed;
        Line::Alias(AliasDecl {
            span: name.span,
            exposed,
            name,
            path: path.into_iter().map(|p| p.name).collect(),
        })
    }
}

fn modifiers(words: &[Keyword]) -> Modifiers {
    let has = |k| words.contains(&k);
    Modifiers {
        local: has(Keyword::Local),
        server: has(Keyword::Server),
        exposed: has(Keyword::Exposed),
        shared: has(Keyword::Shared),
        on_http_get: has(Keyword::OnHttpGet),
        session: has(Keyword::Session),
        singleton: has(Keyword::Singleton),
    }
}

fn plain_name(text: &str) -> Name {
    let text = text.split(':').next().unwrap_or(text);
    if text.contains([' ', '\t', '\u{a0}']) {
        words(text).collect::<Vec<_>>().join(" ").into()
    } else {
        text.into()
    }
}

/// `cs:C1710.ns.X` → `["cs", "ns", "X"]`.
fn split_path(text: &str) -> Vec<Name> {
    text.split('.').map(|w| w.trim().split(':').next().unwrap_or(w).trim().into()).collect()
}

/// The types of declarations, as 4D writes them (`Concepts/data-types`).
const TYPES: [(&str, TypeKind); 12] = [
    ("Text", TypeKind::Text),
    ("Integer", TypeKind::Integer),
    ("Real", TypeKind::Real),
    ("Boolean", TypeKind::Boolean),
    ("Date", TypeKind::Date),
    ("Time", TypeKind::Time),
    ("Pointer", TypeKind::Pointer),
    ("Picture", TypeKind::Picture),
    ("Blob", TypeKind::Blob),
    ("Object", TypeKind::Object),
    ("Collection", TypeKind::Collection),
    ("Variant", TypeKind::Variant),
];

/// Names of the types of declarations, as 4D writes them (`Concepts/data-types`).
pub fn type_names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name)
}

fn simple_type(name: &str) -> TypeKind {
    if name.eq_ignore_ascii_case("Longint") {
        return TypeKind::Integer;
    }
    let found = TYPES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    found.map_or_else(|| TypeKind::Unknown(name.into()), |(_, k)| k.clone())
}

/// How 4D writes the type of this name.
pub(crate) fn type_spelling(name: &str) -> Option<&'static str> {
    type_names().find(|spelling| spelling.eq_ignore_ascii_case(name))
}
