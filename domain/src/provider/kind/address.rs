//! Where a provider's API lies, in whichever of the usual ways its base URL was written.
use super::{Dialect, ProviderKind};
use crate::provider::ProviderSettings;
use std::borrow::Cow;

impl ProviderKind {
    /// What calls' paths are put after; nothing where neither the settings nor the kind say.
    ///
    /// Providers, their SDKs and their users disagree on whether a base URL ends with the API's version, so one that
    /// is a host alone gets the path that the kind's API has, and one that repeats what a dialect's paths begin with
    /// does so once.
    #[must_use]
    pub fn address(self, settings: &ProviderSettings) -> Option<Cow<'_, str>> {
        let Some(given) = settings.base_url.as_deref() else {
            return self.base_url().map(Cow::Borrowed);
        };
        let given = given.trim_end_matches('/');
        if self.dialect() == Dialect::Anthropic {
            return Some(given.strip_suffix("/v1").unwrap_or(given).into());
        }
        if path(given).is_empty() {
            return Some([given, self.path(settings)].concat().into());
        }
        Some(given.into())
    }

    /// The path that its API has on a host of its own; empty where it has none, or nobody knows.
    fn path(self, settings: &ProviderSettings) -> &'static str {
        match self.dialect() {
            Dialect::AzureOpenAi if settings.api_version.is_some() => "/openai",
            Dialect::AzureOpenAi => "/openai/v1",
            Dialect::VertexGemini => "/v1",
            Dialect::OpenAi
            | Dialect::Anthropic
            | Dialect::Gemini
            | Dialect::Ideogram
            | Dialect::Bedrock => self.base_url().map_or("", path),
        }
    }
}

/// What follows the host.
fn path(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    url[start..]
        .find('/')
        .map_or("", |slash| &url[start + slash..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(base_url: Option<&str>, api_version: Option<&str>) -> ProviderSettings {
        ProviderSettings {
            display_name: None,
            base_url: base_url.map(Into::into),
            region: None,
            api_version: api_version.map(Into::into),
            enabled: true,
        }
    }

    fn lies(kind: &str, base_url: &str, api_version: Option<&str>) -> String {
        let settings = settings(Some(base_url), api_version);
        let kind = ProviderKind::named(kind).unwrap();
        kind.address(&settings).unwrap().into_owned()
    }

    #[test]
    fn a_host_alone_gets_the_path_of_its_kind() {
        for (kind, path) in [
            ("openai", "/v1"),
            ("gemini", "/v1beta"),
            ("vertex", "/v1"),
            ("groq", "/openai/v1"),
            ("ollama", "/v1"),
            ("azure_openai", "/openai/v1"),
            ("anthropic", ""),
            ("bedrock", ""),
            ("openai_compatible", ""),
        ] {
            for host in ["https://h.example", "http://127.0.0.1:8080"] {
                let whole = [host, path].concat();
                assert_eq!(lies(kind, host, None), whole, "{kind}");
                assert_eq!(lies(kind, &[host, "/"].concat(), None), whole, "{kind}");
            }
        }
    }

    #[test]
    fn a_path_that_was_written_is_kept() {
        for kind in ["openai", "gemini", "vertex", "groq", "openai_compatible"] {
            let url = "https://h.example/proxy/v2";
            assert_eq!(lies(kind, url, None), url, "{kind}");
        }
    }

    #[test]
    fn a_resource_of_azure_is_written_as_its_portal_shows_it_or_whole() {
        let resource = "https://r.openai.azure.com";
        let dated = Some("2024-10-21");
        assert_eq!(
            lies("azure_openai", resource, dated),
            format!("{resource}/openai")
        );
        for whole in [
            format!("{resource}/openai"),
            format!("{resource}/openai/v1"),
        ] {
            assert_eq!(lies("azure_openai", &whole, None), whole);
        }
    }

    #[test]
    fn anthropics_version_is_said_once() {
        for written in [
            "https://h.example",
            "https://h.example/v1",
            "https://h.example/v1/",
        ] {
            assert_eq!(lies("anthropic", written, None), "https://h.example");
        }
        assert_eq!(
            lies("anthropic", "https://h.example/a/v1", None),
            "https://h.example/a"
        );
    }

    #[test]
    fn without_a_base_url_it_is_that_of_the_kind() {
        for kind in ProviderKind::all() {
            let settings = settings(None, None);
            assert_eq!(
                kind.address(&settings).as_deref(),
                kind.base_url(),
                "{kind:?}"
            );
        }
    }
}
