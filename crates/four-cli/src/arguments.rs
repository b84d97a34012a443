//! The command line. The options of tool4d are accepted; those without a meaning here do nothing.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, Subcommand};

/// Runs a 4D program.
#[derive(Debug, Default, Parser)]
#[command(name = "four-run", version, about, disable_help_flag = true, override_usage = USAGE, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Arguments {
    /// What to do instead of running a program; a file of such a name is written `./check`
    #[command(subcommand)]
    pub mode: Option<Mode>,

    /// A 4D method (FILE.4dm), a project folder, a .4DProject or .4DZ file, a page (PAGE.md), or - for standard input
    pub file: Option<PathBuf>,

    /// Run this code; FILE may then name the project whose methods and classes it uses
    #[arg(long, short = 'e', value_name = "CODE", allow_hyphen_values = true)]
    pub eval: Option<String>,

    /// Run again whenever a source changes; a server takes the new code up under its open connections
    #[arg(long, short = 'w', conflicts_with = "eval")]
    pub watch: bool,

    /// The section of PAGE.md to run [default: the first with code to start]
    #[arg(long, value_name = "TITLE")]
    pub section: Option<String>,

    /// Port of the web server and its WebSocket servers; 0 takes any free one [default: 8080]
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub port: Option<u16>,

    /// Port of the web server for HTTPS; 0 takes any free one [default: 8443]
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub https_port: Option<u16>,

    /// Address to listen on; 0.0.0.0 for all [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<String>,

    /// Refuse a WebSocket server as long as the program has not started the web server, as 4D does
    #[arg(long)]
    pub no_web_autostart: bool,

    /// Most memory the program may use, such as 512M or 2G; more is an error of the program [default: 4G]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_memory: Option<u64>,

    /// A project, as an option instead of an argument
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<PathBuf>,

    /// Run this project method after On Startup, then end
    #[arg(long, value_name = "METHOD")]
    pub startup_method: Option<String>,

    /// Text for Get database parameter(User param value)
    #[arg(long, value_name = "TEXT")]
    pub user_param: Option<String>,

    /// Language and region of dates and numbers [default: LC_ALL or LANG, else en-US]
    #[arg(long, value_name = "NAME")]
    pub locale: Option<String>,

    /// Run neither On Startup nor On Exit
    #[arg(long)]
    pub skip_onstartup: bool,

    /// Accepted: four has no data file
    #[arg(long, hide_short_help = true, help_heading = TOOL4D)]
    pub dataless: bool,

    /// Accepted: four has no windows
    #[arg(long, hide_short_help = true, help_heading = TOOL4D)]
    pub headless: bool,

    /// Accepted: four has no data file
    #[arg(long, hide_short_help = true, help_heading = TOOL4D)]
    pub create_data: bool,

    /// Its folder is that of the data (/DATA); four has no data file
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub data: Option<PathBuf>,

    /// Accepted: four always interprets
    #[arg(long, value_name = "MODE", hide_short_help = true, help_heading = TOOL4D)]
    pub opening_mode: Option<String>,

    /// Tell what four does, on standard error; -vv and -vvv tell more. FOUR_LOG=debug does the same
    #[arg(long, short = 'v', action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// Print this help
    #[arg(long, short = 'h', action = clap::ArgAction::Help, global = true)]
    pub help: Option<bool>,
}

/// The modes that have a word of their own.
#[derive(Debug, Subcommand)]
pub enum Mode {
    Check(crate::check::Arguments),
    Commands(crate::commands::Arguments),
    Repl(crate::repl::Arguments),
    Test(crate::testing::Arguments),
    Doc(crate::doc::Arguments),
    /// Print a completion script for a shell, to be read at its start
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const USAGE: &str = "\
four-run [OPTIONS] FILE.4dm
       four-run [OPTIONS] PROJECT
       four-run check [OPTIONS] PATH…
       four-run [OPTIONS] -e CODE
       four-run repl [PROJECT]
       four-run test [PATH…]
       four-run doc PAGE.md…
       four-run commands [--json] [NAME…]";

const TOOL4D: &str = "Accepted, so that command lines for tool4d work";

const AFTER: &str = "\
Examples:
  four-run hello.4dm                    run a method; Classes/ and Methods/ beside it are there
  four-run -e 'ALERT(String(6*7))'     run a line
  four-run --watch server.4dm           serve, and take up new code as it is saved
  four-run                              a prompt to try things; :help there
  four-run repl my-project              the same, with the classes of a project
  four-run test my-project -j 4         run its tests, four at a time
  four-run manual.md                    run the code of a page of documentation

Classes/, Methods/, Resources/ and WebFolder/ are found next to FILE.4dm; a file inside a 4D project belongs to that
project. A project runs On Startup. The program ends when its main method is done and nothing is left to do: a WebSocket
server keeps it alive until Ctrl-C. A file whose first line is #!/usr/bin/env four-run can be started by its name.

Environment: NO_COLOR turns colours off, FOUR_LOG (error, warn, info, debug, trace) tells what four does, FOUR_HISTORY
names the file where the prompt keeps its history.

Exit status: 0 fine, 1 an uncaught error, 2 wrong use or unreadable source, 130 after Ctrl-C, 143 after SIGTERM.";

/// A number of bytes with a unit: `K`, `M`, `G`, with or without `B` or `iB`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().trim_end_matches('B').trim_end_matches('I') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err("a size is a number with K, M or G, such as 512M".into()),
    };
    let number: f64 = digits.parse().map_err(|_| "a size is a number with K, M or G, such as 512M")?;
    let bytes = number * unit as f64;
    // Less than this does not hold the interpreter itself.
    if bytes >= f64::from(32 << 20) { Ok(bytes as u64) } else { Err("at least 32M are needed".into()) }
}

/// A port.
pub fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "a port is a number from 0 to 65535; 0 takes any free one".into())
}

/// The mode that was probably meant by a word that is no file, as a sentence to add.
pub fn mode_like(word: &Path) -> Option<String> {
    let word = word.to_str().filter(|_| !word.exists())?;
    let command = Arguments::command();
    let modes: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    four_eval::suggest::closest(word, modes.into_iter()).map(|mode| format!("did you mean four-run {mode}?"))
}

/// What to say of a wrong use where clap's own words do not help: a second program, or a misspelt mode with arguments.
pub fn explained(error: &clap::Error, given: &[OsString]) -> Option<String> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let known = matches!(error.kind(), ErrorKind::ArgumentConflict | ErrorKind::UnknownArgument);
    if !known || error.get(ContextKind::SuggestedArg).is_some() {
        return None;
    }
    let conflict = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let first = given.iter().skip(1).find(|word| !word.to_string_lossy().starts_with('-'))?;
    if let Some(meant) = mode_like(Path::new(first)) {
        return Some(format!("there is no file {}; {meant}", first.display()));
    }
    let second = conflict(ContextKind::InvalidSubcommand).or_else(|| conflict(ContextKind::InvalidArg))?;
    if second.starts_with('-') && error.kind() == ErrorKind::ArgumentConflict {
        return None;
    }
    Path::new(first).is_file().then(|| {
        format!(
            "four-run runs one program, here {}; {second} is no option of four-run. A text for the program goes \
             with --user-param",
            first.display()
        )
    })
}

/// The arguments with `-?` as another word for help.
pub fn normalised(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    arguments.map(|argument| if argument == "-?" { "--help".into() } else { argument }).collect()
}

impl Arguments {
    /// A method alone on the command line, the usual case. It needs no parser of options, whose work is a good part of a
    /// start.
    pub fn of_one_method(given: &[OsString]) -> Option<Arguments> {
        let [_, file] = given else { return None };
        let file = Path::new(file);
        let is_method = file.extension().is_some_and(|extension| extension == "4dm");
        let plain = is_method && !file.as_os_str().as_encoded_bytes().starts_with(b"-");
        plain.then(|| Arguments { file: Some(file.to_owned()), ..Arguments::default() })
    }

    /// True when nothing is named to run and people sit before it: then there is a prompt.
    pub fn wants_prompt(&self) -> bool {
        use std::io::IsTerminal;
        let nothing = self.file.is_none() && self.project.is_none() && self.eval.is_none();
        nothing && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// The options that a prompt has as well.
    pub fn for_prompt(&self) -> crate::repl::Arguments {
        crate::repl::Arguments { project: None, port: self.port, host: self.host.clone() }
    }
}
