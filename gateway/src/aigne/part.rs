//! Pieces of messages, and files.
use super::wire::{About, CacheControl, File, FileType, Part as Wire, PartKind};
use crate::{
    canonical::{
        chat::{CacheTtl, Content, Part},
        media::{Media, Source},
    },
    openai::error::ApiError,
};
use serde_json::{Value, json};

/// A piece of a message; `place` names it in errors.
pub(super) fn part(place: &str, part: Wire) -> Result<Part, ApiError> {
    let content = match part.kind {
        PartKind::Text {
            text,
            is_thinking: true,
        } => Content::Reasoning {
            text,
            signature: None,
        },
        PartKind::Text { text, .. } => Content::Text(text),
        PartKind::File(file) => of_its_kind(media(place, file)?),
    };
    Ok(Part {
        content,
        cache: part.cache_control.as_ref().map(cache),
    })
}

/// What a file is goes by its media type, and one without is most likely a picture.
fn of_its_kind(media: Media) -> Content {
    match media.media_type.as_deref() {
        Some(kind) if kind.starts_with("audio/") => Content::Audio(media),
        Some(kind) if !kind.starts_with("image/") => Content::Document(media),
        Some(_) | None => Content::Image(media),
    }
}

/// A file; `place` names it in errors.
pub(super) fn media(place: &str, file: File) -> Result<Media, ApiError> {
    match file {
        File::Inline { data, about } => {
            let data = data.trim();
            let held = if data.starts_with("data:") {
                Media::at(data)
            } else {
                Media::base64(None, data.to_owned())
            };
            Ok(known(held, about))
        }
        File::Url { url, about } => Ok(known(Media::at(&url), about)),
        File::Local {} => {
            let message = "A file on the client's machine cannot be read here: send it as type `file` or `url`.";
            Err(ApiError {
                param: Some(place.to_owned().into()),
                ..ApiError::invalid(None, message)
            })
        }
    }
}

fn known(media: Media, about: About) -> Media {
    let told = about.mime_type.map(|kind| kind.trim().to_ascii_lowercase());
    Media {
        media_type: media.media_type.or(told),
        name: about.filename.or(media.name),
        ..media
    }
}

pub(super) fn cache(control: &CacheControl) -> CacheTtl {
    match control.ttl.as_deref() {
        Some("1h") => CacheTtl::OneHour,
        Some(_) | None => CacheTtl::FiveMinutes,
    }
}

/// A file of an answer, as an address but where its bytes are wanted.
pub(super) fn file(media: &Media, wanted: FileType) -> Option<Value> {
    let kind = media.media_type.as_deref().unwrap_or("image/png");
    if let (Source::Base64(data), FileType::File) = (&media.source, wanted) {
        return Some(json!({ "type": "file", "data": data, "mimeType": kind }));
    }
    let url = media.url()?;
    Some(json!({ "type": "url", "url": url, "mimeType": kind }))
}
