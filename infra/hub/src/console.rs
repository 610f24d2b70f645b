//! The console in a checkout of the sources: built when it is missing or its sources changed.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use infra::stack::{Observer, Place, Step};
use sha2::{Digest, Sha256};

use crate::environment::given;
use crate::place::DataDir;
use crate::progress;
use crate::shell::is_on_path;
use crate::terminal::{note, say};

/// Where the console lies in a checkout.
const FOLDER: &str = "gateway/console";
/// What else the console is made of.
const DESCRIPTION: &str = "schemas/http/openapi.json";
/// What is no source of it.
const MADE: [&str; 5] = [
    "node_modules",
    "dist",
    "coverage",
    "test-results",
    "playwright-report",
];

/// Build the console in this checkout, where its sources changed, and print the directory to serve it from.
#[derive(clap::Args)]
pub(crate) struct Console {
    #[command(flatten)]
    data_dir: DataDir,
}

impl Console {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let checkout = Checkout::around(&std::env::current_dir()?);
        let checkout = checkout
            .with_context(|| format!("no {FOLDER} here or above: run this in the hub's sources"))?;
        checkout.build(&self.data_dir.create()?, &progress::shown())?;
        say(checkout.dist().display());
        Ok(ExitCode::SUCCESS)
    }
}

/// The directory that the gateway is to serve the console from: the one that is set, else that of the checkout which the
/// hub is run in, built if it has to be. Without it the hub goes on.
pub(crate) fn prepare(place: &Place, observer: &Observer) -> Option<PathBuf> {
    if let Some(set) = given("HUB_CONSOLE_DIR") {
        return Some(set.into());
    }
    let checkout = Checkout::around(&std::env::current_dir().ok()?)?;
    if let Err(error) = checkout.build(place, observer) {
        note(format_args!(
            "  ! the console is not built, the hub goes on without: {error:#}"
        ));
    }
    checkout
        .dist()
        .join("index.html")
        .is_file()
        .then(|| checkout.dist())
}

/// The sources of the hub.
struct Checkout(PathBuf);

impl Checkout {
    /// The one that `place` lies in.
    fn around(place: &Path) -> Option<Self> {
        let has_console = |root: &&Path| root.join(FOLDER).join("package.json").is_file();
        let root = place.ancestors().find(has_console)?;
        Some(Self(root.to_owned()))
    }

    fn folder(&self) -> PathBuf {
        self.0.join(FOLDER)
    }

    fn dist(&self) -> PathBuf {
        self.folder().join("dist")
    }

    /// Builds it, unless these very sources were built last. Who comes meanwhile waits, and finds it built.
    fn build(&self, place: &Place, observer: &Observer) -> anyhow::Result<()> {
        let alone = fs::File::open(self.folder().join("package.json"))?;
        alone.lock().context("waiting for another build")?;
        let (sources, built) = (self.sources()?, Stamp(self.dist().join(".sources")));
        if built.is(&sources) && self.dist().join("index.html").is_file() {
            return Ok(());
        }
        if !is_on_path("node") || !is_on_path("npm") {
            bail!(
                "Node.js is needed. Install Node.js 20.19 or newer with npm (https://nodejs.org), or set \
                 HUB_CONSOLE_DIR to a built console"
            );
        }
        let log = place.path().join("logs/console.log");
        let lock = digest(&fs::read(self.folder().join("package-lock.json"))?);
        let installed = Stamp(self.folder().join("node_modules/.lock"));
        if !installed.is(&lock) {
            let install = ["ci", "--no-audit", "--no-fund"];
            observer.step(Step::Install("the console's packages"), || {
                self.npm(&install, &log)
            })?;
            installed.write(&lock)?;
        }
        observer.step(Step::Build("the console"), || {
            self.npm(&["run", "build"], &log)
        })?;
        built.write(&sources)
    }

    fn npm(&self, arguments: &[&str], log: &Path) -> anyhow::Result<()> {
        let written =
            fs::File::create(log).with_context(|| format!("writing {}", log.display()))?;
        let status = Command::new("npm")
            .args(arguments)
            .current_dir(self.folder())
            .stdin(Stdio::null())
            .stdout(written.try_clone()?)
            .stderr(written)
            .status()
            .context("running npm")?;
        if !status.success() {
            let arguments = arguments.join(" ");
            bail!(
                "`npm {arguments}` in {FOLDER} failed: see {}",
                log.display()
            );
        }
        Ok(())
    }

    /// What stands for all that the console is made of.
    fn sources(&self) -> anyhow::Result<String> {
        let mut files = vec![self.0.join(DESCRIPTION)];
        collect(&self.folder(), &mut files)?;
        files.sort();
        let mut all = Vec::new();
        for file in files.iter().filter(|file| file.is_file()) {
            let name = file.strip_prefix(&self.0).unwrap_or(file);
            let content = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            all.extend_from_slice(name.as_os_str().as_encoded_bytes());
            all.push(0);
            all.extend_from_slice(digest(&content).as_bytes());
        }
        Ok(digest(&all))
    }
}

fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// A file that says of what something was made.
struct Stamp(PathBuf);

impl Stamp {
    fn is(&self, made_of: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|written| written == made_of)
    }

    fn write(&self, made_of: &str) -> anyhow::Result<()> {
        let folder = self.0.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        fs::write(&self.0, made_of).with_context(|| format!("writing {}", self.0.display()))
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let is_made = MADE.iter().any(|made| name == OsStr::new(made));
        if is_made || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
