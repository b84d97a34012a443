//! Lowering of calls of built-in commands: arguments are matched with parameters here, once.

use four_runtime::registry::{Command, NativeFn, Param, ParamKind, Run, Special};
use four_syntax::ast::{self, Arg, CommandId, Expr as Tree};

use super::expr::missing;
use super::{Lower, place};
use crate::catalog::Entry;
use crate::node::{Expr, Span, Ty};
use crate::nodes::assertion::Condition;
use crate::nodes::command::{CallCommandWithPlaces, Missing, call};
use crate::nodes::errors::Throw;
use crate::nodes::literal::{IntLiteral, Scalar, ScalarLiteral};
use crate::nodes::place::Place;
use crate::nodes::process_variables::{Far, Near, ProcessVariables};
use crate::nodes::special::{
    Assert, CallChain, ClearVariable, CopyParameters, CountParameters, CurrentMethodName, Defer,
    DeferredFormulas, ExecuteFormula, ExecuteMethod, FormulaFromString, GetPointer, IsUndefined, TypeOf,
};

impl Lower<'_> {
    /// Lowers a call of a command.
    pub(super) fn command(&mut self, id: CommandId, args: &[Arg], whole: ast::Span) -> Expr {
        let span = place(whole);
        match self.program.catalog.command(id) {
            None => missing(48, "This command is not known.".into(), span),
            Some(Entry::Missing(command)) => Box::new(Missing {
                code: 33,
                message: format!("The command {} is not available in four.", command.name),
                help: Some((command.why)(command.name, command.theme).to_owned()),
                span,
            }),
            Some(Entry::Here(command)) => match command.run {
                Run::Native(run) => self.native(command, run, args, span),
                Run::Special(special) => self.special(special, args, span),
            },
        }
    }

    fn native(&mut self, command: &'static Command, run: NativeFn, args: &[Arg], span: Span) -> Expr {
        let mut exprs: Vec<Expr> = Vec::with_capacity(args.len());
        let mut places: Vec<(usize, Box<dyn Place>)> = Vec::new();
        let mut params = command.params.iter();
        let mut rest: Option<&Param> = None;
        for arg in args {
            // `*` behind any number of arguments belongs to the `*` parameter before them (`New process`).
            if let (Some(_), Arg::Star(_)) = (rest, arg)
                && let Some(at) = command.params.iter().position(|param| param.kind == ParamKind::Star)
                && let Some(star) = exprs.get_mut(at)
            {
                *star = Box::new(ScalarLiteral { value: Scalar::Bool(true), span: place(arg.span()) });
                continue;
            }
            let param = match rest {
                Some(rest) => rest,
                None => match accept(&mut params, arg, &mut exprs) {
                    Some(param) => param,
                    None => return self.too_many(command, arg, span),
                },
            };
            if param.kind == ParamKind::Rest {
                rest = Some(param);
            }
            let at = place(arg.span());
            match arg {
                Arg::Star(_) => exprs.push(Box::new(ScalarLiteral { value: Scalar::Bool(true), span: at })),
                Arg::Greater(_) => exprs.push(Box::new(IntLiteral { value: 1, span: at })),
                Arg::Less(_) => exprs.push(Box::new(IntLiteral { value: -1, span: at })),
                Arg::Expr(tree)
                    if param.kind == ParamKind::Variable || takes_places(param) && assignable(tree) =>
                {
                    places.push((exprs.len(), self.target(tree)));
                    exprs.push(Box::new(ScalarLiteral { value: Scalar::Undefined, span: at }));
                }
                _ => exprs.push(self.argument(arg)),
            }
        }
        if places.is_empty() {
            return call(run, exprs, result_type(command.result), span);
        }
        Box::new(CallCommandWithPlaces { run, args: exprs.into(), places: places.into(), span })
    }

    fn too_many(&self, command: &Command, arg: &Arg, span: Span) -> Expr {
        let signature = four_runtime::registry::signature(command.name, command.params, command.result);
        let what = match arg {
            Arg::Star(_) => format!("{} takes no * here.", command.name),
            _ => format!("{} takes fewer arguments.", command.name),
        };
        Box::new(Missing { code: 59, message: what, help: Some(format!("its form is {signature}")), span })
    }

    fn special(&mut self, special: Special, args: &[Arg], span: Span) -> Expr {
        let trees: Vec<&Tree> = args
            .iter()
            .filter_map(|arg| match arg {
                Arg::Expr(tree) => Some(tree),
                _ => None,
            })
            .collect();
        let first = trees.first().copied();
        let needs = |what: &str| missing(59, format!("{what} needs an argument."), span);
        match special {
            Special::Formula => match first {
                Some(tree) => self.formula(tree, span),
                None => needs("Formula"),
            },
            Special::Assert | Special::Asserted => match first {
                Some(tree) => Box::new(Assert {
                    condition: self.condition(tree),
                    text: trees.get(1).map(|text| self.expr(text)),
                    source: self.text(tree.span).to_owned(),
                    gives_value: special == Special::Asserted,
                    span,
                }),
                None => needs("ASSERT"),
            },
            Special::CountParameters => {
                self.scope.uses_arguments = true;
                Box::new(CountParameters { span })
            }
            Special::CopyParameters => {
                self.scope.uses_arguments = true;
                let params = (0..self.scope.params).map(|slot| self.slot(slot, span)).collect();
                Box::new(CopyParameters { from: first.map(|from| self.expr(from)), params, span })
            }
            Special::Undefined => match first {
                Some(tree) => Box::new(IsUndefined { value: self.expr(tree), span }),
                None => needs("Undefined"),
            },
            Special::TypeOf => match first {
                Some(tree) => {
                    let declared = self.declared_code(tree);
                    let process = match &tree.kind {
                        ast::ExprKind::Name { name, args: None, .. } => {
                            Some(self.program.variable_number(self.space, name))
                        }
                        _ => None,
                    };
                    Box::new(TypeOf { value: self.expr(tree), declared, process, span })
                }
                None => needs("Type"),
            },
            Special::Throw | Special::OldThrow => {
                let args = trees.iter().map(|tree| self.expr(tree)).collect();
                Box::new(Throw { args, old: special == Special::OldThrow, span })
            }
            Special::ClearVariable => match first {
                Some(tree) => {
                    let declared = self.declared_code(tree).is_some();
                    Box::new(ClearVariable { place: self.target(tree), declared, span })
                }
                None => needs("CLEAR VARIABLE"),
            },
            Special::ExecuteFormula => match first {
                Some(tree) => {
                    let text = self.expr(tree);
                    Box::new(ExecuteFormula { text, scope: self.visible(), span })
                }
                None => needs("EXECUTE FORMULA"),
            },
            Special::FormulaFromString => match first {
                Some(tree) => {
                    let context = match args.get(1) {
                        Some(Arg::Expr(context)) => Some(self.expr(context)),
                        _ => None,
                    };
                    Box::new(FormulaFromString { text: self.expr(tree), context, span })
                }
                None => needs("Formula from string"),
            },
            Special::ExecuteMethod => match first {
                Some(tree) => {
                    let name = self.expr(tree);
                    let result = match args.get(1) {
                        Some(Arg::Expr(result)) => Some(self.target(result)),
                        _ => None,
                    };
                    let given = args.get(2..).unwrap_or_default();
                    Box::new(ExecuteMethod { name, result, args: self.arguments(given), span })
                }
                None => needs("EXECUTE METHOD"),
            },
            Special::CurrentMethodName => Box::new(CurrentMethodName { span }),
            Special::GetPointer => match first {
                Some(tree) => Box::new(GetPointer { name: self.expr(tree), span }),
                None => needs("Get pointer"),
            },
            Special::CallChain => Box::new(CallChain { span }),
            Special::DeferredFormulas => Box::new(DeferredFormulas { span }),
            Special::Defer => match first {
                Some(tree) => Box::new(Defer { formula: self.formula(tree, span), span }),
                None => needs("defer"),
            },
            Special::GetProcessVariable | Special::SetProcessVariable | Special::VariableToVariable => {
                self.process_variables(special, &trees, span)
            }
        }
    }
}

impl Lower<'_> {
    fn process_variables(&mut self, special: Special, trees: &[&Tree], span: Span) -> Expr {
        let [process, pairs @ ..] = trees else { return missing(59, "A process is needed.".into(), span) };
        if pairs.is_empty() || pairs.len() % 2 != 0 {
            return missing(59, "Variables of processes are given in pairs.".into(), span);
        }
        let process = self.expr(process);
        let mut made = Vec::with_capacity(pairs.len() / 2);
        for pair in pairs.chunks_exact(2) {
            let Some(far) = self.far(pair[0]) else {
                let message = "The variable of the other process must be a process variable or an element of its array.";
                return missing(53, message.into(), place(pair[0].span));
            };
            let near = match special {
                Special::GetProcessVariable => Near::To(self.target(pair[1])),
                _ => Near::From(self.expr(pair[1]), special == Special::VariableToVariable),
            };
            made.push((far, near));
        }
        Box::new(ProcessVariables { process, pairs: made.into(), span })
    }

    /// A variable of another process.
    fn far(&mut self, tree: &Tree) -> Option<Far> {
        let (name, interprocess) = match &tree.kind {
            ast::ExprKind::Name { name, args: None, .. } => (name, false),
            ast::ExprKind::Interprocess(name) => (name, true),
            ast::ExprKind::Paren(inner) => return self.far(inner),
            ast::ExprKind::ArrayIndex { array, index } => {
                let index = self.expr(index);
                return self
                    .far(array)
                    .filter(|far| far.index.is_none())
                    .map(|far| Far { index: Some(index), ..far });
            }
            _ => return None,
        };
        let number = self.program.variable_number(self.space, name);
        Some(Far { number, name: name.to_string(), interprocess, index: None })
    }

    /// The condition of an assertion; the sides of a comparison are kept apart.
    fn condition(&mut self, tree: &Tree) -> Condition {
        use ast::BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
        match &tree.kind {
            ast::ExprKind::Paren(inner) => self.condition(inner),
            ast::ExprKind::Binary { op: op @ (Eq | Ne | Lt | Gt | Le | Ge), left, right } => {
                let (left, right) = (self.expr(left), self.expr(right));
                Condition::Comparison { op: *op, left, right, span: place(tree.span) }
            }
            _ => Condition::Any(self.expr(tree)),
        }
    }
}

/// The next parameter that takes this argument; those skipped get an undefined argument.
fn accept<'p>(
    params: &mut std::slice::Iter<'p, Param>,
    arg: &Arg,
    exprs: &mut Vec<Expr>,
) -> Option<&'p Param> {
    loop {
        let param = params.next()?;
        let fits = match arg {
            Arg::Star(_) => matches!(param.kind, ParamKind::Star | ParamKind::Rest),
            Arg::Greater(_) | Arg::Less(_) => matches!(param.kind, ParamKind::Order | ParamKind::Rest),
            _ => !matches!(param.kind, ParamKind::Star | ParamKind::Order),
        };
        if fits {
            return Some(param);
        }
        if !param.optional {
            return None;
        }
        exprs.push(Box::new(ScalarLiteral { value: Scalar::Undefined, span: place(arg.span()) }));
    }
}

/// True for a variadic parameter whose arguments the command may write to.
fn takes_places(param: &Param) -> bool {
    param.kind == ParamKind::Rest && param.name.ends_with("variables")
}

fn assignable(tree: &Tree) -> bool {
    use ast::ExprKind as Kind;
    matches!(
        tree.kind,
        Kind::Local(_)
            | Kind::Param(_)
            | Kind::Name { args: None, .. }
            | Kind::Interprocess(_)
            | Kind::Member { .. }
            | Kind::Deref(_)
    )
}

/// What is known of a result from its Rust type.
fn result_type(result: &str) -> Ty {
    match result {
        "i32" | "usize" => Ty::Int(31),
        "f64" => Ty::Real,
        "bool" => Ty::Bool,
        "Text" | "String" => Ty::Text,
        _ => Ty::Any,
    }
}
