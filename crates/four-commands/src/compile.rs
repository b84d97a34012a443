//! `Compile project`: four runs sources as they are, so compiling is checking them.

use std::path::Path;
use std::rc::Rc;

use four_runtime::host::Finding;
use four_runtime::{Collection, Error, Object, Res, Value, commands};

use crate::files::item::Item;
use crate::files::paths::Location;

commands! { pub static COMMANDS: "Compiler";
    /// Checks the open project, or that of a `.4DProject` file, as `four-run check` does (`commands/compile-project`). `success` is
    /// False when it has errors; `errors` holds them and the warnings: `message`, `isError`, `line` (in a class that in the
    /// function), `lineInFile` and `code` with `type`, `path`, `file` and the names that belong to the type. No machine code is
    /// made, whatever `targets` of the options asks for; other options change nothing.
    ///
    /// ```4d
    /// var $status : Object
    /// TEXT TO DOCUMENT("broken.4dm"; "$x:=(1")
    /// $status:=Compile project(File("/PACKAGE/broken.4dm"); {targets: []})
    /// ASSERT(Not($status.success) & ($status.errors[0].line=1))
    /// ```
    "Compile project" 1760 fn compile_project(host, project_or_options: Option<&Value>, options: Option<&Rc<Object>>) -> Value {
        let project = match project_or_options {
            None => None,
            Some(Value::Object(object)) => match Item::of(object) {
                Ok(file) if !file.is_folder => Some(file.location.path().to_owned()),
                // Options alone mean the open project.
                _ if options.is_none() && object.native_part().is_none() => None,
                _ => return Err(Error::type_mismatch("a 4D.File of a project", &Value::Object(object.clone()))),
            },
            Some(other) => return Err(Error::type_mismatch("a 4D.File or an object", other)),
        };
        let project = project.unwrap_or_else(|| host.app().settings().started.clone());
        if project.as_os_str().is_empty() {
            return Err(Error::new(-43, "Compile project: no project is open. Give the 4D.File of one."));
        }
        let found = host.app().system().check(&project);
        status(found.map_err(|message| Error::new(-43, format!("Compile project: {message}.")))?)
    }
}

fn status(found: Vec<Finding>) -> Res<Value> {
    let success = !found.iter().any(|finding| finding.is_error);
    let mut properties = vec![("success", Value::Bool(success))];
    if !found.is_empty() {
        let errors: Vec<Value> = found.into_iter().map(|finding| Value::from(error(finding))).collect();
        properties.push(("errors", Value::from(Collection::from(errors))));
    }
    Ok(Value::from(Object::from_pairs(properties)))
}

fn error(finding: Finding) -> Object {
    let (mut code, before) = code(&finding.file, finding.function.as_ref());
    code.push(("file", Item::file(Location::on_disk(finding.file)).into_value()));
    let number = |line: u32| Value::Int(i32::try_from(line).unwrap_or(i32::MAX));
    Object::from_pairs([
        ("message", Value::from(finding.message)),
        ("isError", Value::Bool(finding.is_error)),
        ("code", Value::from(Object::from_pairs(code))),
        ("line", number(finding.line.saturating_sub(before))),
        ("lineInFile", number(finding.line)),
    ])
}

/// What kind of code a source holds, by its folder; and how many lines of the file stand before it.
fn code(file: &Path, function: Option<&(String, u32)>) -> (Vec<(&'static str, Value)>, u32) {
    let text = |text: &str| Value::from(text.to_owned());
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folders: Vec<String> =
        file.components().rev().skip(1).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let folder = |up: usize| folders.get(up).map_or("", String::as_str);
    match (folder(0), folder(1), folder(2)) {
        ("Classes", ..) => {
            let path = format!("[class]/{name}");
            match function {
                None => (vec![("type", text("class")), ("path", text(&path)), ("className", text(&name))], 0),
                Some((function, line)) => {
                    let path = format!("{path}/{function}");
                    let names = [("className", text(&name)), ("functionName", text(function))];
                    (
                        [("type", text("classFunction")), ("path", text(&path))]
                            .into_iter()
                            .chain(names)
                            .collect(),
                        line - 1,
                    )
                }
            }
        }
        ("DatabaseMethods", ..) => {
            (vec![("type", text("databaseMethod")), ("path", text(&format!("[databaseMethod]/{name}")))], 0)
        }
        ("Triggers", ..) => {
            (vec![("type", text("triggerMethod")), ("path", text(&format!("[trigger]/{name}")))], 0)
        }
        ("ObjectMethods", form, _) => {
            let path = format!("[projectForm]/{form}/{name}");
            (
                vec![
                    ("type", text("formObjectMethod")),
                    ("path", text(&path)),
                    ("formName", text(form)),
                    ("objectName", text(&name)),
                ],
                0,
            )
        }
        (form, "Forms", _) => {
            let path = format!("[projectForm]/{form}/{{formMethod}}");
            (vec![("type", text("formMethod")), ("path", text(&path)), ("formName", text(form))], 0)
        }
        _ => (vec![("type", text("projectMethod")), ("path", text(&name)), ("methodName", text(&name))], 0),
    }
}
