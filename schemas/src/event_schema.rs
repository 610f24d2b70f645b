//! The JSON Schema of every event tag, generated from the types and kept in `events/`.
use domain::event::Event;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Each tag's schema.
#[must_use]
pub fn all() -> BTreeMap<String, Value> {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<Event>();
    let mut tags = BTreeMap::new();
    collect(schema.as_value(), &mut tags);
    tags
}

fn collect(schema: &Value, tags: &mut BTreeMap<String, Value>) {
    if let Some(tag) = schema
        .pointer("/properties/type/const")
        .and_then(Value::as_str)
    {
        tags.insert(tag.to_owned(), titled(tag, schema));
        return;
    }
    for key in ["oneOf", "anyOf"] {
        for variant in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            collect(variant, tags);
        }
    }
}

fn titled(tag: &str, schema: &Value) -> Value {
    let mut titled = Map::new();
    titled.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    titled.insert("title".into(), json!(tag));
    titled.extend(schema.as_object().cloned().unwrap_or_default());
    let mut titled = Value::Object(titled);
    titled.sort_all_objects();
    titled
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::PathBuf};

    #[test]
    fn the_schemas_kept_in_the_repository_are_those_of_the_types() {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "events"].iter().collect();
        for (tag, schema) in super::all() {
            let path = folder.join(format!("{tag}.schema.json"));
            let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            if env::var_os("UPDATE_SCHEMAS").is_some() {
                fs::write(&path, &text).unwrap();
            }
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                kept, text,
                "UPDATE_SCHEMAS=1 cargo test -p schemas writes {tag} anew"
            );
        }
    }
}
