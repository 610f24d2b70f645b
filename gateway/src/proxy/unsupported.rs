//! What becomes of parameters that a target has no equivalent of: they are left out and named, or the target is not
//! called.
use super::dispatch::Dropped;
use crate::openai::error::ApiError;
use actix_web::http::header::HeaderMap;
use std::str::FromStr;

/// Which of the two one call wants.
pub(super) const HEADER: &str = "x-hub-unsupported-params";

/// What the values are.
pub const VALUES: &str = "`drop` or `strict`";

/// What becomes of parameters that a target has no equivalent of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnsupportedParams {
    /// They are left out, and the answer names them.
    #[default]
    Drop,
    /// The target is not called.
    Strict,
}

/// It is neither of the two.
#[derive(Debug)]
pub struct Unknown;

impl FromStr for UnsupportedParams {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        match text.trim() {
            "drop" => Ok(Self::Drop),
            "strict" => Ok(Self::Strict),
            _ => Err(Unknown),
        }
    }
}

impl UnsupportedParams {
    /// What a call asks for, or else this.
    ///
    /// # Errors
    /// When it asks for something else, or for both.
    pub(super) fn or_as_asked(self, headers: &HeaderMap) -> Result<Self, ApiError> {
        let mut asked = headers.get_all(HEADER).peekable();
        let Some(first) = asked.next() else {
            return Ok(self);
        };
        let read = first.to_str().ok().and_then(|text| text.parse().ok());
        read.filter(|_| asked.peek().is_none()).ok_or_else(|| {
            let message = format!("The header {HEADER} takes {VALUES}.");
            ApiError::invalid(Some(HEADER), message)
        })
    }

    /// Whether `provider` may be called without the parameters of these names.
    ///
    /// # Errors
    /// When it may not.
    pub(super) fn check(self, dropped: &Dropped, provider: &str) -> Result<(), ApiError> {
        match (self, dropped.first()) {
            (Self::Drop, _) | (Self::Strict, None) => Ok(()),
            (Self::Strict, Some(first)) => {
                let all = dropped.join("`, `");
                let message = format!(
                    "The provider `{provider}` has no equivalent of `{all}`. Leave it out, call another provider, or \
                     send the header {HEADER}: drop to have it left out."
                );
                Err(ApiError {
                    param: Some(first.clone()),
                    code: Some("unsupported_parameter".into()),
                    ..ApiError::invalid(None, message)
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn asked(values: &[&str]) -> Result<UnsupportedParams, ApiError> {
        let mut headers = HeaderMap::new();
        for value in values {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(HEADER), value);
        }
        UnsupportedParams::Drop.or_as_asked(&headers)
    }

    #[test]
    fn a_call_may_ask_for_either_and_for_nothing_else() {
        assert_eq!(asked(&[]).unwrap(), UnsupportedParams::Drop);
        assert_eq!(asked(&["strict"]).unwrap(), UnsupportedParams::Strict);
        assert_eq!(asked(&["drop"]).unwrap(), UnsupportedParams::Drop);
        for wrong in [&["Strict"][..], &[""], &["drop", "strict"], &["\u{fc}"]] {
            let error = asked(wrong).unwrap_err();
            assert_eq!(error.param.as_deref(), Some(HEADER), "{wrong:?}");
        }
    }

    #[test]
    fn only_who_is_strict_is_refused_and_is_told_every_name() {
        let dropped: Dropped = vec!["seed".into(), "n".into()];
        assert!(UnsupportedParams::Drop.check(&dropped, "p").is_ok());
        assert!(UnsupportedParams::Strict.check(&Vec::new(), "p").is_ok());
        let error = UnsupportedParams::Strict.check(&dropped, "p").unwrap_err();
        assert_eq!(error.status.as_u16(), 400);
        assert_eq!(error.param.as_deref(), Some("seed"));
        assert!(error.message.contains("`seed`, `n`"), "{error}");
    }
}
