//! Vectors of texts.
use domain::request::Usage;

/// What to make vectors of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// One vector each, in this order.
    pub input: Vec<Input>,
    /// How long each vector is to be.
    pub dimensions: Option<u64>,
    /// The client's name for its user.
    pub user: Option<String>,
    /// What the vectors are for, as Google and Cohere ask: `search_query`, `search_document`, ...
    pub task: Option<String>,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// As text.
    Text(String),
    /// As the tokens of the model's own tokenizer.
    Tokens(Vec<u64>),
}

/// The vectors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// In the order of the request's texts.
    pub vectors: Vec<Vec<f32>>,
    /// What it took, where the provider said.
    pub usage: Option<Usage>,
}
