//! Google's form of schemas as JSON Schema, for providers that speak another format.
use serde_json::{Map, Value, json};

/// How deep schemas may lie within each other; beyond that one allows anything.
const DEPTH: usize = 64;

/// `schema` as JSON Schema: types in lower case, and null among them where it is allowed.
#[must_use]
pub fn as_json_schema(schema: Value) -> Value {
    read(schema, 0)
}

fn read(schema: Value, depth: usize) -> Value {
    let Value::Object(schema) = schema else {
        return schema;
    };
    if depth > DEPTH {
        return json!({});
    }
    let mut written = Map::new();
    let mut nullable = false;
    for (name, value) in schema {
        match (name.as_str(), value) {
            ("nullable", value) => nullable = value == json!(true),
            ("propertyOrdering" | "property_ordering" | "example", _) => {}
            ("type", Value::String(r#type)) => {
                written.insert(name, json!(r#type.to_ascii_lowercase()));
            }
            ("properties", Value::Object(properties)) => {
                let read = properties
                    .into_iter()
                    .map(|(name, value)| (name, read(value, depth + 1)));
                written.insert(name, Value::Object(read.collect()));
            }
            ("anyOf" | "any_of", Value::Array(all)) => {
                let read: Vec<Value> = all.into_iter().map(|one| read(one, depth + 1)).collect();
                written.insert("anyOf".to_owned(), json!(read));
            }
            ("items", value) => {
                written.insert(name, read(value, depth + 1));
            }
            (snake, value) => {
                written.insert(camel(snake), counted(snake, value));
            }
        }
    }
    if nullable {
        allow_null(&mut written);
    }
    Value::Object(written)
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(all)) = schema.get_mut("anyOf") {
        all.push(json!({ "type": "null" }));
    } else if let Some(r#type) = schema.get_mut("type") {
        *r#type = json!([r#type.take(), "null"]);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
}

/// Google's JSON writes counts as texts.
fn counted(name: &str, value: Value) -> Value {
    let is_count = name.starts_with("min") || name.starts_with("max");
    match value {
        Value::String(text) if is_count => text
            .parse::<u64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_)) => other,
    }
}

fn camel(name: &str) -> String {
    match name {
        "min_items" => "minItems",
        "max_items" => "maxItems",
        "min_length" => "minLength",
        "max_length" => "maxLength",
        "min_properties" => "minProperties",
        "max_properties" => "maxProperties",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn googles_form_becomes_json_schema() {
        let googles = json!({
            "type": "OBJECT", "propertyOrdering": ["a"], "required": ["a"],
            "properties": {
                "a": { "type": "ARRAY", "items": { "type": "STRING" }, "maxItems": "3" },
                "nullable": { "type": "STRING", "nullable": true, "enum": ["x"] },
                "c": { "anyOf": [{ "type": "INTEGER" }], "nullable": true }
            }
        });
        let expected = json!({
            "type": "object", "required": ["a"],
            "properties": {
                "a": { "type": "array", "items": { "type": "string" }, "maxItems": 3 },
                "nullable": { "type": ["string", "null"], "enum": ["x", null] },
                "c": { "anyOf": [{ "type": "integer" }, { "type": "null" }] }
            }
        });
        assert_eq!(as_json_schema(googles), expected);
    }
}
