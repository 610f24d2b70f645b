//! Lists of an organisation's models: which of them, in what order, a page at a time.
use super::{
    field::described,
    page::{List, Page},
};
use crate::{
    live::{ModelView, OrganizationView},
    problem::Problem,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Query};
use domain::provider::{ModelName, ModelType, ProviderName};
use serde::{
    Deserialize,
    de::{DeserializeOwned, value::StrDeserializer},
};
use std::future::{Ready, ready};
use utoipa::IntoParams;

/// How many models a filter lets through, on all pages together.
pub(crate) const TOTAL: &str = "x-hub-total";

/// The longest search, in characters.
const LONGEST: usize = 500;

/// A model with the names that address it.
pub(super) type Named<'a> = (&'a ProviderName, &'a ModelName, &'a ModelView);

/// Which models a list is of; every one of the organisation's where nothing is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ModelFilter {
    words: Vec<String>,
    provider: Option<ProviderName>,
    r#type: Option<ModelType>,
    enabled: Option<bool>,
}

/// The parameters of a list of models, besides those of every list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `ModelFilter` reads")]
pub(crate) struct ModelFilterParameters {
    /// Words that a model's id or capabilities have, in any order; case does not matter.
    #[param(required = false, max_length = 500)]
    search: String,
    /// The name of the models' provider.
    #[param(required = false, value_type = described::ProviderName)]
    provider: ProviderName,
    /// What the models are for.
    #[param(required = false, value_type = described::ModelType)]
    r#type: ModelType,
    /// Whether calls may go to the models.
    #[param(required = false)]
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "limit")]
    _limit: Option<String>,
    #[serde(rename = "cursor")]
    _cursor: Option<String>,
    search: Option<String>,
    provider: Option<String>,
    r#type: Option<String>,
    enabled: Option<String>,
}

impl FromRequest for ModelFilter {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

impl ModelFilter {
    fn parse(query: &str) -> Result<Self, Problem> {
        let raw = Query::<Raw>::from_query(query)
            .map_err(|error| Problem::invalid("", format!("query: {error}")))?;
        let search = raw.search.as_deref().unwrap_or_default();
        if search.chars().count() > LONGEST {
            let detail = format!("at most {LONGEST} characters");
            return Err(Problem::invalid("/search", detail));
        }
        Ok(Self {
            words: search.split_whitespace().map(str::to_lowercase).collect(),
            provider: field("/provider", raw.provider.as_deref())?,
            r#type: field("/type", raw.r#type.as_deref())?,
            enabled: raw.enabled.as_deref().map(flag).transpose()?,
        })
    }

    /// One page of the models of `view`, in the order of their ids, and how many there are on all pages.
    pub(super) fn page<'a, T>(
        &self,
        view: &'a OrganizationView,
        page: &Page,
        show: impl Fn(Named<'a>) -> T,
    ) -> (List<T>, usize) {
        let all = view.every_model();
        let all = all.map(|model| (format!("{}/{}", model.0, model.1), model));
        let mut found: Vec<(String, Named)> =
            all.filter(|(id, model)| self.allows(id, *model)).collect();
        let total = found.len();
        found.retain(|(id, _)| page.includes(id));
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let List { data, next_cursor } = page.of(found, |(id, _)| id.clone());
        let data = data.into_iter().map(|(_, model)| show(model)).collect();
        (List { data, next_cursor }, total)
    }

    fn allows(&self, id: &str, (provider, _, view): Named) -> bool {
        let settings = &view.settings;
        self.provider
            .as_ref()
            .is_none_or(|wanted| wanted == provider)
            && self.r#type.is_none_or(|wanted| wanted == settings.r#type)
            && self.enabled.is_none_or(|wanted| wanted == settings.enabled)
            && self.is_found_in(id, view)
    }

    fn is_found_in(&self, id: &str, view: &ModelView) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let known = view.catalogued.as_deref();
        let known = known.map_or(&[][..], |known| &known.capabilities);
        let mut text = id.to_lowercase();
        for capability in view.settings.capabilities.iter().chain(known) {
            text.push(' ');
            text.push_str(&capability.to_lowercase());
        }
        self.words.iter().all(|word| text.contains(word))
    }
}

fn field<T: DeserializeOwned>(pointer: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let parsed =
        text.map(|text| T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)));
    let parsed = parsed.transpose();
    parsed.map_err(|error| Problem::invalid(pointer, error.to_string()))
}

fn flag(text: &str) -> Result<bool, Problem> {
    let parsed = text.parse();
    parsed.map_err(|_| Problem::invalid("/enabled", "`true` or `false`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_is_none_is_refused_by_its_name() {
        for (query, pointer) in [
            ("type=audio", "/type"),
            ("type=", "/type"),
            ("provider=a/b", "/provider"),
            ("enabled=yes", "/enabled"),
            ("provder=openai", ""),
            ("search=a&search=b", ""),
            (&format!("search={}", "a".repeat(501)), "/search"),
        ] {
            let problem = ModelFilter::parse(query).unwrap_err();
            assert_eq!(problem.errors()[0].pointer, pointer, "{query}");
        }
    }

    #[test]
    fn what_is_not_asked_for_does_not_matter() {
        let any = ModelFilter::default();
        for query in ["", "limit=5&cursor=61", "search=", "search=%20"] {
            assert_eq!(ModelFilter::parse(query).unwrap(), any, "{query}");
        }
    }
}
