//! Ideogram's answers: addresses that end after a day, and errors of several forms.
use crate::{
    canonical::{
        Malformed,
        images::{Answer, Image},
        media::Media,
    },
    providers::{Received, failure::Told},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Pictures {
    data: Vec<Picture>,
}

#[derive(Deserialize)]
struct Picture {
    /// None where the picture was withheld.
    url: Option<String>,
    prompt: Option<String>,
}

/// The pictures of all answers; those that were withheld are not among them.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let mut images = Vec::new();
    for answer in answers {
        let pictures: Pictures = serde_json::from_slice(&answer.body)?;
        images.extend(pictures.data.into_iter().filter_map(Picture::image));
    }
    if images.is_empty() {
        return Err(Malformed::Lacks("images"));
    }
    let usage = Usage {
        images: images.len() as u64,
        requests: answers.len() as u64,
        ..Usage::default()
    };
    Ok(Answer {
        images,
        usage: Some(usage),
    })
}

impl Picture {
    fn image(self) -> Option<Image> {
        let url = self.url.filter(|url| !url.is_empty())?;
        Some(Image {
            media: Media::at(&url),
            revised_prompt: self.prompt,
        })
    }
}

/// What a failed answer says of its failure.
pub(super) fn told(body: &[u8]) -> Told {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let places = [
        &said["error"],
        &said["error"]["message"],
        &said["message"],
        &said["detail"],
    ];
    Told {
        message: places
            .into_iter()
            .find_map(|place| place.as_str().map(str::to_owned)),
        ..Told::default()
    }
}
