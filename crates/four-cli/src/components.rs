//! Finds the components of a project: folders in `Components/`, and local paths that `dependencies.json` and
//! `environment4d.json` give (`Project/components`).
//!
//! A component is the source of a project, in a folder or packed as `NAME.4DZ`. One that lies in `Components/` wins over
//! one that is declared. Compiled components and those on GitHub or GitLab are not loaded: what uses them raises an error.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use four_eval::program::{Input, InputKind};
use four_runtime::host::{ComponentSettings, Settings};

use crate::{packed, project};

/// Most components of one program.
const MAX_COMPONENTS: usize = 500;
/// Largest file that declares components, in bytes.
const MAX_DECLARATION: u64 = 1 << 20;

/// A component on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name: that of its folder.
    pub name: String,
    /// Its namespace in `cs`.
    pub namespace: String,
    /// Its package folder, which holds `Project` or the packed project.
    pub folder: PathBuf,
    /// Its folder `Project`.
    pub project: PathBuf,
}

impl Component {
    fn at(folder: PathBuf) -> Option<Component> {
        let file = folder.file_name()?.to_string_lossy().into_owned();
        let stem = file.strip_suffix(".4dbase").unwrap_or(&file).to_owned();
        let (name, folder, project) = match folder.join("Project") {
            project if project.join("Sources").is_dir() => (stem, folder, project),
            _ if packed::is_packed(&folder) => {
                let inner = unpacked(&folder)?;
                (folder.file_stem()?.to_string_lossy().into_owned(), inner.clone(), inner.join("Project"))
            }
            _ => {
                // Bundles of macOS keep everything in `Contents`.
                let packages = [folder.clone(), folder.join("Contents")];
                let file = |package: &PathBuf| package.join(format!("{stem}.4DZ"));
                let package = packages.into_iter().find(|package| packed::is_packed(&file(package)))?;
                let inner = unpacked(&file(&package))?;
                (stem, package, inner.join("Project"))
            }
        };
        let settings = project.join("Sources").join("settings.4DSettings");
        let namespace = namespace(&settings).unwrap_or_else(|| word(&name));
        Some(Component { name, namespace, folder, project })
    }

    /// `Project/Sources`.
    pub fn sources(&self) -> PathBuf {
        self.project.join("Sources")
    }

    /// Its `Resources`, beside its project or packed with it.
    pub fn resources(&self) -> PathBuf {
        let packed = self.project.with_file_name("Resources");
        let own = self.folder.join("Resources");
        if own.is_dir() || !packed.is_dir() { own } else { packed }
    }

    /// Its methods and classes.
    ///
    /// # Errors
    /// A sentence about a file that cannot be read.
    pub fn inputs(&self) -> Result<Vec<Input>, String> {
        let mut inputs = project::load_folder(&self.sources().join("Methods"), InputKind::Method)?;
        inputs.extend(project::load_folder(&self.sources().join("Classes"), InputKind::Class)?);
        let space: Arc<str> = self.namespace.as_str().into();
        let part = |input: Input| Input {
            kind: InputKind::Component(space.clone(), Box::new(input.kind)),
            source: input.source,
        };
        Ok(inputs.into_iter().map(part).collect())
    }

    /// What commands that its code calls are to know: its own folders, the rest as the host has it.
    pub fn settings(&self, host: &Settings) -> ComponentSettings {
        let settings = Settings {
            folder: self.folder.clone(),
            started: self.folder.clone(),
            resources: self.resources(),
            web_folder: self.folder.join("WebFolder"),
            sources: self.sources(),
            ..host.clone()
        };
        ComponentSettings { name: self.name.clone(), namespace: self.namespace.clone(), settings }
    }
}

/// The components of a project, by its `Project` folder, in the order in which they are loaded.
pub fn find(project: &Path) -> Vec<Component> {
    look(project, project.parent()).components
}

/// The same for a packed project, whose package folder is elsewhere.
pub fn find_beside(project: &Path, package: &Path) -> Vec<Component> {
    look(project, Some(package)).components
}

/// What a packed project holds; one that cannot be used is told of and counts as not there.
fn unpacked(file: &Path) -> Option<PathBuf> {
    packed::unpacked(file).inspect_err(|error| tracing::warn!("{error}")).ok()
}

/// Names of the components and plug-ins that a project has or declares and that four cannot read: compiled ones, those on
/// GitHub or GitLab, those that are not on this disk.
pub fn absent(project: &Path) -> Vec<String> {
    let mut absent = look(project, project.parent()).absent;
    let package = project::here(project.parent().unwrap_or(Path::new("")));
    for entry in fs::read_dir(package.join("Plugins")).into_iter().flatten().flatten() {
        absent.push(entry.path());
    }
    let name = |path: &PathBuf| {
        let name = path.file_stem()?.to_string_lossy().into_owned();
        // A file that only keeps the folder: what belongs there is installed elsewhere.
        let keeper = name.starts_with('.');
        let name = if keeper { path.parent()?.file_name()?.to_string_lossy().into_owned() } else { name };
        Some(format!("`{name}`"))
    };
    let mut names: Vec<String> = absent.iter().filter_map(name).collect();
    names.sort();
    names.dedup();
    names.truncate(MAX_COMPONENTS);
    names
}

fn look(project: &Path, package: Option<&Path>) -> Found {
    let package = project::here(package.unwrap_or(Path::new("")));
    let mut found = Found::default();
    let mut entries: Vec<PathBuf> = fs::read_dir(package.join("Components"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    entries.sort();
    for folder in entries {
        // 4D wraps a package of `NAME.4dbase` into a folder of its name when it installs it.
        let inner = folder.file_name().map(|name| folder.join(name).with_extension("4dbase"));
        let name = folder.clone();
        if found.take([Some(folder), inner].into_iter().flatten()).is_none() {
            found.absent.push(name);
        }
    }
    found.declared(project, &package, &package, 0);
    found
}

#[derive(Default)]
struct Found {
    components: Vec<Component>,
    names: HashSet<String>,
    /// What was named and not found.
    absent: Vec<PathBuf>,
}

impl Found {
    /// Takes the first of these folders that holds a component; false when none does.
    fn take(&mut self, mut folders: impl Iterator<Item = PathBuf>) -> Option<Component> {
        let component = folders.find_map(Component::at)?;
        let taken = component.clone();
        if self.components.len() < MAX_COMPONENTS
            && self.names.insert(component.name.to_lowercase())
            && self.components.iter().all(|other| other.namespace != component.namespace)
        {
            self.components.push(component);
            return Some(taken);
        }
        None
    }

    /// Adds what a project's `dependencies.json` declares, and what these components declare in turn. Only the host has
    /// an `environment4d.json`.
    fn declared(&mut self, project: &Path, package: &Path, host: &Path, depth: usize) {
        let declaration = project.join("Sources").join("dependencies.json");
        let Some(declared) = dependencies(&declaration) else { return };
        let environment = environment(host);
        for (name, how) in declared {
            if self.names.contains(&name.to_lowercase()) {
                continue;
            }
            let elsewhere = environment.as_ref().and_then(|(folder, paths)| {
                let how = paths.iter().find(|(other, _)| *other == name).map(|(_, how)| how)?;
                Some((folder.clone(), how.as_str()?.to_owned()))
            });
            let own = how.as_str().map(|path| (package.to_owned(), path.to_owned()));
            let folders = match elsewhere.or(own) {
                // A path that leads nowhere is not replaced by a neighbour.
                Some((base, path)) => paths(&base, &path),
                None => {
                    let absolute = std::path::absolute(package).unwrap_or_else(|_| package.to_owned());
                    let beside = absolute.parent().unwrap_or(&absolute).join(&name);
                    with_suffix(beside)
                }
            };
            match self.take(folders.into_iter()) {
                Some(taken) if depth < 20 => self.declared(&taken.project, &taken.folder, host, depth + 1),
                Some(_) => {}
                None if self.absent.len() < MAX_COMPONENTS => self.absent.push(name.into()),
                None => {}
            }
        }
    }
}

/// The folders that a path may mean: relative to the file that gives it, absolute, or a `file:` address.
fn paths(base: &Path, path: &str) -> Vec<PathBuf> {
    let path = path.strip_prefix("file://").unwrap_or(path);
    with_suffix(base.join(path.trim_end_matches('/')))
}

fn with_suffix(folder: PathBuf) -> Vec<PathBuf> {
    let with = |suffix: &str| {
        let mut path = folder.clone().into_os_string();
        path.push(suffix);
        PathBuf::from(path)
    };
    vec![with(".4dbase"), with(".4DZ"), folder.clone()].into_iter().rev().collect()
}

type Dependencies = Vec<(String, serde_json::Value)>;

fn dependencies(path: &Path) -> Option<Dependencies> {
    if fs::metadata(path).ok()?.len() > MAX_DECLARATION {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let json: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let list = json.get("dependencies")?.as_object()?;
    Some(list.iter().map(|(name, how)| (name.clone(), how.clone())).collect())
}

/// The nearest `environment4d.json` in the package folder or above it, with its folder.
fn environment(package: &Path) -> Option<(PathBuf, Dependencies)> {
    let absolute = std::path::absolute(package).ok()?;
    let folder = absolute.ancestors().find(|folder| folder.join("environment4d.json").is_file())?;
    Some((folder.to_owned(), dependencies(&folder.join("environment4d.json"))?))
}

/// The namespace that a project's settings give its classes (`settings/general`).
fn namespace(settings: &Path) -> Option<String> {
    if fs::metadata(settings).ok()?.len() > MAX_DECLARATION {
        return None;
    }
    let text = fs::read_to_string(settings).ok()?;
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let name = document.descendants().find_map(|node| node.attribute("component_classStore_name"))?;
    Some(word(name.trim())).filter(|name| !name.is_empty())
}

/// A name that can stand behind `cs.`.
fn word(name: &str) -> String {
    let allowed = |letter: char| if letter.is_alphanumeric() || letter == '_' { letter } else { '_' };
    name.chars().map(allowed).collect()
}
