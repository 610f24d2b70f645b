//! A JSON Schema as structured output takes it.
//!
//! <https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs>
use serde_json::{Map, Value, json};

/// What is not taken; it is moved into the description, where the model still reads it.
const UNKNOWN: [&str; 11] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// How deep a schema may be; what is deeper is left as it is.
const DEEPEST: usize = 64;

/// The schema without what is not taken, and with objects closed.
pub(in crate::providers) fn strict(schema: &Value) -> Value {
    let mut schema = schema.clone();
    mend(&mut schema, DEEPEST);
    schema
}

fn mend(schema: &mut Value, depth: usize) {
    if depth == 0 {
        return;
    }
    match schema {
        Value::Object(fields) => {
            constrain(fields);
            for value in fields.values_mut() {
                mend(value, depth - 1);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| mend(one, depth - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Only fields that are a schema's have a type or stand beside one; those of `properties` are names.
fn constrain(fields: &mut Map<String, Value>) {
    if !fields
        .get("type")
        .is_some_and(|kind| kind.is_string() || kind.is_array())
    {
        return;
    }
    let mut said = Vec::new();
    for name in UNKNOWN {
        if let Some(value) = fields.remove(name) {
            said.push(format!("{name}: {value}"));
        }
    }
    if !said.is_empty() {
        let description = fields.get("description").and_then(Value::as_str);
        let before = description
            .map(|text| format!("{text} "))
            .unwrap_or_default();
        let text = format!("{before}({})", said.join(", "));
        fields.insert("description".to_owned(), json!(text));
    }
    if fields.get("type").is_some_and(|kind| kind == "object") {
        fields.insert("additionalProperties".to_owned(), json!(false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_told_in_words_and_objects_are_closed() {
        let schema = json!({
            "type": "object",
            "properties": {
                "age": { "type": "integer", "minimum": 0, "description": "In years." },
                "minimum": { "type": "string" },
            },
        });
        let expected = json!({
            "type": "object", "additionalProperties": false,
            "properties": {
                "age": { "type": "integer", "description": "In years. (minimum: 0)" },
                "minimum": { "type": "string" },
            },
        });
        assert_eq!(strict(&schema), expected);
    }
}
