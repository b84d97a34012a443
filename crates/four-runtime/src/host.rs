//! What commands may ask of the process they run in, and of the world outside.
//!
//! Commands know neither the evaluator nor the network: they get a [`Host`]. The outside world (clock, streams,
//! environment) stands behind [`System`], so that tests need none of it.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::array::Array;
use crate::class::ClassRef;
use crate::error::{Error, Res};
use crate::life::Life;
use crate::process::ProcessHandle;
use crate::shared::{SharedLock, SharedObject};
use crate::symbol::Symbol;
use crate::text::Text;
use crate::value::Value;

/// Which errors a method of `ON ERR CALL` is called for (`commands/on-err-call`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorScope {
    /// Those of one process.
    Local,
    /// Those of all processes that have no method of their own.
    Global,
    /// Those of components.
    Components,
}

/// The process that a command runs in.
pub trait Host {
    /// Runs a function value with this `This` and these arguments.
    ///
    /// # Errors
    /// What the function raises; 54 when the value is no function.
    fn call(&mut self, function: &Value, this: &Value, args: Vec<Value>) -> Res<Value>;

    /// The project method of this name as a function value.
    fn method(&mut self, name: &Text) -> Option<Value>;

    /// A property or function of any value, getters and class functions included.
    ///
    /// # Errors
    /// What a getter raises; an error for properties of Null.
    fn member(&mut self, of: &Value, name: Symbol) -> Res<Value>;

    /// Calls a function that an object has, such as a callback; `None` when it has none of that name.
    ///
    /// # Errors
    /// What the function or a getter raises.
    fn call_member(&mut self, of: &Value, name: Symbol, args: Vec<Value>) -> Res<Option<Value>> {
        match self.member(of, name)? {
            function @ Value::Function(_) => self.call(&function, of, args).map(Some),
            _ => Ok(None),
        }
    }

    /// The class of a user class instance, native object or other value, as `OB Class` gives it.
    fn class_of(&self, value: &Value) -> Option<ClassRef>;

    /// The process itself.
    fn process(&self) -> &Arc<ProcessHandle>;

    /// What all processes share.
    fn app(&self) -> &dyn App;

    /// What all processes share, to be kept by sockets and timers.
    fn shared_app(&self) -> Arc<dyn App>;

    /// Sets a system variable such as `OK`, `Error` or `Document`.
    fn set_variable(&mut self, name: &str, value: Value);

    /// Reads a process variable, or with `<>` an interprocess variable.
    fn variable(&mut self, name: &str) -> Value;

    /// `CALL WORKER`: posts a message; `target` is a function or the name of a method.
    ///
    /// # Errors
    /// When an argument cannot leave its process, or no process can be started.
    fn call_worker(&mut self, worker: &Value, target: &Value, args: &[Value]) -> Res<()>;

    /// `New process`: starts a process that runs a method and ends with it; gives its number.
    ///
    /// # Errors
    /// When there is no such method, an argument cannot leave its process, or no process can be started.
    fn new_process(&mut self, method: &Text, name: &str, args: &[Value]) -> Res<i32>;

    /// Handles messages of this process until `until` is true or the deadline has come.
    ///
    /// # Errors
    /// Interruption.
    fn pump(&mut self, deadline: Option<Instant>, until: &dyn Fn() -> bool) -> Res<()>;

    /// Lets time pass without handling messages.
    ///
    /// # Errors
    /// Interruption.
    fn sleep(&mut self, time: Duration) -> Res<()>;

    /// Raises the interruption that is pending, if any: long-running commands call it now and then.
    ///
    /// # Errors
    /// Interruption.
    fn check_interrupt(&mut self) -> Res<()>;

    /// Reports an error that nothing handles, as at the end of a message; execution goes on.
    fn report(&mut self, error: &Error);

    /// The errors of the last failure (`commands/last-errors`).
    fn last_errors(&self) -> &[Error];

    /// Installs or removes the error method of a scope (`commands/on-err-call`).
    fn set_error_handler(&mut self, scope: ErrorScope, method: Option<Text>);

    /// The error method of a scope.
    fn error_handler(&self, scope: ErrorScope) -> Option<Text>;

    /// A function made of a text with several lines (`API/MethodClass`).
    ///
    /// # Errors
    /// When the process cannot make code.
    fn make_method(&mut self, _source: &Text, _name: Option<&Text>) -> Res<Value> {
        Err(Error::new(33, "4D.Method.new() is not available here."))
    }

    /// A formula in 4D's spelling, with tokens such as `:C10` if they are wanted (`commands/parse-formula`).
    ///
    /// # Errors
    /// A syntax error of the text.
    fn parse_formula(&mut self, _formula: &Text, _tokens: bool) -> Res<String> {
        Err(Error::new(33, "Parse formula is not available here."))
    }

    /// The process variable that holds an array, and the number of the row when the array is one of a two-dimensional
    /// array.
    fn array_name(&self, _array: &Rc<Array>) -> Option<(String, Option<usize>)> {
        None
    }

    /// Runs lines of code, or one expression whose value is given, with the local variables in `locals`: pieces of code
    /// that belong together, such as the tags of a template.
    ///
    /// # Errors
    /// What the code raises; 48 for a syntax error.
    fn run_piece(&mut self, _locals: &mut Locals, _code: &str) -> Res<Value> {
        Err(Error::new(48, "Code from a text cannot be run here."))
    }

    /// Gives a local variable of [`Host::run_piece`] a value; its name without `$`.
    fn set_local(&mut self, _locals: &mut Locals, _name: &str, _value: Value) {}

    /// The lock of a shared object or collection, or of a class, which is shared too.
    fn lock_of(&self, value: &Value) -> Option<SharedLock> {
        value.shared_lock()
    }

    /// Settings of the running code: those of its component, else those of the program.
    fn own_settings(&self) -> &Settings {
        self.app().settings()
    }

    /// Path of the running method, as `Current method path` gives it.
    fn current_method_path(&self) -> String {
        String::new()
    }
}

/// The local variables of pieces of code that belong together.
#[derive(Default)]
pub struct Locals {
    /// `$1`, `$2`… of the first piece.
    pub arguments: Vec<Value>,
    /// What the evaluator makes of them.
    pub kept: Option<Box<dyn Any>>,
}

impl Locals {
    /// Nothing but arguments.
    pub fn with(arguments: Vec<Value>) -> Locals {
        Locals { arguments, kept: None }
    }
}

/// A method, database method or class of the program, as the theme Design Object Access names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesignObject {
    /// Path such as `myMethod`, `[databaseMethod]/onStartup`, `[class]/Person` (`commands/method-get-paths`).
    pub path: String,
    /// `Path project method` 1, `Path database method` 2 or `Path class` 32.
    pub kind: i32,
    /// Its name.
    pub name: String,
    /// Its source file, as it was opened.
    pub file: std::path::PathBuf,
}

/// What all processes of a program share.
pub trait App: Send + Sync {
    /// The world outside.
    fn system(&self) -> &dyn System;

    /// What keeps the program alive.
    fn life(&self) -> &Life;

    /// Processes that exist.
    fn processes(&self) -> Vec<Arc<ProcessHandle>>;

    /// `KILL WORKER` for the process of this number.
    fn kill(&self, number: i32);

    /// Starts a process that is no worker and handles the events posted to it until [`flags::END`] is raised.
    ///
    /// # Errors
    /// When no process can be started.
    ///
    /// [`flags::END`]: crate::process::flags::END
    fn start_serving(&self, name: &str) -> Res<Arc<ProcessHandle>>;

    /// Settings of the command line and of the project.
    fn settings(&self) -> &Settings;

    /// A service such as the web server, created on first use and shared by all processes.
    fn service(
        &self,
        key: &'static str,
        create: &dyn Fn() -> Arc<dyn Any + Send + Sync>,
    ) -> Arc<dyn Any + Send + Sync>;

    /// A service, if something has used it yet.
    fn service_in_use(&self, key: &str) -> Option<Arc<dyn Any + Send + Sync>>;

    /// `SET ASSERT ENABLED` for all processes.
    fn set_asserts(&self, enabled: bool);

    /// Whether `ASSERT` checks, unless a process says otherwise.
    fn asserts(&self) -> bool;

    /// The object that `Storage` gives (`commands/storage`).
    fn storage(&self) -> Arc<SharedObject>;

    /// Itself, to be kept by what outlives a command, such as the web server.
    fn weak(&self) -> std::sync::Weak<dyn App>;

    /// Asks the whole program to end, as `QUIT 4D` does.
    fn quit(&self);

    /// What the program consists of, in the order of its sources.
    fn design(&self) -> Vec<DesignObject> {
        Vec::new()
    }

    /// Reads the sources of the program again; messages run the new code from now on. Sources with errors are reported, and
    /// the old code goes on.
    ///
    /// # Errors
    /// A sentence when there are none to read.
    fn reload(&self) -> Result<(), String> {
        Err("this program has no sources that could be read again".into())
    }

    /// Takes a source over into the program: code that begins to run from now on is that of this text
    /// (`commands/method-set-code`). False when the program cannot be changed.
    fn set_code(&self, _object: &DesignObject, _text: String) -> bool {
        false
    }

    /// The source text of a part of [`App::design`], by its path; case does not count.
    fn code(&self, _path: &str) -> Option<String> {
        None
    }
}

/// What is wrong with a source (`commands/compile-project`).
#[derive(Clone, Debug)]
pub struct Finding {
    /// The source.
    pub file: std::path::PathBuf,
    /// False for a warning.
    pub is_error: bool,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Line in the file, from 1.
    pub line: u32,
    /// In a class, the function that holds the line, and the line that it begins in.
    pub function: Option<(String, u32)>,
}

/// The world outside a program.
pub trait System: Send + Sync {
    /// Writes to standard output; what the program prints.
    fn write_out(&self, text: &str);
    /// Writes to standard error; what four says and what the program sends there.
    fn write_error(&self, text: &str);
    /// Seconds and nanoseconds since 1970-01-01 UTC.
    fn now(&self) -> (i64, u32);
    /// Time since an arbitrary start; never goes back.
    fn ticks(&self) -> Duration;
    /// Offset of local time from UTC at a time in seconds since 1970, in seconds.
    fn utc_offset(&self, seconds: i64) -> i32;
    /// An environment variable.
    fn environment(&self, name: &str) -> Option<String>;
    /// A random number.
    fn random(&self) -> u64;
    /// Checks the sources of a project, or a single one.
    ///
    /// # Errors
    /// A sentence when there are none at that path, or nothing is here to check them with.
    fn check(&self, _project: &std::path::Path) -> Result<Vec<Finding>, String> {
        Err("nothing is here to check sources with".into())
    }
    /// Asks whoever sits at the terminal and gives the line typed; `None` when nobody does.
    fn ask(&self, _question: &str) -> Option<String> {
        None
    }
}

/// A component and what its code is to know.
#[derive(Clone, Debug, Default)]
pub struct ComponentSettings {
    /// Its name.
    pub name: String,
    /// Its namespace in `cs`.
    pub namespace: String,
    /// Those of the program, with its own folders.
    pub settings: Settings,
}

/// Settings of the command line and of the project.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Folder of the project or of the started file.
    pub folder: std::path::PathBuf,
    /// What was started: a `.4DProject` file, a project folder or a `.4dm` file.
    pub started: std::path::PathBuf,
    /// `--data`: the data file, whose folder is that of the data; four itself has no database.
    pub data: Option<std::path::PathBuf>,
    /// `Resources` folder.
    pub resources: std::path::PathBuf,
    /// `WebFolder`.
    pub web_folder: std::path::PathBuf,
    /// `Project/Sources`, or the folder of the started file.
    pub sources: std::path::PathBuf,
    /// Names of the database methods, such as `onWebConnection`.
    pub database_methods: Vec<String>,
    /// Names of the project methods that web clients may run by `/4DACTION` (`publishedWeb`).
    pub web_methods: Vec<String>,
    /// Web settings of the project: properties of `4D.WebServer` and their values as text, and `publish`: `true` when the
    /// web server starts with the program.
    pub web: Vec<(&'static str, String)>,
    /// `--host`: address to listen on.
    pub host: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--https-port`.
    pub https_port: Option<u16>,
    /// Address from the project's settings.
    pub project_host: Option<String>,
    /// Port from the project's settings.
    pub project_port: Option<u16>,
    /// False with `--no-web-autostart`: a WebSocket server needs a web server that the program started.
    pub web_autostart: bool,
    /// `--user-param`.
    pub user_param: String,
    /// `--max-memory`, in bytes.
    pub max_memory: u64,
    /// Language and region of formats: `--locale`, else `LC_ALL` or `LANG`.
    pub locale: crate::rules::locale::Locale,
    /// The components of the program.
    pub components: Vec<ComponentSettings>,
}
