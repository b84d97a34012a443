//! External processes: how command lines are taken apart, how processes are started, killed and waited for, and the
//! commands LAUNCH EXTERNAL PROCESS and SET ENVIRONMENT VARIABLE.
//!
//! A child gets a process group of its own, so that killing it ends what it has started itself, too. All children that
//! live are known here, and [`shutdown`] kills them at the end of the program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use four_runtime::registry::InOut;
use four_runtime::{Error, Host, Res, Text, Value, commands};
use shared_child::SharedChild;

use crate::args::check_size;
use crate::compare::is_missing;

/// How often a command that waits for a process looks for an interruption.
const LOOK: Duration = Duration::from_millis(20);

thread_local! {
    /// What `SET ENVIRONMENT VARIABLE` has set in this process.
    static VARIABLES: RefCell<BTreeMap<String, String>> = RefCell::default();
}

commands! { pub static COMMANDS: "Tools";
    /// Runs an external process and waits for its end (`commands/launch-external-process`): `input` goes to its standard
    /// input, its output and error output come into the variables (as blobs into blob variables), its number into the
    /// last one. `OK` is 0 when it cannot be started. No shell is involved: a program and its arguments, in quotes where
    /// they have blanks.
    ///
    /// ```4d
    /// var $in; $out; $err : Text
    /// LAUNCH EXTERNAL PROCESS("\""+Application file+"\" --version"; $in; $out; $err)
    /// ASSERT((OK=1) & ($out#""))
    /// ```
    "LAUNCH EXTERNAL PROCESS" 811 fn launch_external_process(
        host, command_line: &Text, input: Option<InOut>, output: Option<InOut>, error_output: Option<InOut>,
        pid: Option<InOut>
    ) {
        host.set_variable("OK", Value::Int(0));
        // The number may come alone.
        let (input, pid) = match input {
            Some(place) if place.0.as_number().is_some() && output.is_none() => (None, Some(place)),
            input => (input, pid),
        };
        let sent = match input.as_ref().map(|place| &*place.0) {
            Some(Value::Text(text)) => text.to_str().into_owned().into_bytes(),
            Some(Value::Blob(bytes)) => bytes.to_vec(),
            Some(other) if !is_missing(other) => return Err(Error::type_mismatch("an input (a text or blob)", other)),
            _ => Vec::new(),
        };
        let option = |name: &str| VARIABLES.with_borrow_mut(|variables| variables.remove(name));
        let folder = option("_4D_OPTION_CURRENT_DIRECTORY").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let waits = option("_4D_OPTION_BLOCKING_EXTERNAL_PROCESS").is_none_or(|waits| waits != "false");
        let hides = option("_4D_OPTION_HIDE_CONSOLE").is_none_or(|hides| hides != "false");
        let started = start(&Launch { line: &command_line.to_str(), folder, variables: &[], hides })?;
        if let Some(pid) = pid {
            *pid.0 = Value::from(started.child.id() as usize);
        }
        if !waits {
            detach(started, sent)?;
        } else {
            let (out, err) = wait_for(host, started, sent)?;
            for (place, bytes) in [(output, out), (error_output, err)] {
                if let Some(place) = place {
                    *place.0 = match place.0 {
                        Value::Blob(_) => Value::Blob(Rc::new(bytes)),
                        _ => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
                    };
                }
            }
        }
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Sets an environment variable for the external processes that this process starts; the empty text takes it back
    /// (`commands/set-environment-variable`). `_4D_OPTION_CURRENT_DIRECTORY` and `_4D_OPTION_BLOCKING_EXTERNAL_PROCESS`
    /// are for the next LAUNCH EXTERNAL PROCESS.
    ///
    /// ```4d
    /// SET ENVIRONMENT VARIABLE("four_example"; "documented")
    /// ASSERT(OK=1)
    /// ```
    "SET ENVIRONMENT VARIABLE" 812 fn set_environment_variable(host, name: &Text, value: &Text) {
        host.set_variable("OK", Value::Int(0));
        let (name, value) = (name.to_string(), value.to_string());
        check_variable(&name, &value)?;
        VARIABLES.with_borrow_mut(|variables| match value.is_empty() {
            true => variables.remove(&name),
            false => variables.insert(name, value),
        });
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }
}

/// Checks an environment variable.
///
/// # Errors
/// 54 when the operating system cannot take it.
pub fn check_variable(name: &str, value: &str) -> Res<()> {
    match name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
        true => Err(Error::new(54, format!("\"{name}\" cannot be an environment variable of this value."))),
        false => Ok(()),
    }
}

/// A process to be started.
pub struct Launch<'a> {
    /// Program and arguments.
    pub line: &'a str,
    /// Working folder; that of four without one.
    pub folder: Option<PathBuf>,
    /// Variables beyond those that are inherited.
    pub variables: &'a [(String, String)],
    /// True to show no console window (Windows).
    pub hides: bool,
}

/// A process that was started.
pub struct Started {
    /// The process.
    pub child: Child,
    /// Its standard input.
    pub input: ChildStdin,
    /// Its standard output.
    pub output: ChildStdout,
    /// Its error output.
    pub error: ChildStderr,
}

/// A process that may be killed while another thread waits for it.
#[derive(Clone)]
pub struct Child(Arc<Living>);

struct Living {
    child: SharedChild,
    number: u64,
    /// True when its output has ended as well: nothing of it may be left to kill.
    over: AtomicBool,
}

static CHILDREN: Mutex<BTreeMap<u64, Child>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Child {
    /// Number of the process in the system.
    pub fn id(&self) -> u32 {
        self.0.child.id()
    }

    /// Waits for its end.
    pub fn wait(&self) -> Option<ExitStatus> {
        self.0.child.wait().ok()
    }

    /// Kills it, and what it has started as long as that holds its output.
    pub fn kill(&self) {
        if self.0.over.load(Ordering::Acquire) {
            return;
        }
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        // It may have ended by itself meanwhile.
        let _ = self.0.child.kill();
    }

    /// To be called when it has ended, and its output too.
    pub fn forget(&self) {
        self.0.over.store(true, Ordering::Release);
        CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0.number);
    }
}

/// Kills all processes that live: the program ends.
pub fn shutdown() {
    let children = std::mem::take(&mut *CHILDREN.lock().unwrap_or_else(PoisonError::into_inner));
    for child in children.values() {
        child.kill();
    }
}

/// A command line as program and arguments. Quotes keep blanks together; a backslash takes the special meaning from the
/// next character, but on Windows only from a quote, since it separates folders there.
///
/// # Errors
/// 54 for an empty line, an open quote, or a NUL.
fn words(line: &str) -> Res<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\0', _) => return Err(Error::new(54, "A command line cannot have a NUL character in it.")),
            ('\\', Some('"')) if matches!(chars.peek(), Some('"' | '\\')) && !cfg!(windows) => {
                word.get_or_insert_default().extend(chars.next());
            }
            ('\\', None) if !cfg!(windows) => word.get_or_insert_default().extend(chars.next()),
            ('\\', Some('"') | None) if cfg!(windows) && chars.peek() == Some(&'"') => {
                word.get_or_insert_default().extend(chars.next());
            }
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"', None) => {
                quote = Some('"');
                word.get_or_insert_default();
            }
            ('\'', None) if !cfg!(windows) => {
                quote = Some('\'');
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(Error::new(54, "A quote in the command line is not closed."));
    }
    words.extend(word);
    if words.is_empty() {
        return Err(Error::new(54, "The command line is empty."));
    }
    Ok(words)
}

/// Starts a process.
///
/// # Errors
/// -43 when there is no such program, 54 for a bad command line, others as the operating system says.
pub fn start(launch: &Launch<'_>) -> Res<Started> {
    let words = words(launch.line)?;
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    VARIABLES.with_borrow(|variables| {
        command.envs(variables.iter().filter(|(name, _)| !name.starts_with("_4D_OPTION_")));
    });
    command.envs(launch.variables.iter().map(|(name, value)| (name, value)));
    if let Some(folder) = &launch.folder {
        if !folder.is_dir() {
            return Err(Error::new(-120, format!("{}: there is no such folder.", folder.display())));
        }
        command.current_dir(folder);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(windows)]
    if launch.hides {
        use std::os::windows::process::CommandExt;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let child = SharedChild::spawn(&mut command).map_err(|error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => -43,
            std::io::ErrorKind::PermissionDenied => -54,
            _ => -36,
        };
        Error::new(code, format!("{} cannot be started: {error}.", words[0]))
            .with_help("no shell is involved: give a program and its arguments, or sh -c \"…\"")
    })?;
    let (Some(input), Some(output), Some(error)) =
        (child.take_stdin(), child.take_stdout(), child.take_stderr())
    else {
        let _ = child.kill();
        return Err(Error::new(-36, format!("{} cannot be started: it has no streams.", words[0])));
    };
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let child = Child(Arc::new(Living { child, number, over: AtomicBool::new(false) }));
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).insert(number, child.clone());
    Ok(Started { child, input, output, error })
}

/// Starts a thread of little stack.
///
/// # Errors
/// -10701 when the system has no room for one.
pub fn thread<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Res<JoinHandle<T>> {
    let started = std::thread::Builder::new().stack_size(256 << 10).spawn(run);
    started.map_err(|error| Error::new(-10701, format!("No thread can be started: {error}.")))
}

/// Lets a process run on; its input is sent, its output read and dropped.
fn detach(started: Started, sent: Vec<u8>) -> Res<()> {
    let Started { child, mut input, mut output, mut error } = started;
    // Whoever does not read its input has its reasons.
    thread(move || drop(input.write_all(&sent)))?;
    thread(move || drop(std::io::copy(&mut error, &mut std::io::sink())))?;
    thread(move || {
        let _ = std::io::copy(&mut output, &mut std::io::sink());
        child.wait();
        child.forget();
    })?;
    Ok(())
}

/// Waits for the end of a process; gives its output and error output.
fn wait_for(host: &mut dyn Host, started: Started, sent: Vec<u8>) -> Res<(Vec<u8>, Vec<u8>)> {
    let child = started.child.clone();
    let result = collect(host, started, sent);
    if result.is_err() {
        child.kill();
    }
    result
}

fn collect(host: &mut dyn Host, started: Started, sent: Vec<u8>) -> Res<(Vec<u8>, Vec<u8>)> {
    let Started { child, mut input, output, error } = started;
    // Two bytes of memory are reckoned for each that comes: as bytes and as text.
    let mut limit: usize = 1 << 31;
    while limit > 1 && check_size(host, limit).is_err() {
        limit /= 2;
    }
    let limit = (limit / 2) as u64;
    thread(move || drop(input.write_all(&sent)))?;
    let reader = thread(move || drain(error, limit))?;
    let (done, end) = channel();
    thread(move || {
        let out = drain(output, limit);
        let err = reader.join().unwrap_or_default();
        child.wait();
        child.forget();
        let _ = done.send((out, err));
    })?;
    loop {
        match end.recv_timeout(LOOK) {
            Ok((out, err)) if out.len() as u64 > limit || err.len() as u64 > limit => {
                return Err(Error::new(-10701, "The output of the process is too large."));
            }
            Ok(both) => return Ok(both),
            Err(RecvTimeoutError::Timeout) => host.check_interrupt()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::new(-36, "The output of the process cannot be read."));
            }
        }
    }
}

/// Reads to the end, but keeps one byte more than the limit at most.
fn drain(mut stream: impl Read, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = (&mut stream).take(limit + 1).read_to_end(&mut bytes);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn command_lines_are_taken_apart_at_blanks_outside_of_quotes() {
        let split = |line: &str| words(line).map_err(|error| error.code);
        assert_eq!(split("a  b\tc"), Ok(vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(split("\"a b\" 'c \"d' e\\ f"), Ok(vec!["a b".into(), "c \"d".into(), "e f".into()]));
        assert_eq!(split("\"a\\\"b\\n\" '' #c"), Ok(vec!["a\"b\\n".into(), "".into(), "#c".into()]));
        for bad in ["", "  ", "a \"b", "a\0b"] {
            assert_eq!(split(bad), Err(54), "{bad:?}");
        }
    }
}
