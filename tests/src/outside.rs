//! Servers and clients that others wrote, from `tests/clients`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context, bail, ensure};

/// Servers of one script; ended when dropped, and also with this process.
#[derive(Debug)]
pub struct Servers {
    script: Child,
    urls: BTreeMap<String, String>,
}

impl Servers {
    /// Runs a script of `tests/clients` that starts servers, until they are ready.
    ///
    /// # Errors
    /// When it ends instead.
    pub fn start(script: &str, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(folder().join(script));
        let mut script = command.args(arguments).stdout(Stdio::piped()).spawn()?;
        let said = script.stdout.take().context("its output is piped")?;
        let mut servers = Self {
            script,
            urls: BTreeMap::new(),
        };
        for line in BufReader::new(said).lines() {
            let line = line?;
            if line == "ready" {
                return Ok(servers);
            }
            if let Some((name, url)) = line.split_once(' ') {
                servers.urls.insert(name.to_owned(), url.to_owned());
            }
        }
        bail!("{} ended early", command.get_program().display())
    }

    /// Where the server of this name is, with `/v1`.
    ///
    /// # Errors
    /// When there is none.
    pub fn url(&self, name: &str) -> anyhow::Result<&str> {
        let url = self.urls.get(name).map(String::as_str);
        url.with_context(|| format!("no {name} among {:?}", self.urls))
    }

    /// The same without the version that OpenAI's clients end it with.
    ///
    /// # Errors
    /// When there is none.
    pub fn root(&self, name: &str) -> anyhow::Result<&str> {
        self.url(name).map(|url| url.trim_end_matches("/v1"))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // Its servers end with it; a script that ended by itself has taken them along.
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}

/// Runs a client of `tests/clients` to its end.
///
/// # Errors
/// When it can't be run.
pub fn client(file: &str, arguments: &[&str]) -> anyhow::Result<Output> {
    let mut command = Command::new(folder().join("client.sh"));
    Ok(command.arg(file).args(arguments).output()?)
}

/// The checks that passed, by the model that they were for.
pub type Passed = BTreeMap<String, BTreeSet<String>>;

/// Runs a client against a hub, by its base URL and a key, and these models.
///
/// # Errors
/// When it can't be run, or any of its checks failed.
pub async fn passes(
    file: &'static str,
    target: &[String; 2],
    models: &[&str],
) -> anyhow::Result<Passed> {
    let mut arguments = target.to_vec();
    arguments.extend(models.iter().map(|argument| (*argument).to_owned()));
    let ran = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        client(file, &arguments)
    });
    let output = ran.await??;
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    let (passed, failed) = read(&said);
    let all_passed = said.contains(" passed, 0 failed") && !passed.is_empty();
    ensure!(
        all_passed && failed.is_empty(),
        "{file}:\n{failed}{complained}"
    );
    Ok(passed)
}

/// What a client says of its checks: those that passed, and a line for each that failed.
fn read(said: &str) -> (Passed, String) {
    let (mut passed, mut failed, mut model) = (Passed::new(), String::new(), "");
    for line in said.lines() {
        match line.split_once(' ') {
            Some(("for", named)) => model = named,
            Some(("ok", check)) => {
                let of_model = passed.entry(model.to_owned()).or_default();
                of_model.insert(check.to_owned());
            }
            Some(("FAIL", why)) => failed.extend([model, ": ", why, "\n"]),
            _ => {}
        }
    }
    (passed, failed)
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "clients"].iter().collect()
}
