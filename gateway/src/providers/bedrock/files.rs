//! Pictures, documents and sounds as Converse takes them: their bytes, or where they lie in S3.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html>
use crate::canonical::{
    Unsupported,
    media::{Media, Source},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The names of the documents of a conversation, which have to differ.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeSet<String>);

/// What a document without a name is called.
const UNNAMED: &str = "document";
/// How much of a document's name is kept; a number may follow it.
const LONGEST: usize = 180;

const PICTURES: [(&str, &str); 4] = [
    ("image/png", "png"),
    ("image/jpeg", "jpeg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
];

const DOCUMENTS: [(&str, &str); 10] = [
    ("application/pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
    ("text/csv", "csv"),
    ("text/html", "html"),
    ("application/msword", "doc"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ("application/vnd.ms-excel", "xls"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    ("application/json", "txt"),
];

const SOUNDS: [(&str, &str); 9] = [
    ("audio/wav", "wav"),
    ("audio/x-wav", "wav"),
    ("audio/mpeg", "mp3"),
    ("audio/mp3", "mp3"),
    ("audio/flac", "flac"),
    ("audio/ogg", "ogg"),
    ("audio/opus", "opus"),
    ("audio/aac", "aac"),
    ("audio/mp4", "m4a"),
];

/// A picture.
pub(super) fn picture(media: &Media) -> Result<Value, Unsupported> {
    let format = format(media, &PICTURES, "picture")?;
    Ok(json!({ "image": { "format": format, "source": source(media)? } }))
}

/// A sound.
pub(super) fn sound(media: &Media) -> Result<Value, Unsupported> {
    let format = format(media, &SOUNDS, "sound")?;
    Ok(json!({ "audio": { "format": format, "source": source(media)? } }))
}

/// The picture that Converse answers with, by its format.
pub(super) fn drawn(format: &str, data: String) -> Media {
    Media::base64(Some(&format!("image/{format}")), data)
}

impl Documents {
    /// A document.
    pub(super) fn document(&mut self, media: &Media) -> Result<Value, Unsupported> {
        let format = match (&media.source, media.media_type.as_deref()) {
            (Source::Text(_), None) => "txt",
            (Source::Base64(_), None) if extension(media).is_none() => "pdf",
            (Source::Base64(_) | Source::Text(_) | Source::Url(_) | Source::File(_), _) => {
                format(media, &DOCUMENTS, "document")?
            }
        };
        let name = self.named(media.name.as_deref().unwrap_or(UNNAMED));
        let source = source(media)?;
        Ok(json!({ "document": { "format": format, "name": name, "source": source } }))
    }

    /// A name in the letters that are taken, and that no other document has.
    fn named(&mut self, name: &str) -> String {
        let taken =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '(' | ')');
        let letters = name.chars().take(LONGEST);
        let letters: String = letters
            .map(|letter| if taken(letter) { letter } else { ' ' })
            .collect();
        let words: Vec<&str> = letters.split_whitespace().collect();
        let name = match words.join(" ") {
            blank if blank.is_empty() => UNNAMED.to_owned(),
            name => name,
        };
        let mut numbered = (2_usize..).map(|number| format!("{name} {number}"));
        let mut free = name.clone();
        while self.0.contains(&free) {
            free = numbered.next().unwrap_or_default();
        }
        self.0.insert(free.clone());
        free
    }
}

/// The format of a file, by its media type or by its name's end.
fn format(
    media: &Media,
    formats: &[(&str, &'static str)],
    what: &str,
) -> Result<&'static str, Unsupported> {
    let by_type = |media_type: &str| {
        let mut known = formats.iter();
        known.find(|(name, _)| *name == media_type)
    };
    let by_end = |end: &str| formats.iter().find(|(_, format)| *format == end);
    let found = match (media.media_type.as_deref(), extension(media)) {
        (Some(media_type), _) => by_type(media_type),
        (None, Some("jpg")) => by_end("jpeg"),
        (None, Some(end)) => by_end(end),
        (None, None) => None,
    };
    found.map(|(_, format)| *format).ok_or_else(|| {
        let given = media.media_type.as_deref().unwrap_or("unknown type");
        let known: Vec<&str> = formats.iter().map(|(_, format)| *format).collect();
        let known = known.join(", ");
        let message = format!(
            "A {what} of the type `{given}` is not taken by this model's provider; {known} are."
        );
        Unsupported::new("messages", message)
    })
}

/// What follows the last point of a file's name or address.
fn extension(media: &Media) -> Option<&str> {
    let address = match &media.source {
        Source::Url(address) | Source::File(address) => Some(address.as_str()),
        Source::Base64(_) | Source::Text(_) => None,
    };
    let name = media.name.as_deref().or(address)?;
    name.rsplit_once('.').map(|(_, end)| end)
}

fn source(media: &Media) -> Result<Value, Unsupported> {
    match &media.source {
        Source::Base64(data) => Ok(json!({ "bytes": data })),
        Source::Text(text) => Ok(json!({ "bytes": STANDARD.encode(text) })),
        Source::Url(address) | Source::File(address) if address.starts_with("s3://") => {
            Ok(json!({ "s3Location": { "uri": address } }))
        }
        Source::Url(_) | Source::File(_) => {
            let message = "This model's provider fetches no files: send the content, as `data:MEDIA_TYPE;base64,...`, or an address in Amazon S3 (`s3://`).";
            Err(Unsupported::new("messages", message))
        }
    }
}
