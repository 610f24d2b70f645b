//! The fields of management bodies: parsed at the edge, described as they are parsed.
use actix_web::http::{Uri, uri::Authority};
use domain::{
    actor::ActorKind,
    api_key::Scope,
    price::Source,
    provider::{Fact, ModelType, ProviderKind},
    request::Usage,
    routing::Strategy,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::{borrow::Cow, ops::RangeInclusive};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, SchemaFormat,
        schema::{Schema, SchemaType, Type},
    },
};
use zeroize::Zeroizing;

/// A text for people: 1 to 200 characters without control characters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Label(String);

/// A word that a provider knows, such as a region: 1 to 64 of letters, digits and `. _ : -`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Word(String);

/// Where an API lies: `http://` or `https://`, without white space, query and fragment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct BaseUrl(String);

/// An organisation's name: 1 to 64 of `a-z 0-9 . _ -`, the first a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct OrganizationName(String);

/// A provider's key: 1 to 4096 visible ASCII characters. Wiped when dropped, and never written anywhere.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct SecretText(Zeroizing<String>);

/// A number of tokens: 1 to 1,000,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub(crate) struct Tokens(u64);

/// How many there are of something: 0 to 1,000,000,000,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Number")]
pub(crate) struct Count(u64);

/// A share relative to others: 1 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub(crate) struct Weight(u32);

/// A time: 1 to 600,000 milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub(crate) struct Milliseconds(u64);

/// How often something is done at most: 1 to 10 times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub(crate) struct Times(u32);

/// A list of 1 to 64.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<T>", bound = "T: Deserialize<'de>")]
pub(crate) struct Several<T>(Vec<T>);

/// The value is not what the field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unfit(&'static str);

const MOST_TOKENS: u64 = 1_000_000_000;
const MOST_OF_ANYTHING: u64 = 1_000_000_000_000;
const MOST_WEIGHT: u32 = 1_000_000;
const MOST_MILLISECONDS: u64 = 600_000;
const MOST_TIMES: u32 = 10;

const LABEL: &str = r"^[^\x00-\x1f\x7f-\x9f]{1,200}$";
const WORD: &str = r"^[A-Za-z0-9._:-]{1,64}$";
const NAME: &str = r"^[a-z0-9][a-z0-9._-]{0,63}$";
const URL: &str = r"^https?://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(/[A-Za-z0-9._~/-]{0,500})?$";
const SECRET: &str = "^[!-~]{1,4096}$";
const MODEL: &str = r"^[^\s\x00-\x1f\x7f-\x9f]{1,256}$";
const AMOUNT: &str = r"^[0-9]+(\.[0-9]{1,12})?$";
const RATE: &str = r"^[0-9]+(\.[0-9]+)?$";
const PATTERN: &str = r#"^[^\s\x00-\x1f\x7f-\x9f"\\]{1,256}$"#;

impl TryFrom<String> for Label {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        let fits = (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control);
        fits.then_some(Self(text)).ok_or(Unfit(
            "1 to 200 characters, none of them control characters",
        ))
    }
}

impl TryFrom<String> for Word {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        let plain = |c: u8| c.is_ascii_alphanumeric() || b"._:-".contains(&c);
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        fits.then_some(Self(text))
            .ok_or(Unfit("1 to 64 letters, digits or any of . _ : -"))
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        const ASKED: Unfit = Unfit("a URL such as https://api.example.com/v1, without query");
        let uri: Uri = text.parse().map_err(|_| ASKED)?;
        let fits = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(host_and_port)
            && uri.query().is_none()
            && text.len() <= 1024
            && !text.contains('#');
        fits.then(|| Self(text.trim_end_matches('/').to_owned()))
            .ok_or(ASKED)
    }
}

impl TryFrom<String> for OrganizationName {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        let name = domain::provider::ProviderName::try_from(text);
        name.map(|name| Self(name.into()))
            .map_err(|_| Unfit("1 to 64 of a-z 0-9 . _ -, the first a letter or digit"))
    }
}

impl TryFrom<String> for SecretText {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        let text = Zeroizing::new(text);
        let fits = (1..=4096).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic());
        fits.then_some(Self(text))
            .ok_or(Unfit("1 to 4096 visible ASCII characters"))
    }
}

impl SecretText {
    /// The secret.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl<T> TryFrom<Vec<T>> for Several<T> {
    type Error = Unfit;

    fn try_from(list: Vec<T>) -> Result<Self, Unfit> {
        let fits = (1..=64).contains(&list.len());
        fits.then_some(Self(list)).ok_or(Unfit("1 to 64 of them"))
    }
}

impl<T> From<Several<T>> for Vec<T> {
    fn from(list: Several<T>) -> Self {
        list.0
    }
}

impl TryFrom<Number> for Tokens {
    type Error = Unfit;

    fn try_from(number: Number) -> Result<Self, Unfit> {
        let number = whole_number(&number).filter(|number| (1..=MOST_TOKENS).contains(number));
        number
            .map(Self)
            .ok_or(Unfit("a whole number from 1 to 1000000000"))
    }
}

impl TryFrom<Number> for Count {
    type Error = Unfit;

    fn try_from(number: Number) -> Result<Self, Unfit> {
        let number = whole_number(&number).filter(|number| *number <= MOST_OF_ANYTHING);
        number
            .map(Self)
            .ok_or(Unfit("a whole number from 0 to 1000000000000"))
    }
}

impl TryFrom<Number> for Weight {
    type Error = Unfit;

    fn try_from(number: Number) -> Result<Self, Unfit> {
        let number = whole_number(&number).and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| (1..=MOST_WEIGHT).contains(number));
        number
            .map(Self)
            .ok_or(Unfit("a whole number from 1 to 1000000"))
    }
}

impl TryFrom<Number> for Milliseconds {
    type Error = Unfit;

    fn try_from(number: Number) -> Result<Self, Unfit> {
        let number = whole_number(&number).filter(|one| (1..=MOST_MILLISECONDS).contains(one));
        number
            .map(Self)
            .ok_or(Unfit("a whole number from 1 to 600000"))
    }
}

impl TryFrom<Number> for Times {
    type Error = Unfit;

    fn try_from(number: Number) -> Result<Self, Unfit> {
        let number = whole_number(&number).and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| (1..=MOST_TIMES).contains(number));
        number.map(Self).ok_or(Unfit("a whole number from 1 to 10"))
    }
}

/// The number, where it is whole: JSON has one kind of numbers, so `1.0` is as whole as `1`.
fn whole_number(number: &Number) -> Option<u64> {
    number.as_u64().or_else(|| {
        let text = number.to_string();
        text.strip_suffix(".0")?.parse().ok()
    })
}

/// Whether it is a host, with a port or without, and no user.
fn host_and_port(authority: &Authority) -> bool {
    let host = authority.host();
    let bare = authority.as_str().len() == host.len();
    !host.is_empty()
        && !authority.as_str().contains('@')
        && (bare || authority.port_u16().is_some_and(|port| port != 0))
}

macro_rules! plain {
    ($($from:ty => $to:ty;)+) => {$(
        impl From<$from> for $to {
            fn from(field: $from) -> Self {
                field.0
            }
        }
    )+};
}

plain! {
    Label => String;
    Word => String;
    BaseUrl => String;
    OrganizationName => String;
    Tokens => u64;
    Count => u64;
    Weight => u32;
    Milliseconds => u64;
    Times => u32;
}

/// Descriptions of the domain's own types, under the same names.
pub(crate) mod described {
    /// Describes [`domain::provider::ProviderName`].
    pub(crate) enum ProviderName {}
    /// Describes [`domain::provider::ModelName`].
    pub(crate) enum ModelName {}
    /// Describes [`domain::api_key::ModelPattern`].
    pub(crate) enum ModelPattern {}
    /// Describes [`domain::provider::ProviderKind`].
    pub(crate) enum ProviderKind {}
    /// Describes [`domain::provider::ModelType`].
    pub(crate) enum ModelType {}
    /// Describes [`domain::provider::Fact`].
    pub(crate) enum Fact {}
    /// Describes [`domain::routing::Strategy`].
    pub(crate) enum Strategy {}
    /// Describes [`domain::api_key::Scope`].
    pub(crate) enum Scope {}
    /// Describes [`domain::actor::ActorKind`].
    pub(crate) enum ActorKind {}
    /// Describes [`domain::time::Timestamp`].
    pub(crate) enum Timestamp {}
    /// Describes [`domain::price::Source`].
    pub(crate) enum PriceSource {}
    /// Describes [`domain::price::Rates`].
    pub(crate) enum Rates {}
    /// Describes [`domain::money::Usd`].
    pub(crate) enum Usd {}
}

macro_rules! schemas {
    ($($type:ty, $name:literal => $schema:expr;)+) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::Object($schema.build()))
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    )+};
}
pub(crate) use schemas;

schemas! {
    Label, "Label" => text(LABEL, "A text for people.");
    Word, "Word" => text(WORD, "A word that a provider knows.");
    BaseUrl, "BaseUrl" => text(URL, "Where an API lies, with its version.")
        .examples(["https://api.openai.com/v1"]);
    OrganizationName, "OrganizationName" => text(NAME, "Unique on the hub.").examples(["acme"]);
    SecretText, "SecretText" => text(SECRET, "A secret.").write_only(true).examples(["sk-..."]);
    Tokens, "Tokens" => whole(1..=MOST_TOKENS, "A number of tokens.");
    Count, "Count" => whole(0..=MOST_OF_ANYTHING, "How many there are.");
    Weight, "Weight" => whole(1..=u64::from(MOST_WEIGHT), "The share relative to others.");
    Milliseconds, "Milliseconds" => whole(1..=MOST_MILLISECONDS, "A time in milliseconds.");
    Times, "Times" => whole(1..=u64::from(MOST_TIMES), "How often at most.");
    described::Strategy, "Strategy" => words("How a route chooses its first target; the others follow by the same rule.", one_of::<Strategy>());
    described::ProviderName, "ProviderName" => text(NAME, "The prefix in `provider/model`, unique in the organisation.")
        .examples(["openai"]);
    described::ModelName, "ModelName" => text(MODEL, "A model's name as its provider knows it; slashes are allowed.")
        .examples(["gpt-4o-mini"]);
    described::ModelPattern, "ModelPattern" => text(PATTERN, "A pattern over `provider/model`; `*` stands for any run of characters.")
        .examples(["openai/*"]);
    described::ProviderKind, "ProviderKind" => kinds();
    described::ModelType, "ModelType" => words("What a model is for.", one_of::<ModelType>());
    described::Fact, "ModelFact" => words("A fact of a model, which the catalogue may know.", one_of::<Fact>());
    described::Scope, "Scope" => words("What a key may be used for.", one_of::<Scope>());
    described::ActorKind, "ActorKind" => words("What kind of party acts.", one_of::<ActorKind>());
    described::Timestamp, "Timestamp" => instant();
    described::PriceSource, "PriceSource" => words("From where a price is known: the package of that name.", one_of::<Source>());
    described::Usd, "Usd" => text(AMOUNT, "US dollars, exact.").examples(["0.000123"]);
    described::Rates, "Rates" => rates();
}

fn text(pattern: &str, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .pattern(Some(pattern))
}

fn whole(range: RangeInclusive<u64>, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .description(Some(description))
        .minimum(Some(*range.start()))
        .maximum(Some(*range.end()))
}

/// A rate for each counter of a usage.
fn rates() -> ObjectBuilder {
    let schema = schemars::schema_for!(Usage).to_value();
    let counters = schema["properties"].as_object().into_iter().flatten();
    let object = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Object))
        .description(Some(
            "US dollars for a million tokens; for one image, second, request, search or character. A kind of token \
             without a rate has that of the more general kind: `input_uncached` or `output_text`.",
        ));
    counters.fold(object, |object, (counter, described)| {
        let description = described["description"].as_str().unwrap_or_default();
        object.property(counter, text(RATE, description).build())
    })
}

fn instant() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .description(Some("RFC 3339."))
        .examples(["2026-12-31T23:59:59.000000Z"])
}

fn kinds() -> ObjectBuilder {
    let names = ProviderKind::all().map(|kind| kind.as_str().to_owned());
    words(
        "The kind of a provider, which says how it is spoken to.",
        names.collect(),
    )
}

/// A text that is one of these words.
pub(crate) fn words(description: &str, words: Vec<String>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .enum_values(Some(words))
}

/// The values of an enum of the domain, whose own schema says them as constants.
pub(crate) fn one_of<T: JsonSchema>() -> Vec<String> {
    let schema = schemars::schema_for!(T).to_value();
    let constants = schema.pointer("/oneOf").and_then(|all| all.as_array());
    let constants = constants.into_iter().flatten();
    let plain = schema.pointer("/enum").and_then(|all| all.as_array());
    let values = constants
        .filter_map(|one| one.get("const").or_else(|| one.pointer("/enum/0")))
        .chain(plain.into_iter().flatten());
    values
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, to_value};

    #[test]
    fn the_values_of_the_domains_enums_are_described() {
        let values = |schema: RefOr<Schema>| to_value(schema).unwrap()["enum"].clone();
        let kinds = values(described::ProviderKind::schema());
        assert_eq!(kinds.as_array().unwrap().len(), ProviderKind::all().count());
        assert_eq!(
            values(described::ModelType::schema()),
            json!(["chat", "embedding", "image"])
        );
        assert_eq!(
            values(described::Scope::schema()),
            json!(["chat", "embeddings", "images", "models", "manage"])
        );
    }

    #[test]
    fn a_base_url_has_a_scheme_and_a_host_and_nothing_after_its_path() {
        let parsed = |text: &str| BaseUrl::try_from(text.to_owned()).map(String::from);
        assert_eq!(
            parsed("http://[::1]:8080/v1/").as_deref(),
            Ok("http://[::1]:8080/v1")
        );
        for text in [
            "",
            "api.openai.com",
            "ftp://host/v1",
            "https://",
            "https://:80",
            "https://host:0/v1",
            "https://host:65536/v1",
            "https://user:password@host/v1",
            "https://host/v1?key=1",
            "https://host/v1#a",
        ] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_whole_and_have_bounds() {
        let tokens = |text: &str| serde_json::from_str::<Tokens>(text).map(u64::from).ok();
        assert_eq!(tokens("1"), Some(1));
        assert_eq!(tokens("4096.0"), Some(4096));
        assert_eq!(tokens("1000000000"), Some(MOST_TOKENS));
        for text in ["0", "-1", "1.5", "1000000001", "1e400", "\"1\""] {
            assert_eq!(tokens(text), None, "{text}");
        }
        assert!(serde_json::from_str::<Weight>("4294967297").is_err());
    }
}
