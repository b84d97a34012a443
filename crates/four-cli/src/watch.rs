//! `--watch`: a program that follows its sources.
//!
//! A program that has ended, or has no server, is started again. With a live server the code is replaced: connections stay
//! open, and the next message runs the new code. While the sources have errors the old code goes on. Changes are found by
//! looking at the times of the files a few times a second, which works on every file system.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use four_runtime::host::App;
use four_runtime::life::Life;

use crate::arguments::Arguments;
use crate::reload::{Reloaded, reload};
use crate::run::{self, Running};
use crate::signals;

/// How often files are looked at.
const PERIOD: Duration = Duration::from_millis(150);

/// Time and size of files, by path.
type Fingerprint = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

/// Runs the program, again and again, until a signal comes.
///
/// # Errors
/// A sentence about wrong use, when there is nothing to watch.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let path = arguments.file.as_ref().or(arguments.project.as_ref());
    let path = path.ok_or("no program given; try four-run --watch FILE.4dm")?;
    if path.as_os_str() == "-" {
        return Err("standard input cannot be watched".into());
    }
    let life = Life::default();
    let _hold = life.hold();
    let signals = signals::watch(life.clone())?;
    while !life.is_stopping() {
        let before = fingerprint(path);
        match run::start(arguments) {
            Ok(running) => follow(arguments, path, before, running, &life),
            Err(message) => {
                eprintln!("four: {message}");
                eprintln!("four: waiting for changes");
                wait_for_change(path, &before, &life);
            }
        }
    }
    Ok(signals.status().unwrap_or(0))
}

/// Follows a running program until it is to be started again, or everything is to end.
fn follow(arguments: &Arguments, path: &Path, mut seen: Fingerprint, running: Running, life: &Life) {
    loop {
        if life.wait(PERIOD) {
            running.finish();
            return;
        }
        running.app.look_at_memory();
        if running.app.life().is_over() {
            let failed = running.finish();
            let how = if failed { "with an error" } else { "fine" };
            eprintln!("four: ended {how}; waiting for changes");
            wait_for_change(path, &seen, life);
            return;
        }
        let now = settled(path, &seen);
        if now == seen {
            continue;
        }
        seen = now;
        if four_net::classes::listening(&*running.app).is_none() {
            eprintln!("four: sources changed; starting again");
            running.finish();
            return;
        }
        replace(arguments, &running);
    }
}

/// Puts new code under a live server.
fn replace(arguments: &Arguments, running: &Running) {
    let found = match run::found(arguments) {
        Ok(found) => found,
        Err(message) => return eprintln!("four: {message}; the old code goes on"),
    };
    let Reloaded::New { changed, gone, started } = reload(&running.app, found) else { return };
    eprintln!("four: new code from {}", changed.join(", "));
    if !gone.is_empty() {
        eprintln!(
            "four: no longer there: class {}; open connections whose handler is of it get no answers until it is back",
            gone.join(", class ")
        );
    }
    if started {
        eprintln!("four: the code that started the server is not run again; Ctrl-C and start for that");
    }
}

fn wait_for_change(path: &Path, seen: &Fingerprint, life: &Life) {
    while !life.wait(PERIOD) {
        if settled(path, seen) != *seen {
            return;
        }
    }
}

/// The fingerprint; while it changes, as editors write in several steps, the one after that. A file that was there and
/// is now empty or gone is waited for a little longer: it may be on its way.
fn settled(path: &Path, seen: &Fingerprint) -> Fingerprint {
    let mut now = fingerprint(path);
    for _ in 0..40 {
        if now == *seen {
            return now;
        }
        std::thread::sleep(Duration::from_millis(40));
        let again = fingerprint(path);
        if again == now && !misses(&now, seen) {
            return now;
        }
        now = again;
    }
    now
}

/// True when a file that had something in it has nothing in it, or is not there.
fn misses(now: &Fingerprint, seen: &Fingerprint) -> bool {
    let length =
        |facts: Option<&Option<(SystemTime, u64)>>| facts.copied().flatten().map_or(0, |(_, length)| length);
    seen.iter().any(|(path, facts)| length(Some(facts)) > 0 && length(now.get(path)) == 0)
}

/// Times and sizes of all that the program is made of.
fn fingerprint(path: &Path) -> Fingerprint {
    let mut found = Fingerprint::new();
    let mut folders = Vec::new();
    if path.is_dir() {
        let project = crate::project::project_folder(path).unwrap_or_else(|| path.to_owned());
        folders.push(project.join("Sources"));
    } else {
        note(path, &mut found);
        match crate::project::enclosing_project(path) {
            Some(project) => folders.push(project.join("Sources")),
            None => folders.push(crate::project::here(path.parent().unwrap_or(Path::new("")))),
        }
        if path.extension().is_some_and(|extension| extension == "4DProject") {
            folders.push(crate::project::here(path.parent().unwrap_or(Path::new(""))).join("Sources"));
        }
    }
    for folder in folders {
        for part in ["Methods", "Classes", "DatabaseMethods"] {
            let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
            for entry in entries.flatten() {
                note(&entry.path(), &mut found);
            }
        }
    }
    found
}

fn note(path: &Path, found: &mut Fingerprint) {
    if path.extension().is_some_and(|extension| extension == "4DProject") {
        return;
    }
    let metadata = std::fs::metadata(path).ok();
    let facts = metadata.and_then(|metadata| Some((metadata.modified().ok()?, metadata.len())));
    found.insert(path.to_owned(), facts);
}
