//! Finds the sources of a program: a single file with its neighbours, or a 4D project.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use four_eval::catalog::Catalog;
use four_eval::program::{Input, InputKind};
use four_syntax::Source;

use crate::{catalog, components, constants, packed};

/// Largest source file, in bytes.
const MAX_SOURCE: u64 = 256 << 20;

/// A program as found on disk.
pub struct Found {
    /// What is built in, with the constants of the project and its components.
    pub catalog: &'static Catalog,
    /// Its sources.
    pub inputs: Vec<Input>,
    /// The project's folder, or that of the started file.
    pub folder: PathBuf,
    /// `Project/Sources`, or the folder of the started file.
    pub sources: PathBuf,
    /// The project's settings file, for projects.
    pub settings: Option<PathBuf>,
    /// True when the program was started as a project: On Startup and On Exit run.
    pub is_project: bool,
    /// The method to run, when a file of a project was started.
    pub method: Option<String>,
    /// Names of the database methods, such as `onStartup`.
    pub database_methods: Vec<String>,
    /// Components of the project; their sources are among the inputs.
    pub components: Vec<components::Component>,
}

/// Finds the program that a path on the command line means.
///
/// # Errors
/// A sentence that says what is missing or cannot be read.
pub fn find(path: &Path) -> Result<Found, String> {
    if path.as_os_str() == "-" {
        return with_code(standard_input()?, Path::new(""));
    }
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{}: there is no such file or folder", path.display()),
        _ => format!("{}: {error}", path.display()),
    })?;
    if metadata.is_dir() {
        return match project_folder(path) {
            Some(project) => load_project(&project, None),
            None => Err(format!(
                "{}: this folder holds no 4D project (a folder Project with Sources in it)",
                path.display()
            )),
        };
    }
    match path.extension().and_then(OsStr::to_str) {
        Some("4DProject") => match path.parent() {
            Some(project) => load_project(&here(project), None),
            None => Err(format!("{}: a project file must stand in a folder", path.display())),
        },
        _ if packed::is_packed(path) => {
            let project = packed::unpacked(path)?.join("Project");
            load_with(&project, here(path.parent().unwrap_or(Path::new(""))), None)
        }
        Some("4dm") => match enclosing_project(path) {
            Some(project) => load_project(&project, Some(path)),
            None => load_file(path),
        },
        Some("md" | "markdown") => {
            let inputs = crate::pages::chosen(path, None, catalog::catalog().names())?;
            Ok(of_page(inputs, path))
        }
        _ if is_script(path) => load_file(path),
        _ => Err(format!(
            "{}: a .4dm file, a project folder, a .4DProject or .4DZ file or a page (.md) is expected",
            path.display()
        )),
    }
}

/// An empty path means the current folder.
pub fn here(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() }
}

/// The `Project` folder of a package folder, or the folder itself when it holds `Sources`.
pub fn project_folder(folder: &Path) -> Option<PathBuf> {
    [folder.join("Project"), folder.to_owned()].into_iter().find(|project| project.join("Sources").is_dir())
}

/// The `Project` folder that a source file belongs to.
pub fn enclosing_project(file: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(file).ok()?;
    let names: Vec<Component<'_>> = absolute.components().collect();
    let at = names.windows(2).rposition(|pair| {
        pair[0].as_os_str().eq_ignore_ascii_case("Project")
            && pair[1].as_os_str().eq_ignore_ascii_case("Sources")
    })?;
    let project: PathBuf = names[..=at].iter().collect();
    // As the user wrote it, where that is shorter.
    let current = std::env::current_dir().ok();
    Some(match current.and_then(|current| project.strip_prefix(current).ok().map(Path::to_owned)) {
        Some(relative) => here(&relative),
        None => project,
    })
}

/// A program made of a text, with the methods and classes of a project or folder; an empty path is the current folder.
///
/// # Errors
/// A sentence that says what cannot be read.
pub fn with_code(source: Source, beside: &Path) -> Result<Found, String> {
    let folder = match beside {
        file if file.is_file() => here(file.parent().unwrap_or(Path::new(""))),
        folder => here(folder),
    };
    let main = Input { source: Arc::new(source), kind: InputKind::Main };
    match project_folder(&folder).or_else(|| enclosing_project(beside)) {
        Some(project) => {
            let mut found = load_project(&project, None)?;
            found.inputs.push(main);
            found.is_project = false;
            Ok(found)
        }
        None => load_beside(main, folder),
    }
}

fn load_file(path: &Path) -> Result<Found, String> {
    let main = Input { source: read(path)?, kind: InputKind::Main };
    load_beside(main, here(path.parent().unwrap_or(Path::new(""))))
}

/// A program of a text or page, with the methods and classes beside it; a started file that stands in a folder of
/// methods itself is callable by its name.
fn load_beside(main: Input, folder: PathBuf) -> Result<Found, String> {
    let mut inputs = vec![main];
    inputs.extend(load_folder(&folder.join("Methods"), InputKind::Method)?);
    inputs.extend(load_folder(&folder.join("Classes"), InputKind::Class)?);
    let database_methods = database_methods(&folder, &mut inputs)?;
    let catalog = constants::with_constants_of([&*folder.join("Resources")]);
    Ok(Found { catalog, database_methods, ..alone(inputs, folder) })
}

/// A program of a page of documentation.
pub fn of_page(inputs: Vec<Input>, page: &Path) -> Found {
    let folder = here(page.parent().unwrap_or(Path::new("")));
    alone(inputs, folder)
}

/// Sources that belong to no project.
fn alone(inputs: Vec<Input>, folder: PathBuf) -> Found {
    Found {
        catalog: catalog::catalog(),
        inputs,
        sources: folder.clone(),
        folder,
        settings: None,
        is_project: false,
        method: None,
        database_methods: Vec::new(),
        components: Vec::new(),
    }
}

/// True for a file that names its interpreter in the first line, as `#!/usr/bin/env four-run`.
fn is_script(path: &Path) -> bool {
    let mut start = [0; 2];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"#!"
}

/// What standard input holds, as a source.
fn standard_input() -> Result<Source, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_SOURCE + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("standard input: {error}"))?;
    source_of("<stdin>", bytes)
}

fn load_project(project: &Path, started: Option<&Path>) -> Result<Found, String> {
    load_with(project, here(project.parent().unwrap_or(Path::new(""))), started)
}

/// A project whose package folder may be elsewhere.
fn load_with(project: &Path, package: PathBuf, started: Option<&Path>) -> Result<Found, String> {
    let sources = project.join("Sources");
    let mut inputs = load_folder(&sources.join("Methods"), InputKind::Method)?;
    inputs.extend(load_folder(&sources.join("Classes"), InputKind::Class)?);
    let database_methods = database_methods(&sources, &mut inputs)?;
    let mut method = None;
    if let Some(started) = started {
        let started_path =
            fs::canonicalize(started).map_err(|error| format!("{}: {error}", started.display()))?;
        let found = inputs
            .iter()
            .find(|input| fs::canonicalize(input.source.name()).is_ok_and(|path| path == started_path));
        match found.map(|input| input.kind.clone()) {
            Some(InputKind::Method(name) | InputKind::DatabaseMethod(name)) => method = Some(name),
            Some(InputKind::Class(_)) => {
                return Err(format!(
                    "{}: a class cannot be run; start a method that uses it",
                    started.display()
                ));
            }
            _ => inputs.push(Input { source: read(started)?, kind: InputKind::Main }),
        }
    }
    let components = components::find_beside(project, &package);
    for component in &components {
        inputs.extend(component.inputs()?);
    }
    let user = package.join("Settings").join("settings.4DSettings");
    let settings = if user.is_file() { user } else { sources.join("settings.4DSettings") };
    Ok(Found {
        catalog: catalog_of(&package, &components),
        inputs,
        sources,
        folder: package,
        settings: Some(settings),
        is_project: started.is_none(),
        method,
        database_methods,
        components,
    })
}

/// What is built in, with the constants of a package and its components.
pub fn catalog_of(package: &Path, components: &[components::Component]) -> &'static Catalog {
    let own = std::iter::once(package.join("Resources"));
    let resources: Vec<PathBuf> =
        own.chain(components.iter().map(components::Component::resources)).collect();
    constants::with_constants_of(resources.iter().map(|folder| &**folder))
}

/// Reads the database methods of a folder with sources; gives their names.
fn database_methods(sources: &Path, inputs: &mut Vec<Input>) -> Result<Vec<String>, String> {
    let database = load_folder(&sources.join("DatabaseMethods"), InputKind::DatabaseMethod)?;
    let names = database
        .iter()
        .filter_map(|input| match &input.kind {
            InputKind::DatabaseMethod(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    inputs.extend(database);
    Ok(names)
}

/// Reads the sources of a folder, in order of their names; nothing when there is no such folder.
///
/// # Errors
/// A sentence about a file that cannot be read.
pub fn load_folder(folder: &Path, kind: fn(String) -> InputKind) -> Result<Vec<Input>, String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", folder.display())),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("4dm")) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            Ok(Input { source: read(path)?, kind: kind(decoded(&stem)) })
        })
        .collect()
}

/// The name of a project method that web clients may run: `//%attributes = {"publishedWeb":true}` opens its source
/// (`WebServer/allowProject`).
pub fn published(input: &Input) -> Option<String> {
    let InputKind::Method(name) = &input.kind else { return None };
    four_eval::components::attribute(input.source.text(), "publishedWeb").then(|| name.clone())
}

/// Reads a source file.
///
/// # Errors
/// A sentence that says why it cannot be read.
pub fn read(path: &Path) -> Result<Arc<Source>, String> {
    let named = |what: String| format!("{}: {what}", path.display());
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => named("there is no such file or folder".into()),
        _ => named(error.to_string()),
    })?;
    if metadata.len() > MAX_SOURCE {
        return Err(named("this source file is too large".into()));
    }
    let bytes = fs::read(path).map_err(|error| named(error.to_string()))?;
    source_of(&path.display().to_string(), bytes).map(Arc::new)
}

/// A source of these bytes. The first line of a script (`#!…`) becomes a comment of the same length.
fn source_of(name: &str, mut bytes: Vec<u8>) -> Result<Source, String> {
    if bytes.len() as u64 > MAX_SOURCE {
        return Err(format!("{name}: this source is too large"));
    }
    if bytes.starts_with(b"#!") {
        bytes[..2].copy_from_slice(b"//");
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        format!("{name}: line {line} is not valid UTF-8")
    })?;
    Ok(Source::new(name, text))
}

/// A method name from a file name: characters that file systems forbid are written as `%XX` (`Project/code-overview`).
pub fn decoded(stem: &str) -> String {
    let mut name = Vec::with_capacity(stem.len());
    let bytes = stem.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                name.push(byte);
                at += 3;
            }
            (byte, _) => {
                name.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(name).unwrap_or_else(|_| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn file_names_are_decoded_once() {
        assert_eq!(decoded("a%2Fb"), "a/b");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%252F"), "%2F");
    }
}
