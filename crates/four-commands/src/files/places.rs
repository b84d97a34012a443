//! Folders of the system and of the user, and the commands that name folders and files of the program.
//!
//! On Linux the user's folders are those of the XDG defaults in the home folder.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use four_runtime::{Host, Res};

/// The home folder of the user.
pub fn home(host: &dyn Host) -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    host.app().system().environment(name).filter(|path| Path::new(path).is_absolute()).map(PathBuf::from)
}

/// The folder of a constant of `Folder`: 0 for that of 4D's preferences, those of `System folder` plus 100.
pub fn folder(host: &dyn Host, constant: i32) -> Option<PathBuf> {
    match constant {
        0 => Some(preferences(host)?.join("four")),
        100.. => system_folder(host, constant - 100),
        _ => None,
    }
}

/// Where programs of the user keep their settings.
fn preferences(host: &dyn Host) -> Option<PathBuf> {
    let system = host.app().system();
    if cfg!(windows) {
        return system.environment("APPDATA").map(PathBuf::from);
    }
    if cfg!(target_os = "macos") {
        return home(host).map(|home| home.join("Library/Application Support"));
    }
    let configured =
        system.environment("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    configured.or_else(|| home(host).map(|home| home.join(".config")))
}

/// The folder of a constant of `System folder`; `None` for those that the system does not have.
pub fn system_folder(host: &dyn Host, constant: i32) -> Option<PathBuf> {
    let mac = cfg!(target_os = "macos");
    let variable = |name: &str| host.app().system().environment(name).map(PathBuf::from);
    let below_home = |name: &str| home(host).map(|home| home.join(name));
    if cfg!(windows) {
        let menu = "Microsoft\\Windows\\Start Menu";
        return match constant {
            0 | 12 => variable("SystemRoot"),
            1 => variable("SystemRoot").map(|root| root.join("Fonts")),
            2 => variable("ProgramData"),
            3 => variable("APPDATA"),
            4 => variable("ProgramData").map(|all| all.join(menu).join("Programs\\Startup")),
            5 => variable("APPDATA").map(|user| user.join(menu).join("Programs\\Startup")),
            8 => variable("ProgramData").map(|all| all.join(menu)),
            9 => variable("APPDATA").map(|user| user.join(menu)),
            13 => variable("SystemRoot").map(|root| root.join("System32")),
            14 => below_home("Favorites"),
            15 => below_home("Desktop"),
            16 => variable("ProgramFiles"),
            17 => below_home("Documents"),
            18 => home(host),
            _ => None,
        };
    }
    match constant {
        0 => Some(PathBuf::from(if mac { "/System" } else { "/usr" })),
        1 => Some(PathBuf::from(if mac { "/Library/Fonts" } else { "/usr/share/fonts" })),
        2 => Some(PathBuf::from(if mac { "/Library/Preferences" } else { "/etc/xdg" })),
        3 if mac => below_home("Library/Preferences"),
        3 => preferences(host),
        15 => below_home("Desktop"),
        16 => Some(PathBuf::from(if mac { "/Applications" } else { "/opt" })),
        17 => below_home("Documents"),
        18 => home(host),
        _ => None,
    }
}

/// A folder as text, with a separator at its end.
pub fn folder_text(path: &Path) -> String {
    let mut text = path.to_string_lossy().into_owned();
    if !text.ends_with(MAIN_SEPARATOR) {
        text.push(MAIN_SEPARATOR);
    }
    text
}

/// Names of the volumes: drives on Windows, elsewhere the places where disks are mounted, the root first.
pub fn volumes() -> Vec<String> {
    if cfg!(windows) {
        let drives = ('A'..='Z').map(|letter| format!("{letter}:\\"));
        return drives.filter(|drive| Path::new(drive).exists()).collect();
    }
    let mut found = vec!["/".to_owned()];
    if cfg!(target_os = "macos") {
        let volumes = std::fs::read_dir("/Volumes").into_iter().flatten().flatten();
        found.extend(volumes.map(|entry| entry.path().to_string_lossy().into_owned()));
        return found;
    }
    for line in std::fs::read_to_string("/proc/self/mounts").unwrap_or_default().lines() {
        let mut words = line.split(' ');
        if let (Some(disk), Some(place)) = (words.next(), words.next())
            && disk.starts_with("/dev/")
        {
            // Blanks in names are written as octal numbers there.
            let place = place.replace("\\040", " ");
            if Path::new(&place).is_dir() && !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}

/// Size, used and free space of the volume that a path is on, in bytes.
///
/// # Errors
/// -43 when there is nothing at the path.
#[cfg(unix)]
pub fn space(path: &Path) -> Res<[u64; 3]> {
    let found = rustix::fs::statvfs(path).map_err(|error| super::errors::io(&error.into(), path))?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    // What is kept for the administrator is neither free nor used.
    Ok([bytes(found.f_blocks), bytes(found.f_blocks.saturating_sub(found.f_bfree)), bytes(found.f_bavail)])
}

/// Size, used and free space of the volume that a path is on.
///
/// # Errors
/// 33: not available on this system.
#[cfg(not(unix))]
pub fn space(_path: &Path) -> Res<[u64; 3]> {
    Err(four_runtime::Error::new(33, "VOLUME ATTRIBUTES is not available on this system."))
}
