//! What hostile files, archives and paths may not do; what a failed write leaves behind.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::disk::{self, Writer, Writes};
use super::item::Item;
use super::paths::Location;
use super::zip_read::Archive;
use super::{errors, plist};
use crate::test_host::TestHost;

fn host() -> TestHost {
    TestHost::new(0)
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = disk::entries(folder).expect("a folder");
    entries.iter().map(|entry| entry.name.to_string_lossy().into_owned()).collect()
}

/// An archive of these names and contents, as nobody in his right mind would make it.
fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(File::create(path).expect("a file"));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("content");
    }
    zip.finish().expect("an archive");
}

/// Changes the uncompressed size that the central directory declares for the first entry.
fn declare(path: &Path, size: u32) {
    let mut bytes = fs::read(path).expect("an archive");
    let entry = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a central directory");
    bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
    fs::write(path, bytes).expect("written");
}

#[test]
fn archives_write_nothing_outside_of_their_folder() {
    let top = folder();
    let zip = top.path().join("slip.zip");
    let evil = ["../evil", "../../evil", "/evil", "a/../../evil", "a\\..\\..\\evil", "C:\\evil", "ok/in"];
    archive(&zip, &evil.map(|name| (name, &b"content"[..])));
    let archive = Archive::open(&zip, None).expect("readable");
    let shown: Vec<String> = archive.below("", true).into_iter().map(|(name, _)| name).collect();
    assert_eq!(shown, ["ok", "ok/in"]);
    let inner = Location::on_disk(top.path().join("out/inner"));
    archive.copy_folder(&mut host(), "", &inner, false).expect("unpacked");
    assert_eq!(names(top.path()), ["out", "slip.zip"]);
    assert_eq!(names(&top.path().join("out/inner")), ["ok"]);
    assert!(!Path::new("/evil").exists());
}

#[test]
fn links_in_archives_are_plain_files() {
    let top = folder();
    let path = top.path().join("link.zip");
    let mut zip = ZipWriter::new(File::create(&path).expect("a file"));
    zip.add_symlink("link", "/etc", SimpleFileOptions::default()).expect("a link");
    zip.start_file("link/passwd", SimpleFileOptions::default()).expect("an entry");
    zip.finish().expect("an archive");
    let archive = Archive::open(&path, None).expect("readable");
    let out = top.path().join("out");
    // Whether the link or the folder wins: nothing is written through a link.
    let _ = archive.copy_folder(&mut host(), "", &Location::on_disk(out.clone()), true);
    let link = fs::symlink_metadata(out.join("link"));
    assert!(!link.is_ok_and(|found| found.is_symlink()));
}

#[test]
fn archives_that_declare_too_much_or_too_little_are_refused() {
    let top = folder();
    let zip = top.path().join("bomb.zip");
    archive(&zip, &[("zeros", &[0; 1_000_000])]);
    assert_eq!(
        Archive::open(&zip, None).expect("fair").content(&mut host(), "zeros").map_or(0, |it| it.len()),
        1_000_000
    );
    declare(&zip, 0xffff_0000);
    assert_eq!(Archive::open(&zip, None).err().map(|error| error.code), Some(-36));
    declare(&zip, 10);
    let small = Archive::open(&zip, None).expect("opens");
    assert!(small.content(&mut host(), "zeros").is_err());
    let out = top.path().join("out");
    assert!(small.copy_file(&mut host(), "zeros", &out, false).is_err());
    assert_eq!(names(top.path()), ["bomb.zip"], "no half file is left");
}

#[test]
fn what_is_no_archive_is_an_error_and_never_a_panic() {
    let top = folder();
    let zip = top.path().join("damaged.zip");
    archive(&zip, &[("a", b"content"), ("b/c", b"more")]);
    let good = fs::read(&zip).expect("bytes");
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 0xff;
        fs::write(&zip, &bytes).expect("written");
        if let Ok(archive) = Archive::open(&zip, None) {
            for (name, _) in archive.below("", true) {
                let _ = archive.content(&mut host(), &name);
            }
        }
        fs::write(&zip, &good[..at]).expect("written");
        assert!(Archive::open(&zip, None).is_err());
    }
}

#[test]
fn a_failed_write_leaves_the_old_content_and_nothing_else() {
    let top = folder();
    let file = top.path().join("file.txt");
    fs::write(&file, "old").expect("written");
    let failed = disk::replace_with(&file, &mut |out| {
        out.write_all(b"half of the ne")?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert_eq!(failed.err().map(|error| error.code), Some(-34));
    assert_eq!(fs::read_to_string(&file).expect("read"), "old");
    assert_eq!(names(top.path()), ["file.txt"]);
    disk::replace(&file, b"new").expect("replaced");
    assert_eq!(fs::read_to_string(&file).expect("read"), "new");
    assert_eq!(names(top.path()), ["file.txt"]);
}

#[test]
#[cfg(unix)]
fn replacing_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let top = folder();
    let (file, link) = (top.path().join("file"), top.path().join("link"));
    fs::write(&file, "old").expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
    symlink(&file, &link).expect("a link");
    disk::replace(&link, b"new").expect("replaced");
    assert!(fs::symlink_metadata(&link).expect("found").is_symlink());
    assert_eq!(fs::read_to_string(&file).expect("read"), "new");
    assert_eq!(fs::metadata(&file).expect("found").permissions().mode() & 0o777, 0o640);
    disk::replace(Path::new("/dev/null"), b"x").expect("devices are written to");
}

#[test]
fn one_writer_a_file() {
    let top = folder();
    let file = top.path().join("file");
    fs::write(&file, "").expect("written");
    let first = Writer::claim(&file, Writes::Handle).expect("free");
    assert_eq!(Writer::claim(&file, Writes::Handle).err().map(|error| error.code), Some(errors::OPEN));
    assert_eq!(disk::replace(&file, b"x").err().map(|error| error.code), Some(errors::OPEN));
    // The example of `API/FileHandleClass` opens a handle to append while the one that wrote is still there.
    let second = Writer::claim(&file, Writes::Append).expect("free");
    assert!(Writer::claim(&file, Writes::Document).is_err());
    drop(second);
    drop(first);
    assert!(Writer::claim(&file, Writes::Handle).is_ok());
}

#[test]
fn large_files_are_refused_before_memory_is_taken() {
    let top = folder();
    let file = top.path().join("large");
    // Sparse: it needs no room on the disk.
    File::create(&file).and_then(|file| file.set_len(3 << 30)).expect("a large file");
    assert_eq!(disk::read(&host(), &file).err().map(|error| error.code), Some(-10701));
    File::create(&file).and_then(|file| file.set_len(2 << 20)).expect("a smaller file");
    assert_eq!(disk::read(&TestHost::new(1 << 20), &file).err().map(|error| error.code), Some(-10701));
    assert_eq!(disk::read(&host(), &file).map_or(0, |bytes| bytes.len()), 2 << 20);
}

#[test]
#[cfg(unix)]
fn pipes_are_refused_as_they_would_wait_for_ever() {
    let top = folder();
    let pipe = top.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    assert_eq!(disk::read(&host(), &pipe).err().map(|error| error.code), Some(errors::NO_FILE));
    assert_eq!(disk::replace(&pipe, b"x").err().map(|error| error.code), Some(errors::NO_FILE));
}

/// A place in the file system `/PACKAGE` whose root is `top`.
fn in_package(top: &TempDir, path: &str) -> Location {
    let folder = top.path().to_owned();
    let settings = four_runtime::host::Settings { folder, ..four_runtime::host::Settings::default() };
    Location::posix(&settings, &four_runtime::Text::from(path)).expect("a path")
}

#[test]
#[cfg(unix)]
fn nothing_is_copied_through_links_that_lead_out() {
    use std::os::unix::fs::symlink;
    let (top, outside) = (folder(), folder());
    for made in ["from/sub", "from/deep", "to", "linked"] {
        fs::create_dir_all(top.path().join(made)).expect("folders");
    }
    fs::write(top.path().join("from/sub/new"), "x").expect("written");
    fs::write(outside.path().join("secret"), "x").expect("written");
    symlink(outside.path(), top.path().join("to/sub")).expect("a link");
    symlink(outside.path().join("secret"), top.path().join("linked/secret")).expect("a link");
    symlink(top.path().join("from/sub/new"), top.path().join("linked/own")).expect("a link");
    let to = in_package(&top, "/PACKAGE/to");
    let refused = |copied: four_runtime::Res<()>| {
        assert_eq!(copied.err().map(|error| error.code), Some(errors::NO_FOLDER));
        assert_eq!(names(outside.path()), ["secret"]);
        assert_eq!(names(&top.path().join("to")), ["sub"], "refused before anything is copied");
    };
    refused(disk::copy_folder(&mut host(), &top.path().join("from"), &to, true));

    let zip = top.path().join("links.zip");
    archive(&zip, &[("deep/first", b"x"), ("sub/new", b"x")]);
    refused(Archive::open(&zip, None).expect("opens").copy_folder(&mut host(), "", &to, true));

    let packed = super::zip_write::names(&mut host(), Item::folder(in_package(&top, "/PACKAGE/linked")));
    assert_eq!(packed, ["linked/", "linked/own"], "what a link shows from outside is not packed");
}

#[test]
#[cfg(unix)]
fn links_lead_nowhere_outside_of_a_file_system() {
    use std::os::unix::fs::symlink;
    let (top, outside) = (folder(), folder());
    let place = |path: &str| in_package(&top, path);
    fs::write(outside.path().join("secret"), "x").expect("written");
    symlink(outside.path(), top.path().join("out")).expect("a link");
    symlink("inner", top.path().join("in")).expect("a link");
    symlink("loop", top.path().join("loop")).expect("a link");
    fs::create_dir(top.path().join("inner")).expect("a folder");
    let code = |found: four_runtime::Res<&Path>| found.err().map(|error| error.code);
    assert_eq!(code(place("/PACKAGE/out/secret").target()), Some(errors::NO_FOLDER));
    assert_eq!(code(place("/PACKAGE/out/new").entry()), Some(errors::NO_FOLDER));
    assert_eq!(code(place("/PACKAGE/out").target()), Some(errors::NO_FOLDER));
    assert_eq!(code(place("/PACKAGE/loop").target()), Some(errors::NO_FOLDER));
    assert_eq!(code(place("/PACKAGE/out").entry()), None, "the link itself may be deleted");
    assert_eq!(code(place("/PACKAGE/in/new").target()), None);
    assert_eq!(code(place("/PACKAGE/none/new").target()), None);
    assert!(!Item::file(place("/PACKAGE/out/secret")).exists());
    assert!(Item::file(place("/PACKAGE/loop")).is_alias());
}

#[test]
#[cfg(unix)]
fn trees_with_loops_are_copied_and_deleted_once() {
    use std::os::unix::fs::symlink;
    let top = folder();
    let (from, to) = (top.path().join("from"), top.path().join("to"));
    fs::create_dir_all(from.join("a")).expect("folders");
    fs::write(top.path().join("kept"), "x").expect("written");
    symlink(top.path(), from.join("a/up")).expect("a link");
    symlink("self", from.join("self")).expect("a link");
    disk::copy_folder(&mut host(), &from, &Location::on_disk(to.clone()), false).expect("copied");
    assert_eq!(names(&to), ["a", "self"]);
    assert!(fs::symlink_metadata(to.join("a/up")).is_ok_and(|found| found.is_symlink()));
    disk::delete_folder(&to, true).expect("deleted");
    assert_eq!(names(top.path()), ["from", "kept"]);
}

#[test]
fn property_lists_may_be_hostile() {
    let top = folder();
    let path = top.path().join("x.plist");
    let item = Item::file(Location::on_disk(path.clone()));
    let laughs = format!(
        "<!DOCTYPE plist [<!ENTITY a \"{}\">{}]><plist><string>&p;</string></plist>",
        "ha".repeat(100),
        ('b'..='p')
            .map(|name| {
                let before = char::from(name as u8 - 1);
                format!("<!ENTITY {name} \"{}\">", format!("&{before};").repeat(10))
            })
            .collect::<String>()
    );
    let deep = format!("<plist>{}</plist>", "<array>".repeat(200_000));
    let unknown = "<plist><dict><key>a</key></dict></plist>".to_owned();
    for bad in ["bplist00".to_owned(), "\u{0}".to_owned(), "<plist>".to_owned(), deep, laughs, unknown] {
        fs::write(&path, bad).expect("written");
        assert!(plist::read(&host(), &item).is_err());
    }
}
