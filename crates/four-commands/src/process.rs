//! Processes and workers (`Develop/processes`).

use std::sync::atomic::Ordering;
use std::time::Duration;

use four_runtime::process::flags;
use four_runtime::registry::{Rest, Star};
use four_runtime::{Error, Host, Res, Text, Value, commands};

/// The number of a process given by name or number; 0 when there is none.
fn number_of(host: &dyn Host, process: &Value) -> Res<i32> {
    match process {
        Value::Text(name) => {
            let name = name.to_str();
            let found = host.app().processes().into_iter().find(|process| process.name == name);
            Ok(found.map_or(0, |process| process.number))
        }
        other => match other.as_number() {
            Some(number) => Ok(number as i32),
            None => Err(Error::type_mismatch("the name or number of a process", other)),
        },
    }
}

/// A number of ticks of 1/60 second as a time, at most thirty years; nothing for what is no number.
pub fn ticks(count: f64) -> Duration {
    let seconds = (count / 60.0).clamp(0.0, 1e9);
    Duration::from_secs_f64(if seconds.is_nan() { 0.0 } else { seconds })
}

commands! { pub static COMMANDS: "Processes";
    /// Posts a message to a worker, which is started when it does not exist: a function or the name of a method, and its
    /// arguments, which are copied. Gives no result and does not wait (`commands/call-worker`).
    ///
    /// ```4d
    /// CALL WORKER("documented"; Formula(vValue:=$1); 5)
    /// ASSERT(Undefined(vValue))
    /// ```
    "CALL WORKER" 1389 fn call_worker(host, process: &Value, formula: &Value, arguments: Rest) {
        host.call_worker(process, formula, arguments.0)
    }

    /// Drops the waiting messages of a worker and ends it after the running one; without an argument the current worker
    /// (`commands/kill-worker`).
    ///
    /// ```4d
    /// KILL WORKER("nobody")
    /// ASSERT(Process number("nobody")=0)
    /// ```
    "KILL WORKER" 1390 fn kill_worker(host, process: Option<&Value>) {
        let number = match process {
            Some(process) => number_of(host, process)?,
            None => host.process().number,
        };
        host.app().kill(number);
        Ok(())
    }

    /// Number of the running process; the main process is 1 (`commands/current-process`).
    ///
    /// ```4d
    /// ASSERT(Current process>0)
    /// ```
    "Current process" 322 fn current_process(host) -> i32 {
        Ok(host.process().number)
    }

    /// Name of the running process (`commands/current-process-name`).
    ///
    /// ```4d
    /// ASSERT(Length(Current process name)>0)
    /// ```
    "Current process name" 1392 fn current_process_name(host) -> Text {
        Ok(Text::from(host.process().name.as_str()))
    }

    /// Number of the process of this name, or 0; there is no server to ask with `*` (`commands/process-number`).
    ///
    /// ```4d
    /// ASSERT(Process number("no such process")=0)
    /// ```
    "Process number" 372 fn process_number(host, name: &Text, _server: Star) -> i32 {
        number_of(host, &Value::Text(name.clone()))
    }

    /// Lets the running process wait, in ticks of 1/60 second. Other processes cannot be delayed in four
    /// (`commands/delay-process`).
    ///
    /// ```4d
    /// DELAY PROCESS(Current process; 1)
    /// ASSERT(True)
    /// ```
    "DELAY PROCESS" 323 fn delay_process(host, process: f64, duration: f64) {
        if process as i32 != host.process().number {
            return Ok(());
        }
        host.sleep(ticks(duration))
    }

    /// Starts a process that runs a method and ends with it; gives its number. Arguments are copied. With `*` the number
    /// of a live process of that name is given instead (`commands/new-process`).
    ///
    /// ```4d
    /// ASSERT(Undefined(Try(New process("no such method"; 0))))
    /// ```
    "New process" 317 fn new_process(
        host, method: &Text, _stack: f64, name: Option<&Text>, unique: Star, arguments: Rest
    ) -> i32 {
        let name = name.unwrap_or(method).to_string();
        if unique.0
            && let found @ 1.. = number_of(host, &Value::from(name.as_str()))?
        {
            return Ok(found);
        }
        host.new_process(method, &name, arguments.0)
    }

    /// True when the running process was asked to end (`commands/process-aborted`).
    ///
    /// ```4d
    /// ASSERT(Not(Process aborted))
    /// ```
    "Process aborted" 672 fn process_aborted(host) -> bool {
        Ok(host.process().flags.load(Ordering::Relaxed) & (flags::END | flags::QUIT) != 0)
    }

    /// Lets other processes run; they do so anyhow (`commands/idle`).
    ///
    /// ```4d
    /// IDLE
    /// ASSERT(True)
    /// ```
    "IDLE" 311 fn idle(host) {
        host.check_interrupt()
    }

    /// Starts a process that runs a method, as `New process`: without a server on the same machine
    /// (`commands/execute-on-server`).
    ///
    /// ```4d
    /// ASSERT(Undefined(Try(Execute on server("no such method"; 0))))
    /// ```
    "Execute on server" 373 fn execute_on_server(
        host, method: &Text, _stack: f64, name: Option<&Text>, arguments: Rest
    ) -> i32 {
        let name = name.unwrap_or(method).to_string();
        let arguments = match &*arguments.0 {
            [before @ .., Value::Bool(true)] => {
                if let found @ 1.. = number_of(host, &Value::from(name.as_str()))? {
                    return Ok(found);
                }
                before
            }
            all => all,
        };
        host.new_process(method, &name, arguments)
    }

    /// Number of users: 1, since four is no server of 4D clients (`commands/count-users`).
    ///
    /// ```4d
    /// ASSERT(Count users=1)
    /// ```
    "Count users" 342 fn count_users(_host) -> i32 { Ok(1) }

    /// Number of live processes (`commands/count-user-processes`).
    ///
    /// ```4d
    /// ASSERT(Count user processes>=1)
    /// ```
    "Count user processes" 343 fn count_user_processes(host) -> usize { Ok(host.app().processes().len()) }

    /// The highest number of a live process (`commands/count-tasks`).
    ///
    /// ```4d
    /// ASSERT(Count tasks>=1)
    /// ```
    "Count tasks" 335 fn count_tasks(host) -> i32 {
        Ok(host.app().processes().iter().map(|process| process.number).max().unwrap_or(1))
    }
}
