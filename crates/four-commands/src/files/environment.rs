//! Commands that name folders and files of the program and of the system (themes 4D Environment, System Environment).
//!
//! Paths are in the syntax of the operating system; those of folders end with the separator.

use std::fs;
use std::path::PathBuf;

use four_runtime::host::Settings;
use four_runtime::registry::Star;
use four_runtime::{Error, Value, commands};

use super::file::known_file;
use super::item::Item;
use super::paths::{FileSystem, Location, absolute};
use super::places;

commands! { pub static COMMANDS: "4D Environment";
    /// Path of a folder of the program, with a separator at its end (`commands/get-4d-folder`): `Database folder` (the
    /// same in POSIX syntax: `Database folder Unix syntax`), `Current resources folder`, `Data folder`, `Logs folder`,
    /// `HTML Root folder`, `Active 4D Folder`. The folders of resources and logs are created. `OK` is 0 and the path
    /// empty for folders that four does not have; error 54 for an unknown number.
    ///
    /// ```4d
    /// ASSERT(Get 4D folder(Database folder)#"")
    /// ASSERT(Position("Resources"; Get 4D folder(Current resources folder))>0)
    /// ASSERT((Get 4D folder(Licenses folder)="") & (OK=0))
    /// ```
    "Get 4D folder" 485 fn get_4d_folder(host, folder: Option<i32>, _options: Option<&Value>, of_host: Star) -> String {
        host.set_variable("OK", Value::Int(0));
        let settings = super::file::settings(host, of_host.0);
        let path = match folder.unwrap_or(0) {
            0 => places::folder(host, 0),
            4 | 5 => Some(FileSystem::Package.folder(settings)),
            6 => Some(made(FileSystem::Resources.folder(settings))),
            7 => Some(made(FileSystem::Logs.folder(settings))),
            8 => Some(absolute(&settings.web_folder)),
            9 => Some(FileSystem::Data.folder(settings)),
            10 => Some(FileSystem::Data.folder(settings).join("MobileApps")),
            1 | 3 => None,
            other => return Err(Error::new(54, format!("There is no folder {other} of Get 4D folder."))),
        };
        let Some(path) = path else { return Ok(String::new()) };
        host.set_variable("OK", Value::Int(1));
        Ok(match folder {
            Some(5) => Location::on_disk(path).posix_text(true),
            _ => places::folder_text(&path),
        })
    }

    /// Path of a file that 4D keeps, such as `User settings file`; empty when it does not exist
    /// (`commands/get-4d-file`).
    ///
    /// ```4d
    /// ASSERT(Get 4D file(Last backup file)="")
    /// ```
    "Get 4D file" 1418 fn get_4d_file(host, file: i32, of_host: Star) -> String {
        let settings = super::file::settings(host, of_host.0);
        let item = known_file(file).map(|(system, name)| Item::file(Location::system(settings, system).join(name)));
        Ok(item.filter(Item::exists).map(|item| item.location.platform_text(false)).unwrap_or_default())
    }

    /// Path of the `.4DProject` file, or of the `.4dm` file that was started without a project
    /// (`commands/structure-file`).
    ///
    /// ```4d
    /// ASSERT(Path to object(Structure file).extension=".4d@")
    /// ```
    "Structure file" 489 fn structure_file(host, of_host: Star) -> String {
        Ok(structure(super::file::settings(host, of_host.0)).to_string_lossy().into_owned())
    }

    /// Path of the data file that `--data` names, or where it would be: four has no database (`commands/data-file`).
    ///
    /// ```4d
    /// ASSERT(Path to object(Data file).parentFolder=Get 4D folder(Data folder))
    /// ```
    "Data file" 490 fn data_file(host, _segment: Option<i32>) -> String {
        let settings = host.app().settings();
        if let Some(data) = &settings.data {
            return Ok(absolute(data).to_string_lossy().into_owned());
        }
        let name = structure(settings).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let path = FileSystem::Data.folder(settings).join(format!("{}.4DD", name.unwrap_or_default()));
        Ok(path.to_string_lossy().into_owned())
    }

    /// Whether the data file is locked: never, as four opens none (`commands/is-data-file-locked`).
    ///
    /// ```4d
    /// ASSERT(Not(Is data file locked))
    /// ```
    "Is data file locked" 716 fn is_data_file_locked(_host) -> bool { Ok(false) }

    /// Path of the running executable: `four-run` (`commands/application-file`).
    ///
    /// ```4d
    /// ASSERT(Test path name(Application file)=Is a document)
    /// ```
    "Application file" 491 fn application_file(_host) -> String {
        let path = std::env::current_exe().map_err(|error| Error::new(-36, format!("Application file: {error}.")))?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// Path of the folder for temporary files (`commands/temporary-folder`).
    ///
    /// ```4d
    /// ASSERT(Test path name(Temporary folder)=Is a folder)
    /// ```
    "Temporary folder" 486 fn temporary_folder(_host) -> String {
        Ok(places::folder_text(&absolute(&std::env::temp_dir())))
    }

    /// Path of a folder of the system or of the user, such as `Home folder`; the empty text for folders that the system
    /// does not have (`commands/system-folder`).
    ///
    /// ```4d
    /// ASSERT(System folder#"")
    /// ASSERT(System folder(Documents folder)=Folder(fk documents folder).platformPath)
    /// ```
    "System folder" 487 fn system_folder(host, folder: Option<i32>) -> String {
        let path = places::system_folder(host, folder.unwrap_or(0));
        Ok(path.map(|path| places::folder_text(&path)).unwrap_or_default())
    }
}

/// A folder that is created when it does not exist; one that cannot be created is only named.
fn made(folder: PathBuf) -> PathBuf {
    let _ = fs::create_dir_all(&folder);
    folder
}

/// The project file, or the file that was started.
fn structure(settings: &Settings) -> PathBuf {
    let started = absolute(&settings.started);
    let is_project = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("4DProject"))
    };
    if is_project(&started) {
        return started;
    }
    let project = FileSystem::Project.folder(settings);
    let entries = fs::read_dir(&project).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_project).collect();
    files.sort();
    match files.into_iter().next() {
        Some(file) => file,
        None if started.is_dir() => project.join("project.4DProject"),
        None => started,
    }
}
