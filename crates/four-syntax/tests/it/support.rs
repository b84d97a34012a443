//! A small table of names, and short ways to read and show trees.

use four_syntax::ast::*;
use four_syntax::*;

/// Commands of the tests with their token numbers; the id is the place in the list.
pub const COMMANDS: &[(u16, &str)] = &[
    (10, "String"),
    (12, "Substring"),
    (15, "Position"),
    (13, "Uppercase"),
    (16, "Length"),
    (33, "Current date"),
    (90, "Char"),
    (102, "Date"),
    (179, "Time"),
    (206, "Not"),
    (222, "ARRAY TEXT"),
    (259, "Count parameters"),
    (277, "QUERY"),
    (291, "QUIT 4D"),
    (1597, "Formula"),
    (1471, "New object"),
    (1472, "New collection"),
    (1554, "Split string"),
    (1714, "Session"),
    (1805, "throw"),
    (667, "LOG EVENT"),
    (1573, "Is Windows"),
    (100, "Random"),
];

/// Constants with group and index.
pub const CONSTANTS: &[(u32, u32, &str)] = &[
    (8, 2, "Is text"),
    (35, 2, "MAXLONG"),
    (1, 11, "Date RFC 1123"),
    (86, 10, "Into system standard outputs"),
    (5, 9, "64 bit version"),
    (15, 11, "Line feed"),
];

/// The names of the tests with some methods.
pub fn names() -> Names {
    let mut builder = NamesBuilder::new();
    for (id, (number, name)) in COMMANDS.iter().enumerate() {
        builder.add_command(name, CommandId(id as u16)).add_command_number(*number, CommandId(id as u16));
    }
    for (id, (group, index, name)) in CONSTANTS.iter().enumerate() {
        builder.add_constant(name, ConstantId(id as u16)).add_constant_token(
            *group,
            *index,
            ConstantId(id as u16),
        );
    }
    builder.add_plugin("PV PRINT");
    let mut names = builder.build();
    for method in ["my method", "For your eyes only", "4D_Current_date", "00_Start", "Été fini", "new String"]
    {
        names.add_method(method);
    }
    names.add_table("Known table");
    names
}

/// Reads a method or class and shows it canonically; messages come first, if there are any.
pub fn show(src: &str) -> String {
    let names = names();
    let parsed = parse(src, &names, FileKind::Guess);
    let mut out = String::new();
    let source = Source::new("test", src);
    for d in &parsed.diagnostics {
        out.push_str(&format!("{} ", d.code));
        out.push_str(&plain(d, &source));
    }
    out + &print_file(&parsed.file, &names)
}

/// Reads one formula without messages.
pub fn formula(src: &str) -> Expr {
    let read = parse_formula(src, &names());
    assert!(read.diagnostics.is_empty(), "{src}: {:?}", read.diagnostics);
    read.expr.expect("an expression")
}

/// The structure of an expression with a pair of parentheses for every node, so that its order can be seen.
pub fn shape(e: &Expr) -> String {
    let list = |args: &[Arg]| {
        args.iter()
            .map(|a| match a {
                Arg::Expr(e) => shape(e),
                other => format!("{other:?}").split('(').next().unwrap_or("").to_lowercase(),
            })
            .collect::<Vec<_>>()
            .join("; ")
    };
    let called = |name: &str, args: &Option<Args>| match args {
        Some(args) => format!("{name}({})", list(args)),
        None => name.to_owned(),
    };
    match &e.kind {
        ExprKind::Number { value, .. } => value.to_string(),
        ExprKind::Text(t) => format!("{t:?}"),
        ExprKind::Date { year, month, day } => format!("{year}-{month}-{day}"),
        ExprKind::Time(s) => format!("{s}s"),
        ExprKind::Null => "Null".into(),
        ExprKind::Boolean(b) => b.to_string(),
        ExprKind::Object(p) => {
            format!(
                "{{{}}}",
                p.iter().map(|(k, v)| format!("{}: {}", k.name, shape(v))).collect::<Vec<_>>().join("; ")
            )
        }
        ExprKind::Collection(c) => {
            format!("[{}]", c.iter().map(shape).collect::<Vec<_>>().join("; "))
        }
        ExprKind::Local(n) => format!("${n}"),
        ExprKind::Param(n) => format!("param {n}"),
        ExprKind::ParamIndirect(e) => format!("param({})", shape(e)),
        ExprKind::Interprocess(n) => format!("<>{n}"),
        ExprKind::Name { name, token, args } => {
            called(&format!("?{name}{}", token.as_deref().unwrap_or("")), args)
        }
        ExprKind::Method { name, args } => called(&format!("@{name}"), args),
        ExprKind::Command { id, args } => called(COMMANDS[id.0 as usize].1, args),
        ExprKind::Constant(id) => format!("K<{}>", CONSTANTS[id.0 as usize].2),
        ExprKind::Plugin { name, args, .. } => called(&format!("plugin {name}"), args),
        ExprKind::Table(t) => format!("table {}:{:?}", t.name, t.number),
        ExprKind::Field { table, field } => {
            format!("field {}:{:?}.{}:{:?}", table.name, table.number, field.name, field.number)
        }
        ExprKind::Unary { op, operand } => format!("({op:?} {})", shape(operand)),
        ExprKind::Binary { op, left, right } => {
            format!("({} {op:?} {})", shape(left), shape(right))
        }
        ExprKind::Ternary { cond, then, otherwise } => {
            format!("({} ? {} : {})", shape(cond), shape(then), shape(otherwise))
        }
        ExprKind::Paren(e) => shape(e),
        ExprKind::Member { object, name } => format!("{}.{}", shape(object), name.name),
        ExprKind::Call { callee, args } => format!("call {}({})", shape(callee), list(args)),
        ExprKind::Index { object, index } => format!("{}[{}]", shape(object), shape(index)),
        ExprKind::ArrayIndex { array, index } => format!("{}{{{}}}", shape(array), shape(index)),
        ExprKind::CharRef { text, index } => format!("{}[[{}]]", shape(text), shape(index)),
        ExprKind::Deref(e) => format!("{}->", shape(e)),
        ExprKind::PointerTo(e) => format!("->({})", shape(e)),
        ExprKind::This => "This".into(),
        ExprKind::Super => "Super".into(),
        ExprKind::ClassStore => "cs".into(),
        ExprKind::FourD => "4D".into(),
        ExprKind::Try(e) => format!("try({})", shape(e)),
        ExprKind::Assign { target, op, value } => {
            format!("({} {op:?}= {})", shape(target), shape(value))
        }
        ExprKind::Return(e) => format!("return {}", e.as_deref().map(shape).unwrap_or_default()),
        ExprKind::Error => "error".into(),
    }
}

/// A tree as text without places, to compare trees.
pub fn bare(file: &SourceFile) -> String {
    let text = format!("{file:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && rest[digits..].starts_with("..") {
            let tail = &rest[digits + 2..];
            rest = &tail[tail.bytes().take_while(u8::is_ascii_digit).count()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}
