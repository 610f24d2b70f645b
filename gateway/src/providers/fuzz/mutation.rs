//! Changes to a document that was right.
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A change to one place of a document.
#[derive(Clone, Debug)]
pub(super) struct Mutation {
    /// Which place, counted through the document as often as it takes.
    place: usize,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// Something else stands there.
    Replace(Value),
    /// Nothing does.
    Remove,
    /// What stands there is said once more.
    Repeat,
    /// What is of the document's beginning stands there.
    Nest,
}

/// One to four changes.
pub(super) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    prop::collection::vec(mutation(), 1..5)
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let change = prop_oneof![
        4 => prop::sample::select(replacements()).prop_map(Change::Replace),
        2 => Just(Change::Remove),
        1 => Just(Change::Repeat),
        1 => Just(Change::Nest),
    ];
    (any::<usize>(), change).prop_map(|(place, change)| Mutation { place, change })
}

fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("\u{0}\u{7f}\n\"\\"),
        json!("größer 日本語 🙂"),
        json!("x".repeat(300)),
        json!("{\"a\":1}"),
        json!("[1]"),
        json!("data:image/png;base64,AAAA"),
        json!("data:;base64,%%%"),
        json!("https://h.example/a.pdf"),
        json!("assistant"),
        json!([]),
        json!([[]]),
        json!([null]),
        json!({}),
        json!({ "type": "text", "text": "t" }),
        json!({ "type": "object", "properties": { "a": { "$ref": "#" } } }),
    ]
}

impl Mutation {
    /// Makes the change.
    pub(super) fn apply(&self, document: &mut Value) {
        let whole = document.clone();
        let mut count = places(document);
        if count == 0 {
            return;
        }
        count = self.place % count;
        change(document, &mut count, &|old| match &self.change {
            Change::Replace(new) => vec![new.clone()],
            Change::Remove => Vec::new(),
            Change::Repeat => vec![old.clone(), old.clone()],
            Change::Nest => vec![first(&whole)],
        });
    }
}

/// How many places there are below the whole.
fn places(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.values().map(|field| 1 + places(field)).sum(),
        Value::Array(items) => items.iter().map(|item| 1 + places(item)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// What a document has first of all.
fn first(whole: &Value) -> Value {
    match whole {
        Value::Object(fields) => fields.values().next().cloned().unwrap_or_default(),
        Value::Array(items) => items.first().cloned().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

/// Puts what `new` makes of it where the place is, `left` places from here; whether that was below here.
fn change(value: &mut Value, left: &mut usize, new: &impl Fn(&Value) -> Vec<Value>) -> bool {
    match value {
        Value::Object(fields) => change_field(fields, left, new),
        Value::Array(items) => {
            for at in 0..items.len() {
                if *left == 0 {
                    let put = new(&items[at]);
                    items.splice(at..=at, put);
                    return true;
                }
                *left -= 1;
                if change(&mut items[at], left, new) {
                    return true;
                }
            }
            false
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn change_field(
    fields: &mut Map<String, Value>,
    left: &mut usize,
    new: &impl Fn(&Value) -> Vec<Value>,
) -> bool {
    let names: Vec<String> = fields.keys().cloned().collect();
    for name in names {
        if *left == 0 {
            let put = new(&fields[&name]);
            match <[Value; 1]>::try_from(put) {
                Ok([one]) => drop(fields.insert(name, one)),
                Err(none) if none.is_empty() => drop(fields.remove(&name)),
                Err(several) => drop(fields.insert(name, several.into())),
            }
            return true;
        }
        *left -= 1;
        if fields
            .get_mut(&name)
            .is_some_and(|field| change(field, left, new))
        {
            return true;
        }
    }
    false
}
