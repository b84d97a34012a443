//! Well-formed syntax trees made at random: methods and classes with every kind of statement and expression.
//!
//! The same seed gives the same tree. Trees are as the reader makes them: binary operators lean to the left, and what
//! binds more loosely stands in parentheses. Also used by `four-cli`, whose tests lower what is made here.

use four_syntax::ast::*;

/// What a tree may mention.
pub struct Known {
    /// Commands.
    pub commands: Vec<CommandId>,
    /// Constants.
    pub constants: Vec<ConstantId>,
    /// Methods of the project.
    pub methods: Vec<&'static str>,
}

/// Makes trees of a seed (xorshift).
pub struct Maker<'k> {
    known: &'k Known,
    state: u64,
    /// How many expressions may still be made, so that trees stay small.
    left: usize,
    loops: usize,
}

const AT: Span = Span::new(0, 0);
const LOCALS: &[&str] = &["a", "b", "list", "été", "$i", "o"];
const NAMES: &[&str] = &["zz", "zzVar", "été_zz", "_zz"];
const PROPS: &[&str] = &["name", "length", "_own", "$dollar", "If", "é"];
const OPERATORS: &[BinaryOp] = &[
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::IntDiv,
    BinaryOp::Mod,
    BinaryOp::Pow,
    BinaryOp::Eq,
    BinaryOp::Ne,
    BinaryOp::Lt,
    BinaryOp::Gt,
    BinaryOp::Le,
    BinaryOp::Ge,
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::Xor,
    BinaryOp::AndThen,
    BinaryOp::OrElse,
    BinaryOp::Shl,
    BinaryOp::Shr,
    BinaryOp::BitTest,
    BinaryOp::BitSet,
    BinaryOp::BitClear,
    BinaryOp::PictureScaleX,
    BinaryOp::PictureScaleY,
];
const ASSIGNMENTS: &[AssignOp] = &[AssignOp::Set, AssignOp::Add, AssignOp::Sub, AssignOp::Mul, AssignOp::Div];

fn ident(name: &str) -> Ident {
    Ident { name: name.into(), span: AT }
}

fn expr(kind: ExprKind) -> Expr {
    Expr::new(AT, kind)
}

impl<'k> Maker<'k> {
    /// A maker for one tree.
    pub fn new(known: &'k Known, seed: u64) -> Maker<'k> {
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut maker = Maker { known, state, left: 60, loops: 0 };
        for _ in 0..4 {
            maker.below(2);
        }
        maker
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit.max(1)
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(2).then(|| make(self))
    }

    fn boxed(&mut self) -> Box<Expr> {
        Box::new(self.expr())
    }

    /// Any expression.
    pub fn expr(&mut self) -> Expr {
        self.left = self.left.saturating_sub(1);
        if self.left > 0 && self.chance(9) {
            let cond = Box::new(self.binary());
            return expr(ExprKind::Ternary { cond, then: self.boxed(), otherwise: self.boxed() });
        }
        self.binary()
    }

    fn binary(&mut self) -> Expr {
        let mut left = self.unary();
        while self.left > 0 && self.chance(3) {
            self.left -= 1;
            let op = self.pick(OPERATORS);
            left = expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(self.unary()) });
        }
        left
    }

    fn unary(&mut self) -> Expr {
        match self.below(14) {
            0 => expr(ExprKind::Unary { op: UnaryOp::Neg, operand: Box::new(self.unary()) }),
            1 => expr(ExprKind::Unary { op: UnaryOp::Plus, operand: Box::new(self.unary()) }),
            2 => expr(ExprKind::PointerTo(Box::new(self.chain()))),
            3..=8 if self.left > 0 => self.chain(),
            _ => self.literal(),
        }
    }

    fn literal(&mut self) -> Expr {
        expr(match self.below(12) {
            0 => ExprKind::Number { value: self.below(100_000) as f64, integer: true },
            1 => ExprKind::Number { value: self.below(100_000) as f64 / 8.0, integer: false },
            2 => ExprKind::Number { value: -(self.below(100_000) as f64) - 1.0, integer: true },
            3 => ExprKind::Text(
                self.pick(&["", "a \"quoted\" é\n", "C:\\path\\", "@", "// no comment", "😀\t"]).into(),
            ),
            4 => {
                let (year, month, day) = (100 + self.below(9000), 1 + self.below(12), 1 + self.below(28));
                ExprKind::Date { year: year as i32, month: month as u8, day: day as u8 }
            }
            5 => ExprKind::Time(self.below(400_000) as i64),
            6 => ExprKind::Null,
            7 => ExprKind::Boolean(self.chance(2)),
            8 => ExprKind::Constant(self.pick(&self.known.constants)),
            9 if self.left > 0 => ExprKind::Collection(self.some(3, Self::expr)),
            10 if self.left > 0 => {
                ExprKind::Object(self.some(3, |this| (ident(this.pick(PROPS)), this.expr())))
            }
            _ => ExprKind::Local(self.pick(LOCALS).trim_start_matches('$').into()),
        })
    }

    fn args(&mut self) -> Args {
        self.some(3, |this| match this.below(12) {
            0 => Arg::Star(AT),
            1 => Arg::Greater(AT),
            2 => Arg::Less(AT),
            3 => Arg::Operator(this.pick(&[BinaryOp::Eq, BinaryOp::Ne, BinaryOp::Ge]), AT),
            4 => {
                let (target, op) = (Box::new(this.place()), this.pick(ASSIGNMENTS));
                Arg::Expr(expr(ExprKind::Assign { target, op, value: this.boxed() }))
            }
            _ => Arg::Expr(this.expr()),
        })
    }

    fn base(&mut self) -> Expr {
        expr(match self.below(12) {
            0 => ExprKind::This,
            1 => ExprKind::Paren(self.boxed()),
            2 => ExprKind::Name { name: self.pick(NAMES).into(), token: None, args: self.maybe(Self::args) },
            3 => {
                ExprKind::Method { name: self.pick(&self.known.methods).into(), args: self.maybe(Self::args) }
            }
            4 | 5 => ExprKind::Command { id: self.pick(&self.known.commands), args: self.maybe(Self::args) },
            6 => ExprKind::Interprocess(self.pick(NAMES).into()),
            7 => ExprKind::Param(self.below(12) as u32),
            8 => ExprKind::ParamIndirect(self.boxed()),
            9 => ExprKind::Member { object: Box::new(expr(ExprKind::ClassStore)), name: ident("Zz") },
            10 => ExprKind::Try(self.boxed()),
            _ => ExprKind::Local(self.pick(LOCALS).trim_start_matches('$').into()),
        })
    }

    /// Something with what may follow it: members, indices, calls.
    fn chain(&mut self) -> Expr {
        let mut chain = self.base();
        while self.left > 0 && self.chance(2) {
            self.left -= 1;
            let of = Box::new(chain);
            chain = expr(match self.below(7) {
                0 => ExprKind::Index { object: of, index: self.boxed() },
                1 => ExprKind::ArrayIndex { array: of, index: self.boxed() },
                2 => ExprKind::CharRef { text: of, index: self.boxed() },
                3 => ExprKind::Deref(of),
                4 => ExprKind::Call {
                    callee: Box::new(expr(ExprKind::Member { object: of, name: ident(self.pick(PROPS)) })),
                    args: self.args(),
                },
                _ => ExprKind::Member { object: of, name: ident(self.pick(PROPS)) },
            });
        }
        chain
    }

    /// What can be assigned to.
    fn place(&mut self) -> Expr {
        let of = Box::new(match self.below(3) {
            0 => expr(ExprKind::This),
            1 => expr(ExprKind::Interprocess("zz".into())),
            _ => expr(ExprKind::Local(self.pick(LOCALS).trim_start_matches('$').into())),
        });
        expr(match self.below(8) {
            0 => ExprKind::Index { object: of, index: self.boxed() },
            1 => ExprKind::ArrayIndex { array: of, index: self.boxed() },
            2 => ExprKind::CharRef { text: of, index: self.boxed() },
            3 => ExprKind::Deref(of),
            4 => ExprKind::ParamIndirect(self.boxed()),
            5 => ExprKind::Name { name: self.pick(NAMES).into(), token: None, args: None },
            6 => ExprKind::Local(self.pick(LOCALS).trim_start_matches('$').into()),
            _ => ExprKind::Member { object: of, name: ident(self.pick(PROPS)) },
        })
    }

    fn block(&mut self, depth: usize) -> Block {
        self.some(3, |this| this.statement(depth))
    }

    fn looped(&mut self, depth: usize) -> Block {
        self.loops += 1;
        let block = self.block(depth);
        self.loops -= 1;
        block
    }

    fn statement(&mut self, depth: usize) -> Stmt {
        self.left = self.left.max(6);
        let kinds = if depth == 0 { 7 } else { 16 };
        let kind = match self.below(kinds) {
            0 if self.loops > 0 => self.pick_flow(),
            0 | 1 => StmtKind::Return(self.maybe(Self::expr)),
            2 => self.variables(),
            3 => StmtKind::Expr(expr(ExprKind::Call {
                callee: Box::new(expr(ExprKind::Member {
                    object: Box::new(self.chain()),
                    name: ident("run"),
                })),
                args: self.args(),
            })),
            4 => StmtKind::Expr(expr(ExprKind::Method {
                name: self.pick(&self.known.methods).into(),
                args: self.maybe(Self::args),
            })),
            5 | 6 => {
                let (target, op) = (self.place(), self.pick(ASSIGNMENTS));
                StmtKind::Assign { target, op, value: self.expr() }
            }
            7 | 8 => StmtKind::If {
                cond: self.expr(),
                then: self.block(depth - 1),
                otherwise: self.maybe(|this| this.block(depth - 1)),
            },
            9 => StmtKind::CaseOf {
                cases: self.some(3, |this| CaseBranch {
                    span: AT,
                    cond: this.expr(),
                    body: this.block(depth - 1),
                }),
                otherwise: self.maybe(|this| this.block(depth - 1)),
            },
            10 => StmtKind::While { cond: self.expr(), body: self.looped(depth - 1) },
            11 => StmtKind::Repeat { body: self.looped(depth - 1), until: self.expr() },
            12 => StmtKind::For(Box::new(ForLoop {
                counter: self.place(),
                start: self.expr(),
                end: self.expr(),
                step: self.maybe(Self::expr),
                body: self.looped(depth - 1),
            })),
            13 => {
                let begin = self.maybe(Self::expr);
                StmtKind::ForEach(Box::new(ForEachLoop {
                    item: self.place(),
                    iterable: self.expr(),
                    end: if begin.is_some() { self.maybe(Self::expr) } else { None },
                    begin,
                    test: self
                        .maybe(|this| (this.pick(&[ForEachTest::While, ForEachTest::Until]), this.expr())),
                    body: self.looped(depth - 1),
                }))
            }
            14 => StmtKind::Use { target: self.expr(), body: self.block(depth - 1) },
            _ => {
                StmtKind::Try { body: self.block(depth - 1), catch: self.maybe(|this| this.block(depth - 1)) }
            }
        };
        Stmt { span: AT, kind }
    }

    fn pick_flow(&mut self) -> StmtKind {
        if self.chance(2) { StmtKind::Break } else { StmtKind::Continue }
    }

    fn ty(&mut self) -> TypeRef {
        let kind = match self.below(9) {
            0 => TypeKind::Text,
            1 => TypeKind::Integer,
            2 => TypeKind::Real,
            3 => TypeKind::Date,
            4 => TypeKind::Object,
            5 => TypeKind::Collection,
            6 => TypeKind::Class(vec!["cs".into(), "Zz".into()]),
            7 => TypeKind::Class(vec!["4D".into(), "File".into()]),
            _ => TypeKind::Variant,
        };
        TypeRef { kind, span: AT }
    }

    fn variables(&mut self) -> StmtKind {
        if self.chance(4) {
            let names = vec![
                VarName { kind: VarKind::Param(1), span: AT },
                VarName { kind: VarKind::ParamsFrom(2), span: AT },
            ];
            return StmtKind::Legacy(LegacyDecl { ty: TypeKind::Object, method: None, names, length: None });
        }
        let kinds =
            [VarKind::Local("a".into()), VarKind::Process("zz".into()), VarKind::Interprocess("zz".into())];
        let kind = kinds[self.below(3)].clone();
        let mut groups =
            vec![VarGroup { names: vec![VarName { kind, span: AT }], ty: Some(self.ty()), init: None }];
        if self.chance(2) {
            let names = vec![VarName { kind: VarKind::Local("b".into()), span: AT }];
            groups.push(VarGroup { names, ty: self.maybe(Self::ty), init: Some(self.expr()) });
        }
        StmtKind::Var(groups)
    }

    fn signature(&mut self, params: usize) -> Signature {
        let params = ["p", "q", "r"][..params].iter();
        let params =
            params.map(|name| Param { name: (*name).into(), ty: self.maybe(Self::ty), span: AT }).collect();
        let variadic = self.chance(4).then(|| Variadic { ty: self.maybe(Self::ty), span: AT });
        let name = self.maybe(|_| "result".into());
        let ty = if name.is_none() || self.chance(2) { Some(self.ty()) } else { None };
        Signature { span: AT, params, variadic, result: self.maybe(|_| ResultDecl { name, ty, span: AT }) }
    }

    /// A method.
    pub fn method(&mut self) -> SourceFile {
        let params = self.below(4);
        let declare = self.maybe(|this| this.signature(params));
        let body = (0..1 + self.below(5)).map(|_| self.statement(3)).collect();
        SourceFile::Method(MethodFile { attributes: None, declare, body })
    }

    fn function(&mut self, name: &str, kind: FunctionKind, modifiers: Modifiers) -> FunctionDecl {
        let params = if kind == FunctionKind::Set { 1 } else { 0 };
        let mut signature = match kind {
            FunctionKind::Get | FunctionKind::Set => Signature { variadic: None, ..self.signature(params) },
            _ => {
                let params = self.below(4);
                self.signature(params)
            }
        };
        if matches!(kind, FunctionKind::Constructor | FunctionKind::Set) {
            signature.result = None;
        }
        FunctionDecl { span: AT, name: ident(name), kind, modifiers, signature, body: self.block(2) }
    }

    /// A class.
    pub fn class(&mut self) -> SourceFile {
        let property = |this: &mut Self, name: &str| {
            let init = this.maybe(Self::expr);
            PropertyDecl { span: AT, names: vec![ident(name)], ty: Some(this.ty()), init }
        };
        let properties = vec![property(self, "first"), property(self, "$second")];
        let none = Modifiers::default();
        let constructor = self.maybe(|this| {
            let modifiers = match this.below(4) {
                0 => Modifiers { shared: true, ..none },
                1 => Modifiers { shared: true, singleton: true, ..none },
                2 => Modifiers { session: true, singleton: true, ..none },
                _ => none,
            };
            this.function("constructor", FunctionKind::Constructor, modifiers)
        });
        let functions = vec![
            self.function("plain", FunctionKind::Plain, Modifiers { shared: true, ..none }),
            self.function("$dollar", FunctionKind::Plain, Modifiers { exposed: true, ..none }),
            self.function("computed", FunctionKind::Get, none),
            self.function("computed", FunctionKind::Set, none),
        ];
        let alias = AliasDecl {
            span: AT,
            exposed: true,
            name: ident("other"),
            path: vec!["first".into(), "name".into()],
        };
        SourceFile::Class(ClassFile {
            extends: self.maybe(|_| ClassPath { path: vec!["Base".into()], span: AT }),
            properties,
            constructor,
            functions,
            aliases: if self.chance(2) { vec![alias] } else { Vec::new() },
        })
    }
}
