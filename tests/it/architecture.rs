//! What holds of the code as a whole: who may depend on whom, what is pure, where things lie.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

/// The order of the workspace's crates: each may depend on those before it.
const DIRECTION: [&str; 8] = [
    "domain",
    "schemas",
    "engine",
    "infra",
    "gateway",
    "projectors",
    "hub",
    "tests",
];

/// Neighbours in that order that must not know each other.
const STRANGERS: [(&str, &str); 4] = [
    ("engine", "domain"),
    ("engine", "schemas"),
    ("gateway", "engine"),
    ("projectors", "gateway"),
];

/// What `domain` is made of; with no more than this it can do no IO and is not async.
const MAKES_UP_DOMAIN: [&str; 7] = [
    "schemars",
    "serde",
    "serde_json",
    "thiserror",
    "time",
    "uuid",
    "rust_decimal",
];

/// What pure code has no use for.
const IMPURE: [&str; 19] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "SystemTime",
    "Instant::now",
    "clock::now",
    "now_v7",
    "now_utc",
    "tokio",
    "async fn",
    ".await",
    "rand::",
    "getrandom",
    "static mut",
    "println!",
];

/// What has the name of something impure and is not: it reads memory.
const PURE: &str = "std::io::Cursor";

/// What lies at the top.
const TOP: [&str; 6] = [
    "domain",
    "gateway",
    "infra",
    "projectors",
    "schemas",
    "tests",
];

fn root() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), ".."].iter().collect()
}

/// The packages of the workspace by their names.
fn packages() -> anyhow::Result<BTreeMap<String, Value>> {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()?;
    let complaint = String::from_utf8_lossy(&metadata.stderr);
    ensure!(metadata.status.success(), "{complaint}");
    let metadata: Value = serde_json::from_slice(&metadata.stdout)?;
    let packages = metadata["packages"].as_array().context("packages")?;
    Ok(packages
        .iter()
        .map(|package| (text(&package["name"]), package.clone()))
        .collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}

/// Every Rust file below a folder of the repository, with what it holds.
fn sources(below: &str) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut sources = Vec::new();
    collect(&root().join(below), &mut sources)?;
    ensure!(!sources.is_empty(), "nothing below {below}");
    Ok(sources)
}

fn collect(folder: &Path, sources: &mut Vec<(PathBuf, String)>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)?;
            sources.push((path, source));
        }
    }
    Ok(())
}

fn all_sources() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let sources = TOP
        .into_iter()
        .map(sources)
        .collect::<anyhow::Result<Vec<_>>>();
    Ok(sources?.concat())
}

#[test]
fn dependencies_point_one_way() -> anyhow::Result<()> {
    let packages = packages()?;
    assert_eq!(packages.len(), DIRECTION.len());
    for (place, name) in DIRECTION.into_iter().enumerate() {
        for dependency in dependencies(&packages[name]) {
            let other = text(&dependency["name"]);
            let above = DIRECTION[place + 1..].contains(&&*other);
            let stranger = STRANGERS.contains(&(name, &*other));
            assert!(!above && !stranger, "{name} must not depend on {other}");
        }
    }
    Ok(())
}

#[test]
fn the_domain_is_made_of_nothing_that_could_do_io() -> anyhow::Result<()> {
    let packages = packages()?;
    for dependency in dependencies(&packages["domain"]) {
        let is_for_tests = dependency["kind"] == "dev";
        let name = text(&dependency["name"]);
        assert!(is_for_tests || MAKES_UP_DOMAIN.contains(&&*name), "{name}");
    }
    Ok(())
}

#[test]
fn the_domain_and_the_providers_dialects_are_pure() -> anyhow::Result<()> {
    for (path, source) in [sources("domain/src")?, sources("gateway/src/providers")?].concat() {
        let code = source.lines().map(str::trim_start);
        let code = code.filter(|line| !line.starts_with("//"));
        for line in code {
            let line = line.replace(PURE, "");
            let impure = IMPURE.iter().find(|impure| line.contains(**impure));
            assert!(impure.is_none(), "{}: {line}", path.display());
        }
    }
    Ok(())
}

#[test]
fn every_file_says_what_it_is_for() -> anyhow::Result<()> {
    for (path, source) in all_sources()? {
        assert!(source.starts_with("//! "), "{}", path.display());
    }
    Ok(())
}

#[test]
fn no_test_is_left_out() -> anyhow::Result<()> {
    let left_out = ["#[", "ignore"].concat();
    for (path, source) in all_sources()? {
        assert!(!source.contains(&left_out), "{}", path.display());
    }
    Ok(())
}

#[test]
fn the_top_of_the_repository_stays_as_it_is() -> anyhow::Result<()> {
    let mut folders = BTreeSet::new();
    for entry in fs::read_dir(root())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_built = name == "target" || name.starts_with('.');
        if entry.file_type()?.is_dir() && !is_built {
            folders.insert(name);
        }
    }
    assert_eq!(folders, TOP.map(str::to_owned).into());
    for file in ["Cargo.toml", "README.md"] {
        assert!(root().join(file).is_file(), "{file}");
    }
    Ok(())
}
