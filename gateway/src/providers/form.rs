//! Forms (RFC 7578) that dialects send.
use super::UpstreamRequest;
use crate::canonical::{
    Unsupported,
    media::{Media, Source},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::borrow::Cow;

/// What parts a form; no picture holds it but on purpose.
const BOUNDARY: &str = "hub-7f3c1d6e0b5a4b7f9d2e8c4a6b1f0e3d";

/// A form that is being written.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<u8>);

impl Form {
    /// Adds a text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.part(&format!("name=\"{name}\""), text.as_bytes());
    }

    /// Adds a picture.
    pub(super) fn picture(&mut self, name: &str, media: &Media) -> Result<(), Unsupported> {
        let message = "A picture to change must be sent as base64 or a data URL.";
        let Source::Base64(data) = &media.source else {
            return Err(Unsupported::new("image", message));
        };
        let bytes = STANDARD.decode(data);
        let bytes = bytes.map_err(|_| Unsupported::new("image", message))?;
        let media_type = media.media_type.as_deref().unwrap_or("image/png");
        let extension = media_type.rsplit('/').next().unwrap_or("png");
        let head = format!(
            "name=\"{name}\"; filename=\"picture.{extension}\"\r\nContent-Type: {media_type}"
        );
        self.part(&head, &bytes);
        Ok(())
    }

    /// The request that sends it.
    pub(super) fn request(mut self, path: impl Into<Cow<'static, str>>) -> UpstreamRequest {
        let end = format!("--{BOUNDARY}--\r\n");
        self.0.extend_from_slice(end.as_bytes());
        UpstreamRequest {
            path: path.into(),
            headers: Vec::new(),
            content_type: format!("multipart/form-data; boundary={BOUNDARY}").into(),
            body: self.0.into(),
        }
    }

    fn part(&mut self, head: &str, value: &[u8]) {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(value);
        self.0.extend_from_slice(b"\r\n");
    }
}
