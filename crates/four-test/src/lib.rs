//! The golden harness: every program under `tests/golden` is a test that carries its own expectation.
//!
//! A test is one `.4dm` file, or a folder with a `main.4dm` (its `Classes/` and `Methods/` beside it). The harness starts
//! the interpreter in the folder of the program, compares what it wrote and how it ended with the expectation
//! (see [`Expectation`]), and with `FOUR_UPDATE=1` in the environment rewrites the expectation instead.
//!
//! Invariants: a test ends, since a program that runs too long is killed; a run that finds no program is a failure.

mod diff;
mod expectation;
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

pub use diff::diff;
pub use expectation::{Expectation, Outcome};

/// Folders that belong to the programs beside them and hold no tests of their own.
const PARTS: [&str; 7] =
    ["Classes", "Methods", "DatabaseMethods", "Project", "Resources", "WebFolder", "Components"];

/// Runs all golden programs below `root` with the interpreter `four_run`: the body of a test target with
/// `harness = false`. It understands the arguments of the standard test harness (a filter, `--list`, `--exact` …).
pub fn main(four_run: &str, root: &str) -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(root);
    let mut programs = Vec::new();
    if let Err(error) = collect(root, &mut programs) {
        eprintln!("{}: {error}", root.display());
        return ExitCode::FAILURE;
    }
    if programs.is_empty() {
        eprintln!("{}: no golden program found", root.display());
        return ExitCode::FAILURE;
    }
    let update = std::env::var_os("FOUR_UPDATE").is_some_and(|value| value == "1");
    let trials = programs
        .into_iter()
        .map(|program| {
            let (name, four_run) = (name(root, &program), PathBuf::from(four_run));
            Trial::test(name, move || check(&four_run, &program, update).map_err(Failed::from))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Finds the programs below `folder`, sorted by name, so that runs are alike on every machine.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for path in entries {
        let is_part = path.file_name().is_some_and(|name| PARTS.iter().any(|part| name == *part));
        if path.is_dir() && !is_part {
            match path.join("main.4dm") {
                main if main.is_file() => found.push(main),
                _ => collect(&path, found)?,
            }
        } else if path.extension().is_some_and(|extension| extension == "4dm") {
            found.push(path);
        }
    }
    Ok(())
}

/// The test's name: its path below `root`, without `.4dm` and, for a folder, without `main.4dm`.
fn name(root: &Path, program: &Path) -> String {
    let path = program.strip_prefix(root).unwrap_or(program);
    let path = if path.ends_with("main.4dm") { path.with_file_name("") } else { path.with_extension("") };
    path.to_string_lossy().trim_end_matches('/').replace('\\', "/")
}

/// Runs one program; the error is the message of the failed test.
fn check(four_run: &Path, program: &Path, update: bool) -> Result<(), String> {
    let source = fs::read_to_string(program).map_err(|error| format!("{}: {error}", program.display()))?;
    let expected = Expectation::parse(&source)?;
    let outcome = run::run(four_run, program, &expected)?;
    let Err(difference) = expected.compare(&outcome) else {
        return Ok(());
    };
    if update {
        let rewritten = expected.rewrite(&source, &outcome);
        return fs::write(program, rewritten).map_err(|error| format!("{}: {error}", program.display()));
    }
    Err(format!("{}\n{difference}\nFOUR_UPDATE=1 takes the new output over.", program.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_are_found_but_not_their_parts() {
        let root = std::env::temp_dir().join(format!("four-test-collect-{}", std::process::id()));
        for file in
            ["a/one.4dm", "a/Classes/Shared.4dm", "b/two/main.4dm", "b/two/Methods/help.4dm", "b/note.txt"]
        {
            let file = root.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let mut found = Vec::new();
        collect(&root, &mut found).unwrap();
        let names: Vec<_> = found.iter().map(|program| name(&root, program)).collect();
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(names, ["a/one", "b/two"]);
    }

    // The interpreter is played by a shell script: the harness cares only for streams and statuses.
    #[cfg(unix)]
    #[test]
    fn a_run_is_compared_rewritten_and_then_passes() {
        use std::os::unix::fs::PermissionsExt;
        let root = std::env::temp_dir().join(format!("four-test-run-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let (script, program) = (root.join("four"), root.join("p.4dm"));
        fs::write(&script, "#!/bin/sh\necho \"args $*\"\necho \"$PWD/p.4dm: bad\" >&2\nexit 1\n").unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(&program, "// args: -x \"a b\"\n\nALERT(1)\n\n// out: old\n").unwrap();
        let failure = check(&script, &program, false).unwrap_err();
        check(&script, &program, true).unwrap();
        let rewritten = fs::read_to_string(&program).unwrap();
        let again = check(&script, &program, false);
        fs::write(&script, "#!/bin/sh\nexec sleep 30\n").unwrap();
        fs::write(&program, "// timeout: 1\n").unwrap();
        let slow = check(&script, &program, false).unwrap_err();
        fs::remove_dir_all(&root).unwrap();
        assert!(failure.contains("-old\n") && failure.contains("+args -x a b p.4dm\n"), "{failure}");
        let expected =
            "// args: -x \"a b\"\n\nALERT(1)\n\n// exit: 1\n// out: args -x a b p.4dm\n// err: p.4dm: bad\n";
        assert_eq!(rewritten, expected);
        assert_eq!(again, Ok(()));
        assert!(slow.contains("killed after 1 s"), "{slow}");
    }
}
