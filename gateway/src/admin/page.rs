//! Lists in pages: a cursor names the last item shown, so that an insert moves nothing.
use crate::problem::Problem;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Query};
use serde::{Deserialize, Serialize};
use std::future::{Ready, ready};
use utoipa::{IntoParams, ToSchema};

const DEFAULT_LIMIT: usize = 50;
const MOST: usize = 500;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The most items to show, 1 to 500.
    pub(crate) limit: usize,
    /// The place of the last item already shown.
    pub(crate) after: Option<String>,
}

/// The parameters of every list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Page` reads")]
pub(crate) struct PageParameters {
    /// The most items to return.
    #[param(minimum = 1, maximum = 500, default = 50, required = false)]
    limit: u16,
    /// `next_cursor` of the page before; the first page where absent.
    #[param(required = false, pattern = "^([0-9a-f]{2}){1,400}$")]
    cursor: String,
}

#[derive(Deserialize)]
struct Raw {
    limit: Option<String>,
    cursor: Option<String>,
}

/// One page of a list.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct List<T> {
    /// The items, in a stable order.
    pub(crate) data: Vec<T>,
    /// Where the next page begins; null on the last.
    #[schema(required)]
    pub(crate) next_cursor: Option<String>,
}

impl FromRequest for Page {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

impl Page {
    pub(crate) fn parse(query: &str) -> Result<Self, Problem> {
        let raw = Query::<Raw>::from_query(query)
            .map_err(|error| Problem::invalid("", format!("query: {error}")))?;
        Ok(Self {
            limit: raw.limit.as_deref().map_or(Ok(DEFAULT_LIMIT), limit)?,
            after: raw.cursor.as_deref().map(place).transpose()?,
        })
    }

    /// The page of `items`, which are those after the cursor in order; one more than `limit` is enough.
    pub(crate) fn of<T>(
        &self,
        items: impl IntoIterator<Item = T>,
        place: impl Fn(&T) -> String,
    ) -> List<T> {
        let mut items = items.into_iter();
        let data: Vec<T> = items.by_ref().take(self.limit).collect();
        let more = items.next().is_some();
        let next_cursor = data
            .last()
            .filter(|_| more)
            .map(|last| encoded(&place(last)));
        List { data, next_cursor }
    }

    /// Whether an item at `place` comes after what was shown.
    pub(crate) fn includes(&self, place: &str) -> bool {
        self.after.as_deref().is_none_or(|after| place > after)
    }
}

fn limit(text: &str) -> Result<usize, Problem> {
    match text.parse() {
        Ok(limit @ 1..=MOST) => Ok(limit),
        Ok(_) | Err(_) => Err(Problem::invalid(
            "/limit",
            format!("a number from 1 to {MOST}"),
        )),
    }
}

/// The place that a cursor, its bytes in hex, stands for.
fn place(cursor: &str) -> Result<String, Problem> {
    let byte = |two: &[u8]| match two {
        [high, low] => Some((digit(*high)? << 4) | digit(*low)?),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = cursor.as_bytes().chunks(2).map(byte).collect();
    match bytes.filter(|bytes| !bytes.is_empty()) {
        Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        None => Err(Problem::invalid("/cursor", "take it from `next_cursor`")),
    }
}

/// The cursor that stands for a place.
pub(crate) fn encoded(place: &str) -> String {
    let two = |c: u8| [DIGITS[usize::from(c >> 4)], DIGITS[usize::from(c & 15)]];
    place.bytes().flat_map(two).map(char::from).collect()
}

fn digit(c: u8) -> Option<u8> {
    let place = DIGITS.iter().position(|digit| *digit == c)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str, items: &[&str]) -> List<String> {
        let page = Page::parse(query).unwrap();
        let rest = items.iter().filter(|item| page.includes(item));
        page.of(rest.map(ToString::to_string), Clone::clone)
    }

    #[test]
    fn pages_follow_each_other_and_an_insert_moves_nothing() {
        let first = page("limit=2", &["a", "c", "e"]);
        assert_eq!(first.data, ["a", "c"]);
        let cursor = first.next_cursor.unwrap();
        let second = page(
            &format!("limit=2&cursor={cursor}"),
            &["a", "b", "c", "e", "f"],
        );
        assert_eq!(second.data, ["e", "f"]);
        assert_eq!(second.next_cursor, None);
    }

    #[test]
    fn a_limit_or_cursor_that_is_none_is_refused() {
        for (query, pointer) in [
            ("limit=0", "/limit"),
            ("limit=501", "/limit"),
            ("limit=-1", "/limit"),
            ("limit=x", "/limit"),
            ("cursor=", "/cursor"),
            ("cursor=%00", "/cursor"),
            ("cursor=6", "/cursor"),
            ("cursor=+1", "/cursor"),
            ("cursor=6G", "/cursor"),
            ("limit=1&limit=2", ""),
        ] {
            let problem = Page::parse(query).unwrap_err();
            assert_eq!(problem.errors()[0].pointer, pointer, "{query}");
        }
    }
}
