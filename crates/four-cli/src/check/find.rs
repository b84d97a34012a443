//! Which files are checked together: those of a project, and those outside of projects with the `Classes/` and `Methods/`
//! next to them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use four_eval::catalog::Catalog;
use four_eval::check::{Checked, Surroundings, TextKind};
use four_eval::program::InputKind;
use four_syntax::ast::Span;
use four_syntax::{Diagnostic, Source};

use crate::{constants, project};

/// Deepest folder below one that is named on the command line.
const MAX_DEPTH: usize = 64;
/// Largest structure file of a project that is read, in bytes.
const MAX_CATALOG: u64 = 256 << 20;

/// Files that know each other's names.
pub struct Group {
    /// What is built in, with the constants of the project.
    pub catalog: &'static Catalog,
    pub around: Surroundings,
    pub items: Vec<Item>,
}

/// A file.
pub struct Item {
    pub path: PathBuf,
    pub kind: TextKind,
    /// True for a Markdown page.
    pub is_page: bool,
    /// True when it is to be reported about; else it is read for its names only.
    pub wanted: bool,
}

impl Item {
    /// True when other files can use it by its name.
    pub fn is_named(&self) -> bool {
        matches!(self.kind, TextKind::Method(_) | TextKind::Class(_) | TextKind::GuessNamed(_))
    }

    /// The text; a message in place of it when it cannot be read.
    pub fn read(&self) -> Result<Arc<Source>, (Arc<Source>, Checked)> {
        project::read(&self.path).map_err(|message| {
            let name = self.path.display().to_string();
            let said = message.strip_prefix(&format!("{name}: ")).unwrap_or(&message);
            // The place is known for bytes that are no text: everything up to them is shown as it is.
            let bytes = fs::read(&self.path).unwrap_or_default();
            let at = match std::str::from_utf8(&bytes) {
                Ok(_) => 0,
                Err(error) => error.valid_up_to(),
            };
            let shown = String::from_utf8_lossy(&bytes).into_owned();
            let help = "4D saves the files of a project as UTF-8: convert the file, for example with `iconv`";
            let diagnostic =
                Diagnostic::error("syntax/unreadable-file", Span::new(at as u32, at as u32), said).help(help);
            (Arc::new(Source::new(name, shown)), Checked { diagnostics: vec![diagnostic], errors: 1 })
        })
    }
}

/// What the files that were named belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// The folder `Project` of a project.
    Project(PathBuf),
    /// A folder that may have `Classes` and `Methods` in it.
    Folder(PathBuf),
}

/// The groups of files that paths on the command line mean.
///
/// # Errors
/// A sentence when a path does not exist, is something else, or holds no sources.
pub fn groups(paths: &[PathBuf]) -> Result<Vec<Group>, String> {
    let mut wanted: BTreeMap<Home, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        let found = files(path)?;
        if found.is_empty() {
            return Err(format!("{}: there is no 4D source in this folder", path.display()));
        }
        for (home, file) in found {
            wanted.entry(home).or_default().push(file);
        }
    }
    Ok(wanted.into_iter().map(|(home, files)| group(&home, files)).collect())
}

/// The sources that one path means, each with what it belongs to.
fn files(path: &Path) -> Result<Vec<(Home, PathBuf)>, String> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{}: there is no such file or folder", path.display()),
        _ => format!("{}: {error}", path.display()),
    })?;
    let mut found = Vec::new();
    if metadata.is_dir() {
        if let Some(project) = project::project_folder(path) {
            walk(&project.join("Sources"), 0, false, &mut found)?;
            return Ok(found.into_iter().map(|file| (Home::Project(project.clone()), file)).collect());
        }
        walk(path, 0, true, &mut found)?;
        return Ok(found.into_iter().map(|file| (home(&file), file)).collect());
    }
    if has_extension(path, "4DProject") {
        let project = project::here(path.parent().unwrap_or(Path::new("")));
        walk(&project.join("Sources"), 0, false, &mut found)?;
        return Ok(found.into_iter().map(|file| (Home::Project(project.clone()), file)).collect());
    }
    if has_extension(path, "4dm") || is_page(path) {
        return Ok(vec![(home(path), path.to_owned())]);
    }
    Err(format!("{}: a .4dm file, a folder, a project or a Markdown page (.md) is expected", path.display()))
}

/// The sources below a folder, in order of their names. Links to folders are not followed, hidden folders are left out.
fn walk(folder: &Path, depth: usize, pages: bool, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let named = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(named)? {
        let entry = entry.map_err(named)?;
        entries.push((entry.path(), entry.file_type().map_err(named)?));
    }
    entries.sort_by(|left, right| left.0.cmp(&right.0));
    for (path, kind) in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if kind.is_dir() {
            if !hidden && depth < MAX_DEPTH {
                walk(&path, depth + 1, pages, found)?;
            }
        } else if has_extension(&path, "4dm") || pages && is_page(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn is_page(path: &Path) -> bool {
    has_extension(path, "md") || has_extension(path, "markdown")
}

fn home(file: &Path) -> Home {
    let project = if is_page(file) { project_of_page(file) } else { project::enclosing_project(file) };
    if let Some(project) = project {
        return Home::Project(project);
    }
    let folder = project::here(file.parent().unwrap_or(Path::new("")));
    // A method or class stands beside its neighbours, and the folders of both beside each other.
    Home::Folder(match folder_of(&folder) {
        Some(_) => project::here(folder.parent().unwrap_or(Path::new(""))),
        None => folder,
    })
}

/// The project that a page is about: that of the nearest folder above it which holds one.
fn project_of_page(page: &Path) -> Option<PathBuf> {
    let mut folder = project::here(page.parent()?);
    for _ in 0..MAX_DEPTH {
        if folder.join("Project").join("Sources").is_dir() {
            return Some(folder.join("Project"));
        }
        // Relative paths end at the current folder.
        if !folder.pop() || folder.as_os_str().is_empty() {
            return None;
        }
    }
    None
}

fn folder_of(folder: &Path) -> Option<fn(String) -> TextKind> {
    match folder.file_name()?.to_str()? {
        "Methods" | "Classes" => Some(TextKind::GuessNamed),
        _ => None,
    }
}

fn group(home: &Home, mut files: Vec<PathBuf>) -> Group {
    files.sort();
    files.dedup();
    let (mut neighbours, around) = match home {
        Home::Project(project) => (sources_of(project), surroundings(project)),
        Home::Folder(folder) => {
            let mut found = Vec::new();
            for name in ["Methods", "Classes"] {
                let Ok(entries) = fs::read_dir(folder.join(name)) else { continue };
                let paths = entries.flatten().map(|entry| entry.path());
                found.extend(paths.filter(|path| has_extension(path, "4dm")));
            }
            found.sort();
            (found, Surroundings::default())
        }
    };
    let known: std::collections::HashSet<PathBuf> =
        files.iter().filter_map(|file| fs::canonicalize(file).ok()).collect();
    neighbours.retain(|path| fs::canonicalize(path).map_or(true, |path| !known.contains(&path)));
    let wanted = files.into_iter().map(|path| (path, true));
    let items = wanted.chain(neighbours.into_iter().map(|path| (path, false)));
    let items =
        items.map(|(path, wanted)| Item { kind: kind(home, &path), is_page: is_page(&path), wanted, path });
    let items = items.collect();
    let catalog = match home {
        Home::Project(project) => project::catalog_of(&project.join(".."), &crate::components::find(project)),
        Home::Folder(folder) => constants::with_constants_of([&*folder.join("Resources")]),
    };
    Group { catalog, around, items }
}

fn sources_of(project: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in ["Methods", "Classes"] {
        let Ok(entries) = fs::read_dir(project.join("Sources").join(name)) else { continue };
        found.extend(entries.flatten().map(|entry| entry.path()).filter(|path| has_extension(path, "4dm")));
    }
    found.sort();
    found
}

fn kind(home: &Home, path: &Path) -> TextKind {
    if is_page(path) {
        return TextKind::Guess(String::new());
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = project::decoded(&stem);
    let folder = path.parent().unwrap_or(Path::new(""));
    match home {
        Home::Project(_) => {
            // Only these two folders make names; forms, triggers and database methods have none.
            let direct = folder
                .parent()
                .and_then(Path::file_name)
                .is_some_and(|name| name.eq_ignore_ascii_case("Sources"));
            match folder.file_name().and_then(OsStr::to_str) {
                Some("Methods") if direct => TextKind::Method(name),
                Some("Classes") if direct => TextKind::Class(name),
                // A folder that 4D does not look into.
                Some("Classes") => TextKind::Guess(name),
                _ => TextKind::Nameless,
            }
        }
        Home::Folder(_) => match folder_of(&project::here(folder)) {
            Some(kind) => kind(name),
            None => TextKind::Guess(name),
        },
    }
}

/// What the sources of a project do not show: its tables, and whether components or plug-ins bring further names.
fn surroundings(project: &Path) -> Surroundings {
    let mut methods = Vec::new();
    let mut classes = Vec::new();
    for component in crate::components::find(project) {
        // What cannot be read is told when the program runs.
        for input in component.inputs().unwrap_or_default() {
            let InputKind::Component(space, kind) = &input.kind else { continue };
            match &**kind {
                InputKind::Class(name) => classes.push((space.to_string(), name.clone())),
                InputKind::Method(name) if four_eval::components::is_shared(&input) => {
                    methods.push(name.clone())
                }
                _ => {}
            }
        }
    }
    Surroundings {
        methods,
        classes,
        tables: tables(&project.join("Sources").join("catalog.4DCatalog")),
        absent: crate::components::absent(project),
    }
}

/// Names of the tables in a project's structure file; none when it cannot be read.
fn tables(path: &Path) -> Vec<String> {
    if fs::metadata(path).map_or(true, |metadata| metadata.len() > MAX_CATALOG) {
        return Vec::new();
    }
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(text.trim_start_matches('\u{feff}'), options)
    else {
        return Vec::new();
    };
    let tables = document.root_element().children().filter(|node| node.has_tag_name("table"));
    tables.filter_map(|table| table.attribute("name").map(str::to_owned)).collect()
}
