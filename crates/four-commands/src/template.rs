//! Templates with 4D's transformation tags (`Tags/transformation-tags`); the tags themselves are in `four-runtime`.

use std::rc::Rc;

use four_runtime::registry::{InOut, Rest};
use four_runtime::tags::{self, Place};
use four_runtime::{Error, Value, commands};

commands! { pub static COMMANDS: "Tools";
    /// Carries out the tags of a template and gives the result; the tags get the further arguments as `$1`, `$2`…
    /// (`commands/process-4d-tags`). `4DINCLUDE` starts from the folder of the project and stays in it.
    ///
    /// ```4d
    /// var $result : Text
    /// PROCESS 4D TAGS("<!--#4DTEXT $1--> and $4DEVAL(1+1)"; $result; "a<b")
    /// ASSERT($result="a&lt;b and 2")
    /// ```
    "PROCESS 4D TAGS" 816 fn process_4d_tags(
        host, input_template: &Value, output_result: InOut, parameters: Rest
    ) {
        let template = match input_template {
            Value::Text(text) => text.to_string(),
            Value::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => return Err(Error::type_mismatch("a text or a blob", other)),
        };
        let root = host.app().settings().folder.clone();
        let place = Place { folder: root.clone(), root };
        let result = tags::process(host, &template, parameters.0.to_vec(), &place, &|_, _| Ok(true))?;
        *output_result.0 = match output_result.0 {
            Value::Blob(_) => Value::Blob(Rc::new(result.into_bytes())),
            _ => Value::from(result),
        };
        Ok(())
    }
}
