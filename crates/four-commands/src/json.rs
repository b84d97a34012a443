//! Commands of the theme JSON; reading and writing are in `four_runtime::json`.

use four_runtime::registry::{InOut, Star};
use four_runtime::{Text, Value, commands, json};

use crate::args::Elements;
use crate::{arrays, json_places, objects};

commands! { pub static COMMANDS: "JSON";
    /// Reads a JSON text; with a type such as `Is longint` the result is converted (`commands/json-parse`). Texts of the
    /// form `YYYY-MM-DD` become dates. With `*` an object gets the property `__symbols`: line and offset of each property
    /// by its path. Error -10707 when the text is no JSON.
    ///
    /// ```4d
    /// ASSERT(JSON Parse("{\"a\":[1,2]}").a[1]=2)
    /// ASSERT(JSON Parse("120.13"; Is longint)=120)
    /// ASSERT(Value type(JSON Parse("\"2024-05-06\""))=Is date)
    /// ASSERT(JSON Parse("{\"manager\":true}"; Is Boolean))
    /// ASSERT(JSON Parse("{\n  \"a\": [{\"b\": 1}]}"; Is object; *).__symbols["a[0].b"].offset=9)
    /// ```
    "JSON Parse" 1218 fn json_parse(host, text: &Text, value_type: Option<i32>, places: Star) -> Value {
        let text = text.to_str();
        let value = json::parse(&text)?;
        let value = match value_type {
            None => value,
            Some(code) => objects::to_type(host, value, code)?,
        };
        if let (true, Value::Object(object)) = (places.0, &value) {
            object.set_text(&Text::from("__symbols"), Value::from(json_places::symbols(host, &text)?));
        }
        Ok(value)
    }

    /// A value as JSON text; with `*` on several lines, indented by tabs (`commands/json-stringify`). Error -10719 when
    /// the value is circular.
    ///
    /// ```4d
    /// ASSERT(JSON Stringify([1; True; Null; "x"])="[1,true,null,\"x\"]")
    /// ASSERT(JSON Stringify({a: 1}; *)="{\n\t\"a\": 1\n}")
    /// ```
    "JSON Stringify" 1217 fn json_stringify(_host, value: &Value, pretty: Star) -> String {
        if value.is_undefined() {
            return Ok(String::new());
        }
        json::stringify(value, pretty.0)
    }

    /// An array as JSON text (`commands/json-stringify-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// ASSERT(JSON Stringify array($n)="[0,0]")
    /// ```
    "JSON Stringify array" 1228 fn json_stringify_array(_host, array: Elements, pretty: Star) -> String {
        json::stringify(&Value::from(array.0.snapshot()), pretty.0)
    }

    /// Fills an array with a JSON list (`commands/json-parse-array`). Error -10707 when the text is no JSON.
    ///
    /// ```4d
    /// ARRAY TEXT($words; 0)
    /// JSON PARSE ARRAY("[\"a\",\"b\"]"; $words)
    /// ASSERT($words{2}="b")
    /// ```
    "JSON PARSE ARRAY" 1219 fn json_parse_array(_host, text: &Text, array: InOut) {
        let values = match json::parse(&text.to_str())? {
            Value::Collection(list) => list.snapshot(),
            other => vec![other],
        };
        arrays::fill(array.0, values)
    }
}
