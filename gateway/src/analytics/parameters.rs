//! A request's query, which names only what its route knows.
use crate::problem::Problem;
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Query};
use std::{
    future::{Ready, ready},
    str::FromStr,
};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};

/// The longest value.
const LONGEST: usize = 500;
/// The most values of one parameter.
const MOST: usize = 100;

/// The parameters of a query as they came.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

/// In which form a table is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

impl FromRequest for Parameters {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

impl Parameters {
    /// The parameters of this query.
    pub(super) fn parse(query: &str) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_query(query)
            .map_err(|error| Problem::invalid("", format!("query: {error}")))?;
        Ok(Self(pairs.into_inner()))
    }

    /// Refuses what is none of `known`.
    pub(super) fn only(&self, known: &[&[&str]]) -> Result<(), Problem> {
        for (name, value) in &self.0 {
            if !known.concat().contains(&name.as_str()) {
                let known = known.concat().join(", ");
                let detail = format!("unknown: there are {known}");
                return Err(Problem::invalid(format!("/{name}"), detail));
            }
            if value.len() > LONGEST || value.contains('\0') {
                let detail = format!("at most {LONGEST} bytes, none of them zero");
                return Err(Problem::invalid(format!("/{name}"), detail));
            }
        }
        Ok(())
    }

    /// A parameter that is given once at most.
    pub(super) fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.many(name)?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            [_, _, ..] => Err(Problem::invalid(format!("/{name}"), "given more than once")),
        }
    }

    /// The same, parsed.
    pub(super) fn parsed<T: FromStr>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, Problem> {
        let unfit = || Problem::invalid(format!("/{name}"), expected);
        let value = self
            .one(name)?
            .map(|text| text.parse().map_err(|_| unfit()));
        value.transpose()
    }

    /// A parameter that may be repeated.
    pub(super) fn many(&self, name: &str) -> Result<Vec<&str>, Problem> {
        let values = self.0.iter().filter(|(given, _)| given == name);
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        if values.len() > MOST {
            let detail = format!("at most {MOST} of them");
            return Err(Problem::invalid(format!("/{name}"), detail));
        }
        Ok(values)
    }

    /// The form that is asked for, by `format` or else by `Accept`.
    pub(super) fn format(&self, request: &HttpRequest) -> Result<Format, Problem> {
        match self.one("format")? {
            Some("json") => Ok(Format::Json),
            Some("csv") => Ok(Format::Csv),
            Some(_) => Err(Problem::invalid("/format", "`json` or `csv`")),
            None => Ok(accepted(request)),
        }
    }
}

/// The schema of a parameter that takes one of these words.
pub(super) fn one_of(words: &[&str]) -> Schema {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    Schema::Object(schema.enum_values(Some(words)).build())
}

fn accepted(request: &HttpRequest) -> Format {
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut kinds = accept
        .split(',')
        .map(|kind| kind.split(';').next().unwrap_or(""));
    let first = kinds.find(|kind| matches!(kind.trim(), "text/csv" | "application/json" | "*/*"));
    match first.map(str::trim) {
        Some("text/csv") => Format::Csv,
        Some(_) | None => Format::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn given(query: &str) -> Parameters {
        Parameters::parse(query).unwrap()
    }

    #[test]
    fn what_is_unknown_or_repeated_is_refused_by_its_name() {
        let known: &[&[&str]] = &[&["from"], &["model"]];
        let error = given("form=1").only(known).unwrap_err();
        assert_eq!(error.errors()[0].pointer, "/form");
        let twice = given("from=1&from=2");
        assert_eq!(twice.one("from").unwrap_err().errors()[0].pointer, "/from");
        let many = given("model=a&model=");
        many.only(known).unwrap();
        assert_eq!(many.many("model").unwrap(), ["a", ""]);
    }

    #[test]
    fn the_form_is_the_one_asked_for() {
        let accepting = |accept: &str| {
            TestRequest::default()
                .insert_header(("accept", accept.to_owned()))
                .to_http_request()
        };
        for (query, accept, format) in [
            ("", "*/*", Format::Json),
            ("", "text/csv", Format::Csv),
            ("", "text/html, text/csv;q=0.9", Format::Csv),
            ("", "application/json, text/csv", Format::Json),
            ("format=json", "text/csv", Format::Json),
            ("format=csv", "application/json", Format::Csv),
        ] {
            let found = given(query).format(&accepting(accept)).unwrap();
            assert_eq!(found, format, "{query} {accept}");
        }
        assert!(given("format=xml").format(&accepting("*/*")).is_err());
    }
}
