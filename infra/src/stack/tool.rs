//! The machine's own programs that fetch and unpack packages.

use std::process::Command;

use super::error::StackError;

/// A program that fetching needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Python, which unpacks and brings pip.
    Python,
    /// pip, which fetches wheels.
    Pip,
    /// npm, which fetches the ClickHouse engine; pip brings it where it is missing.
    Npm,
}

impl Tool {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Python, Self::Pip, Self::Npm];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::Pip => "pip",
            Self::Npm => "npm",
        }
    }

    /// What is there of it.
    ///
    /// # Errors
    /// When it is needed and missing.
    pub fn check(self) -> Result<String, StackError> {
        if let Some(version) = self.version() {
            return Ok(version);
        }
        match self {
            Self::Python => Err(self.missing(
                "Install Python 3.9 or newer (on Debian: apt install python3 python3-pip).",
            )),
            Self::Pip => Err(self.missing("Install pip (on Debian: apt install python3-pip).")),
            Self::Npm => Ok("not found; pip will bring one".to_owned()),
        }
    }

    /// What it says of its version; none if it can't be run.
    pub(super) fn version(self) -> Option<String> {
        let mut command = match self {
            Self::Python => Command::new("python3"),
            Self::Pip => {
                let mut python = Command::new("python3");
                python.args(["-m", "pip"]);
                python
            }
            Self::Npm => Command::new("npm"),
        };
        let output = command.arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        output
            .status
            .success()
            .then(|| text.lines().next().unwrap_or_default().to_owned())
    }

    fn missing(self, remedy: &'static str) -> StackError {
        StackError::MissingTool {
            tool: self.name(),
            remedy,
        }
    }
}
