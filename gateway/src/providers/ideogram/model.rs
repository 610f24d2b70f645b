//! Ideogram's models, which are parts of the address, and how fast they draw.
use crate::canonical::Unsupported;

/// The models, without the speeds that may follow their names.
pub(super) const NAMES: [&str; 2] = ["ideogram-v3", "ideogram-v4"];

/// The speeds, by what follows a model's name.
const SPEEDS: [(&str, &str); 4] = [
    ("-flash", "FLASH"),
    ("-turbo", "TURBO"),
    ("-default", "DEFAULT"),
    ("-quality", "QUALITY"),
];

/// A model, and how fast it draws where its name says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Model {
    /// Which.
    pub(super) version: Version,
    /// Its speed.
    pub(super) speed: Option<&'static str>,
}

/// The generations of models, whose parameters differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// 3.0, which takes masks and makes several pictures at once.
    Three,
    /// 4.0.
    Four,
}

impl Model {
    /// The model of this name.
    pub(super) fn named(name: &str) -> Result<Self, Unsupported> {
        let known = [(NAMES[0], Version::Three), (NAMES[1], Version::Four)];
        known
            .into_iter()
            .find_map(|(prefix, version)| Some((version, name.strip_prefix(prefix)?)))
            .and_then(|(version, rest)| {
                let speed = SPEEDS.iter().find(|(suffix, _)| *suffix == rest);
                let speed = speed.map(|(_, speed)| *speed);
                (rest.is_empty() || speed.is_some()).then_some(Self { version, speed })
            })
            .ok_or_else(|| {
                let message = "Ideogram's models are `ideogram-v3` and `ideogram-v4`, each also with `-turbo`, `-default` or `-quality` behind it.";
                Unsupported::new("model", message)
            })
    }

    /// Where one of its operations lies.
    pub(super) fn path(self, operation: &str) -> String {
        let name = match self.version {
            Version::Three => NAMES[0],
            Version::Four => NAMES[1],
        };
        format!("/v1/{name}/{operation}")
    }
}
