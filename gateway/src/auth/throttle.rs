//! Guessing is slow: from one place only so many sign-ins may fail in a while.
use moka::{ops::compute::Op, sync::Cache};
use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

/// How many may fail at once.
const BURST: u32 = 10;
/// How long until one more may.
const REGAIN: Duration = Duration::from_secs(6);
/// The most places that are remembered; of more, those that failed longest ago are forgotten.
const PLACES: u64 = 50_000;

/// Counts failed sign-ins by where they come from. Clones share the count.
#[derive(Clone, Debug)]
pub struct Throttle(Cache<IpAddr, Failures>);

/// A place's failures, regained at a steady pace.
#[derive(Clone, Copy, Debug)]
struct Failures {
    /// When the last of them will be forgotten.
    forgotten_at: Instant,
}

impl Default for Throttle {
    fn default() -> Self {
        // Whoever is idle for that long has regained everything.
        let idle = Cache::builder().time_to_idle(REGAIN * BURST);
        Self(idle.max_capacity(PLACES).build())
    }
}

impl Throttle {
    /// How long `place` has to wait before the next sign-in; nothing where it may try at once.
    #[must_use]
    pub fn wait(&self, place: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.0.get(&network(place))?;
        let full = REGAIN * (BURST - 1);
        let wait = failures.forgotten_at.checked_duration_since(now + full)?;
        (!wait.is_zero()).then_some(wait)
    }

    /// Counts a sign-in from `place` that failed.
    pub fn failed(&self, place: IpAddr, now: Instant) {
        self.0.entry(network(place)).and_compute_with(|before| {
            let before = before.map(|entry| entry.into_value().forgotten_at);
            let forgotten_at = before.map_or(now, |before| before.max(now)) + REGAIN;
            Op::Put(Failures { forgotten_at })
        });
    }
}

/// Whose an address is: of IPv6 everybody has a whole network.
pub(crate) fn network(place: IpAddr) -> IpAddr {
    match place.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << 64);
            Ipv6Addr::from_bits(network).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn after_ten_failures_a_place_waits_and_regains_one_try_at_a_time() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let here = place("192.0.2.1");
        for _ in 0..BURST {
            assert_eq!(throttle.wait(here, now), None);
            throttle.failed(here, now);
        }
        assert_eq!(throttle.wait(here, now), Some(REGAIN));
        let later = now + REGAIN;
        assert_eq!(throttle.wait(here, later), None);
        throttle.failed(here, later);
        assert_eq!(throttle.wait(here, later), Some(REGAIN));
        assert_eq!(throttle.wait(here, now + REGAIN * BURST * 2), None);
    }

    #[test]
    fn others_do_not_wait_but_the_same_network_does() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..BURST {
            throttle.failed(place("2001:db8:1:2::1"), now);
            throttle.failed(place("192.0.2.1"), now);
        }
        for (address, waits) in [
            ("2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:3::1", false),
            ("::ffff:192.0.2.1", true),
            ("192.0.2.2", false),
        ] {
            let wait = throttle.wait(place(address), now);
            assert_eq!(wait.is_some(), waits, "{address}");
        }
    }
}
