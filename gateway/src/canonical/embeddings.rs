//! Vectors of texts.
use super::Unsupported;
use domain::request::Usage;
use std::borrow::Cow;

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
    /// When some of it is tokens that say no text.
    pub fn texts(&self) -> Result<Vec<Cow<'_, str>>, Unsupported> {
        self.input.iter().map(Input::text).collect()
    }
}

impl Input {
    /// As text. Clients that send tokens without knowing the model, as `LangChain` does, count as OpenAI's models for
    /// vectors do.
    fn text(&self) -> Result<Cow<'_, str>, Unsupported> {
        match self {
            Self::Text(text) => Ok(text.into()),
            Self::Tokens(tokens) => decoded(tokens).map(Cow::Owned).ok_or_else(|| {
                let message = "This model's provider takes texts, and these tokens are not of cl100k_base: send `input` as text.";
                Unsupported::new("input", message)
            }),
        }
    }
}

fn decoded(tokens: &[u64]) -> Option<String> {
    let known = bpe_openai::cl100k_base();
    let most = u64::try_from(known.bpe.num_tokens()).ok()?;
    let narrow = |token: &u64| u32::try_from(*token).ok().filter(|_| *token < most);
    let tokens: Vec<u32> = tokens.iter().map(narrow).collect::<Option<_>>()?;
    known.decode(&tokens)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(tokens: &[u64]) -> Result<String, Unsupported> {
        let input = Input::Tokens(tokens.to_vec());
        input.text().map(Cow::into_owned)
    }

    #[test]
    fn tokens_are_the_text_that_they_stand_for() {
        // By the package tiktoken: cl100k_base of `hello world` and of `模型`.
        assert_eq!(text(&[15_339, 1_917]).unwrap(), "hello world");
        let model = bpe_openai::cl100k_base().encode("模型");
        let model: Vec<u64> = model.into_iter().map(u64::from).collect();
        assert_eq!(text(&model).unwrap(), "模型");
    }

    #[test]
    fn tokens_of_another_vocabulary_are_refused() {
        assert!(text(&[200_000]).is_err());
        assert!(text(&[u64::MAX]).is_err());
    }

    proptest! {
        #[test]
        fn any_tokens_are_read_or_refused(tokens in proptest::collection::vec(0_u64..300_000, 0..20)) {
            let _ = text(&tokens);
        }
    }
}
