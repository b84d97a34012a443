//! Expressions as 4D writes them: no blanks around most operators, one after each `;`.

use std::fmt::Write;

use super::Named;
use super::Printer;
use crate::ast::*;

impl Printer<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number { value, integer } => self.number(*value, *integer),
            ExprKind::Text(text) => self.text(text),
            ExprKind::Date { year: 0, .. } => self.out.push_str("!00-00-00!"),
            ExprKind::Date { year, month, day } => {
                let _ = write!(self.out, "!{year:04}-{month:02}-{day:02}!");
            }
            ExprKind::Time(seconds) => {
                let _ =
                    write!(self.out, "?{:02}:{:02}:{:02}?", seconds / 3600, seconds / 60 % 60, seconds % 60);
            }
            ExprKind::Null => self.out.push_str("Null"),
            ExprKind::Boolean(value) => self.out.push_str(if *value { "True" } else { "False" }),
            ExprKind::Object(pairs) => self.object(pairs),
            ExprKind::Collection(items) => {
                self.out.push('[');
                self.list(items.iter().map(Some));
                self.out.push(']');
            }
            ExprKind::Local(name) => self.words(&["$", name]),
            ExprKind::Param(n) => {
                let _ = write!(self.out, "${n}");
            }
            ExprKind::ParamIndirect(e) => self.enclosed("${", e, "}"),
            ExprKind::Interprocess(name) => self.words(&["<>", name]),
            ExprKind::Name { name, token, args } | ExprKind::Plugin { name, token, args } => {
                self.words(&[name, token.as_deref().unwrap_or("")]);
                self.args(args.as_deref());
            }
            ExprKind::Method { name, args } => {
                self.out.push_str(name);
                self.args(args.as_deref());
            }
            ExprKind::Command { id, args } => {
                match self.names.command_name(*id) {
                    Some(name) => self.out.push_str(name),
                    None => {
                        let _ = write!(self.out, "_command_{}", id.0);
                    }
                }
                let token = (self.token)(Named::Command(*id));
                self.out.push_str(&token);
                self.args(args.as_deref());
            }
            ExprKind::Constant(id) => {
                match self.names.constant_name(*id) {
                    Some(name) => self.out.push_str(name),
                    None => {
                        let _ = write!(self.out, "_constant_{}", id.0);
                    }
                }
                let token = (self.token)(Named::Constant(*id));
                self.out.push_str(&token);
            }
            ExprKind::Table(table) => self.table(table),
            ExprKind::Field { table, field } => {
                self.table(table);
                self.out.push_str(&field.name);
                self.suffix(field.number);
            }
            ExprKind::Unary { op, operand } => {
                self.out.push(if *op == UnaryOp::Neg { '-' } else { '+' });
                self.operand(operand);
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right),
            ExprKind::Ternary { cond, then, otherwise } => {
                self.expr(cond);
                self.out.push_str(" ? ");
                self.expr(then);
                self.out.push_str(" : ");
                self.expr(otherwise);
            }
            ExprKind::Paren(e) => self.enclosed("(", e, ")"),
            ExprKind::Member { object, name } => {
                self.expr(object);
                // `p->x` needs no dot after a dereference.
                let dot = if matches!(object.kind, ExprKind::Deref(_)) { "" } else { "." };
                self.words(&[dot, &name.name]);
            }
            ExprKind::Call { callee, args } => {
                self.expr(callee);
                self.args(Some(args));
            }
            ExprKind::Index { object, index } => {
                self.expr(object);
                self.bracketed(index);
            }
            ExprKind::ArrayIndex { array, index } => {
                self.expr(array);
                self.enclosed("{", index, "}");
            }
            ExprKind::CharRef { text, index } => {
                self.expr(text);
                self.enclosed("[[", index, "]]");
            }
            ExprKind::Deref(e) => {
                self.expr(e);
                self.out.push_str("->");
            }
            ExprKind::PointerTo(e) => {
                self.out.push_str("->");
                self.operand(e);
            }
            ExprKind::This => self.out.push_str("This"),
            ExprKind::Super => self.out.push_str("Super"),
            ExprKind::ClassStore => self.out.push_str("cs"),
            ExprKind::FourD => self.out.push_str("4D"),
            ExprKind::Try(e) => self.enclosed("Try(", e, ")"),
            ExprKind::Assign { target, op, value } => self.assignment(target, *op, value),
            ExprKind::Return(value) => {
                self.out.push_str("return");
                if let Some(value) = value {
                    self.out.push(' ');
                    self.expr(value);
                }
            }
            ExprKind::Error => self.out.push_str("/* unreadable */"),
        }
    }

    pub(super) fn assignment(&mut self, target: &Expr, op: AssignOp, value: &Expr) {
        self.expr(target);
        self.out.push_str(match op {
            AssignOp::Set => ":=",
            AssignOp::Add => "+=",
            AssignOp::Sub => "-=",
            AssignOp::Mul => "*=",
            AssignOp::Div => "/=",
        });
        self.operand(value);
    }

    pub(super) fn list<'e>(&mut self, items: impl IntoIterator<Item = Option<&'e Expr>>) {
        for (i, item) in items.into_iter().flatten().enumerate() {
            if i > 0 {
                self.out.push_str("; ");
            }
            self.expr(item);
        }
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.out.push_str(word);
        }
    }

    fn enclosed(&mut self, open: &str, e: &Expr, close: &str) {
        self.out.push_str(open);
        self.expr(e);
        self.out.push_str(close);
    }

    /// `[e]`, kept apart from `[[`.
    fn bracketed(&mut self, e: &Expr) {
        let start = self.out.len();
        self.out.push('[');
        self.expr(e);
        if self.out[start..].starts_with("[[") {
            self.out.insert(start + 1, ' ');
        }
        self.out.push(']');
    }

    fn args(&mut self, args: Option<&[Arg]>) {
        let Some(args) = args else { return };
        self.out.push('(');
        for (i, arg) in args.iter().enumerate() {
            if i > 0 {
                self.out.push_str("; ");
            }
            match arg {
                Arg::Expr(e) => self.expr(e),
                Arg::Star(_) => self.out.push('*'),
                Arg::Greater(_) => self.out.push('>'),
                Arg::Less(_) => self.out.push('<'),
                Arg::Operator(op, _) | Arg::Conjunction(op, _) => self.out.push_str(op.spelling().trim()),
                Arg::Empty(_) => {}
            }
        }
        self.out.push(')');
    }

    fn object(&mut self, pairs: &[(Ident, Expr)]) {
        self.out.push('{');
        for (i, (key, value)) in pairs.iter().enumerate() {
            if i > 0 {
                self.out.push_str("; ");
            }
            let simple = !key.name.is_empty()
                && key.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !key.name.starts_with(|c: char| c.is_ascii_digit());
            if simple {
                self.out.push_str(&key.name);
            } else {
                self.text(&key.name);
            }
            self.out.push_str(": ");
            self.expr(value);
        }
        self.out.push('}');
    }

    /// An operand after a sign: a blank keeps signs from running together.
    fn operand(&mut self, e: &Expr) {
        let start = self.out.len();
        self.expr(e);
        let before = self.out[..start].chars().next_back();
        let glued = matches!(
            (before, self.out[start..].chars().next()),
            (Some('*' | '+'), Some('+'))
                | (Some('<'), Some('<'))
                | (Some('-'), Some('-'))
                | (Some('='), Some('='))
                | (Some('?'), Some('+' | '-' | '?'))
        );
        if glued {
            self.out.insert(start, ' ');
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        // The chain leans to the left: walk down it without recursion, then print upwards.
        let mut chain = vec![(op, right)];
        let mut first = left;
        while let ExprKind::Binary { op, left, right } = &first.kind {
            chain.push((*op, right));
            first = left;
        }
        self.expr(first);
        for (op, right) in chain.into_iter().rev() {
            self.out.push_str(op.spelling());
            self.operand(right);
        }
    }

    fn table(&mut self, table: &TableRef) {
        self.words(&["[", &table.name]);
        self.suffix(table.number);
        self.out.push(']');
    }

    fn suffix(&mut self, number: Option<u32>) {
        if let Some(number) = number {
            let _ = write!(self.out, ":{number}");
        }
    }

    fn number(&mut self, value: f64, integer: bool) {
        let _ = if !integer {
            write!(self.out, "{value:?}")
        } else if value < 0.0 {
            // Only a hexadecimal literal is negative.
            write!(self.out, "0x{:08X}", value as i32)
        } else {
            write!(self.out, "{value:.0}")
        };
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

impl BinaryOp {
    /// The operator as 4D's own sources write it, with blanks around those that have them.
    pub fn spelling(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::IntDiv => "\\",
            BinaryOp::Mod => "%",
            BinaryOp::Pow => "^",
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "#",
            BinaryOp::Lt => "<",
            BinaryOp::Gt => ">",
            BinaryOp::Le => "<=",
            BinaryOp::Ge => ">=",
            BinaryOp::And => " & ",
            BinaryOp::Or => " | ",
            BinaryOp::Xor => " ^| ",
            BinaryOp::AndThen => " && ",
            BinaryOp::OrElse => " || ",
            BinaryOp::Shl => " << ",
            BinaryOp::Shr => " >> ",
            BinaryOp::BitTest => " ?? ",
            BinaryOp::BitSet => " ?+ ",
            BinaryOp::BitClear => " ?- ",
            BinaryOp::PictureScaleX => " *+ ",
            BinaryOp::PictureScaleY => " *| ",
        }
    }
}
