//! The constants that a project and its components define: XLIFF files of the data type `x-4DK#` in `Resources`, and in
//! its folders of languages.
//!
//! A group of such a file is a theme, a `trans-unit` a constant: `<source>` is its name, `d4:value` its value, with the
//! type behind a colon (`S` text, `L` longint, `R` real) or without one, where a number is a number.

use std::fs;
use std::path::{Path, PathBuf};

use four_eval::catalog::{Catalog, ConstantValue};
use four_runtime::FrozenText;

use crate::catalog::catalog;

/// Largest file, in bytes.
const MAX_FILE: u64 = 16 << 20;
/// Most constants of a program.
const MAX_CONSTANTS: usize = 30_000;

/// What is built in, with the constants of these folders with resources; of two constants of a name the first one counts.
pub fn with_constants_of<'a>(resources: impl IntoIterator<Item = &'a Path>) -> &'static Catalog {
    let mut own = Vec::new();
    for file in resources.into_iter().flat_map(files) {
        if let Err(problem) = read(&file, &mut own) {
            eprintln!("four: {}: no constants are taken from this file: {problem}", file.display());
        }
    }
    own.truncate(MAX_CONSTANTS);
    if own.is_empty() { catalog() } else { catalog().with_constants(own) }
}

/// The XLIFF files of a folder with resources, then those of its languages, English first.
fn files(resources: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        entries.sort();
        entries
    };
    let has = |path: &Path, wanted: &str| path.extension().is_some_and(|is| is.eq_ignore_ascii_case(wanted));
    let here = entries(resources);
    let mut languages: Vec<&PathBuf> = here.iter().filter(|path| has(path, "lproj")).collect();
    languages.sort_by_key(|path| {
        !path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().starts_with("en"))
    });
    let localised = languages.into_iter().flat_map(|folder| entries(folder)).collect::<Vec<_>>();
    here.into_iter().chain(localised).filter(|path| has(path, "xlf")).collect()
}

fn read(file: &Path, into: &mut Vec<(String, ConstantValue)>) -> Result<(), String> {
    let length = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if length > MAX_FILE {
        return Err("it is too large".into());
    }
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    // Most files hold translations; they are read when they are needed.
    if text.contains("4DK#") { constants(&text, into) } else { Ok(()) }
}

fn constants(text: &str, into: &mut Vec<(String, ConstantValue)>) -> Result<(), String> {
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("it is no XML: {error}"))?;
    let groups = document
        .descendants()
        .filter(|node| node.has_tag_name("group") && node.attribute("restype") == Some("x-4DK#"));
    for unit in groups.flat_map(|group| group.children()).filter(|node| node.has_tag_name("trans-unit")) {
        let value = unit.attributes().find(|attribute| attribute.name() == "value");
        let source = unit.children().find(|node| node.has_tag_name("source"));
        let name = source.and_then(|node| node.text()).map_or("", str::trim);
        if let Some(value) = value
            && !name.is_empty()
        {
            into.push((name.to_owned(), value_of(value.value())));
        }
    }
    Ok(())
}

fn value_of(text: &str) -> ConstantValue {
    let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    let (value, kind) = match text.rsplit_once(':') {
        Some((value, kind @ ("S" | "L" | "R"))) => (value, kind),
        _ => (text, ""),
    };
    match (kind, number(value)) {
        ("L" | "R", number) => ConstantValue::Number(number.unwrap_or_default()),
        ("", Some(number)) => ConstantValue::Number(number),
        _ => ConstantValue::Text(FrozenText::from(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_behind_a_colon() {
        let shown = |text: &str| match value_of(text) {
            ConstantValue::Number(number) => number.to_string(),
            ConstantValue::Text(text) => format!("{:?}", four_runtime::Text::from(&text).to_string()),
        };
        let given = ["15:L", "-1", "1.5:R", "12:S", "auto", ":S", ":", "a:b", "x:L", "NaN", "1:2"];
        let values =
            ["15", "-1", "1.5", "\"12\"", "\"auto\"", "\"\"", "\":\"", "\"a:b\"", "0", "\"NaN\"", "\"1:2\""];
        assert_eq!(given.map(shown), values);
    }
}
