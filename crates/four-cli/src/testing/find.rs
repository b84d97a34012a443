//! Finds tests in projects, folders and files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use four_eval::names::VariableNames;
use four_eval::program::Program;
use four_syntax::Source;

use crate::project;

/// Beginning of the names of tests.
const TEST: &str = "test_";

/// Folders that hold parts of programs, or nothing of ours.
const SKIPPED: [&str; 9] = [
    "Classes",
    "Methods",
    "DatabaseMethods",
    "Resources",
    "WebFolder",
    "Components",
    "Project",
    "node_modules",
    "target",
];

/// Deepest nesting of folders that is looked into.
const DEPTH: usize = 20;

/// A test.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What a test is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A project method.
    Method {
        /// The folder of the program.
        root: PathBuf,
        /// Its name.
        method: String,
    },
    /// A function of a class.
    Function {
        /// The folder of the program.
        root: PathBuf,
        /// The class.
        class: String,
        /// The function.
        function: String,
    },
    /// A program that must end well.
    Program {
        /// Its file.
        file: PathBuf,
    },
    /// A program with the output that it must have.
    Golden {
        /// Its file.
        file: PathBuf,
        /// The file with its output.
        out: PathBuf,
    },
}

/// Collects the tests of a path. With `update` a file that is named itself is golden even without output yet.
///
/// # Errors
/// A sentence that says what cannot be read.
pub fn collect(path: &Path, update: bool, cases: &mut Vec<Case>) -> Result<(), String> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{}: there is no such file or folder", path.display()),
        _ => format!("{}: {error}", path.display()),
    })?;
    if metadata.is_dir() {
        return folder(path, &mut Vec::new(), cases);
    }
    let parent = project::here(path.parent().unwrap_or(Path::new("")));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let inside = parent.file_name().is_some_and(|name| name == "Methods" || name == "Classes");
    if inside {
        // `Sources/Methods` and plain `Methods` alike: the program stands around them.
        let mut root = parent.parent().map(project::here).unwrap_or_else(|| PathBuf::from(".."));
        if let Some(project) = project::enclosing_project(path) {
            root = project::here(project.parent().unwrap_or(Path::new("")));
        }
        let mut of_program = Vec::new();
        program(&root, "", &mut of_program)?;
        of_program.retain(|case| match &case.kind {
            Kind::Method { method, .. } => *method == stem,
            Kind::Function { class, .. } => *class == stem,
            Kind::Program { .. } | Kind::Golden { .. } => false,
        });
        cases.extend(of_program);
        return Ok(());
    }
    let out = path.with_extension("out");
    let kind = match update || out.is_file() {
        true => Kind::Golden { file: path.to_owned(), out },
        false => Kind::Program { file: path.to_owned() },
    };
    cases.push(Case { name: stem, kind });
    Ok(())
}

fn folder(path: &Path, names: &mut Vec<String>, cases: &mut Vec<Case>) -> Result<(), String> {
    let prefix = |names: &[String]| names.iter().map(|name| format!("{name}/")).collect::<String>();
    let is_program = project::project_folder(path).is_some()
        || ["Methods", "Classes"].iter().any(|part| path.join(part).is_dir());
    if is_program {
        program(path, &prefix(names), cases)?;
    }
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for entry in paths {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if entry.is_dir() {
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) && names.len() < DEPTH {
                names.push(name);
                folder(&entry, names, cases)?;
                names.pop();
            }
        } else if let Some(stem) = name.strip_suffix(".4dm") {
            let out = entry.with_extension("out");
            let kind = match (out.is_file(), is_test(stem)) {
                (true, _) => Kind::Golden { file: entry.clone(), out },
                (false, true) => Kind::Program { file: entry.clone() },
                (false, false) => continue,
            };
            cases.push(Case { name: format!("{}{stem}", prefix(names)), kind });
        }
    }
    Ok(())
}

fn is_test(name: &str) -> bool {
    name.get(..TEST.len()).is_some_and(|start| start.eq_ignore_ascii_case(TEST))
}

/// The test methods and test classes of a program; those of its components are tests of their own projects.
fn program(root: &Path, prefix: &str, cases: &mut Vec<Case>) -> Result<(), String> {
    let found = project::with_code(Source::new("(tests)", ""), root)?;
    let program = Program::build(found.catalog, Arc::new(VariableNames::default()), found.inputs);
    let mut names: Vec<(String, Kind)> = Vec::new();
    let own = |file: u32| program.space_of(file).is_none();
    for method in program.methods().iter().filter(|method| own(method.file) && is_test(&method.name)) {
        let kind = Kind::Method { root: root.to_owned(), method: method.name.clone() };
        names.push((method.name.clone(), kind));
    }
    for class in program.classes().filter(|class| own(class.file)) {
        let functions = program.function_names(class.class);
        for function in functions.into_iter().filter(|function| is_test(function)) {
            let name = format!("{}.{function}", class.class.name);
            let class = class.class.name.clone();
            names.push((name, Kind::Function { root: root.to_owned(), class, function }));
        }
    }
    names.sort_by(|left, right| left.0.cmp(&right.0));
    cases.extend(names.into_iter().map(|(name, kind)| Case { name: format!("{prefix}{name}"), kind }));
    Ok(())
}
