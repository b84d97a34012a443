//! Facts about commands, errors and processes.

use four_runtime::process::Standing;
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Object, Text, Value, commands};

use crate::{arrays, data};

/// `Does not exist`.
const NO_PROCESS: i32 = -100;

commands! { pub static COMMANDS: "Language";
    /// The name of a command of 4D by its number; `info` receives bit 0 for one that 4D calls thread-safe and bit 1 for
    /// one that it has given up, `theme` its theme. `OK` is 0 past the last number; a number below it that has no command
    /// gives an empty text (`commands/command-name`).
    ///
    /// ```4d
    /// var $info : Integer
    /// var $theme : Text
    /// ASSERT(Command name(13; $info; $theme)="Uppercase")
    /// ASSERT(($info=1) & ($theme="String") & (OK=1))
    /// ASSERT((Command name(30000)="") & (OK=0))
    /// ```
    "Command name" 538 fn command_name(host, number: i32, info: Option<InOut>, theme: Option<InOut>) -> Text {
        let line = u16::try_from(number).ok().and_then(data::line_of);
        let found = line.and_then(data::known_command);
        if let Some(info) = info {
            let safe = found.as_ref().is_some_and(|command| command.thread_safe);
            let given_up = found.as_ref().is_some_and(|command| command.theme == "Obsolete");
            *info.0 = Value::Int(i32::from(safe) | i32::from(given_up) << 1);
        }
        if let Some(theme) = theme {
            *theme.0 = Value::from(found.as_ref().map_or("", |command| command.theme));
        }
        let known = (1..data::names::NUMBERS.len()).contains(&usize::try_from(number).unwrap_or(0));
        host.set_variable("OK", Value::Int(i32::from(known)));
        Ok(Text::from(found.map_or("", |command| command.name)))
    }

    /// Codes, components and texts of the errors of the last failure, as arrays; `Last errors` gives the same as a
    /// collection (`commands/get-last-error-stack`).
    ///
    /// ```4d
    /// ARRAY LONGINT($codes; 0)
    /// ARRAY TEXT($components; 0)
    /// ARRAY TEXT($texts; 0)
    /// Try(throw(5; "five"))
    /// GET LAST ERROR STACK($codes; $components; $texts)
    /// ASSERT(($codes{1}=5) & ($components{1}="host") & ($texts{1}="five"))
    /// ```
    "GET LAST ERROR STACK" 1015 fn get_last_error_stack(host, codes: InOut, components: InOut, texts: InOut) {
        let errors = host.last_errors();
        let of = |f: &dyn Fn(&Error) -> Value| errors.iter().map(f).collect::<Vec<Value>>();
        let numbers = of(&|error| Value::Int(error.code));
        let signatures = of(&|error| Value::from(error.signature.as_str()));
        let messages = of(&|error| Value::from(error.message.as_str()));
        arrays::fill(codes.0, numbers)?;
        arrays::fill(components.0, signatures)?;
        arrays::fill(texts.0, messages)
    }

    /// What is known of a process: number, name, type; Null for a number without process. Times, session and state of
    /// waiting are not known and left out (`commands/process-info`).
    ///
    /// ```4d
    /// ASSERT(Process info(Current process).name=Current process name)
    /// ASSERT(Process info(-5)=Null)
    /// ```
    "Process info" 1843 fn process_info(host, number: i32) -> Value {
        let found = host.app().processes().into_iter().find(|process| process.number == number);
        Ok(found.map_or(Value::Null, |process| Value::from(described(&process))))
    }

    /// All processes, as `Process info` describes them, in the property `processes` (`commands/process-activity`). There
    /// are no sessions.
    ///
    /// ```4d
    /// ASSERT(Process activity.processes.length>0)
    /// ```
    "Process activity" 1495 fn process_activity(host, _session: Option<&Value>, _options: Option<&Value>) -> Object {
        let processes: Vec<Value> =
            host.app().processes().iter().map(|process| Value::from(described(process))).collect();
        Ok(Object::from_pairs([("sessions", Value::from(Vec::new())), ("processes", Value::from(processes))]))
    }

    /// State of a process: `Delayed`, `Paused`, `Executing` for another one that exists, `Does not exist` else
    /// (`commands/process-state`). That a process waits is not told.
    ///
    /// ```4d
    /// ASSERT(Process state(Current process)=Executing)
    /// ASSERT(Process state(-5)=Does not exist)
    /// ```
    "Process state" 330 fn process_state(host, number: i32) -> i32 {
        let found = host.app().processes().into_iter().find(|process| process.number == number);
        Ok(found.map_or(NO_PROCESS, |process| state_of(&process)))
    }

    /// Name, state, time and more of a process, as the former command gave them; `Process info` is its successor
    /// (`commands/process-properties`). The time is 0.
    ///
    /// ```4d
    /// var $name : Text
    /// var $state; $time : Integer
    /// PROCESS PROPERTIES(Current process; $name; $state; $time)
    /// ASSERT(($name=Current process name) & ($state=Executing))
    /// ```
    "PROCESS PROPERTIES" 336 fn process_properties(
        host, number: i32, name: InOut, state: InOut, time: Option<InOut>, mode: Option<InOut>,
        unique: Option<InOut>, origin: Option<InOut>, _star: Star
    ) {
        let found = host.app().processes().into_iter().find(|process| process.number == number);
        *name.0 = Value::from(found.as_ref().map_or("", |process| process.name.as_str()));
        *state.0 = Value::Int(found.as_ref().map_or(NO_PROCESS, |process| state_of(process)));
        let kind = found.as_ref().map_or(0, |process| kind(process));
        // Not visible; preemptive is bit 1 (`commands/process-properties`).
        for (place, value) in [(time, 0), (mode, 2), (unique, number), (origin, kind)] {
            if let Some(place) = place {
                *place.0 = Value::Int(value);
            }
        }
        Ok(())
    }
}

fn described(process: &four_runtime::process::ProcessHandle) -> Object {
    Object::from_pairs([
        ("number", Value::Int(process.number)),
        ("ID", Value::Int(process.number)),
        ("name", Value::from(process.name.as_str())),
        ("type", Value::Int(kind(process))),
        ("state", Value::Int(state_of(process))),
        ("preemptive", Value::Bool(true)),
        ("visible", Value::Bool(false)),
    ])
}

/// `Executing`, `Delayed` or `Paused`.
fn state_of(process: &four_runtime::process::ProcessHandle) -> i32 {
    match process.standing() {
        Standing::Free => 0,
        Standing::Delayed(_) => 1,
        Standing::Paused => 5,
    }
}

/// `Main process`, `Worker process` or `Other user process`.
fn kind(process: &four_runtime::process::ProcessHandle) -> i32 {
    match (process.number, process.is_worker) {
        (1, _) => -1,
        (_, true) => 5,
        (_, false) => 4,
    }
}
