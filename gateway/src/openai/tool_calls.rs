//! Tool calls in answers, as OpenAI writes them and as its imitators do: without an id, a type or an index, and with
//! the arguments themselves in place of their text.
use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

/// A call, or a piece of one, as far as its form goes.
#[derive(Deserialize)]
pub(super) struct ToolCall<'a> {
    index: Option<u64>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    function: Function<'a>,
}

#[derive(Default, Deserialize)]
struct Function<'a> {
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
}

/// How many calls of a choice have begun in a stream.
#[derive(Debug, Default)]
pub(super) struct Begun(u64);

impl ToolCall<'_> {
    /// Whether a call of a whole answer has all that clients need.
    pub(super) fn is_whole(&self) -> bool {
        self.id.is_some_and(is_text) && self.r#type.is_some() && self.has_text()
    }

    /// Whether a piece of a call has all that clients need.
    pub(super) fn is_piece(&self) -> bool {
        let named = self.id.is_none_or(is_text);
        self.index.is_some() && named && (self.function.arguments.is_none() || self.has_text())
    }

    /// Whether the arguments are text, be it none, which calls of other sorts than functions lack.
    fn has_text(&self) -> bool {
        let is_function = self
            .r#type
            .is_none_or(|r#type| r#type.get() == "\"function\"");
        let arguments = self.function.arguments.map(RawValue::get);
        arguments.map_or(!is_function, |arguments| arguments.starts_with('"'))
    }
}

/// Whether a value is a text that says something.
fn is_text(value: &RawValue) -> bool {
    value.get().starts_with('"') && value.get() != "\"\""
}

impl Begun {
    /// Takes in that a piece of this call came.
    fn note(&mut self, index: u64) {
        self.0 = self.0.max(index.saturating_add(1));
    }

    /// The next call.
    const fn next(&self) -> u64 {
        self.0
    }

    /// The call that began last.
    const fn last(&self) -> u64 {
        self.0.saturating_sub(1)
    }
}

/// Adds to a call of a whole answer what it lacks; `prefix` makes its id its own.
pub(super) fn mend_whole(index: usize, call: &mut Value, prefix: &str) {
    let Some(call) = call.as_object_mut() else {
        return;
    };
    name(call, index, prefix);
    if let Some(function) = call.get_mut("function").and_then(Value::as_object_mut) {
        let arguments = function.entry("arguments").or_insert_with(|| json!("{}"));
        as_text(arguments);
    }
}

/// Adds to a piece of a call what it lacks; `prefix` makes its id its own.
pub(super) fn mend_piece(begun: &mut Begun, call: &mut Value, prefix: &str) {
    let Some(call) = call.as_object_mut() else {
        return;
    };
    let named = call
        .get("function")
        .and_then(|function| function["name"].as_str());
    let begins = named.is_some_and(|name| !name.is_empty());
    let index = match call.get("index").and_then(Value::as_u64) {
        Some(index) => index,
        // One with a name begins another.
        None if begins => begun.next(),
        None => begun.last(),
    };
    begun.note(index);
    call.insert("index".into(), json!(index));
    if begins {
        name(call, index, prefix);
    } else if call
        .get("id")
        .and_then(Value::as_str)
        .is_none_or(str::is_empty)
    {
        call.remove("id");
    }
    if let Some(arguments) = call
        .get_mut("function")
        .and_then(|all| all.get_mut("arguments"))
    {
        as_text(arguments);
    }
}

/// Gives a call an id and a type where it has none.
fn name(call: &mut Map<String, Value>, index: impl std::fmt::Display, prefix: &str) {
    if call
        .get("id")
        .and_then(Value::as_str)
        .is_none_or(str::is_empty)
    {
        let answer = prefix.rsplit('-').next().unwrap_or(prefix);
        call.insert("id".into(), json!(format!("call_{answer}_{index}")));
    }
    call.entry("type").or_insert_with(|| json!("function"));
}

/// The text of arguments that are no text.
fn as_text(arguments: &mut Value) {
    if arguments.is_null() {
        *arguments = json!("");
    } else if !arguments.is_string() {
        *arguments = json!(arguments.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_call_is_given_what_clients_need() {
        for (call, expected) in [
            (
                json!({ "id": "", "function": { "name": "f", "arguments": { "a": 1 } } }),
                json!({ "id": "call_7_2", "type": "function", "function": { "name": "f", "arguments": "{\"a\":1}" } }),
            ),
            (
                json!({ "id": "x", "type": "function", "function": { "name": "f" } }),
                json!({ "id": "x", "type": "function", "function": { "name": "f", "arguments": "{}" } }),
            ),
        ] {
            let text = call.to_string();
            assert!(
                !serde_json::from_str::<ToolCall>(&text).unwrap().is_whole(),
                "{text}"
            );
            let mut mended = call;
            mend_whole(2, &mut mended, "chatcmpl-7");
            assert_eq!(mended, expected);
            let text = mended.to_string();
            assert!(
                serde_json::from_str::<ToolCall>(&text).unwrap().is_whole(),
                "{text}"
            );
        }
    }

    #[test]
    fn what_openai_writes_is_whole() {
        for call in [
            r#"{"id":"c","type":"function","function":{"name":"f","arguments":""}}"#,
            r#"{"id":"c","type":"custom","custom":{"name":"f","input":"x"}}"#,
        ] {
            assert!(
                serde_json::from_str::<ToolCall>(call).unwrap().is_whole(),
                "{call}"
            );
        }
        for piece in [
            r#"{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}"#,
            r#"{"index":0,"function":{"arguments":"{"}}"#,
            r#"{"index":1,"id":"c","type":"custom","custom":{"name":"f"}}"#,
        ] {
            assert!(
                serde_json::from_str::<ToolCall>(piece).unwrap().is_piece(),
                "{piece}"
            );
        }
    }

    #[test]
    fn pieces_without_an_index_belong_to_the_call_that_began_last() {
        let mut begun = Begun::default();
        let mut indices = Vec::new();
        for mut piece in [
            json!({ "id": "", "function": { "name": "f", "arguments": "{" } }),
            json!({ "id": "", "function": { "name": "", "arguments": "}" } }),
            json!({ "id": "b", "function": { "name": "g", "arguments": {} } }),
        ] {
            mend_piece(&mut begun, &mut piece, "chatcmpl-7");
            let text = piece.to_string();
            assert!(
                serde_json::from_str::<ToolCall>(&text).unwrap().is_piece(),
                "{text}"
            );
            indices.push((piece["index"].clone(), piece["id"].clone()));
        }
        let expected = [
            (json!(0), json!("call_7_0")),
            (json!(0), Value::Null),
            (json!(1), json!("b")),
        ];
        assert_eq!(indices, expected);
    }
}
