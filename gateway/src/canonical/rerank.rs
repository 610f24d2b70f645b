//! Which of a client's documents are about its query.
use domain::request::Usage;
use serde_json::Number;

/// A query, and documents to rank by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// What is looked for.
    pub query: String,
    /// Where.
    pub documents: Vec<String>,
    /// How many of the best are wanted; all where absent.
    pub most: Option<usize>,
    /// The names of fields that nothing here knows.
    pub extra: Vec<String>,
}

/// The documents by how much they are about the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The best first.
    pub ranked: Vec<Ranked>,
    /// What it took, where that is known.
    pub usage: Option<Usage>,
}

/// A document in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Which of the request's.
    pub index: usize,
    /// How much it is about the query, as its provider wrote it.
    pub relevance: Number,
}
