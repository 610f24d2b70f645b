//! `ETag` and `If-Match`: two who change the same thing do not overwrite each other unseen.
use crate::problem::Problem;
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::ParseError,
    http::header::{ETag, EntityTag, Header, IfMatch},
};
use domain::provider::Revision;
use std::future::{Ready, ready};
use utoipa::{
    IntoParams,
    openapi::schema::{AnyOfBuilder, ObjectBuilder, Schema, SchemaType, Type},
};

/// The revision of nothing: they count from 1.
const NEVER: Revision = Revision(0);

/// The revision that a change insists on; `None` where the client takes any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expected(pub(crate) Option<Revision>);

/// The header of every change.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what `Expected` reads")]
pub(crate) struct ChangeParameters {
    /// The `ETag` of the version that the change is made to; `*` or absent for any.
    #[param(rename = "If-Match", required = false, schema_with = any_or_one, example = "*")]
    if_match: String,
}

fn any_or_one() -> Schema {
    let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    AnyOfBuilder::new()
        .item(text().enum_values(Some(["*"])))
        .item(text().pattern(Some(r#"^"[1-9][0-9]{0,17}"$"#)))
        .into()
}

impl Expected {
    /// The revision to insist on, where the change was made to what is at `current`.
    pub(crate) fn or(self, current: Revision) -> Revision {
        self.0.unwrap_or(current)
    }
}

impl FromRequest for Expected {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(expected(request).map(Self))
    }
}

/// The tag of a resource at `revision`.
pub(crate) fn tag(revision: Revision) -> ETag {
    ETag(EntityTag::new_strong(revision.0.to_string()))
}

fn expected(request: &HttpRequest) -> Result<Option<Revision>, Problem> {
    if !request.headers().contains_key(IfMatch::name()) {
        return Ok(None);
    }
    let malformed =
        |_: ParseError| Problem::invalid("/If-Match", "send an ETag as it was received, or `*`");
    match IfMatch::parse(request).map_err(malformed)? {
        IfMatch::Any => Ok(None),
        IfMatch::Items(tags) => match tags.as_slice() {
            [tag] => Ok(Some(one(tag))),
            [] | [_, ..] => Err(malformed(ParseError::Header)),
        },
    }
}

/// A tag that no resource here ever had stands for a revision that none has.
fn one(tag: &EntityTag) -> Revision {
    let revision = tag.tag().parse().ok().filter(|_| !tag.weak);
    revision.map_or(NEVER, Revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn of(value: &str) -> Option<Revision> {
        let request = TestRequest::default().insert_header(("if-match", value));
        expected(&request.to_http_request()).unwrap()
    }

    #[test]
    fn a_tag_is_read_back_as_the_revision_that_it_was_made_of() {
        assert_eq!(of(&tag(Revision(7)).0.to_string()), Some(Revision(7)));
    }

    #[test]
    fn a_star_takes_any_revision() {
        assert_eq!(of("*"), None);
    }

    #[test]
    fn a_tag_that_was_never_given_out_matches_nothing() {
        for value in ["\"x\"", "W/\"7\"", "\"-1\""] {
            assert_eq!(of(value), Some(NEVER), "{value}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for value in ["7", "\"1\", \"2\"", ""] {
            let request = TestRequest::default().insert_header(("if-match", value));
            let problem = expected(&request.to_http_request()).unwrap_err();
            assert_eq!(problem.errors()[0].pointer, "/If-Match", "{value}");
        }
    }
}
