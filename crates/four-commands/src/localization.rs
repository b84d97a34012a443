//! The language of a program: texts of XLIFF files, and the formats of the system.
//!
//! XLIFF files stand in `Resources/LANGUAGE.lproj`; they are read once a language and kept. The language is that of
//! `--locale`, `LC_ALL` or `LANG` as far as the program has a folder for it, else English, else the first one there is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::host::App;
use four_runtime::registry::{InOut, Star};
use four_runtime::rules::date_format::DateOrder;
use four_runtime::{Error, Text, Value, commands};

use crate::xml;

/// Largest XLIFF file, in bytes.
const MAX_FILE: u64 = 32 << 20;

commands! { pub static COMMANDS: "Localization";
    /// The text with a `resname` in the XLIFF files of the current language; `OK` is 0 and the text empty when there is
    /// none. Case counts (`commands/localized-string`).
    ///
    /// ```4d
    /// ASSERT(Localized string("no such text")="")
    /// ASSERT(OK=0)
    /// ```
    "Localized string" 991 fn localized_string(host, name: &Text) -> String {
        let languages = languages(host.app());
        let found = languages.text(host.app(), &name.to_str());
        host.set_variable("OK", Value::Int(i32::from(found.is_some())));
        Ok(found.unwrap_or_default())
    }

    /// A language of the program: `Default localization`, `Current localization`, `User system localization` or
    /// `Internal 4D localization` (`commands/get-database-localization`).
    ///
    /// ```4d
    /// ASSERT(Get database localization(Current localization)=Get database localization)
    /// ```
    "Get database localization" 1009 fn get_localization(host, language_type: Option<i32>, _of_host: Star) -> String {
        let languages = languages(host.app());
        Ok(match language_type.unwrap_or(0) {
            0 => languages.default.clone(),
            1 => languages.current(),
            2 | 3 => host.app().settings().locale.language().to_owned(),
            other => return Err(Error::new(54, format!("There is no type of localization {other}."))),
        })
    }

    /// Chooses the language of `Localized string` for all processes, such as `fr` or `en-us`; `OK` is 0 when the program
    /// has no folder for it (`commands/set-database-localization`).
    ///
    /// ```4d
    /// SET DATABASE LOCALIZATION("tlh")
    /// ASSERT(OK=0)
    /// ```
    "SET DATABASE LOCALIZATION" 1104 fn set_localization(host, language: &Text, _everywhere: Star) {
        let languages = languages(host.app());
        let known = folder_of(&folders(host.app()), &language.to_str());
        if known.is_some() {
            *languages.chosen.lock().unwrap_or_else(PoisonError::into_inner) = Some(language.to_string());
        }
        host.set_variable("OK", Value::Int(i32::from(known.is_some())));
        Ok(())
    }

    /// A format of the system: separators, patterns of dates and times, and the like, of the program's region
    /// (`commands/get-system-format`).
    ///
    /// ```4d
    /// var $text : Text
    /// GET SYSTEM FORMAT(Decimal separator; $text)
    /// ASSERT($text=".")
    /// GET SYSTEM FORMAT(System date short pattern; $text)
    /// ASSERT($text="MM/dd/yyyy")
    /// ```
    "GET SYSTEM FORMAT" 994 fn get_system_format(host, format: i32, value: InOut) {
        let locale = host.app().settings().locale;
        let position = |part: usize| {
            let places = match locale.order {
                DateOrder::MonthDayYear => [2, 1, 3],
                DateOrder::DayMonthYear => [1, 2, 3],
                DateOrder::YearMonthDay => [3, 2, 1],
            };
            places[part].to_string()
        };
        *value.0 = Value::from(match format {
            0 => locale.decimal.to_string(),
            1 => locale.thousands.to_string(),
            2 => locale.currency.to_owned(),
            3 => locale.times[0].to_owned(),
            4 | 5 => locale.times[1].to_owned(),
            6 => locale.short.to_owned(),
            7 => locale.medium.to_owned(),
            8 => locale.long.to_owned(),
            13 => locale.separator.to_string(),
            14 => ":".to_owned(),
            15 => position(0),
            16 => position(1),
            17 => position(2),
            18 => locale.halves[0].to_owned(),
            19 => locale.halves[1].to_owned(),
            other => return Err(Error::new(54, format!("There is no system format {other}."))),
        });
        Ok(())
    }
}

type Texts = Arc<HashMap<String, String>>;

/// Languages of the program, shared by its processes.
struct Languages {
    default: String,
    chosen: Mutex<Option<String>>,
    texts: Mutex<HashMap<String, Texts>>,
}

fn languages(app: &dyn App) -> Arc<Languages> {
    let create = || {
        let found = folders(app);
        let own = app.settings().locale;
        let wanted = [own.name, own.language(), "en"];
        let known = wanted.iter().find(|name| folder_of(&found, name).is_some());
        let first = found.first().map_or("en", |(name, _)| name);
        Languages {
            default: known.map_or(first, |name| *name).split('-').next().unwrap_or("en").to_lowercase(),
            chosen: Mutex::default(),
            texts: Mutex::default(),
        }
    };
    let service = app.service("languages", &|| Arc::new(create()));
    service.downcast().unwrap_or_else(|_| Arc::new(create()))
}

impl Languages {
    fn current(&self) -> String {
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.clone().unwrap_or_else(|| self.default.clone())
    }

    /// The text of a name in the current language, else in the default one.
    fn text(&self, app: &dyn App, name: &str) -> Option<String> {
        let current = self.current();
        let mut found = self.of(app, &current).get(name).cloned();
        if found.is_none() && current != self.default {
            found = self.of(app, &self.default).get(name).cloned();
        }
        found
    }

    fn of(&self, app: &dyn App, language: &str) -> Texts {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts.get(language) {
            return known.clone();
        }
        let mut all = HashMap::new();
        if let Some(folder) = folder_of(&folders(app), language) {
            for file in files(&folder) {
                if let Some(text) = read(&file) {
                    xml::xliff_texts(&text, &mut all);
                }
            }
        }
        let all = Arc::new(all);
        texts.insert(language.to_owned(), all.clone());
        all
    }
}

/// The folders of languages: their names without `.lproj`, in order.
fn folders(app: &dyn App) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(&app.settings().resources) else { return Vec::new() };
    let mut found: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().strip_suffix(".lproj")?.to_owned();
            entry.path().is_dir().then(|| (name, entry.path()))
        })
        .collect();
    found.sort();
    found
}

/// The folder of a language: of language and region, else of the language, by code or by its English name.
fn folder_of(folders: &[(String, PathBuf)], language: &str) -> Option<PathBuf> {
    let wanted = language.replace('_', "-").to_lowercase();
    let short = wanted.split('-').next().unwrap_or_default().to_owned();
    let word = match short.as_str() {
        "en" => "english",
        "fr" => "french",
        "de" => "german",
        "es" => "spanish",
        "it" => "italian",
        "ja" => "japanese",
        "pt" => "portuguese",
        _ => "",
    };
    let named = |name: &str| {
        let found = folders.iter().find(|(folder, _)| folder.replace('_', "-").to_lowercase() == name);
        found.map(|(_, path)| path.clone())
    };
    if short.is_empty() {
        return None;
    }
    named(&wanted).or_else(|| named(&short)).or_else(|| named(word).filter(|_| !word.is_empty())).or_else(
        || {
            // A folder of another region of the language.
            let found = folders
                .iter()
                .find(|(folder, _)| folder.to_lowercase().split(['-', '_']).next() == Some(&short));
            found.map(|(_, path)| path.clone())
        },
    )
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xlf" || ending == "xliff"))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> Option<String> {
    let found = std::fs::metadata(file).ok()?;
    if !found.is_file() || found.len() > MAX_FILE {
        return None;
    }
    xml::decoded(&std::fs::read(file).ok()?).ok()
}
