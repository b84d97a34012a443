//! Processes and workers (`Develop/processes`).

use std::sync::atomic::Ordering;
use std::time::Duration;

use four_runtime::process::{ProcessHandle, flags};
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

/// Changes whether a process is let run; nothing happens when there is none of this number.
fn hold(host: &mut dyn Host, number: i32, change: impl Fn(&ProcessHandle)) -> Res<()> {
    let found = host.app().processes().into_iter().find(|process| process.number == number);
    if let Some(process) = found {
        change(&process);
    }
    // It may be the running one.
    host.check_interrupt()
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

    /// Lets a process stand still for so many ticks of 1/60 second, in place of a delay that runs; 0 ends a delay. Another
    /// process stops between two lines of its code. Does nothing for a number without process
    /// (`commands/delay-process`).
    ///
    /// ```4d
    /// var $start : Integer
    /// $start:=Tickcount
    /// DELAY PROCESS(Current process; 3)
    /// ASSERT(Tickcount-$start>=2)
    /// ```
    "DELAY PROCESS" 323 fn delay_process(host, process: i32, duration: f64) {
        hold(host, process, |process| process.delay(ticks(duration)))
    }

    /// Lets a process stand still until `RESUME PROCESS`, delayed or not: it stops between two lines of its code, or takes
    /// no further message. The main process cannot be paused (`commands/pause-process`).
    ///
    /// ```4d
    /// PAUSE PROCESS(1)
    /// PAUSE PROCESS(999999)
    /// CALL WORKER("paused"; Formula(Current process))
    /// PAUSE PROCESS(Process number("paused"))
    /// ASSERT(Process state(Process number("paused"))=Paused)
    /// KILL WORKER("paused")
    /// ```
    "PAUSE PROCESS" 319 fn pause_process(host, process: i32) {
        if process == 1 {
            return Ok(());
        }
        hold(host, process, ProcessHandle::pause)
    }

    /// Lets a delayed or paused process run at once (`commands/resume-process`).
    ///
    /// ```4d
    /// CALL WORKER("resumed"; Formula(Current process))
    /// PAUSE PROCESS(Process number("resumed"))
    /// RESUME PROCESS(Process number("resumed"))
    /// ASSERT(Process state(Process number("resumed"))=Executing)
    /// KILL WORKER("resumed")
    /// ```
    "RESUME PROCESS" 320 fn resume_process(host, process: i32) {
        hold(host, process, ProcessHandle::resume)
    }

    /// Ends a process of 4D Server by its unique ID; does nothing elsewhere, as in 4D (`commands/abort-process-by-id`).
    ///
    /// ```4d
    /// ABORT PROCESS BY ID(1)
    /// ASSERT(True)
    /// ```
    "ABORT PROCESS BY ID" 1634 fn abort_process_by_id(_host, _unique_id: i32) { Ok(()) }

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

commands! { pub static VARIABLES: "Process (Communications)";
    /// Reads process variables of another process, or elements of its arrays, into variables of the running one: pairs of
    /// what is read and where it goes. The other process need do nothing for it: it answers between two lines of its code.
    /// A number without process changes nothing. No pointers and two-dimensional arrays
    /// (`commands/get-process-variable`).
    ///
    /// ```4d
    /// var vDocumented : Text
    /// CALL WORKER("read"; Formula(vDocumented:="there"))
    /// var $found : Text
    /// While ($found="")
    ///     GET PROCESS VARIABLE(Process number("read"); vDocumented; $found)
    /// End while
    /// ASSERT(($found="there") & (vDocumented=""))
    /// KILL WORKER("read")
    /// ```
    "GET PROCESS VARIABLE" 371 special GetProcessVariable(process: Number, pairs_of_variables: Rest) {}

    /// Writes values into process variables of another process, or into elements of its arrays: pairs of where it goes and
    /// what is written. A whole array is written by `VARIABLE TO VARIABLE`. Error -10762 when there is no such process
    /// (`commands/set-process-variable`).
    ///
    /// ```4d
    /// var vWritten; $found : Text
    /// CALL WORKER("written"; Formula(IDLE))
    /// SET PROCESS VARIABLE(Process number("written"); vWritten; "from "+Current process name)
    /// GET PROCESS VARIABLE(Process number("written"); vWritten; $found)
    /// ASSERT(($found="from @") & (vWritten=""))
    /// KILL WORKER("written")
    /// ```
    "SET PROCESS VARIABLE" 370 special SetProcessVariable(process: Number, pairs: Rest) {}

    /// As `SET PROCESS VARIABLE`, but for whole arrays too (`commands/variable-to-variable`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 2)
    /// $names{2}:="b"
    /// CALL WORKER("array"; Formula(IDLE))
    /// VARIABLE TO VARIABLE(Process number("array"); vNames; $names)
    /// var $second : Text
    /// GET PROCESS VARIABLE(Process number("array"); vNames{2}; $second)
    /// ASSERT($second="b")
    /// KILL WORKER("array")
    /// ```
    "VARIABLE TO VARIABLE" 635 special VariableToVariable(process: Number, pairs_of_variables: Rest) {}
}
