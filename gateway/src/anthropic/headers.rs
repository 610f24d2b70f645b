//! The headers of Anthropic's API.
//!
//! <https://docs.anthropic.com/en/api/versioning>
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// Which version of the API is spoken.
pub(crate) const VERSION: HeaderName = HeaderName::from_static("anthropic-version");
/// What is asked for that is not in that version yet, by names with commas between.
pub(crate) const BETA: HeaderName = HeaderName::from_static("anthropic-beta");
/// The version where none is named.
pub(crate) const DEFAULT_VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");

/// The client's headers that Anthropic has to see: a version, which it insists on, and all betas as one list.
#[must_use]
pub fn passed(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    let version = headers.get(VERSION).cloned().unwrap_or(DEFAULT_VERSION);
    let mut passed = vec![(VERSION, version)];
    for betas in headers.get_all(BETA) {
        add_beta(&mut passed, betas);
    }
    passed
}

/// Adds to the list of betas what is not in it yet.
pub(crate) fn add_beta(headers: &mut Vec<(HeaderName, HeaderValue)>, betas: &HeaderValue) {
    let Some((_, known)) = headers.iter_mut().find(|(name, _)| *name == BETA) else {
        return headers.push((BETA, betas.clone()));
    };
    let (Ok(there), Ok(more)) = (known.to_str(), betas.to_str()) else {
        return;
    };
    let mut all: Vec<&str> = there.split(',').map(str::trim).collect();
    for beta in more.split(',').map(str::trim) {
        if !all.contains(&beta) {
            all.push(beta);
        }
    }
    if let Ok(joined) = HeaderValue::try_from(all.join(",")) {
        *known = joined;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_always_named_and_betas_are_one_list() {
        let mut headers = HeaderMap::new();
        assert_eq!(passed(&headers), [(VERSION, DEFAULT_VERSION)]);
        headers.insert(VERSION, HeaderValue::from_static("2026-10-21"));
        headers.append(BETA, HeaderValue::from_static("a, b"));
        headers.append(BETA, HeaderValue::from_static("b,c"));
        assert_eq!(
            passed(&headers),
            [
                (VERSION, HeaderValue::from_static("2026-10-21")),
                (BETA, HeaderValue::from_static("a,b,c")),
            ]
        );
    }
}
