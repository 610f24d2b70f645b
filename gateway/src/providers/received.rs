//! A provider's answer as it came.
use actix_web::http::header::HeaderMap;
use bytes::Bytes;

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The headers, where the dialect reads any.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Default for Received {
    fn default() -> Self {
        Self {
            status: 200,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }
}

impl Received {
    /// A header's value, where there is one and it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
