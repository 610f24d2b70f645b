//! The README's table of what each kind of provider does, written from what was seen.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};

const BEGIN: &str =
    "<!-- capabilities: written by `UPDATE_README=1 cargo test --test it providers::kinds` -->\n";
const END: &str = "<!-- capabilities end -->\n";

/// Checks that the README holds this table, or, with `UPDATE_README=1`, writes it there.
pub(super) fn holds(table: &str) -> anyhow::Result<()> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "README.md"]
        .iter()
        .collect();
    let text = fs::read_to_string(&path)?;
    let lacks = || format!("README.md has no line {BEGIN}");
    let (before, rest) = text.split_once(BEGIN).with_context(lacks)?;
    let (held, after) = rest.split_once(END).context("and no end of it")?;
    if held == table {
        return Ok(());
    }
    let asked = std::env::var_os("UPDATE_README").is_some_and(|value| value == "1");
    ensure!(
        asked,
        "README.md does not say what was seen; UPDATE_README=1 writes it there:\n{table}"
    );
    fs::write(path, [before, BEGIN, table, END, after].concat())?;
    Ok(())
}
