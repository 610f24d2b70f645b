//! Where the console's files are.
use actix_web::web;
use std::path::PathBuf;

/// The page that everything begins with.
pub(super) const INDEX: &str = "index.html";

/// The built console.
#[derive(Clone, Debug)]
pub(crate) enum Files {
    /// In a directory, which may be built anew meanwhile.
    Directory(PathBuf),
    /// In the binary.
    #[cfg(feature = "console")]
    Embedded,
    /// Nowhere.
    #[cfg(not(feature = "console"))]
    Absent,
}

/// What `npm run build` made, as it was when the binary was built.
#[cfg(feature = "console")]
#[derive(rust_embed::Embed)]
#[folder = "console/dist/"]
#[exclude = ".*"]
struct Dist;

impl Files {
    /// Those of `directory`, where one is set; else the binary's own.
    pub(crate) fn of(directory: Option<PathBuf>) -> Self {
        #[cfg(feature = "console")]
        let own = Self::Embedded;
        #[cfg(not(feature = "console"))]
        let own = Self::Absent;
        directory.map_or(own, Self::Directory)
    }

    /// What lies at `path`, which begins with no slash.
    pub(super) async fn read(&self, path: &str) -> Option<web::Bytes> {
        if !is_plain(path) {
            return None;
        }
        match self {
            Self::Directory(directory) => {
                let path = directory.join(path);
                tokio::fs::read(path).await.ok().map(Into::into)
            }
            #[cfg(feature = "console")]
            Self::Embedded => match Dist::get(path)?.data {
                std::borrow::Cow::Borrowed(bytes) => Some(web::Bytes::from_static(bytes)),
                std::borrow::Cow::Owned(bytes) => Some(bytes.into()),
            },
            #[cfg(not(feature = "console"))]
            Self::Absent => None,
        }
    }
}

/// Whether a path leads to a file of the console: down, and to nothing hidden.
fn is_plain(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"._-".contains(&c);
    let shown = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
    path.split('/').all(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn only_files_below_the_directory_that_are_not_hidden_are_read() {
        let directory = std::env::current_dir().unwrap();
        let files = Files::of(Some(directory));
        assert!(files.read("src/lib.rs").await.is_some());
        for path in [
            "",
            "/etc/passwd",
            "../Cargo.toml",
            "src/../Cargo.toml",
            "src//lib.rs",
            "src",
            ".gitignore",
            "src/%2e%2e/Cargo.toml",
            "src\\lib.rs",
            "src/lib.rs\0",
        ] {
            assert!(files.read(path).await.is_none(), "{path}");
        }
    }
}
