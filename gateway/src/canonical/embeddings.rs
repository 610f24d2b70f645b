//! Vectors of texts.
use super::Unsupported;
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

impl Request {
    /// The input as texts, for those who take no tokens.
    ///
    /// # Errors
    /// When some of it is tokens.
    pub fn texts(&self) -> Result<Vec<&str>, Unsupported> {
        let texts = self.input.iter().map(|input| match input {
            Input::Text(text) => Ok(text.as_str()),
            Input::Tokens(_) => {
                let message =
                    "This model's provider takes texts, not tokens: send `input` as text.";
                Err(Unsupported::new("input", message))
            }
        });
        texts.collect()
    }
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
