//! Calls: names that nothing answers to, and arguments that do not fit.

use four_runtime::registry::{Command, Param, ParamKind, Run, Special, signature};
use four_syntax::Diagnostic;
use four_syntax::ast::{Arg, CommandId, Expr, ExprKind, Span};

use super::body::Checker;
use super::classes::Lookup;
use super::facts::Takes;
use super::{foreign, known};
use crate::catalog::Entry;
use crate::suggest;

/// Whether an argument is a table or field, or may lead to one.
fn may_be_table(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Table(_) | ExprKind::Field { .. } | ExprKind::Deref(_))
}

impl Checker<'_> {
    /// A call of a name that is neither a command nor a method of the project.
    pub(super) fn unknown_call(&mut self, name: &str, token: Option<&str>, span: Span, is_line: bool) {
        let at = Span::new(span.start, span.start + self.name_length(span, name));
        if self.method(name).is_some() {
            return;
        }
        if let Some(token) = token.filter(|token| token.trim_start_matches(':').starts_with('C')) {
            self.unavailable(
                "semantic/unavailable-command",
                at,
                format!("the command `{name}` (`{token}`) is not available in four"),
                "it is newer than the commands that four knows; the line raises an error when it runs",
            );
            return;
        }
        if let Some(component) = known::component_of(name) {
            self.unavailable(
                "semantic/unavailable-component",
                at,
                format!("`{name}` belongs to {component}, which four does not have"),
                "the line raises an error when it runs",
            );
            return;
        }
        let keywords = four_syntax::keywords();
        if let Some(keyword) = four_syntax::keywords().find(|keyword| keyword.eq_ignore_ascii_case(name)) {
            let form = match keyword {
                "var" => "var $name : Type",
                "property" => "property name : Type",
                "Function" => "Function name($parameter : Type) : Type",
                "Alias" => "Alias name path.to.attribute",
                other => other,
            };
            let message =
                Diagnostic::error("semantic/unknown-method", at, format!("`{keyword}` cannot stand alone"));
            self.found.push(message.help(format!("write `{form}`")));
            return;
        }
        let elsewhere = self.project.around.elsewhere();
        let error = |message: String, help: String| {
            Diagnostic::error("semantic/unknown-method", at, message).help(help)
        };
        let message = format!("there is no method or command `{name}`");
        if let Some(help) = foreign::advice(name).filter(|_| elsewhere.is_none()) {
            self.found.push(error(message, help.to_owned()));
            return;
        }
        let close_keyword = if is_line && name.len() > 2 { suggest::closest(name, keywords) } else { None };
        if let Some(keyword) = close_keyword.filter(|_| elsewhere.is_none()) {
            let message = format!("`{name}` is neither a keyword nor a method or command");
            self.found.push(error(message, format!("did you mean `{keyword}`?")));
            return;
        }
        // What is close to a method of the project is a slip, whatever is absent.
        let own = suggest::closest(name, self.project.methods.values().map(|method| method.name.as_str()));
        let commands = || self.project.catalog.commands().map(|entry| entry.name());
        let near = own.clone().into_iter().chain(suggest::closest(name, commands()));
        let near: Vec<String> = near.collect();
        if let Some(elsewhere) = elsewhere.filter(|_| !own.is_some_and(|own| suggest::is_slip(name, &own))) {
            let help = match near.first() {
                Some(close) => format!("did you mean `{close}`? Else {elsewhere}"),
                None => elsewhere,
            };
            self.found.push(Diagnostic::warning("semantic/unknown-method", at, message).help(help));
            return;
        }
        let help = match suggest::closest(name, near.iter().map(String::as_str)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => match suggest::closest(name, four_syntax::keywords()).filter(|_| name.len() > 2) {
                Some(keyword) => format!("did you mean the keyword `{keyword}`?"),
                None => format!("a method is a file of its own: `Methods/{name}.4dm`"),
            },
        };
        self.found.push(error(message, help));
    }

    /// How much of the source text a name covers, its blanks as written.
    fn name_length(&self, span: Span, name: &str) -> u32 {
        let text = self.source.slice(span);
        let end = text.find(['(', '\n', '\r']).unwrap_or(text.len());
        let written = text[..end].trim_end();
        if written.is_empty() { name.len() as u32 } else { written.len() as u32 }
    }

    pub(super) fn plugin_call(&mut self, name: &str, span: Span) {
        let at = Span::new(span.start, span.start + self.name_length(span, name));
        self.unavailable(
            "semantic/unavailable-command",
            at,
            format!("`{name}` belongs to a plug-in or component, and four has none"),
            "the line raises an error when it runs",
        );
    }

    /// Tables and fields.
    pub(super) fn database(&mut self, span: Span) {
        self.unavailable(
            "semantic/no-database",
            span,
            "this uses a table, and four has no database".to_owned(),
            "lines that use tables raise an error when they run",
        );
    }

    /// A call of a project method.
    pub(super) fn method_call(&mut self, name: &str, args: &[Arg], span: Span) {
        if let Some(method) = self.method(name) {
            self.extra(&format!("method `{}`", method.name), &method.takes, args, span);
        }
    }

    /// Arguments beyond the declared parameters. 4D lets them pass, and nothing reads them (`Concepts/parameters`).
    fn extra(&mut self, whose: &str, takes: &Takes, args: &[Arg], span: Span) {
        if takes.more || args.len() <= takes.declared {
            return;
        }
        let first = args[takes.declared].span();
        let last = args[args.len() - 1].span();
        let count = match takes.declared {
            0 => "no parameters".to_owned(),
            1 => "1 parameter".to_owned(),
            n => format!("{n} parameters"),
        };
        let at = if first.is_empty() { span } else { first.to(last) };
        self.found.push(
            Diagnostic::warning(
                "semantic/extra-arguments",
                at,
                format!("{whose} has {count}, and {} arguments are given", args.len()),
            )
            .help("nothing reads the further ones: remove them, or declare parameters for them"),
        );
    }

    /// A call of something that is not a plain name.
    pub(super) fn call(&mut self, callee: &Expr, args: &[Arg], span: Span) {
        match &callee.kind {
            ExprKind::Super => {
                let parent = self.class.as_ref().and_then(|class| self.class_facts(class)?.parent());
                if let Some((class, takes)) = parent.and_then(|parent| self.constructor(parent)) {
                    self.extra(&format!("the constructor of `{}`", class.name), takes, args, span);
                }
            }
            ExprKind::Member { object, name } => {
                if &*name.name == "new"
                    && let Some(class) = self.named(object)
                {
                    if let Some((class, takes)) = self.constructor(&class) {
                        self.extra(&format!("the constructor of `{}`", class.name), takes, args, span);
                    }
                    return;
                }
                let Some((class, below)) = self.instance_of(object) else { return };
                match self.lookup(&class, &name.name) {
                    // A class below may take more.
                    Lookup::Function(owner, takes) if !below => {
                        self.extra(
                            &format!("function `{}` of `{}`", name.name, owner.name),
                            takes,
                            args,
                            span,
                        );
                    }
                    Lookup::Nothing => self.no_function(&class, name, below),
                    Lookup::Function(..) | Lookup::Property | Lookup::Unknown => {}
                }
            }
            _ => {}
        }
    }

    /// A call of a command. True when it takes its argument unevaluated, as `Formula` does.
    pub(super) fn command_call(&mut self, id: CommandId, args: Option<&[Arg]>, span: Span) -> bool {
        let name_end =
            |this: &Self, name: &str| Span::new(span.start, span.start + this.name_length(span, name));
        match self.project.catalog.command(id) {
            None => false,
            Some(Entry::Missing(command)) => {
                let at = name_end(self, command.name);
                self.unavailable(
                    "semantic/unavailable-command",
                    at,
                    format!("the command `{}` is not available in four", command.name),
                    "the line raises error 33 when it runs",
                );
                true
            }
            Some(Entry::Here(command)) => {
                let given = args.unwrap_or_default();
                match command.run {
                    Run::Native(_) => self.fit(command, given, span),
                    Run::Special(special) => self.fit_special(command, special, given, span),
                }
                matches!(command.run, Run::Special(Special::Formula | Special::Defer))
            }
        }
    }

    /// Matches arguments with parameters as lowering does.
    fn fit(&mut self, command: &Command, args: &[Arg], span: Span) {
        // With tables some commands have further forms; that there is no database is said already.
        if args.iter().any(|arg| matches!(arg, Arg::Expr(expr) if may_be_table(expr))) {
            return;
        }
        let mut params = command.params.iter().peekable();
        for arg in args {
            if params.peek().is_some_and(|param| param.kind == ParamKind::Rest) {
                return;
            }
            loop {
                let Some(param) = params.next() else {
                    let what = match arg {
                        Arg::Star(_) => "takes no `*` here",
                        Arg::Greater(_) | Arg::Less(_) => "takes no `>` or `<` here",
                        _ => "is given too many arguments",
                    };
                    return self.wrong(command, what, if arg.span().is_empty() { span } else { arg.span() });
                };
                // The rest takes anything, as the command itself says what fits.
                if param.kind == ParamKind::Rest {
                    return;
                }
                let fits = match arg {
                    Arg::Star(_) => param.kind == ParamKind::Star,
                    Arg::Greater(_) | Arg::Less(_) => param.kind == ParamKind::Order,
                    _ => !matches!(param.kind, ParamKind::Star | ParamKind::Order),
                };
                if fits {
                    break;
                }
                if !param.optional {
                    return self.wrong(command, "needs another argument before this one", arg.span());
                }
            }
        }
        let missing: Vec<&Param> =
            params.filter(|param| !param.optional && param.kind != ParamKind::Rest).collect();
        if let Some(first) = missing.first() {
            let name = first.name.trim_start_matches('_').replace('_', " ");
            let at = Span::new(span.start, span.start + self.name_length(span, command.name));
            self.wrong(command, &format!("needs an argument `{name}`"), at);
        }
    }

    /// Those that the evaluator carries out itself; their tables do not say which arguments may be left out.
    fn fit_special(&mut self, command: &Command, special: Special, args: &[Arg], span: Span) {
        let (least, most) = match special {
            Special::CountParameters
            | Special::CurrentMethodName
            | Special::CallChain
            | Special::DeferredFormulas => (0, 0),
            Special::CopyParameters => (0, 1),
            Special::OldThrow => (0, 1),
            Special::Throw => (0, 2),
            Special::Assert | Special::Asserted | Special::FormulaFromString => (1, 2),
            Special::ExecuteMethod => (1, usize::MAX),
            Special::GetProcessVariable | Special::SetProcessVariable | Special::VariableToVariable => {
                (3, usize::MAX)
            }
            Special::Formula
            | Special::Undefined
            | Special::TypeOf
            | Special::ClearVariable
            | Special::ExecuteFormula
            | Special::GetPointer
            | Special::Defer => (1, 1),
        };
        if args.len() < least {
            let at = Span::new(span.start, span.start + self.name_length(span, command.name));
            self.wrong(command, "needs an argument", at);
        } else if args.len() > most {
            self.wrong(command, "is given too many arguments", args[most].span());
        }
    }

    fn wrong(&mut self, command: &Command, what: &str, at: Span) {
        let form = signature(command.name, command.params, command.result);
        self.found.push(
            Diagnostic::error("semantic/wrong-arguments", at, format!("`{}` {what}", command.name))
                .help(format!("its form is `{form}`")),
        );
    }
}
