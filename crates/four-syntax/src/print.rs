//! Prints a tree as 4D source in canonical form: `.source` of formulas, and the check that printing and reading agree.
//!
//! Invariant: what was read without messages is printed so that it reads to the same tree (places and comments aside),
//! given the same [`Names`].

mod expr;

use std::fmt::Write;

use crate::ast::*;
use crate::names::Names;

/// An expression, on one line.
pub fn print_expr(expr: &Expr, names: &Names) -> String {
    let mut printer = Printer { out: String::new(), names, token: &|_| String::new(), indent: 0 };
    printer.expr(expr);
    printer.out
}

/// An expression, on one line; `token` gives what stands behind the name of a command or constant, such as `:C10`.
pub fn print_expr_with(expr: &Expr, names: &Names, token: &dyn Fn(Named) -> String) -> String {
    let mut printer = Printer { out: String::new(), names, token, indent: 0 };
    printer.expr(expr);
    printer.out
}

/// What may have a token behind its name.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// A command.
    Command(CommandId),
    /// A constant.
    Constant(ConstantId),
}

/// Statements, a line each, structures indented with tabs.
pub fn print_stmts(stmts: &[Stmt], names: &Names) -> String {
    let mut printer = Printer { out: String::new(), names, token: &|_| String::new(), indent: 0 };
    printer.block(stmts);
    printer.out
}

/// A file without its attributes header and comments. Declarations of a class come in a fixed order.
pub fn print_file(file: &SourceFile, names: &Names) -> String {
    let mut printer = Printer { out: String::new(), names, token: &|_| String::new(), indent: 0 };
    match file {
        SourceFile::Method(method) => {
            if let Some(signature) = &method.declare {
                printer.out.push_str("#DECLARE");
                printer.signature(signature);
                printer.out.push('\n');
            }
            printer.block(&method.body);
        }
        SourceFile::Class(class) => printer.class(class),
    }
    printer.out
}

/// The name that types have in declarations.
fn type_name(kind: &TypeKind) -> String {
    let word = match kind {
        TypeKind::Text => "Text",
        TypeKind::Integer => "Integer",
        TypeKind::Real => "Real",
        TypeKind::Boolean => "Boolean",
        TypeKind::Date => "Date",
        TypeKind::Time => "Time",
        TypeKind::Pointer => "Pointer",
        TypeKind::Picture => "Picture",
        TypeKind::Blob => "Blob",
        TypeKind::Object => "Object",
        TypeKind::Collection => "Collection",
        TypeKind::Variant => "Variant",
        TypeKind::Class(path) => return path.join("."),
        TypeKind::Unknown(name) => name,
    };
    word.to_owned()
}

struct Printer<'n> {
    out: String,
    names: &'n Names,
    token: &'n dyn Fn(Named) -> String,
    indent: usize,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        self.start();
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn start(&mut self) {
        self.out.extend(std::iter::repeat_n('\t', self.indent));
    }

    /// `word expr` as a line.
    fn head(&mut self, word: &str, expr: &Expr) {
        self.start();
        self.out.push_str(word);
        self.expr(expr);
        self.out.push('\n');
    }

    fn inner(&mut self, block: &[Stmt]) {
        self.indent += 1;
        self.block(block);
        self.indent -= 1;
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::If { cond, then, otherwise } => {
                self.head("If ", cond);
                self.inner(then);
                self.second("Else", otherwise.as_deref());
                self.line("End if");
            }
            StmtKind::CaseOf { cases, otherwise } => {
                self.line("Case of");
                self.indent += 1;
                for case in cases {
                    self.head(": ", &case.cond);
                    self.inner(&case.body);
                }
                self.second("Else", otherwise.as_deref());
                self.indent -= 1;
                self.line("End case");
            }
            StmtKind::While { cond, body } => {
                self.head("While ", cond);
                self.inner(body);
                self.line("End while");
            }
            StmtKind::Repeat { body, until } => {
                self.line("Repeat");
                self.inner(body);
                self.head("Until ", until);
            }
            StmtKind::For(head) => {
                self.start();
                self.out.push_str("For (");
                self.list([Some(&head.counter), Some(&head.start), Some(&head.end), head.step.as_ref()]);
                self.out.push_str(")\n");
                self.inner(&head.body);
                self.line("End for");
            }
            StmtKind::ForEach(head) => {
                self.start();
                self.out.push_str("For each (");
                self.list([Some(&head.item), Some(&head.iterable), head.begin.as_ref(), head.end.as_ref()]);
                self.out.push(')');
                if let Some((test, cond)) = &head.test {
                    self.out.push_str(if *test == ForEachTest::While { " While " } else { " Until " });
                    self.expr(cond);
                }
                self.out.push('\n');
                self.inner(&head.body);
                self.line("End for each");
            }
            StmtKind::Use { target, body } => {
                self.head("Use ", target);
                self.inner(body);
                self.line("End use");
            }
            StmtKind::Try { body, catch } => {
                self.line("Try");
                self.inner(body);
                self.second("Catch", catch.as_deref());
                self.line("End try");
            }
            StmtKind::Sql(text) => {
                self.line("Begin SQL");
                self.line(text);
                self.line("End SQL");
            }
            simple => {
                self.start();
                self.simple(simple);
                self.out.push('\n');
            }
        }
    }

    fn second(&mut self, word: &str, block: Option<&[Stmt]>) {
        if let Some(block) = block {
            self.line(word);
            self.inner(block);
        }
    }

    /// Statements of one line.
    fn simple(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Var(groups) => self.vars(groups),
            StmtKind::Legacy(decl) => self.legacy(decl),
            StmtKind::Assign { target, op, value } => self.assignment(target, *op, value),
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Return(value) => {
                self.out.push_str("return");
                if let Some(value) = value {
                    self.out.push(' ');
                    self.expr(value);
                }
            }
            StmtKind::Break => self.out.push_str("break"),
            StmtKind::Continue => self.out.push_str("continue"),
            _ => self.out.push_str("// (a line that could not be read)"),
        }
    }

    fn vars(&mut self, groups: &[VarGroup]) {
        self.out.push_str("var ");
        for (i, group) in groups.iter().enumerate() {
            if i > 0 {
                self.out.push_str("; ");
            }
            self.var_names(&group.names);
            self.typed(group.ty.as_ref());
            self.value(group.init.as_ref());
        }
    }

    fn var_names(&mut self, names: &[VarName]) {
        for (i, name) in names.iter().enumerate() {
            if i > 0 {
                self.out.push_str("; ");
            }
            self.out.push_str(&match &name.kind {
                VarKind::Local(n) => format!("${n}"),
                VarKind::Process(n) => n.to_string(),
                VarKind::Interprocess(n) => format!("<>{n}"),
                VarKind::Param(n) => format!("${n}"),
                VarKind::ParamsFrom(n) => format!("${{{n}}}"),
            });
        }
    }

    fn typed(&mut self, ty: Option<&TypeRef>) {
        if let Some(ty) = ty {
            self.out.push_str(" : ");
            self.out.push_str(&type_name(&ty.kind));
        }
    }

    fn value(&mut self, init: Option<&Expr>) {
        if let Some(init) = init {
            self.out.push_str(":=");
            self.expr(init);
        }
    }

    fn legacy(&mut self, decl: &LegacyDecl) {
        let word = match (&decl.ty, decl.length) {
            (TypeKind::Text, Some(_)) => "STRING".to_owned(),
            (TypeKind::Integer, _) => "LONGINT".to_owned(),
            (ty, _) => type_name(ty).to_uppercase(),
        };
        let _ = write!(self.out, "C_{word}(");
        if let Some(length) = decl.length {
            let _ = write!(self.out, "{length}; ");
        }
        if let Some(method) = &decl.method {
            self.out.push_str(&method.name);
            self.out.push_str(if decl.names.is_empty() { "" } else { "; " });
        }
        self.var_names(&decl.names);
        self.out.push(')');
    }

    fn signature(&mut self, signature: &Signature) {
        if !signature.params.is_empty() || signature.variadic.is_some() {
            self.out.push('(');
            for (i, param) in signature.params.iter().enumerate() {
                self.out.push_str(if i > 0 { "; $" } else { "$" });
                self.out.push_str(&param.name);
                self.typed(param.ty.as_ref());
            }
            if let Some(variadic) = &signature.variadic {
                self.out.push_str(if signature.params.is_empty() { "..." } else { "; ..." });
                self.typed(variadic.ty.as_ref());
            }
            self.out.push(')');
        }
        if let Some(result) = &signature.result {
            if let Some(name) = &result.name {
                let _ = write!(self.out, "->${name}");
            }
            self.typed(result.ty.as_ref());
        }
    }

    fn class(&mut self, class: &ClassFile) {
        if let Some(extends) = &class.extends {
            self.line(&format!("Class extends {}", extends.path.join(".")));
        }
        for property in &class.properties {
            self.out.push_str("property ");
            let names: Vec<&str> = property.names.iter().map(|n| &*n.name).collect();
            self.out.push_str(&names.join("; "));
            self.typed(property.ty.as_ref());
            self.value(property.init.as_ref());
            self.out.push('\n');
        }
        for alias in &class.aliases {
            self.out.push_str(if alias.exposed { "exposed Alias " } else { "Alias " });
            let _ = writeln!(self.out, "{} {}", alias.name.name, alias.path.join("."));
        }
        for function in class.constructor.iter().chain(&class.functions) {
            self.function(function);
        }
    }

    fn function(&mut self, function: &FunctionDecl) {
        self.out.push('\n');
        let m = function.modifiers;
        let words = [
            (m.local, "local "),
            (m.server, "server "),
            (m.exposed, "exposed "),
            (m.shared, "shared "),
            (m.session, "session "),
            (m.singleton, "singleton "),
            (m.on_http_get, "onHTTPGet "),
        ];
        for (_, word) in words.iter().filter(|w| w.0) {
            self.out.push_str(word);
        }
        self.out.push_str(match function.kind {
            FunctionKind::Plain => "Function ",
            FunctionKind::Get => "Function get ",
            FunctionKind::Set => "Function set ",
            FunctionKind::Query => "Function query ",
            FunctionKind::OrderBy => "Function orderBy ",
            FunctionKind::Event => "Function event ",
            FunctionKind::Constructor => "Class constructor",
        });
        if function.kind != FunctionKind::Constructor {
            self.out.push_str(&function.name.name);
        }
        self.signature(&function.signature);
        self.out.push('\n');
        self.inner(&function.body);
    }
}
