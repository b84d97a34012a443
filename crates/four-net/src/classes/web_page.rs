//! Pages with 4D tags: those whose URL ends in `.shtml` or `.shtm`, and what the WEB SEND commands send as HTML
//! (`Tags/transformation-tags`, `WebServer/templates`).
//!
//! The page as it lies on the disk never leaves: it shows the program's code.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use four_runtime::host::App;
use four_runtime::tags::{self, Place};
use four_runtime::{Error, Host, Res};

use super::service::{HTTP, WebService, folder};
use super::web_options::Setting;
use super::web_turn::{self, Sent, Turn};
use crate::http::{files, media_type};

/// The root folder of the web server.
pub fn root(app: &dyn App) -> PathBuf {
    match WebService::of(app).setting(app, "rootFolder") {
        Setting::Text(root) => folder(app, &root),
        _ => PathBuf::new(),
    }
}

/// Answers a request whose URL looks like that of such a page.
///
/// # Errors
/// What the code of the database methods raises, and interruptions.
pub fn answer(host: &mut dyn Host, turn: &Turn) -> Res<()> {
    let root = root(host.app());
    let homepage = match WebService::of(host.app()).setting(host.app(), "defaultHomepage") {
        Setting::Text(homepage) => homepage,
        _ => String::new(),
    };
    // Decoded there, once.
    let path = turn.request.url.split('?').next().unwrap_or_default();
    let Some(path) = files::page(&root, &homepage, path) else {
        return web_turn::by_methods(host, turn);
    };
    let data = std::fs::read(&path).map_err(|e| {
        let message = format!("The page {} cannot be read: {e}.", turn.request.url);
        Error::with_signature(-43, message, HTTP)
    })?;
    let kind = media_type("page.html").to_owned();
    let data = carried_out(host, turn, data, &kind, path.parent())?;
    // A method that a tag ran may have sent something of its own.
    if matches!(*turn.sent.borrow(), Sent::Nothing) {
        turn.sent.replace(Sent::Body(data, kind));
    }
    Ok(())
}

/// What is to be sent of HTML: the tags in it are carried out. Other data stays as it is. Includes start from `from`, or
/// from the root folder.
///
/// # Errors
/// As [`tags::process`].
pub fn carried_out(
    host: &mut dyn Host,
    turn: &Turn,
    data: Vec<u8>,
    media_type: &str,
    from: Option<&Path>,
) -> Res<Vec<u8>> {
    if !media_type.starts_with("text/html") {
        return Ok(data);
    }
    let text = String::from_utf8_lossy(&data);
    if !tags::has_tags(&text) {
        return Ok(data);
    }
    let root = root(host.app());
    let place = Place { folder: from.map_or_else(|| root.clone(), Path::to_owned), root };
    // Asked once for a page, when the first method is to be run.
    let accepted = Cell::new(None);
    let may_run = |host: &mut dyn Host, method: &str| -> Res<bool> {
        if !turn.program.publishes(method) {
            return Ok(false);
        }
        if accepted.get().is_none() {
            accepted.set(Some(web_turn::authenticates(host, turn)?));
        }
        Ok(accepted.get() == Some(true))
    };
    Ok(tags::process(host, &text, Vec::new(), &place, &may_run)?.into_bytes())
}
