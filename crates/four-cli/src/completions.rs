//! `four-run completions SHELL`: the scripts of clap_complete, mended where they do not work for this command line.
//!
//! - bash: the generator names the parts of a command with a hyphen in two ways, so that no mode is ever found; and it
//!   offers hidden options.
//! - zsh: it expects FILE before the word of a mode, though either stands there.

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;

/// The script for a shell.
pub fn script(shell: Shell) -> String {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "four-run", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => bash(&script, &command),
        Shell::Zsh => zsh(&script),
        _ => script,
    }
}

fn bash(script: &str, command: &Command) -> String {
    let mut mended = String::with_capacity(script.len());
    let mut hidden: Vec<String> = Vec::new();
    for line in script.lines() {
        let line = line.replace("four__subcmd__run", "four__run");
        if let Some(label) = line.trim().strip_suffix(')') {
            let mode =
                label.strip_prefix("four__run__subcmd__").and_then(|mode| command.find_subcommand(mode));
            if let Some(mode) = mode {
                let options = mode.get_arguments().filter(|option| option.is_hide_set());
                hidden = options.filter_map(|option| Some(format!("--{}", option.get_long()?))).collect();
            } else if label == "four__run" {
                hidden.clear();
            }
        }
        match line.trim_start().strip_prefix("opts=\"").and_then(|rest| rest.strip_suffix('"')) {
            Some(options) => {
                let shown: Vec<&str> =
                    options.split(' ').filter(|option| !hidden.iter().any(|name| name == option)).collect();
                mended.push_str(&format!("            opts=\"{}\"\n", shown.join(" ")));
            }
            None => {
                mended.push_str(&line);
                mended.push('\n');
            }
        }
    }
    mended
}

fn zsh(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with("'::file -- "));
    let mut mended = lines.collect::<Vec<_>>().join("\n") + "\n";
    mended = mended.replace("\":: :_four-run_commands\"", "'1: :{_four-run_commands; _files}'");
    mended.replace("$line[2]", "$line[1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mended_is_there_to_mend() {
        let zsh = script(Shell::Zsh);
        assert!(zsh.contains("'1: :{_four-run_commands; _files}'"), "{zsh}");
        assert!(zsh.contains("case $line[1] in") && !zsh.contains("$line[2]"), "{zsh}");
        let bash = script(Shell::Bash);
        assert!(bash.contains("        four__run__subcmd__test)\n"), "{bash}");
        assert!(bash.contains("--show-output") && !bash.contains("opts=\"-f -j -h --case"), "{bash}");
    }
}
