//! What commands may ask of their process: [`Cx`] as the [`Host`] of `four-runtime`.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use four_runtime::array::Array;
use four_runtime::class::{ClassKind, native_class};
use four_runtime::copy::Parcel;
use four_runtime::function::{Function, FunctionKind};
use four_runtime::host::{App, ErrorScope, Host, Locals, Settings};
use four_runtime::process::{Call, CallTarget, Message, ProcessHandle};
use four_runtime::shared::SharedLock;
use four_runtime::{ClassRef, Error, Res, Symbol, Text, Value};

use crate::body::BodyKind;
use crate::components::{SEPARATOR, Space};
use crate::cx::Cx;
use crate::nodes::arguments::Given;
use crate::nodes::{call, member};
use crate::process::Job;
use crate::program::design_path;
use crate::session::{Outcome, Session};

/// Most waits that may be nested in callbacks of one process.
const MAX_PUMPING: usize = 32;

impl Host for Cx<'_> {
    fn call(&mut self, function: &Value, this: &Value, args: Vec<Value>) -> Res<Value> {
        call::call_value(self, function, this.clone(), Given::values(args), (0, 0), None)
            .map_err(|raised| self.take_error(raised))
    }

    fn method(&mut self, name: &Text) -> Option<Value> {
        let name = self.method_name(&name.to_str());
        if !self.has_method(&name) {
            return None;
        }
        let kind = FunctionKind::Method(Text::from(name.as_str()).freeze());
        Some(Value::Function(std::rc::Rc::new(Function { kind })))
    }

    fn member(&mut self, of: &Value, name: Symbol) -> Res<Value> {
        member::member(self, of, name, (0, 0)).map_err(|raised| self.take_error(raised))
    }

    fn call_member(&mut self, of: &Value, name: Symbol, args: Vec<Value>) -> Res<Option<Value>> {
        // A function of the class itself, which callbacks mostly are, needs no function value.
        let program = self.program;
        let class = match of {
            Value::Object(object) if object.get(name).is_undefined() => object.class(),
            _ => None,
        };
        let function = class.and_then(|class| match class.kind {
            ClassKind::User(number) => program.callback(number, name),
            ClassKind::Native(_) => None,
        });
        let called = match function {
            Some(function) => {
                function.body(program).call(self, (0, 0), of.clone(), Given::values(args)).map(Some)
            }
            None => match member::member(self, of, name, (0, 0)) {
                Ok(Value::Function(function)) => {
                    call::call_function(self, &function, of.clone(), Given::values(args), (0, 0)).map(Some)
                }
                other => other.map(|_| None),
            },
        };
        called.map_err(|raised| self.take_error(raised))
    }

    fn class_of(&self, value: &Value) -> Option<ClassRef> {
        match value {
            Value::Object(object) if object.class().is_some() => object.class(),
            other => member::native_class_of(self, other).map(native_class),
        }
    }

    fn run_piece(&mut self, locals: &mut Locals, code: &str) -> Res<Value> {
        let mut session = session_of(locals);
        let outcome = session.run(self, "template", code);
        locals.kept = Some(session);
        match outcome {
            Outcome::Done => Ok(Value::Undefined),
            Outcome::Value(value) => Ok(value),
            Outcome::Raised(error) => Err(error),
            Outcome::Unreadable(found, _) => {
                let message = found.first().map_or("there is no code", |found| found.message.as_str());
                Err(Error::new(48, format!("Syntax error in “{}”: {message}.", code.trim())))
            }
        }
    }

    fn set_local(&mut self, locals: &mut Locals, name: &str, value: Value) {
        let mut session = session_of(locals);
        session.set(name, value);
        locals.kept = Some(session);
    }

    fn process(&self) -> &Arc<ProcessHandle> {
        &self.process
    }

    fn app(&self) -> &dyn App {
        &*self.app
    }

    fn shared_app(&self) -> Arc<dyn App> {
        self.app.clone()
    }

    fn set_variable(&mut self, name: &str, value: Value) {
        self.set_named(name, value);
    }

    fn variable(&mut self, name: &str) -> Value {
        if let Some(name) = name.strip_prefix("<>") {
            return self.app.interprocess.load(self.variable_number(name));
        }
        let number = self.variable_number(name);
        self.variable_slot(number).value.clone()
    }

    fn call_worker(&mut self, worker: &Value, target: &Value, args: &[Value]) -> Res<()> {
        let process = match worker {
            Value::Text(name) if name.is_empty() => {
                return Err(Error::new(54, "A worker needs a name."));
            }
            Value::Text(name) => self.app.worker(&name.to_str())?,
            other => match other.as_number() {
                // An unknown number or a process that is no worker: nothing happens (`commands/call-worker`).
                Some(number) => {
                    let found =
                        self.app.find(|process| f64::from(process.number) == number && process.is_worker);
                    match found {
                        Some(process) => process,
                        None => return Ok(()),
                    }
                }
                None => return Err(Error::type_mismatch("the name or number of a worker", other)),
            },
        };
        let mut parcel = Vec::with_capacity(args.len() + 1);
        let target = match target {
            Value::Function(_) => {
                parcel.push(target.clone());
                CallTarget::Function
            }
            // The method that the worker was started with runs again.
            Value::Text(name) if name.is_empty() => match process.first_method.get() {
                Some(Some(method)) => CallTarget::Method(method.clone()),
                _ => return Ok(()),
            },
            Value::Text(name) => {
                let found = self.method_name(&name.to_str());
                if !self.has_method(&found) {
                    return Err(self.no_method(name));
                }
                CallTarget::Method(Text::from(found.as_str()).freeze())
            }
            other => return Err(Error::type_mismatch("a function or the name of a method", other)),
        };
        process.first_method.get_or_init(|| match &target {
            CallTarget::Method(method) if process.number != 1 => Some(method.clone()),
            _ => None,
        });
        parcel.extend_from_slice(args);
        let args = Parcel::pack(&parcel)?;
        let mut message = Message::Call(Call { target, args, hold: self.app.life().hold() });
        let mut process = process;
        // A worker that ends at this moment is replaced by a new one of the same name.
        for _ in 0..100 {
            match process.post(message) {
                Ok(()) => return Ok(()),
                Err(back) => message = back,
            }
            process = self.app.worker(&process.name)?;
        }
        Ok(())
    }

    fn new_process(&mut self, method: &Text, name: &str, args: &[Value]) -> Res<i32> {
        let found = self.method_name(&method.to_str());
        if !self.has_method(&found) {
            return Err(self.no_method(method));
        }
        let (method, args) = (Text::from(found.as_str()).freeze(), Parcel::pack(args)?);
        let hold = self.app.life().hold();
        let run = move |cx: &mut Cx<'_>| {
            let call = Call { target: CallTarget::Method(method), args, hold };
            cx.handle(Message::Call(call));
        };
        self.app.start_process(name, Job { run: Box::new(run), hold: self.app.life().hold() })
    }

    fn pump(&mut self, deadline: Option<Instant>, until: &dyn Fn() -> bool) -> Res<()> {
        if self.pumping >= MAX_PUMPING {
            let message = format!("More than {MAX_PUMPING} waits are nested in callbacks.");
            return Err(Error::new(-10715, message));
        }
        loop {
            self.check_interrupt()?;
            if until() || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(());
            }
            four_runtime::process::waits();
            let process = self.process.clone();
            let Some(message) = process.receive(deadline, until) else { continue };
            self.pumping += 1;
            let this = std::mem::replace(&mut self.this, Value::Null);
            let arguments = std::mem::take(&mut self.arguments);
            self.handle(message);
            self.this = this;
            self.arguments = arguments;
            self.pumping -= 1;
        }
    }

    fn sleep(&mut self, time: Duration) -> Res<()> {
        self.sleep_for(time)
    }

    fn check_interrupt(&mut self) -> Res<()> {
        self.safepoint((0, 0)).map_err(|raised| self.take_error(raised))
    }

    fn report(&mut self, error: &Error) {
        let app = self.app.clone();
        let process = self.process.clone();
        app.report(error, self.program, &process);
    }

    fn last_errors(&self) -> &[Error] {
        &self.errors.last
    }

    fn set_error_handler(&mut self, scope: ErrorScope, method: Option<Text>) {
        let project = self.project();
        let method = method.map(|method| self.method_name(&method.to_str()));
        let app = self.app.clone();
        let mut wider = app.error_handlers();
        match (scope, method) {
            (ErrorScope::Local, Some(method)) => {
                self.errors.handlers.insert(project, (method, self.errors.tries));
            }
            (ErrorScope::Local, None) => drop(self.errors.handlers.remove(&project)),
            (ErrorScope::Global, Some(method)) => drop(wider.global.insert(project, method)),
            (ErrorScope::Global, None) => drop(wider.global.remove(&project)),
            (ErrorScope::Components, method) => wider.components = method,
        }
    }

    fn error_handler(&self, scope: ErrorScope) -> Option<Text> {
        let project = self.project();
        let method = match scope {
            ErrorScope::Local => self.errors.handlers.get(&project)?.0.clone(),
            ErrorScope::Global => self.app.error_handlers().global.get(&project)?.clone(),
            ErrorScope::Components => self.app.error_handlers().components.clone()?,
        };
        Some(Text::from(method.rsplit_once(SEPARATOR).map_or(method.as_str(), |(_, name)| name)))
    }

    fn make_method(&mut self, source: &Text, name: Option<&Text>) -> Res<Value> {
        Ok(crate::formula::made_method(self.program, self.space(), source, name))
    }

    fn parse_formula(&mut self, formula: &Text, tokens: bool) -> Res<String> {
        crate::lower::normal_form(self.program, &formula.to_str(), self.space(), tokens)
    }

    fn array_name(&self, array: &Rc<Array>) -> Option<(String, Option<usize>)> {
        if array.shared_content().is_some() {
            let found = self
                .app
                .interprocess
                .arrays()
                .into_iter()
                .find_map(|(number, whole)| whole.place_of(array).map(|row| (number, row)));
            return found.map(|(number, row)| (format!("<>{}", self.app.names.name(number)), row));
        }
        let found = self.variables.iter().zip(0u32..).find_map(|(variable, number)| {
            let Value::Array(whole) = &variable.value else { return None };
            whole.place_of(array).map(|row| (number, row))
        });
        found.map(|(number, row)| (self.app.names.name(number), row))
    }

    fn lock_of(&self, value: &Value) -> Option<SharedLock> {
        match value {
            Value::Class(class) => Some(SharedLock::Object(self.app.shared.class_object(class))),
            other => other.shared_lock(),
        }
    }

    fn own_settings(&self) -> &Settings {
        let settings = self.app.settings();
        let Some(space) = self.space() else { return settings };
        let component = settings.components.iter().find(|component| component.namespace == *space.name);
        component.map_or(settings, |component| &component.settings)
    }

    fn current_method_path(&self) -> String {
        let Some(call) = self.calls.iter().rev().find(|call| call.info.kind != BodyKind::Formula) else {
            return String::new();
        };
        let name = call.info.class.map_or(call.info.name.as_str(), |class| class.name.as_str());
        design_path(call.info.kind, name)
    }
}

impl<'p> Cx<'p> {
    /// True when there is a method of this name, be it since the program has changed its own source.
    pub(crate) fn has_method(&self, name: &str) -> bool {
        self.program.method_number(name).is_some()
            || self.app.newer_than(self.program).is_some_and(|newest| newest.method_number(name).is_some())
    }

    /// The component that the running code belongs to.
    pub(crate) fn space(&self) -> Option<&'p Space> {
        let call = self.calls.iter().rev().find(|call| call.info.file != u32::MAX)?;
        self.program.space_of(call.info.file)
    }

    /// The project of the running code: the namespace of its component, nothing for the host.
    pub(crate) fn project(&self) -> String {
        self.space().map(|space| space.name.to_string()).unwrap_or_default()
    }

    /// The name under which the whole program finds a method that the running code calls so.
    pub(crate) fn method_name(&self, name: &str) -> String {
        self.space().map_or_else(|| name.to_owned(), |space| space.method(name))
    }

    /// Number of the variable that the running code means by a name.
    pub(crate) fn variable_number(&self, name: &str) -> u32 {
        self.program.variable_number(self.space(), name)
    }

    /// Error 44, with the closest name that exists.
    fn no_method(&self, name: &Text) -> Box<Error> {
        let known = self.program.methods().iter().map(|method| method.name.as_str());
        let close = crate::suggest::closest(&name.to_str(), known);
        let error = Error::new(44, format!("There is no method {name}."));
        match close {
            Some(close) => error.with_help(format!("did you mean {close}?")),
            None => error,
        }
    }
}

/// The session that keeps local variables between pieces of code, taken out while it runs.
fn session_of(locals: &mut Locals) -> Box<Session> {
    let kept = locals.kept.take().and_then(|kept| kept.downcast().ok());
    kept.unwrap_or_else(|| Box::new(Session::with_arguments(std::mem::take(&mut locals.arguments))))
}
