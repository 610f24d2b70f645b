//! What is known of a provider before anybody configured it: a row of data a kind.
//!
//! A kind is stored by its name alone, and the schema of what is stored takes any name: a new row changes no record
//! that is there and no shape.
mod address;
mod table;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, hash};

/// A kind of provider: a row of the table of those that are known.
#[derive(Clone, Copy)]
pub struct ProviderKind(&'static Row);

/// What is known of a kind.
#[derive(Debug)]
struct Row {
    name: &'static str,
    title: &'static str,
    dialect: Dialect,
    base_url: Option<&'static str>,
    needs: &'static [Need],
    secret: SecretForm,
    environment: Option<&'static str>,
    catalogue: Option<&'static str>,
    documentation: &'static str,
    offers: &'static [Offer],
    elsewhere: &'static [Elsewhere],
    quirks: Quirks,
}

/// Something that lies not below the base URL, but where this text of its end is another.
#[derive(Debug)]
struct Elsewhere {
    offer: Offer,
    end: &'static str,
    instead: &'static str,
}

/// How a kind is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// OpenAI's chat completions, embeddings and images.
    OpenAi,
    /// The same at Azure, which knows its callers and its models in its own way.
    AzureOpenAi,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's `generateContent` at AI Studio.
    Gemini,
    /// The same at Vertex AI, which knows its callers and its places in its own way.
    VertexGemini,
    /// Ideogram's pictures.
    Ideogram,
    /// Amazon Bedrock's Converse, and its models' own forms where Converse has none.
    Bedrock,
}

/// What a kind cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A base URL, since everybody's is another.
    BaseUrl,
    /// A region.
    Region,
    /// A version of its API.
    ApiVersion,
}

/// What signs calls to a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretForm {
    /// A key.
    ApiKey,
    /// A key, or nothing.
    OptionalApiKey,
    /// AWS access keys, or a key of Bedrock's own.
    Aws,
    /// The key file of a Google service account.
    ServiceAccount,
}

/// What a kind that speaks OpenAI's format has of it beside conversations, embeddings and images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offer {
    /// The Responses API.
    Responses,
    /// Text completions of every model.
    Completions,
    /// Text completions of the models from before there were conversations, and of no other.
    OldCompletions,
    /// Judgements of texts.
    Moderations,
    /// Rankings of documents, in Cohere's and Jina's form.
    Rerank,
    /// Speech.
    Speech,
    /// What was heard, in words.
    Transcriptions,
}

/// Where a kind that speaks OpenAI's format differs from OpenAI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirks {
    /// Parameters of OpenAI's that it refuses, so that they are left out.
    pub refused: &'static [&'static str],
    /// Parameters of its own.
    pub own: &'static [&'static str],
    /// What it calls the seed.
    pub seed: &'static str,
    /// Which ids of tools' calls it takes.
    pub tool_ids: ToolIds,
    /// Whether it has to be asked for usage in streams.
    pub stream_usage: StreamUsage,
    /// What becomes of the JSON Schema of an answer.
    pub schemas: Schemas,
}

/// Which ids of tools' calls are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolIds {
    /// Any text.
    Any,
    /// Nine letters and digits.
    NineAlphanumerics,
}

/// How usage comes into streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamUsage {
    /// When `stream_options` asks for it.
    Asked,
    /// By itself; `stream_options` is refused.
    Unasked,
}

/// What becomes of the JSON Schema of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemas {
    /// It is taken as it is, and kept to.
    Taken,
    /// It is refused: the model is told it among its instructions, and any JSON object is asked for.
    Told,
}

impl Quirks {
    /// Just like OpenAI.
    pub const NONE: Self = Self {
        refused: &[],
        own: &[],
        seed: "seed",
        tool_ids: ToolIds::Any,
        stream_usage: StreamUsage::Asked,
        schemas: Schemas::Taken,
    };
}

impl ProviderKind {
    /// OpenAI itself.
    pub const OPENAI: Self = Self(&table::OPENAI);
    /// Any other that speaks OpenAI's format, at its own base URL.
    pub const OPENAI_COMPATIBLE: Self = Self(&table::OPENAI_COMPATIBLE);

    /// Every kind, in the order in which people are shown them.
    pub fn all() -> impl Iterator<Item = Self> {
        table::ALL.iter().copied().map(Self)
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == name)
    }

    /// The kind's name in records and read models.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.0.title
    }

    /// How it is spoken to.
    #[must_use]
    pub const fn dialect(self) -> Dialect {
        self.0.dialect
    }

    /// Where its API lies, where that is one place.
    #[must_use]
    pub const fn base_url(self) -> Option<&'static str> {
        self.0.base_url
    }

    /// What a provider of this kind cannot do without.
    #[must_use]
    pub const fn needs(self) -> &'static [Need] {
        self.0.needs
    }

    /// What signs calls to it.
    #[must_use]
    pub const fn secret(self) -> SecretForm {
        self.0.secret
    }

    /// The environment variable that by custom holds its key.
    #[must_use]
    pub const fn environment(self) -> Option<&'static str> {
        self.0.environment
    }

    /// What the catalogue of models knows it as.
    #[must_use]
    pub const fn catalogue(self) -> Option<&'static str> {
        self.0.catalogue
    }

    /// Where its API is described.
    #[must_use]
    pub const fn documentation(self) -> &'static str {
        self.0.documentation
    }

    /// Whether it has this of OpenAI's format.
    #[must_use]
    pub fn offers(self, offer: Offer) -> bool {
        self.0.offers.contains(&offer)
    }

    /// Where something that it offers lies, given its base URL.
    #[must_use]
    pub fn base_of(self, offer: Offer, base_url: Cow<'_, str>) -> Cow<'_, str> {
        let moved = self.0.elsewhere.iter().find(|one| one.offer == offer);
        let moved = moved.and_then(|one| {
            let start = base_url.trim_end_matches('/').strip_suffix(one.end)?;
            Some([start, one.instead].concat())
        });
        moved.map_or(base_url, Cow::Owned)
    }

    /// Where it differs from OpenAI, whose format it speaks.
    #[must_use]
    pub const fn quirks(self) -> &'static Quirks {
        &self.0.quirks
    }

    /// Whether it speaks OpenAI's format to the letter, so that a client's own words can be passed on; but for a schema
    /// that it has to be told.
    #[must_use]
    pub fn is_exact(self) -> bool {
        let speaks = matches!(self.dialect(), Dialect::OpenAi | Dialect::AzureOpenAi);
        let but_for_schemas = Quirks {
            own: Quirks::NONE.own,
            schemas: Quirks::NONE.schemas,
            ..self.0.quirks
        };
        speaks && but_for_schemas == Quirks::NONE
    }
}

impl PartialEq for ProviderKind {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ProviderKind {}

impl hash::Hash for ProviderKind {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ProviderKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ProviderKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| {
            let names: Vec<&str> = Self::all().map(Self::as_str).collect();
            de::Error::custom(format!("must be one of {}", names.join(", ")))
        })
    }
}

impl JsonSchema for ProviderKind {
    fn schema_name() -> Cow<'static, str> {
        "ProviderKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The kind of a provider by its name, which says how it is spoken to.",
            "pattern": "^[a-z0-9_]+$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_a_name_and_a_title_of_its_own_and_says_where_it_is_described() {
        let mut seen = HashSet::new();
        for kind in ProviderKind::all() {
            assert!(
                seen.insert(kind.as_str()) && seen.insert(kind.title()),
                "{kind:?}"
            );
            assert!(kind.documentation().starts_with("https://"), "{kind:?}");
            let local = kind.secret() == SecretForm::OptionalApiKey;
            let scheme = if local {
                "http://127.0.0.1:"
            } else {
                "https://"
            };
            let url = kind.base_url();
            assert!(url.is_none_or(|url| url.starts_with(scheme)), "{kind:?}");
            let nowhere = url.is_none() && kind.needs().is_empty();
            assert!(!nowhere, "{kind:?}");
        }
    }

    #[test]
    fn a_kind_is_stored_by_its_name() {
        for kind in ProviderKind::all() {
            let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
            assert!(kind.as_str().chars().all(plain), "{kind:?}");
            let stored = serde_json::to_string(&kind).unwrap();
            assert_eq!(stored, format!("\"{}\"", kind.as_str()));
            assert_eq!(serde_json::from_str::<ProviderKind>(&stored).unwrap(), kind);
        }
        assert!(serde_json::from_str::<ProviderKind>("\"carrier_pigeon\"").is_err());
    }

    #[test]
    fn the_kinds_of_the_http_contract_have_the_names_that_it_gives_them() {
        for name in [
            "openai",
            "anthropic",
            "gemini",
            "vertex",
            "bedrock",
            "azure_openai",
            "openai_compatible",
        ] {
            assert!(ProviderKind::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn coheres_rankings_lie_beside_what_it_has_in_openais_form() {
        let cohere = ProviderKind::named("cohere").unwrap();
        let at = |offer, base: &'static str| cohere.base_of(offer, base.into()).into_owned();
        let base = "https://api.cohere.ai/compatibility/v1";
        assert_eq!(at(Offer::Rerank, base), "https://api.cohere.ai/v2");
        assert_eq!(at(Offer::Completions, base), base);
        assert_eq!(at(Offer::Rerank, "http://own"), "http://own");
    }

    #[test]
    fn quirks_and_offers_belong_to_those_that_speak_openais_format() {
        for kind in ProviderKind::all() {
            let speaks = matches!(kind.dialect(), Dialect::OpenAi | Dialect::AzureOpenAi);
            let has_nothing = *kind.quirks() == Quirks::NONE && kind.0.offers.is_empty();
            assert!(speaks || has_nothing, "{kind:?}");
        }
    }
}
