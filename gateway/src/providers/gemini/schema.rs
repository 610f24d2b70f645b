//! JSON Schema as Google's own form of schemas, which is a subset of `OpenAPI` 3.0's.
//!
//! Google refuses what its form has no field for: references, `allOf`, `const`, `additionalProperties`, lists of types.
//! What can be said otherwise is said so, and the rest is left out: <https://ai.google.dev/api/caching#Schema>.
//! Invariant: the result is finite and of bounded size, whatever the schema refers to.
use serde_json::{Map, Value, json};

/// How deep a schema may lie within another; beyond that it is any object.
const DEPTH: usize = 24;
/// How many schemas one may come to once its references are followed.
const SIZE: usize = 4_000;

/// Fields that both forms have and mean alike.
const KEPT: [&str; 12] = [
    "title",
    "description",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "nullable",
];

/// Formats that Google knows; it refuses others of texts.
const FORMATS: [&str; 6] = ["date-time", "enum", "int32", "int64", "float", "double"];

/// `schema` in Google's form.
pub(super) fn normalised(schema: &Value) -> Value {
    let mut reader = Reader {
        root: schema,
        open: Vec::new(),
        left: SIZE,
    };
    Value::Object(reader.schema(schema, 0))
}

/// The parameters of a function in Google's form; none where it takes none, since Google refuses objects without any.
pub(super) fn parameters(schema: &Value) -> Option<Value> {
    let normalised = normalised(schema);
    let takes_any = normalised.get("properties").is_some() || normalised.get("anyOf").is_some();
    takes_any.then_some(normalised)
}

struct Reader<'a> {
    root: &'a Value,
    /// The references that are being followed.
    open: Vec<&'a str>,
    /// How many more schemas may come.
    left: usize,
}

type Object = Map<String, Value>;

impl<'a> Reader<'a> {
    fn schema(&mut self, schema: &'a Value, depth: usize) -> Object {
        let Value::Object(schema) = schema else {
            return any();
        };
        if depth > DEPTH || self.left == 0 {
            return any();
        }
        self.left -= 1;
        if let Some(Value::String(reference)) = schema.get("$ref") {
            return self.referred(schema, reference, depth);
        }
        if let Some(Value::Array(all)) = schema.get("allOf") {
            return self.all_of(schema, all, depth);
        }
        let alternatives = ["anyOf", "oneOf"].iter().find_map(|name| schema.get(*name));
        if let Some(Value::Array(alternatives)) = alternatives {
            return self.any_of(Some(schema), alternatives, depth);
        }
        self.plain(schema, depth)
    }

    /// What a reference stands for; one that leads back to itself stands for any object.
    fn referred(&mut self, schema: &'a Object, reference: &'a str, depth: usize) -> Object {
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| self.root.pointer(pointer));
        let mut read = match target {
            Some(target) if !self.open.contains(&reference) => {
                self.open.push(reference);
                let read = self.schema(target, depth + 1);
                self.open.pop();
                read
            }
            Some(_) | None => any(),
        };
        let is_plain = !read.contains_key("anyOf");
        if let Some(description) = schema.get("description").filter(|_| is_plain) {
            read.insert("description".into(), description.clone());
        }
        read
    }

    /// Every schema at once: their properties together, and of other fields whichever comes first.
    fn all_of(&mut self, schema: &'a Object, all: &'a [Value], depth: usize) -> Object {
        let mut merged = self.plain_if_typed(schema, depth);
        for one in all {
            for (name, value) in self.schema(one, depth + 1) {
                merge(&mut merged, name, value);
            }
        }
        consistent(merged)
    }

    fn plain_if_typed(&mut self, schema: &'a Object, depth: usize) -> Object {
        let says_more = schema.keys().any(|name| name != "allOf");
        if says_more {
            let mut own = self.plain(schema, depth);
            if !schema.contains_key("type") && !schema.contains_key("properties") {
                own.remove("type");
            }
            own
        } else {
            Object::new()
        }
    }

    /// One of several; that it may be null is said apart, and what all of them share is said in each, since Google
    /// takes no field beside `anyOf`.
    fn any_of(
        &mut self,
        shared: Option<&Object>,
        alternatives: &'a [Value],
        depth: usize,
    ) -> Object {
        let is_null = |one: &&Value| one.get("type") == Some(&json!("null"));
        let nullable = alternatives.iter().any(|one| is_null(&one));
        let others = alternatives.iter().filter(|one| !is_null(one));
        let mut read: Vec<Object> = Vec::new();
        for one in others {
            read.extend(alternatives_in(self.schema(one, depth + 1)));
        }
        for one in &mut read {
            if nullable {
                one.insert("nullable".into(), json!(true));
            }
            for name in ["title", "description"] {
                let value = shared.and_then(|shared| shared.get(name));
                if let (Some(value), false) = (value, one.contains_key(name)) {
                    one.insert(name.into(), value.clone());
                }
            }
        }
        read.dedup();
        match read.len() {
            0 => nullable_any(),
            1 => read.swap_remove(0),
            _ => Object::from_iter([("anyOf".to_owned(), json!(read))]),
        }
    }

    fn plain(&mut self, schema: &'a Object, depth: usize) -> Object {
        let (types, nullable) = types_of(schema);
        let mut read = match types.as_slice() {
            [] => self.of_type(schema, implied(schema), depth),
            [one] => self.of_type(schema, one, depth),
            several => {
                let mut read: Vec<Object> = Vec::new();
                for one in several {
                    read.push(self.of_type(schema, one, depth + 1));
                }
                if nullable {
                    for one in &mut read {
                        one.insert("nullable".into(), json!(true));
                    }
                }
                return Object::from_iter([("anyOf".to_owned(), json!(read))]);
            }
        };
        if nullable {
            read.insert("nullable".into(), json!(true));
        }
        read
    }

    fn of_type(&mut self, schema: &'a Object, r#type: &str, depth: usize) -> Object {
        let mut read = Object::new();
        read.insert("type".into(), json!(r#type.to_ascii_uppercase()));
        for name in KEPT {
            if let Some(value) = schema.get(name).filter(|value| !value.is_null()) {
                read.insert(name.into(), value.clone());
            }
        }
        if let Some(format) = schema.get("format").and_then(Value::as_str)
            && FORMATS.contains(&format)
        {
            read.insert("format".into(), json!(format));
        }
        match r#type {
            "object" => self.properties(schema, &mut read, depth),
            "array" => self.items(schema, &mut read, depth),
            _ => {}
        }
        limit_values(schema, r#type, &mut read);
        read
    }

    fn properties(&mut self, schema: &'a Object, read: &mut Object, depth: usize) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let Some(properties) = properties.filter(|properties| !properties.is_empty()) else {
            return;
        };
        let of_each = properties.iter();
        let normalised: Object = of_each
            .map(|(name, value)| (name.clone(), Value::Object(self.schema(value, depth + 1))))
            .collect();
        let required = schema.get("required").and_then(Value::as_array);
        let known = |name: &&Value| {
            name.as_str()
                .is_some_and(|name| normalised.contains_key(name))
        };
        let required: Vec<Value> = required
            .into_iter()
            .flatten()
            .filter(known)
            .cloned()
            .collect();
        if !required.is_empty() {
            read.insert("required".into(), json!(required));
        }
        read.insert("properties".into(), Value::Object(normalised));
    }

    /// Google wants to know of what an array is.
    fn items(&mut self, schema: &'a Object, read: &mut Object, depth: usize) {
        let places = ["prefixItems", "items"];
        let tuple = places
            .iter()
            .find_map(|name| schema.get(*name)?.as_array())
            .filter(|tuple| !tuple.is_empty());
        let items = match (tuple, schema.get("items")) {
            (Some(tuple), _) => self.any_of(None, tuple, depth),
            (None, Some(items @ Value::Object(_))) => self.schema(items, depth + 1),
            (None, _) => text(),
        };
        read.insert("items".into(), Value::Object(items));
    }
}

/// The types that a schema names, and whether null is among them.
fn types_of(schema: &Object) -> (Vec<&str>, bool) {
    let named: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => vec![],
    };
    let null = |name: &&&str| name.eq_ignore_ascii_case("null");
    let nullable = named.iter().any(|name| null(&name));
    let mut types: Vec<&str> = named
        .iter()
        .filter(|name| !null(name))
        .map(|name| known(name))
        .collect();
    types.dedup();
    (types, nullable)
}

/// A type's name in the spelling that is compared here.
fn known(name: &str) -> &'static str {
    let names = ["object", "array", "string", "integer", "number", "boolean"];
    let same = |one: &&&str| one.eq_ignore_ascii_case(name);
    names.iter().find(same).copied().unwrap_or("object")
}

/// What a schema without a type is about.
fn implied(schema: &Object) -> &'static str {
    let values = schema.get("enum").and_then(Value::as_array);
    let first = values
        .and_then(|values| values.iter().find(|value| !value.is_null()))
        .or_else(|| schema.get("const"));
    match first {
        Some(Value::String(_)) => "string",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(number)) if number.is_f64() => "number",
        Some(Value::Number(_)) => "integer",
        Some(Value::Array(_)) => "array",
        Some(Value::Null | Value::Object(_)) | None => {
            let has = |names: [&str; 2]| names.iter().any(|name| schema.contains_key(*name));
            if has(["items", "prefixItems"]) {
                "array"
            } else if has(["pattern", "minLength"]) || schema.contains_key("format") {
                "string"
            } else {
                "object"
            }
        }
    }
}

/// The values that are allowed: of texts by `enum`, of others in words, since Google takes `enum` of texts only.
fn limit_values(schema: &Object, r#type: &str, read: &mut Object) {
    let listed = schema.get("enum").and_then(Value::as_array).cloned();
    let values = listed.or_else(|| schema.get("const").map(|only| vec![only.clone()]));
    let values: Vec<Value> = values
        .into_iter()
        .flatten()
        .filter(|value| !value.is_null())
        .collect();
    if values.is_empty() || matches!(r#type, "object" | "array") {
        return;
    }
    if r#type == "string" {
        let texts = values.iter().map(|value| match value {
            Value::String(text) => text.clone(),
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => other.to_string(),
        });
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        if !texts.is_empty() {
            read.insert("enum".into(), json!(texts));
        }
        return;
    }
    let listed: Vec<String> = values.iter().map(Value::to_string).collect();
    let listed = format!("One of: {}.", listed.join(", "));
    let described = match read.get("description").and_then(Value::as_str) {
        Some(text) => format!("{text} {listed}"),
        None => listed,
    };
    read.insert("description".into(), json!(described));
}

fn merge(merged: &mut Object, name: String, value: Value) {
    match (merged.get_mut(&name), value) {
        (Some(Value::Object(mine)), Value::Object(more)) if name == "properties" => {
            for (name, value) in more {
                mine.entry(name).or_insert(value);
            }
        }
        (Some(Value::Array(mine)), Value::Array(more)) if name == "required" => {
            for value in more {
                if !mine.contains(&value) {
                    mine.push(value);
                }
            }
        }
        (Some(_), _) => {}
        (None, value) => {
            merged.insert(name, value);
        }
    }
}

/// The alternatives that a schema has, or itself.
fn alternatives_in(mut schema: Object) -> Vec<Object> {
    let Some(Value::Array(alternatives)) = schema.remove("anyOf") else {
        return vec![schema];
    };
    let objects = alternatives.into_iter().filter_map(|one| match one {
        Value::Object(one) => Some(one),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    });
    objects.collect()
}

/// What several schemas came to, without what belongs to another type than theirs.
fn consistent(mut merged: Object) -> Object {
    if let Some(alternatives) = merged.remove("anyOf") {
        return Object::from_iter([("anyOf".to_owned(), alternatives)]);
    }
    let r#type = merged.entry("type").or_insert_with(|| json!("OBJECT"));
    let foreign: &[&str] = match r#type.as_str() {
        Some("OBJECT") => &["items", "enum"],
        Some("ARRAY") => &["properties", "required", "enum"],
        Some("STRING") => &["properties", "required", "items"],
        Some(_) | None => &["properties", "required", "items", "enum"],
    };
    for name in foreign {
        merged.remove(*name);
    }
    merged
}

fn any() -> Object {
    Object::from_iter([("type".to_owned(), json!("OBJECT"))])
}

fn nullable_any() -> Object {
    let mut any = any();
    any.insert("nullable".into(), json!(true));
    any
}

fn text() -> Object {
    Object::from_iter([("type".to_owned(), json!("STRING"))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_google_has_no_field_for_is_said_otherwise() {
        for (name, schema, expected) in [
            (
                "references are followed",
                json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/A" } }, "$defs": { "A": { "type": "integer" } } }),
                json!({ "type": "OBJECT", "properties": { "a": { "type": "INTEGER" } } }),
            ),
            (
                "a reference that leads nowhere is any object",
                json!({ "$ref": "https://example.com/schema" }),
                json!({ "type": "OBJECT" }),
            ),
            (
                "allOf is one schema",
                json!({ "allOf": [
                    { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] },
                    { "type": "object", "properties": { "b": { "type": "boolean" } }, "required": ["b"] }
                ] }),
                json!({ "type": "OBJECT", "properties": { "a": { "type": "STRING" }, "b": { "type": "BOOLEAN" } }, "required": ["a", "b"] }),
            ),
            (
                "of several items the first hold",
                json!({ "allOf": [{ "type": "array" }, { "type": "array", "items": { "anyOf": [{ "type": "string" }, {}] } }] }),
                json!({ "type": "ARRAY", "items": { "type": "STRING" } }),
            ),
            (
                "const is an enum of one",
                json!({ "const": "only" }),
                json!({ "type": "STRING", "enum": ["only"] }),
            ),
            (
                "enum of numbers is said in words",
                json!({ "type": "integer", "enum": [1, 2], "description": "How many." }),
                json!({ "type": "INTEGER", "description": "How many. One of: 1, 2." }),
            ),
            (
                "a type or null is nullable",
                json!({ "type": ["string", "null"] }),
                json!({ "type": "STRING", "nullable": true }),
            ),
        ] {
            assert_eq!(normalised(&schema), expected, "{name}");
        }
    }

    #[test]
    fn alternatives_arrays_and_what_is_unknown_are_said_as_google_says_them() {
        for (name, schema, expected) in [
            (
                "several types are alternatives",
                json!({ "type": ["string", "integer", "null"] }),
                json!({ "anyOf": [{ "type": "STRING", "nullable": true }, { "type": "INTEGER", "nullable": true }] }),
            ),
            (
                "anyOf with null is nullable",
                json!({ "anyOf": [{ "type": "integer" }, { "type": "null" }], "description": "d" }),
                json!({ "type": "INTEGER", "nullable": true, "description": "d" }),
            ),
            (
                "nothing stands beside anyOf",
                json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }], "title": "t", "default": 1 }),
                json!({ "anyOf": [{ "type": "INTEGER", "title": "t" }, { "type": "STRING", "title": "t" }] }),
            ),
            (
                "what is unknown is left out",
                json!({ "$schema": "s", "type": "object", "additionalProperties": false, "properties": { "u": { "type": "string", "format": "uri", "default": "" }, "t": { "type": "string", "format": "date-time" } }, "required": ["u", "gone"] }),
                json!({ "type": "OBJECT", "properties": { "u": { "type": "STRING" }, "t": { "type": "STRING", "format": "date-time" } }, "required": ["u"] }),
            ),
            (
                "arrays are of something",
                json!({ "type": "array" }),
                json!({ "type": "ARRAY", "items": { "type": "STRING" } }),
            ),
            (
                "tuples are arrays of what is in them",
                json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] }),
                json!({ "type": "ARRAY", "items": { "anyOf": [{ "type": "STRING" }, { "type": "INTEGER" }] } }),
            ),
            (
                "no type is an object",
                json!({}),
                json!({ "type": "OBJECT" }),
            ),
            (
                "true is an object",
                json!(true),
                json!({ "type": "OBJECT" }),
            ),
            (
                "Google's own form stays",
                json!({ "type": "STRING", "nullable": true }),
                json!({ "type": "STRING", "nullable": true }),
            ),
        ] {
            assert_eq!(normalised(&schema), expected, "{name}");
        }
    }

    #[test]
    fn a_schema_that_holds_itself_ends() {
        let tree = json!({
            "type": "object",
            "properties": { "name": { "type": "string" }, "children": { "type": "array", "items": { "$ref": "#" } } },
        });
        let read = normalised(&tree);
        let once = &read["properties"]["children"]["items"];
        assert_eq!(
            once["properties"]["children"]["items"],
            json!({ "type": "OBJECT" })
        );
    }

    #[test]
    fn references_that_multiply_stay_small() {
        let mut defs = Map::new();
        for level in 0..20 {
            let next = json!({ "$ref": format!("#/$defs/d{}", level + 1) });
            let each =
                json!({ "type": "object", "properties": { "a": next, "b": next, "c": next } });
            defs.insert(format!("d{level}"), each);
        }
        let schema = json!({ "$ref": "#/$defs/d0", "$defs": defs });
        assert!(normalised(&schema).to_string().len() < 1_000_000);
    }

    #[test]
    fn a_function_without_parameters_has_none() {
        for none in [
            json!({}),
            json!({ "type": "object" }),
            json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        ] {
            assert_eq!(parameters(&none), None);
        }
        assert!(parameters(&json!({ "properties": { "a": {} } })).is_some());
    }

    /// Any JSON that looks like a schema, references to itself among it.
    fn schemas() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!({})),
            Just(json!(true)),
            Just(json!(null)),
            Just(json!({ "$ref": "#" })),
            Just(json!({ "$ref": "#/properties/a" })),
            Just(json!({ "$ref": "#/anyOf/0" })),
            Just(json!({ "type": ["string", "null"] })),
            Just(json!({ "type": "null" })),
            Just(json!({ "type": 3, "enum": [1, null, {}] })),
            Just(json!({ "const": 1.5 })),
        ];
        leaf.prop_recursive(5, 48, 4, |inner| {
            let several = prop::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                several.clone().prop_map(|all| json!({ "anyOf": all })),
                several.clone().prop_map(|all| json!({ "allOf": all, "description": "d" })),
                several.clone().prop_map(|all| json!({ "type": "array", "prefixItems": all })),
                inner.clone().prop_map(|items| json!({ "items": items })),
                (inner.clone(), inner).prop_map(|(a, b)| {
                    json!({ "type": ["object", "null"], "properties": { "a": a, "b": b }, "required": ["a", "x"] })
                }),
            ]
        })
    }

    /// Whether Google would take it: its fields alone, arrays of something, nothing beside `anyOf`.
    fn is_accepted(schema: &Value) -> bool {
        let Some(object) = schema.as_object() else {
            return false;
        };
        if let Some(alternatives) = object.get("anyOf") {
            let alternatives = alternatives.as_array().unwrap();
            return object.len() == 1 && alternatives.iter().all(is_accepted);
        }
        let known = |name: &String| {
            let others = ["type", "format", "enum", "items", "properties", "required"];
            KEPT.contains(&name.as_str()) || others.contains(&name.as_str())
        };
        let of_something = object["type"] != "ARRAY" || object.contains_key("items");
        let properties = object.get("properties").and_then(Value::as_object);
        let inner = properties.into_iter().flat_map(Map::values);
        object.keys().all(known)
            && of_something
            && inner.chain(object.get("items")).all(is_accepted)
    }

    proptest! {
        #[test]
        fn any_schema_becomes_one_that_google_takes(schema in schemas()) {
            let read = normalised(&schema);
            prop_assert!(is_accepted(&read), "{schema} became {read}");
        }

        #[test]
        fn a_schema_in_googles_form_stays_as_it_is(schema in schemas()) {
            let once = normalised(&schema);
            prop_assume!(once.to_string().len() < 20_000);
            prop_assert_eq!(normalised(&once), once);
        }
    }
}
