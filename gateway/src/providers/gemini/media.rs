//! Pictures, documents and sounds: within the request, or where Google can fetch them.
//!
//! <https://ai.google.dev/gemini-api/docs/file-input-methods>
use super::Gemini;
use crate::{
    canonical::{
        Unsupported,
        media::{Media, Source},
    },
    gemini::wire::{Blob, FileData, Part},
};

/// Where Google's own store of files lies.
const FILES: &str = "https://generativelanguage.googleapis.com/";
/// Where videos lie that Google reads by their address.
const VIDEOS: [&str; 3] = [
    "https://www.youtube.com/",
    "https://youtube.com/",
    "https://youtu.be/",
];

/// A file as a piece of a message.
pub(super) fn part(media: &Media, at: Gemini) -> Result<Part, Unsupported> {
    match &media.source {
        Source::Text(text) => Ok(Part::text(text.clone())),
        Source::Base64(data) => inline(media, data),
        Source::File(id) if id.starts_with("files/") => Ok(file(
            media.media_type.as_deref(),
            format!("{FILES}v1beta/{id}"),
        )),
        Source::File(address) | Source::Url(address) => referred(media, address, at),
    }
}

fn inline(media: &Media, data: &str) -> Result<Part, Unsupported> {
    let named = media.name.as_deref().and_then(by_extension);
    let media_type = media.media_type.as_deref().or(named).ok_or_else(|| {
        let message = "Say what a file is: send it as `data:MEDIA_TYPE;base64,...`.";
        Unsupported::new("messages", message)
    })?;
    Ok(Part {
        inline_data: Some(Blob {
            mime_type: Some(known_to_google(media_type).to_owned()),
            data: data.to_owned(),
        }),
        ..Part::default()
    })
}

/// Google's names of some media types.
fn known_to_google(media_type: &str) -> &str {
    match media_type {
        "audio/mpeg" => "audio/mp3",
        "audio/x-wav" | "audio/wave" => "audio/wav",
        other => other,
    }
}

fn referred(media: &Media, address: &str, at: Gemini) -> Result<Part, Unsupported> {
    let guessed = media
        .media_type
        .as_deref()
        .or_else(|| by_extension(address));
    let is_video = VIDEOS.iter().any(|place| address.starts_with(place));
    if is_video || address.starts_with(FILES) {
        return Ok(file(media.media_type.as_deref(), address.to_owned()));
    }
    let is_stored = address.starts_with("gs://");
    let is_fetched = at == Gemini::Vertex && address.starts_with("https://");
    match guessed {
        Some(media_type) if is_stored || is_fetched => {
            Ok(file(Some(media_type), address.to_owned()))
        }
        None if is_stored || is_fetched => {
            let message = "Google has to be told what the file at an address is: end the address in a file extension, or send a data URL.";
            Err(Unsupported::new("messages", message))
        }
        Some(_) | None => {
            let message = "This model's provider does not fetch files from the web: send a data URL (`data:image/png;base64,...`), or the address of a file in Google's Files API, in Cloud Storage (`gs://`) or on YouTube.";
            Err(Unsupported::new("messages", message))
        }
    }
}

fn file(media_type: Option<&str>, file_uri: String) -> Part {
    Part {
        file_data: Some(FileData {
            mime_type: media_type.map(str::to_owned),
            file_uri,
        }),
        ..Part::default()
    }
}

/// A media type by a name's last letters.
fn by_extension(name: &str) -> Option<&'static str> {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "heic" => "image/heic",
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain",
        "csv" => "text/csv",
        "html" => "text/html",
        "mp3" => "audio/mp3",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "mov" => "video/mov",
        "webm" => "video/webm",
        _ => return None,
    })
}
