//! A process without evaluator for the tests of this crate: callbacks are Rust closures, the clock stands still.

use std::any::Any;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use four_runtime::class::native_class;
use four_runtime::function::{Code, Function, FunctionKind};
use four_runtime::host::{App, ErrorScope, Host, Settings, System};
use four_runtime::life::Life;
use four_runtime::process::ProcessHandle;
use four_runtime::registry::{MemberRun, NativeClass, Run};
use four_runtime::{ClassRef, Error, FrozenText, Res, Symbol, Text, Value};

type Body = dyn Fn(&mut dyn Host, &Value, &[Value]) -> Res<Value> + Send + Sync;

struct RustCode(Box<Body>);

impl Code for RustCode {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn source(&self) -> FrozenText {
        FrozenText::from("rust")
    }
}

/// A function value that runs a closure.
pub fn function(
    body: impl Fn(&mut dyn Host, &Value, &[Value]) -> Res<Value> + Send + Sync + 'static,
) -> Value {
    let code = Arc::new(RustCode(Box::new(body)));
    Value::Function(Rc::new(Function { kind: FunctionKind::Formula { code, captured: Vec::new() } }))
}

/// The tests' program.
pub struct TestApp {
    life: Life,
    settings: Settings,
    /// What was written to standard output.
    pub output: Mutex<String>,
}

impl System for TestApp {
    fn write_out(&self, text: &str) {
        if let Ok(mut output) = self.output.lock() {
            output.push_str(text);
        }
    }
    fn write_error(&self, _text: &str) {}
    fn now(&self) -> (i64, u32) {
        // 2024-05-06 10:00:00.25 UTC.
        (1_714_989_600, 250_000_000)
    }
    fn ticks(&self) -> Duration {
        Duration::from_secs(30 * 86_400)
    }
    fn utc_offset(&self, _seconds: i64) -> i32 {
        7200
    }
    fn environment(&self, _name: &str) -> Option<String> {
        None
    }
    fn random(&self) -> u64 {
        0x0123_4567_89ab_cdef
    }
}

impl App for TestApp {
    fn system(&self) -> &dyn System {
        self
    }
    fn life(&self) -> &Life {
        &self.life
    }
    fn processes(&self) -> Vec<Arc<ProcessHandle>> {
        Vec::new()
    }
    fn kill(&self, _number: i32) {}
    fn settings(&self) -> &Settings {
        &self.settings
    }
    fn weak(&self) -> std::sync::Weak<dyn App> {
        std::sync::Weak::<TestApp>::new()
    }

    fn start_serving(&self, _name: &str) -> Res<Arc<ProcessHandle>> {
        Err(Error::new(-10714, "no processes here"))
    }

    fn service(
        &self,
        _key: &'static str,
        create: &dyn Fn() -> Arc<dyn Any + Send + Sync>,
    ) -> Arc<dyn Any + Send + Sync> {
        create()
    }
    fn service_in_use(&self, _key: &str) -> Option<Arc<dyn Any + Send + Sync>> {
        None
    }
    fn set_asserts(&self, _enabled: bool) {}
    fn asserts(&self) -> bool {
        true
    }
    fn storage(&self) -> std::sync::Arc<four_runtime::shared::SharedObject> {
        four_runtime::shared::SharedObject::catalog()
    }
    fn quit(&self) {}
}

/// The tests' process.
pub struct TestHost {
    /// Its program.
    pub app: Arc<TestApp>,
    process: Arc<ProcessHandle>,
}

impl TestHost {
    /// A process whose program may use this many bytes.
    pub fn new(max_memory: u64) -> TestHost {
        let settings = Settings { max_memory, ..Settings::default() };
        let app = Arc::new(TestApp { life: Life::default(), settings, output: Mutex::default() });
        TestHost { app, process: ProcessHandle::new(1, "Main process".into(), true) }
    }

    /// Runs a command of this crate.
    pub fn command(&mut self, name: &str, mut args: Vec<Value>) -> Res<Value> {
        self.command_in(name, &mut args)
    }

    /// Runs a command that writes to its arguments.
    pub fn command_in(&mut self, name: &str, args: &mut [Value]) -> Res<Value> {
        let command = crate::ALL.iter().flat_map(|theme| theme.iter()).find(|command| command.name == name);
        match command.map(|command| command.run) {
            Some(Run::Native(run)) => run(self, args),
            _ => panic!("no native command {name}"),
        }
    }

    /// Runs a function of a 4D class or reads its property.
    pub fn run(
        &mut self,
        class: &'static NativeClass,
        this: &Value,
        name: &str,
        mut args: Vec<Value>,
    ) -> Res<Value> {
        match class.member(name).map(|member| member.run) {
            Some(MemberRun::Function(run) | MemberRun::Get(run)) => run(self, this, &mut args),
            Some(MemberRun::Set(_)) | None => panic!("no member {name}"),
        }
    }
}

impl Host for TestHost {
    fn call(&mut self, function: &Value, this: &Value, args: Vec<Value>) -> Res<Value> {
        if let Value::Function(function) = function
            && let FunctionKind::Formula { code, .. } = &function.kind
            && let Some(code) = code.as_any().downcast_ref::<RustCode>()
        {
            return (code.0)(self, this, &args);
        }
        Err(Error::type_mismatch("a function", function))
    }
    fn method(&mut self, _name: &Text) -> Option<Value> {
        None
    }
    fn member(&mut self, of: &Value, name: Symbol) -> Res<Value> {
        match of {
            Value::Object(object) => Ok(object.get(name)),
            Value::Collection(collection) if name.is(&Text::from("length")) => {
                Ok(Value::from(collection.len()))
            }
            _ => Ok(Value::Undefined),
        }
    }
    fn class_of(&self, value: &Value) -> Option<ClassRef> {
        match value {
            Value::Object(object) => object.class(),
            Value::Collection(_) => Some(native_class(&crate::collection::COLLECTION)),
            _ => None,
        }
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
    fn set_variable(&mut self, _name: &str, _value: Value) {}
    fn variable(&mut self, _name: &str) -> Value {
        Value::Undefined
    }
    fn call_worker(&mut self, _worker: &Value, _target: &Value, _args: &[Value]) -> Res<()> {
        Ok(())
    }
    fn new_process(&mut self, _method: &Text, _name: &str, _args: &[Value]) -> Res<i32> {
        Err(Error::new(44, "no processes here"))
    }

    fn pump(&mut self, _deadline: Option<Instant>, _until: &dyn Fn() -> bool) -> Res<()> {
        Ok(())
    }
    fn sleep(&mut self, _time: Duration) -> Res<()> {
        Ok(())
    }
    fn check_interrupt(&mut self) -> Res<()> {
        Ok(())
    }
    fn report(&mut self, _error: &Error) {}
    fn last_errors(&self) -> &[Error] {
        &[]
    }
    fn set_error_handler(&mut self, _scope: ErrorScope, _method: Option<Text>) {}
    fn error_handler(&self, _scope: ErrorScope) -> Option<Text> {
        None
    }
}
