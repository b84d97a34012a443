//! Runs a program from its start to its end.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use four_eval::app::{AppState, Reload};
use four_eval::cx::Cx;
use four_eval::names::VariableNames;
use four_eval::nodes::arguments::Given;
use four_eval::process::Job;
use four_eval::program::{MethodDef, Program};
use four_runtime::host::{App, Settings};
use four_runtime::rules::locale::Locale;
use four_runtime::{Value, memory};
use four_syntax::Source;

use crate::arguments::{Arguments, mode_like};
use crate::pages;
use crate::project::{self, Found};
use crate::reload::reload;
use crate::system::Machine;
use crate::testing::REPORT;
use crate::{allocator, catalog, report, settings_file, signals, watch};

/// How long the end of a program may take: open sockets are closed, callbacks run (network.md SEC-21).
const GRACE: Duration = Duration::from_secs(5);

/// Runs the program that the command line names; gives the exit status.
///
/// # Errors
/// A sentence about wrong use or unreadable sources.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    if arguments.watch {
        return watch::run(arguments);
    }
    let running = start(arguments)?;
    let signals = signals::watch(running.app.life().clone())?;
    running.app.wait();
    let failed = running.finish();
    Ok(signals.status().unwrap_or(u8::from(failed)))
}

/// Reads and starts the program that the command line names.
///
/// # Errors
/// A sentence about wrong use or unreadable sources.
pub fn start(arguments: &Arguments) -> Result<Running, String> {
    let found = found(arguments)?;
    let settings = settings(arguments, &found)?;
    let plan = Plan::of(arguments, &found);
    let program = Program::build(found.catalog, Arc::new(VariableNames::default()), found.inputs);
    let started = plan.started(&program)?;
    if report::problems(&program, started) {
        return Err("the program was not started: its source cannot be read as a whole".into());
    }
    let named = Arguments {
        file: arguments.file.clone(),
        project: arguments.project.clone(),
        eval: arguments.eval.clone(),
        section: arguments.section.clone(),
        ..Arguments::default()
    };
    let again = move |app: &AppState| {
        if named.file.as_deref().is_some_and(|file| file.as_os_str() == "-") {
            return Err("standard input cannot be read again".into());
        }
        self::found(&named).map(|found| drop(reload(app, found)))
    };
    Running::start(program, settings, plan, Box::new(again))
}

/// The program that the command line means.
///
/// # Errors
/// A sentence about wrong use or unreadable sources.
pub fn found(arguments: &Arguments) -> Result<Found, String> {
    let path = match (&arguments.file, &arguments.project) {
        (Some(_), Some(_)) => return Err("give either a file or --project, not both".into()),
        (file, project) => file.as_deref().or(project.as_deref()),
    };
    if let Some(meant) = path.filter(|_| arguments.eval.is_none()).and_then(mode_like) {
        return Err(format!(
            "{}: there is no such file or folder; {meant}",
            path.unwrap_or(Path::new("")).display()
        ));
    }
    match (&arguments.eval, path) {
        (Some(code), path) => {
            project::with_code(Source::new("-e", code.as_str()), path.unwrap_or(Path::new("")))
        }
        (None, Some(path)) => match &arguments.section {
            Some(section) => {
                let inputs = pages::chosen(path, Some(section), catalog::catalog().names())?;
                Ok(project::of_page(inputs, path))
            }
            None => project::find(path),
        },
        (None, None) => {
            Err("no program given; try four-run FILE.4dm, four-run - for standard input, or four-run --help"
                .into())
        }
    }
}

/// What the main process runs, by name; without a name the started file.
pub struct Plan {
    first: Option<String>,
    then: Option<String>,
    last: Option<String>,
    /// True when the program ends as soon as `then` is done (`--startup-method`).
    ends: bool,
}

impl Plan {
    /// What the command line asks for.
    pub fn of(arguments: &Arguments, found: &Found) -> Plan {
        let startup = found.is_project && !arguments.skip_onstartup;
        let there = |name: &str| {
            let is_there = startup && found.database_methods.iter().any(|method| method == name);
            is_there.then(|| name.to_owned())
        };
        Plan {
            first: there("onStartup"),
            then: arguments.startup_method.clone().or(found.method.clone()),
            last: there("onExit"),
            ends: arguments.startup_method.is_some(),
        }
    }

    /// Number of the source that must be readable as a whole.
    ///
    /// # Errors
    /// When the method to start does not exist.
    pub fn started(&self, program: &Program) -> Result<Option<u32>, String> {
        if let Some(name) = &self.then {
            return match program.method_named(name) {
                Some(method) => Ok(Some(method.file)),
                None => Err(format!("there is no method {name} in the project")),
            };
        }
        let first = self.first.as_deref().and_then(|name| program.method_named(name));
        Ok(first.or(program.main()).map(|method| method.file))
    }

    fn run(self, cx: &mut Cx<'_>) {
        let program = cx.program;
        let named = |name: &Option<String>| name.as_deref().and_then(|name| program.method_named(name));
        let main = if self.then.is_none() { program.main() } else { None };
        for method in [named(&self.first), named(&self.then), main].into_iter().flatten() {
            if !call(cx, method) {
                break;
            }
        }
        if self.ends {
            if let Some(last) = named(&self.last) {
                call(cx, last);
            }
            cx.app.life().stop();
        }
    }
}

/// Runs a method; an error that it does not handle is reported. False when the program is to end.
fn call(cx: &mut Cx<'_>, method: &MethodDef) -> bool {
    let program = cx.program;
    match method.body(program).call(cx, (0, 0), Value::Null, Given::values(Vec::new())) {
        Ok(_) => true,
        Err(raised) => {
            let error = cx.take_error(raised);
            let (app, process) = (cx.app.clone(), cx.process.clone());
            app.report(&error, program, &process);
            cx.reset();
            error.is_catchable()
        }
    }
}

/// The settings that a program has from the command line and from its project.
///
/// # Errors
/// When the project's settings cannot be read.
pub fn settings(arguments: &Arguments, found: &Found) -> Result<Settings, String> {
    let mut web = match &found.settings {
        Some(path) => settings_file::read(path)?,
        None => settings_file::WebSettings::default(),
    };
    // A single method that is run, of a project or not, is no application that serves.
    let publishes = found.is_project && arguments.startup_method.is_none();
    web.others.retain(|(name, _)| publishes || *name != "publish");
    let web_folder = match &web.root {
        Some(root) => found.folder.join(root.trim_start_matches("./")),
        None => found.folder.join("WebFolder"),
    };
    if let Some(bytes) = arguments.max_memory {
        memory::set_budget(bytes);
    }
    let mut settings = Settings {
        resources: found.folder.join("Resources"),
        web_folder,
        sources: found.sources.clone(),
        database_methods: found.database_methods.clone(),
        web_methods: found.inputs.iter().filter_map(project::published).collect(),
        web: web.others,
        folder: found.folder.clone(),
        data: arguments.data.clone(),
        started: arguments.file.clone().or_else(|| arguments.project.clone()).unwrap_or_default(),
        host: arguments.host.clone(),
        port: arguments.port,
        https_port: arguments.https_port,
        project_host: web.host,
        project_port: web.port,
        web_autostart: !arguments.no_web_autostart,
        user_param: arguments.user_param.clone().unwrap_or_default(),
        max_memory: memory::budget(),
        locale: locale(arguments)?,
        components: Vec::new(),
    };
    settings.components = found.components.iter().map(|component| component.settings(&settings)).collect();
    Ok(settings)
}

/// The region of formats: `--locale`, else that of the environment, else the default.
fn locale(arguments: &Arguments) -> Result<Locale, String> {
    if let Some(name) = &arguments.locale {
        return Locale::named(name)
            .ok_or_else(|| format!("--locale: {name} is not known; try en-US, fr or de"));
    }
    let set =
        ["LC_ALL", "LANG"].iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    Ok(set.and_then(|name| Locale::named(&name)).unwrap_or_default())
}

/// A program that was started.
pub struct Running {
    /// What its processes share.
    pub app: Arc<AppState>,
    last: Option<String>,
}

impl Running {
    /// Starts a program.
    ///
    /// # Errors
    /// When no process can be started.
    pub fn start(
        program: Program,
        settings: Settings,
        mut plan: Plan,
        reload: Reload,
    ) -> Result<Running, String> {
        let last = if plan.ends { None } else { plan.last.take() };
        let app = AppState::new(program, Box::new(Machine::new()), settings, Box::new(report::uncaught));
        app.reloads_by(reload);
        // Held before the web server may bring work of its own.
        let hold = app.life().hold();
        four_net::classes::publish(&*app);
        let job = Job { run: Box::new(move |cx| plan.run(cx)), hold };
        memory::set_give_back(allocator::give_back);
        app.start_main(job).map_err(|error| error.message.clone())?;
        Ok(Running { app, last })
    }

    /// Ends it in good order; true when an error was not caught.
    pub fn finish(self) -> bool {
        let app = self.app;
        // Sockets are closed first, so that their callbacks can still run.
        four_net::classes::shutdown(&*app, GRACE);
        if let Some(name) = self.last {
            on_exit(&app, name);
        }
        app.end_processes(GRACE);
        four_commands::external::shutdown();
        if let Some(report) = std::env::var_os(REPORT) {
            // Without the number of assertions the test still counts.
            let _ = std::fs::write(report, format!("{}\n", app.assertions.load(Ordering::Relaxed)));
        }
        // The program ends: the system takes its memory back faster than the trees are taken apart.
        std::mem::forget(app.program());
        app.has_failed()
    }
}

/// Runs On Exit in a process of its own and waits for it, at most as long as the end may take.
fn on_exit(app: &Arc<AppState>, name: String) {
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let run = move |cx: &mut Cx<'_>| {
        let program = cx.program;
        if let Some(method) = program.method_named(&name) {
            call(cx, method);
        }
        drop(done);
    };
    let job = Job { run: Box::new(run), hold: app.life().hold() };
    if app.start_process("On Exit process", job).is_ok() {
        let _ = wait.recv_timeout(GRACE);
    }
}
