//! Pictures, documents and sounds inside a request or an answer.

/// A file's content, or where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Where the content is.
    pub source: Source,
    /// Its media type, such as `image/png`, where it is known.
    pub media_type: Option<String>,
    /// Its name, where it has one.
    pub name: Option<String>,
}

/// Where a file's content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Here, as base64.
    Base64(String),
    /// Here, as text.
    Text(String),
    /// At this address.
    Url(String),
    /// In the provider's own store of files, under this id.
    File(String),
}

impl Media {
    /// The content behind `url`, which may be a data URL (RFC 2397) that holds it in base64.
    #[must_use]
    pub fn at(url: &str) -> Self {
        inline(url).unwrap_or_else(|| Self {
            source: Source::Url(url.to_owned()),
            media_type: None,
            name: None,
        })
    }

    /// Content in base64, which Google's clients write in letters that are safe in URLs.
    #[must_use]
    pub fn base64(media_type: Option<&str>, data: String) -> Self {
        Self {
            source: Source::Base64(standard(data)),
            media_type: media_type.map(registered),
            name: None,
        }
    }

    /// As a URL: its own, or a data URL; `None` for what only the provider's store holds.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let media_type = self.media_type.as_deref();
        match &self.source {
            Source::Url(url) => Some(url.clone()),
            Source::Base64(data) => {
                let media_type = media_type.unwrap_or("application/octet-stream");
                Some(format!("data:{media_type};base64,{data}"))
            }
            Source::Text(_) | Source::File(_) => None,
        }
    }
}

fn inline(url: &str) -> Option<Media> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = head.strip_suffix(";base64")?;
    let media_type = media_type.split(';').next().filter(|name| !name.is_empty());
    Some(Media::base64(media_type, data.to_owned()))
}

/// Base64 in the letters, and with the padding, that everybody reads (RFC 4648, section 4).
fn standard(data: String) -> String {
    if !data.contains(['-', '_']) {
        return data;
    }
    let mut standard = data.replace('-', "+").replace('_', "/");
    let missing = standard.len().next_multiple_of(4) - standard.len();
    standard.push_str(&"=="[..missing.min(2)]);
    standard
}

/// A media type as it is registered: in lower case, and JPEG by its right name.
fn registered(media_type: &str) -> String {
    match media_type.trim().to_ascii_lowercase().as_str() {
        "image/jpg" => "image/jpeg".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_the_letters_that_everybody_reads() {
        for (written, expected) in [("_-8=", "/+8="), ("_-8", "/+8="), ("ab+/", "ab+/")] {
            let media = Media::base64(None, written.to_owned());
            assert_eq!(media.source, Source::Base64(expected.to_owned()));
        }
    }

    #[test]
    fn a_data_url_is_content_and_any_other_an_address() {
        let picture = Media::at("data:image/jpg;base64,AAAA");
        assert_eq!(picture.source, Source::Base64("AAAA".into()));
        assert_eq!(picture.media_type.as_deref(), Some("image/jpeg"));
        assert_eq!(picture.url().unwrap(), "data:image/jpeg;base64,AAAA");
        let far = Media::at("https://example.com/a.png");
        assert_eq!(far.url().unwrap(), "https://example.com/a.png");
        assert_eq!(
            Media::at("data:,hello").source,
            Source::Url("data:,hello".into())
        );
    }
}
