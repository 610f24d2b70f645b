//! What a model's name says of it.
use super::Gemini;
use std::fmt::Write;

/// A model by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model<'a>(&'a str);

impl<'a> Model<'a> {
    /// The model of this name, with or without Google's `models/`.
    pub(super) fn named(name: &'a str) -> Self {
        Self(name.strip_prefix("models/").unwrap_or(name))
    }

    pub(super) const fn name(self) -> &'a str {
        self.0
    }

    /// The generation of a Gemini model: (2, 5) of `gemini-2.5-flash`. Names without one, such as
    /// `gemini-flash-latest`, are of the newest.
    pub(super) fn generation(self) -> (u64, u64) {
        const NEWEST: (u64, u64) = (u64::MAX, 0);
        let Some(rest) = self.0.strip_prefix("gemini-") else {
            return NEWEST;
        };
        let number = rest.split('-').next().unwrap_or_default();
        let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
        match (major.parse(), minor.parse()) {
            (Ok(major), Ok(minor)) => (major, minor),
            (Err(_), _) | (_, Err(_)) => NEWEST,
        }
    }

    /// Whether it wants the signatures of its calls back.
    pub(super) fn wants_signatures(self) -> bool {
        self.generation() >= (3, 0)
    }

    /// Whether it is one of the large ones, which cannot do without thinking.
    pub(super) fn is_pro(self) -> bool {
        self.0.contains("-pro")
    }

    /// Whether it is one of those that draw and nothing else, and are called otherwise.
    pub(super) fn is_imagen(self) -> bool {
        self.0.starts_with("imagen")
    }

    /// Whether Vertex AI makes its vectors by `embedContent`: Gemini's do after the first, which has `predict`.
    pub(super) fn embeds_contents(self) -> bool {
        self.0.starts_with("gemini-") && !self.0.starts_with("gemini-embedding-001")
    }

    /// Where the model's `method` lies, below the base URL.
    pub(super) fn path(self, at: Gemini, method: &str) -> String {
        let mut path = match at {
            Gemini::AiStudio if self.0.starts_with("tunedModels/") => "/tunedModels/".to_owned(),
            Gemini::AiStudio => "/models/".to_owned(),
            Gemini::Vertex => "/publishers/google/models/".to_owned(),
        };
        let name = self.0.strip_prefix("tunedModels/").unwrap_or(self.0);
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                    path.push(char::from(byte));
                }
                other => {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "%{other:02X}");
                }
            }
        }
        path + ":" + method
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_is_read_from_the_name() {
        for (name, expected) in [
            ("gemini-2.5-flash", (2, 5)),
            ("models/gemini-3-pro-preview", (3, 0)),
            ("gemini-1.5-pro-002", (1, 5)),
            ("gemini-flash-latest", (u64::MAX, 0)),
            ("gemma-3", (u64::MAX, 0)),
        ] {
            assert_eq!(Model::named(name).generation(), expected, "{name}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        for (name, expected) in [
            ("models/gemini-2.5-flash", "/models/gemini-2.5-flash:m"),
            ("tunedModels/mine", "/tunedModels/mine:m"),
            ("../x?key=y#z", "/models/..%2Fx%3Fkey%3Dy%23z:m"),
        ] {
            assert_eq!(Model::named(name).path(Gemini::AiStudio, "m"), expected);
        }
        let path = Model::named("gemini-2.5-flash").path(Gemini::Vertex, "m");
        assert_eq!(path, "/publishers/google/models/gemini-2.5-flash:m");
    }
}
