//! Google's list of models.
//!
//! <https://ai.google.dev/api/models>
use crate::canonical::Malformed;
use serde::Deserialize;

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    models: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
}

/// The names in a list of models. Vertex AI lists a project's own, of which none can be called by this dialect.
pub(super) fn models(body: &[u8]) -> Result<Vec<String>, Malformed> {
    let list: List = serde_json::from_slice(body)?;
    let names = list.models.into_iter().map(|model| model.name);
    let googles = names.filter_map(|name| name.strip_prefix("models/").map(str::to_owned));
    Ok(googles.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_listed_by_the_names_that_calls_use() {
        let list = br#"{"models":[{"name":"models/gemini-2.5-flash"},{"name":"projects/1/locations/x/models/2"}]}"#;
        assert_eq!(models(list).unwrap(), ["gemini-2.5-flash"]);
        assert!(models(b"{}").unwrap().is_empty());
        assert!(models(b"<html>").is_err());
    }
}
