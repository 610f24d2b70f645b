//! Pictures made from words, or from other pictures.
use super::{Unsupported, media::Media};
use domain::request::Usage;
use serde_json::{Map, Value};

/// What to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// What is to be seen.
    pub prompt: String,
    /// The pictures to change; none where a new one is made.
    pub images: Vec<Media>,
    /// Where the first picture may change: where this one is transparent.
    pub mask: Option<Media>,
    /// How many pictures.
    pub n: Option<u64>,
    /// Width and height in pixels, such as `1024x1024`, or `auto`.
    pub size: Option<String>,
    /// The provider's name of a quality.
    pub quality: Option<String>,
    /// `png`, `jpeg` or `webp`.
    pub output_format: Option<String>,
    /// `transparent`, `opaque` or `auto`.
    pub background: Option<String>,
    /// How the client wants the pictures.
    pub form: Form,
    /// The client's name for its user.
    pub user: Option<String>,
    /// Fields that nothing here knows.
    pub extra: Map<String, Value>,
}

impl Request {
    /// Width and height in pixels; none where the model is to choose.
    ///
    /// # Errors
    /// When the size is no size.
    pub fn pixels(&self) -> Result<Option<(u64, u64)>, Unsupported> {
        let Some(size) = self.size.as_deref().filter(|size| *size != "auto") else {
            return Ok(None);
        };
        let number = |text: &str| {
            text.parse()
                .ok()
                .filter(|number| (1..=100_000).contains(number))
        };
        let pixels = size
            .split_once('x')
            .and_then(|(width, height)| number(width).zip(number(height)));
        pixels.map(Some).ok_or_else(|| {
            let message =
                "`size` must be a width and a height in pixels, such as 1024x1024, or auto.";
            Unsupported::new("size", message)
        })
    }

    /// Of these shapes, by width and height, the one that is nearest to the size, such as `16:9`; none where the model
    /// is to choose.
    ///
    /// # Errors
    /// When the size is no size.
    pub fn shape(&self, shapes: &[(u64, u64)]) -> Result<Option<String>, Unsupported> {
        let Some((width, height)) = self.pixels()? else {
            return Ok(None);
        };
        // In thousandths, which tell all shapes apart.
        let wanted = width * 1000 / height;
        let nearest = shapes
            .iter()
            .min_by_key(|(width, height)| (width * 1000 / height).abs_diff(wanted));
        Ok(nearest.map(|(width, height)| format!("{width}:{height}")))
    }
}

/// How a client wants pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As the provider has them.
    #[default]
    Any,
    /// As base64.
    Base64,
    /// As addresses.
    Url,
}

/// The pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// As many as were made, which may be fewer than were asked for.
    pub images: Vec<Image>,
    /// What it took.
    pub usage: Option<Usage>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The picture.
    pub media: Media,
    /// The prompt as the provider rewrote it.
    pub revised_prompt: Option<String>,
}
