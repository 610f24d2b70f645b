//! `multipart/form-data` bodies of image edits and of what is to be heard (RFC 7578): every part stays as it came but the model's value.
use super::{body::stream_unsupported, error::ApiError, splice::Edits};
use crate::{
    call::{Call, CallBody},
    format::Format,
};
use bytes::Bytes;
use domain::request::Operation;
use memchr::memmem;
use std::{cell::OnceCell, ops::Range};

/// The most parts that a body may have.
const MAX_PARTS: usize = 64;

/// A form, and where its model is named.
#[derive(Debug)]
pub struct MultipartBody {
    bytes: Bytes,
    content_type: String,
    model: Range<usize>,
}

impl MultipartBody {
    /// The body as it came.
    pub(crate) const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The form with the provider's name of the model in it.
    pub(crate) fn for_model(&self, model: &str) -> Bytes {
        let mut edits = Edits::default();
        edits.replace(self.model.clone(), model);
        let mut body = Vec::new();
        edits.apply(&self.bytes, &mut body);
        body.into()
    }

    /// Every named part of the form.
    ///
    /// # Errors
    /// When the form cannot be read.
    pub(super) fn fields(&self) -> Result<Vec<Field<'_>>, ApiError> {
        let boundary = boundary_of(&self.content_type).ok_or_else(|| broken("has no boundary"))?;
        let parts = parts_of(&self.bytes, boundary).map_err(broken)?;
        let fields = parts.into_iter().map(|part| Field {
            name: part.name,
            file_name: disposition(part.headers, "filename"),
            content_type: header(part.headers, "content-type"),
            value: &self.bytes[part.value],
        });
        Ok(fields.collect())
    }

    /// The form's content type, with its boundary.
    pub(crate) fn content_type(&self) -> &str {
        &self.content_type
    }
}

/// One field of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The name of the file that it holds.
    pub(super) file_name: Option<&'a str>,
    /// Its content's type.
    pub(super) content_type: Option<&'a str>,
    /// Its content.
    pub(super) value: &'a [u8],
}

/// One part of a form, by its places.
#[derive(Debug, PartialEq, Eq)]
struct Part<'a> {
    name: &'a str,
    headers: &'a str,
    value: Range<usize>,
}

/// What a form of image edits has to hold: what it is called in errors, and the names of its fields.
const EDIT: &[(&str, [&str; 2])] = &[
    ("prompt", ["prompt", "prompt"]),
    ("image", ["image", "image[]"]),
];
/// What a form of something to be heard has to hold.
const HEARING: &[(&str, [&str; 2])] = &[("file", ["file", "file"])];

/// Reads the form of a call of `operation`: of an image edit, or of something to be heard.
///
/// # Errors
/// When the body is no form, or a field that we act on is missing or repeated.
pub fn decode(operation: Operation, content_type: &str, bytes: Bytes) -> Result<Call, ApiError> {
    let boundary = boundary_of(content_type).ok_or_else(|| broken("has no boundary"))?;
    let parts = parts_of(&bytes, boundary).map_err(broken)?;
    let model = text_of(&parts, &bytes, "model")?;
    if model.is_none() {
        return Err(missing("model"));
    }
    let (requested_model, model) = model.unwrap_or_default();
    let is_heard = operation == Operation::Transcription;
    for (param, names) in if is_heard { HEARING } else { EDIT } {
        if !parts.iter().any(|part| names.contains(&part.name)) {
            return Err(missing(param));
        }
    }
    let stream = text_of(&parts, &bytes, "stream")?;
    let stream = stream.is_some_and(|(value, _)| value == "true");
    if stream && !is_heard {
        return Err(stream_unsupported());
    }
    let content_type = content_type.to_owned();
    Ok(Call {
        format: Format::OpenAi,
        operation,
        requested_model,
        stream,
        include_usage: false,
        base64_vectors: false,
        body: CallBody::Multipart(MultipartBody {
            bytes,
            content_type,
            model,
        }),
        passed: Vec::new(),
        chat: OnceCell::new(),
    })
}

fn missing(param: &'static str) -> ApiError {
    ApiError::invalid(
        Some(param),
        format!("Missing required parameter: '{param}'."),
    )
}

fn broken(what: &'static str) -> ApiError {
    ApiError::invalid(
        None,
        format!("The multipart form could not be read: it {what}."),
    )
}

/// The value of the text field `name`, which may be there once.
fn text_of(
    parts: &[Part],
    bytes: &[u8],
    name: &'static str,
) -> Result<Option<(String, Range<usize>)>, ApiError> {
    let mut named = parts.iter().filter(|part| part.name == name);
    let Some(part) = named.next() else {
        return Ok(None);
    };
    if named.next().is_some() {
        return Err(ApiError::invalid(
            Some(name),
            format!("'{name}' is there more than once."),
        ));
    }
    let text = std::str::from_utf8(&bytes[part.value.clone()]);
    let text = text.map_err(|_| ApiError::invalid(Some(name), format!("'{name}' is not text.")))?;
    Ok(Some((text.to_owned(), part.value.clone())))
}

fn boundary_of(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?
        .1
        .trim_matches('"');
    (1..=70).contains(&value.len()).then_some(value)
}

fn parts_of<'a>(bytes: &'a [u8], boundary: &str) -> Result<Vec<Part<'a>>, &'static str> {
    let delimiter = format!("\r\n--{boundary}");
    let finder = memmem::Finder::new(delimiter.as_bytes());
    let mut at = if bytes.starts_with(&delimiter.as_bytes()[2..]) {
        delimiter.len() - 2
    } else {
        finder.find(bytes).ok_or("does not hold its boundary")? + delimiter.len()
    };
    let mut parts = Vec::new();
    while !bytes[at..].starts_with(b"--") {
        if parts.len() == MAX_PARTS {
            return Err("has too many parts");
        }
        let headers_end = memmem::find(&bytes[at..], b"\r\n\r\n")
            .ok_or("has a part without an end of its headers")?;
        let start = at + headers_end + 4;
        let found = finder.find(&bytes[start - 2..]);
        let end = start - 2 + found.ok_or("ends in the middle of a part")?;
        let headers = std::str::from_utf8(&bytes[at..at + headers_end]).unwrap_or_default();
        if let Some(name) = disposition(headers, "name") {
            parts.push(Part {
                name,
                headers,
                value: start..end.max(start),
            });
        }
        at = end + delimiter.len();
    }
    Ok(parts)
}

/// A parameter of a part's disposition, such as its field's name.
fn disposition<'a>(headers: &'a str, parameter: &str) -> Option<&'a str> {
    let parameters = header(headers, "content-disposition")?.split(';').skip(1);
    parameters
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| *name == parameter)
        .map(|(_, value)| value.trim_matches('"'))
}

/// The value of one of a part's headers.
fn header<'a>(headers: &'a str, wanted: &str) -> Option<&'a str> {
    headers.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPE: &str = "multipart/form-data; boundary=xyz";

    fn form(parts: &[(&str, &str)]) -> String {
        let parts = parts.iter().map(|(name, value)| {
            format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\nContent-Type: x\r\n\r\n{value}\r\n")
        });
        parts.collect::<String>() + "--xyz--\r\n"
    }

    fn edit(content_type: &str, body: impl Into<Bytes>) -> Result<Call, ApiError> {
        decode(Operation::ImageEdit, content_type, body.into())
    }

    #[test]
    fn something_to_be_heard_is_a_file_and_may_be_streamed() {
        let parts = [("file", "RIFF"), ("model", "m"), ("stream", "true")];
        let hear = |parts: &[_]| decode(Operation::Transcription, TYPE, form(parts).into());
        assert!(hear(&parts).unwrap().stream);
        let error = hear(&parts[1..]).unwrap_err();
        assert_eq!(error.param.as_deref(), Some("file"));
    }

    const PARTS: [(&str, &str); 5] = [
        ("image[]", "\u{0}PNG\r\n--xy\r\n"),
        ("model", "openai/gpt-image"),
        ("image[]", ""),
        ("mask", "m"),
        ("prompt", "a hat"),
    ];

    #[test]
    fn every_part_but_the_model_is_kept() {
        let call = edit(TYPE, form(&PARTS)).unwrap();
        assert_eq!(call.requested_model, "openai/gpt-image");
        let mut expected = PARTS;
        expected[1].1 = "gpt-image";
        assert_eq!(call.body.for_model("gpt-image"), form(&expected));
        assert_eq!(call.body.content_type(), TYPE);
    }

    #[test]
    fn a_missing_or_repeated_field_is_named() {
        let without = |name: &str| {
            PARTS
                .into_iter()
                .filter(|(other, _)| *other != name)
                .collect::<Vec<_>>()
        };
        for (parts, param) in [
            (without("model"), "model"),
            (without("prompt"), "prompt"),
            (without("image[]"), "image"),
            ([PARTS.as_slice(), &[("model", "b")]].concat(), "model"),
            ([PARTS.as_slice(), &[("stream", "true")]].concat(), "stream"),
        ] {
            let error = edit(TYPE, form(&parts)).unwrap_err();
            assert_eq!(
                (error.status.as_u16(), error.param.as_deref()),
                (400, Some(param))
            );
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in [
            "",
            "--xyz",
            "--xyz\r\n",
            "--xyz\r\na: b\r\n\r\n",
            "no boundary",
            "--xyz--",
        ] {
            assert_eq!(edit(TYPE, body).unwrap_err().status, 400, "{body}");
        }
        assert_eq!(
            edit("multipart/form-data", form(&PARTS))
                .unwrap_err()
                .status,
            400
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in "(--xyz|--|\r\n|\r\n\r\n|:|name=\"model\"|.){0,30}") {
            let _ = edit(TYPE, body);
        }

        #[test]
        fn values_are_found_whatever_they_hold(value in "[-xyz\r\na]{0,40}") {
            prop_assume!(!format!("\r\n{value}\r\n").contains("\r\n--xyz"));
            let mut parts = PARTS;
            parts[0].1 = &value;
            let body = form(&parts);
            let found = parts_of(body.as_bytes(), "xyz").unwrap();
            prop_assert_eq!(&body[found[0].value.clone()], value.as_str());
        }
    }
}
