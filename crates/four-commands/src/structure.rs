//! The theme Structure Access, as far as it needs no data: names and numbers of tables and fields.
//!
//! They come from `catalog.4DCatalog` of the project. A program without one has no tables, so loops over them end at once
//! (`commands/last-table-number`).

use std::rc::Rc;
use std::sync::Arc;

use four_runtime::host::App;
use four_runtime::pointer::Pointer;
use four_runtime::registry::InOut;
use four_runtime::{Error, Res, Text, Value, commands};

use crate::xml;

/// Largest catalog, in bytes.
const MAX_FILE: u64 = 64 << 20;

commands! { pub static COMMANDS: "Structure Access";
    /// The highest number of a table; 0 without tables (`commands/last-table-number`).
    ///
    /// ```4d
    /// ASSERT(Last table number=0)
    /// ```
    "Last table number" 254 fn last_table_number(host) -> i32 {
        Ok(catalog(host.app()).tables.iter().map(|table| table.id).max().unwrap_or(0))
    }

    /// The highest number of a field of a table, by the number of the table or a pointer to it
    /// (`commands/last-field-number`).
    ///
    /// ```4d
    /// Try(Last field number(1))
    /// ASSERT(Last errors.length=1)
    /// ```
    "Last field number" 255 fn last_field_number(host, table: &Value) -> i32 {
        let catalog = catalog(host.app());
        let table = catalog.table(table)?;
        Ok(table.fields.iter().map(|field| field.id).max().unwrap_or(0))
    }

    /// True when there is a table of this number (`commands/is-table-number-valid`).
    ///
    /// ```4d
    /// ASSERT(Not(Is table number valid(1)))
    /// ```
    "Is table number valid" 999 fn is_table_number_valid(host, table: i32) -> bool {
        Ok(catalog(host.app()).tables.iter().any(|other| other.id == table))
    }

    /// True when a table, by number or pointer, has a field of this number (`commands/is-field-number-valid`).
    ///
    /// ```4d
    /// ASSERT(Not(Is field number valid(1; 1)))
    /// ```
    "Is field number valid" 1000 fn is_field_number_valid(host, table: &Value, field: i32) -> bool {
        let catalog = catalog(host.app());
        let table = catalog.table(table);
        Ok(table.is_ok_and(|table| table.fields.iter().any(|other| other.id == field)))
    }

    /// The name of a table, by its number or a pointer to it (`commands/table-name`).
    ///
    /// ```4d
    /// Try(Table name(1))
    /// ASSERT(Last errors.length=1)
    /// ```
    "Table name" 256 fn table_name(host, table: &Value) -> String {
        Ok(catalog(host.app()).table(table)?.name.clone())
    }

    /// The name of a field, by the numbers of table and field or by a pointer (`commands/field-name`).
    ///
    /// ```4d
    /// Try(Field name(1; 1))
    /// ASSERT(Last errors.length=1)
    /// ```
    "Field name" 257 fn field_name(host, table_or_field: &Value, field: Option<i32>) -> String {
        Ok(catalog(host.app()).field(table_or_field, field)?.1.name.clone())
    }

    /// A pointer to the table of a number, or the number of the table that a pointer points to (`commands/table`).
    ///
    /// ```4d
    /// Try(Table(1))
    /// ASSERT(Last errors.length=1)
    /// ```
    "Table" 252 fn table(host, table: &Value) -> Value {
        let catalog = catalog(host.app());
        let found = catalog.table(table)?;
        Ok(match table {
            Value::Pointer(_) => Value::Int(found.id),
            _ => pointer(format!("[{}]", found.name)),
        })
    }

    /// A pointer to the field of two numbers, or the number of the field that a pointer points to (`commands/field`).
    ///
    /// ```4d
    /// Try(Field(1; 1))
    /// ASSERT(Last errors.length=1)
    /// ```
    "Field" 253 fn field(host, table_or_field: &Value, field: Option<i32>) -> Value {
        let catalog = catalog(host.app());
        let (table, found) = catalog.field(table_or_field, field)?;
        Ok(match table_or_field {
            Value::Pointer(_) => Value::Int(found.id),
            _ => pointer(format!("[{}]{}", table.name, found.name)),
        })
    }

    /// Type, length and attributes of a field (`commands/get-field-properties`).
    ///
    /// ```4d
    /// var $type : Integer
    /// Try(GET FIELD PROPERTIES(1; 1; $type))
    /// ASSERT(Last errors.length=1)
    /// ```
    "GET FIELD PROPERTIES" 258 fn get_field_properties(
        host, table_or_field: &Value, field_or_type: InOut, field_type: Option<InOut>, length: Option<InOut>,
        indexed: Option<InOut>, unique: Option<InOut>, invisible: Option<InOut>
    ) {
        let catalog = catalog(host.app());
        let by_pointer = matches!(table_or_field, Value::Pointer(_));
        let number = if by_pointer { None } else { field_or_type.0.as_number().map(|number| number as i32) };
        let field = catalog.field(table_or_field, number)?.1;
        let facts = [
            Value::Int(field.kind),
            Value::Int(field.length),
            Value::Bool(field.indexed),
            Value::Bool(field.unique),
            Value::Bool(field.invisible),
        ];
        let mut places = vec![Some(field_or_type), field_type, length, indexed, unique, invisible];
        if !by_pointer {
            places.remove(0);
        }
        for (place, fact) in places.into_iter().zip(facts) {
            if let Some(place) = place {
                *place.0 = fact;
            }
        }
        Ok(())
    }
}

struct Field {
    id: i32,
    name: String,
    kind: i32,
    length: i32,
    indexed: bool,
    unique: bool,
    invisible: bool,
}

struct Table {
    id: i32,
    name: String,
    fields: Vec<Field>,
}

/// The tables of the project.
#[derive(Default)]
struct Catalog {
    tables: Vec<Table>,
}

fn pointer(text: String) -> Value {
    Value::Pointer(Rc::new(Pointer::Structure(Text::from(text))))
}

/// The names in `[Table:1]Field:2`.
fn names(text: &str) -> (String, String) {
    let plain = |name: &str| name.split(':').next().unwrap_or_default().trim().to_lowercase();
    let (table, field) = text.trim().trim_start_matches('[').split_once(']').unwrap_or((text, ""));
    (plain(table), plain(field))
}

impl Catalog {
    fn table(&self, table: &Value) -> Res<&Table> {
        let found = match table {
            Value::Pointer(pointer) => match &**pointer {
                Pointer::Structure(text) => {
                    let (wanted, _) = names(&text.to_str());
                    self.tables.iter().find(|table| table.name.to_lowercase() == wanted)
                }
                _ => return Err(Error::new(54, "The pointer does not point to a table or field.")),
            },
            other => match other.as_number() {
                Some(number) => self.tables.iter().find(|table| f64::from(table.id) == number),
                None => return Err(Error::type_mismatch("the number of a table, or a pointer to it", other)),
            },
        };
        found.ok_or_else(|| Error::new(5, "There is no such table: Is table number valid tells beforehand."))
    }

    fn field(&self, table_or_field: &Value, field: Option<i32>) -> Res<(&Table, &Field)> {
        let table = self.table(table_or_field)?;
        let found = match (table_or_field, field) {
            (Value::Pointer(pointer), None) => match &**pointer {
                Pointer::Structure(text) => {
                    let (_, wanted) = names(&text.to_str());
                    table.fields.iter().find(|field| field.name.to_lowercase() == wanted)
                }
                _ => None,
            },
            (_, Some(number)) => table.fields.iter().find(|field| field.id == number),
            (_, None) => return Err(Error::new(59, "The number of the field is missing.")),
        };
        found.map(|field| (table, field)).ok_or_else(|| Error::new(5, "There is no such field of the table."))
    }
}

fn catalog(app: &dyn App) -> Arc<Catalog> {
    let create = || read(app).unwrap_or_default();
    let service = app.service("structure", &|| Arc::new(create()));
    service.downcast().unwrap_or_else(|_| Arc::new(create()))
}

fn read(app: &dyn App) -> Option<Catalog> {
    let folder = &app.settings().folder;
    let name = "Sources/catalog.4DCatalog";
    let file =
        [folder.join("Project").join(name), folder.join(name)].into_iter().find(|file| file.is_file())?;
    if std::fs::metadata(&file).ok()?.len() > MAX_FILE {
        return None;
    }
    let text = xml::decoded(&std::fs::read(file).ok()?).ok()?;
    let number = |item: &xml::Item, name: &str| item.attribute(name).and_then(|text| text.parse().ok());
    let flag = |item: &xml::Item, name: &str| item.attribute(name) == Some("true");
    let mut tables = Vec::new();
    for item in xml::items(&text) {
        match item.name.as_str() {
            "table" if item.level == 1 => tables.push(Table {
                id: number(&item, "id").unwrap_or(0),
                name: item.attribute("name").unwrap_or_default().to_owned(),
                fields: Vec::new(),
            }),
            "field" if item.level == 2 => {
                let length = number(&item, "limiting_length").unwrap_or(0);
                let field = Field {
                    id: number(&item, "id").unwrap_or(0),
                    name: item.attribute("name").unwrap_or_default().to_owned(),
                    kind: kind(number(&item, "type").unwrap_or(0), length),
                    length,
                    indexed: false,
                    unique: flag(&item, "unique"),
                    invisible: false,
                };
                if let Some(table) = tables.last_mut() {
                    table.fields.push(field);
                }
            }
            "index_ref" | "field_extra" if item.level == 3 => {
                if let Some(field) = tables.last_mut().and_then(|table| table.fields.last_mut()) {
                    field.indexed |= item.name == "index_ref";
                    field.invisible |= item.attribute("visible") == Some("false");
                }
            }
            _ => {}
        }
    }
    Some(Catalog { tables })
}

/// The type constant of a field from the number in the catalog.
fn kind(number: i32, length: i32) -> i32 {
    match number {
        1 => 6,
        3 => 8,
        4 => 9,
        5 => 25,
        6 => 1,
        7 => 35,
        8 => 4,
        9 => 11,
        10 if length > 0 => 0,
        10 => 2,
        12 => 3,
        18 => 30,
        21 => 38,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn tokens_are_no_part_of_names() {
        assert_eq!(names("[Table_1:3]Field_2:4"), ("table_1".into(), "field_2".into()));
        assert_eq!(names("[My table]"), ("my table".into(), String::new()));
        assert_eq!(names("x"), ("x".into(), String::new()));
    }
}
