//! `hub doctor`: whether this machine has what the local hub needs.

use std::process::ExitCode;

use infra::stack::{
    Cache, NEEDED_FOR_DATA_MB, NEEDED_MB, Part, Place, Ports, StackError, Tool, check_processor,
    check_room, holder, is_free, is_reachable, without_password,
};

use crate::place::DataDir;
use crate::settings::{Listen, Servers};
use crate::terminal::say;

/// Check this machine, a line a check, with what to do about each failure.
///
/// Of servers that run outside, by `HUB_NATS_URL` and the like, it tells whether they can be reached.
#[derive(clap::Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    data_dir: DataDir,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    servers: Servers,
}

/// What was looked at, and what was found or is wrong.
type Check = (&'static str, Result<String, StackError>);

impl Doctor {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        let local = self.local();
        let mut checks = machine(&local);
        checks.extend(packages(&local));
        checks.extend(self.servers.outside().map(reached));
        checks.push(("disk", room(&place, &local)));
        checks.push(("data", data(&place)));
        checks.extend(self.ports(&place)?);
        for (subject, outcome) in &checks {
            say(line(subject, outcome));
        }
        let well = checks.iter().all(|(_, outcome)| outcome.is_ok());
        Ok(if well {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// The servers that `hub up` would start here.
    fn local(&self) -> Vec<Part> {
        let outside: Vec<Part> = self.servers.outside().map(|(part, _)| part).collect();
        let mut local = Part::SERVERS.to_vec();
        local.retain(|part| !outside.contains(part));
        local
    }

    /// The ports of a hub that runs are in use by itself.
    fn ports(&self, place: &Place) -> Result<Vec<Check>, StackError> {
        if let Some(process) = holder(place)? {
            let found = format!("in use by the hub that runs here (process {})", process.pid);
            return Ok(vec![("ports", Ok(found))]);
        }
        let address = self.listen.listen;
        let gateway = if is_free(address) {
            Ok(format!("{address} is free"))
        } else {
            let address = address.to_string();
            Err(StackError::PortInUse { address })
        };
        let usual = Ports::USUAL.taken();
        let servers = if usual.is_empty() {
            "the usual ones are free".to_owned()
        } else {
            format!("{usual:?} in use; others will be chosen")
        };
        Ok(vec![
            ("gateway's port", gateway),
            ("servers' ports", Ok(servers)),
        ])
    }
}

/// What the servers' packages ask of it; nothing, where none is to run here.
fn machine(local: &[Part]) -> Vec<Check> {
    if local.is_empty() {
        return Vec::new();
    }
    let processor = check_processor().map(|()| "x86-64, AVX2".to_owned());
    let tools = Tool::ALL.map(|tool| (tool.name(), tool.check()));
    [("processor", processor)]
        .into_iter()
        .chain(tools)
        .collect()
}

fn reached((part, address): (Part, String)) -> Check {
    let shown = without_password(&address);
    let outcome = if is_reachable(part, &address) {
        Ok(format!("runs outside, and listens at {shown}"))
    } else {
        let address = shown;
        Err(StackError::Away { part, address })
    };
    (part.name(), outcome)
}

fn packages(local: &[Part]) -> impl Iterator<Item = Check> {
    let cache = Cache::of_user();
    local.iter().map(move |part| {
        let part = *part;
        let found = if cache.holds(part) {
            format!("its package is in {}", cache.path().display())
        } else {
            "its package will be fetched at the first start".to_owned()
        };
        (part.name(), Ok(found))
    })
}

fn room(place: &Place, local: &[Part]) -> Result<String, StackError> {
    let existing = place.path().ancestors().find(|path| path.is_dir());
    let path = existing.unwrap_or_else(|| std::path::Path::new("/"));
    let fetched = local.iter().all(|part| Cache::of_user().holds(*part));
    let needed_mb = if fetched {
        NEEDED_FOR_DATA_MB
    } else {
        NEEDED_MB
    };
    check_room(path, needed_mb).map(|free_mb| format!("{free_mb} MB free"))
}

fn data(place: &Place) -> Result<String, StackError> {
    let version = place.version()?;
    Ok(version.map_or_else(
        || "none yet".to_owned(),
        |version| format!("version {version}"),
    ))
}

fn line(subject: &str, outcome: &Result<String, StackError>) -> String {
    match outcome {
        Ok(found) => format!("ok    {subject:<15} {found}"),
        Err(error) => format!(
            "FAIL  {subject:<15} {error}\n      {:<15} {}",
            "",
            error.remedy()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_check_says_what_to_do() {
        let taken = StackError::PortInUse {
            address: "127.0.0.1:8787".to_owned(),
        };
        let shown = line("gateway's port", &Err(taken));
        assert!(shown.starts_with("FAIL  gateway's port"));
        assert!(shown.lines().nth(1).unwrap().contains("HUB_LISTEN"));
    }
}
