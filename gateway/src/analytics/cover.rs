//! Which roll-up answers for which part of a period.
//!
//! Invariant: every instant of the period is covered once: by a whole UTC day where one lies within one interval,
//! else by a whole UTC hour that does, else by the calls themselves. So half-hour time zones, and periods that
//! begin anywhere, are exact, and cost no more than the hours that their midnights cut.
use super::period::Period;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// What of a period is read from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cover {
    /// Whole days, counted from 1970.
    pub(super) days: Option<Whole>,
    /// Whole hours, counted from 1970, those of `days` among them.
    pub(super) hours: Option<Whole>,
    /// Whether any of it is left to the calls themselves.
    pub(super) calls: bool,
}

/// Consecutive days or hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) first: i64,
    /// The one after the last.
    pub(super) end: i64,
    /// Those in between that an interval's start cuts in two.
    pub(super) cut: Vec<i64>,
}

/// The longest units that may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Longest {
    Day,
    Hour,
    Call,
}

impl Cover {
    /// Covers `period`, in which intervals start at `starts` (seconds, those before its beginning ignored).
    pub(super) fn of(period: Period, starts: &[i64], longest: Longest) -> Self {
        let hours = match longest {
            Longest::Day | Longest::Hour => Whole::of(period, starts, HOUR),
            Longest::Call => None,
        };
        let days = match longest {
            Longest::Day if hours.is_some() => Whole::of(period, starts, DAY),
            Longest::Day | Longest::Hour | Longest::Call => None,
        };
        let calls = hours.as_ref().is_none_or(|hours| {
            !hours.cut.is_empty()
                || hours.first * HOUR * MICROS != period.from.micros()
                || hours.end * HOUR * MICROS != period.to.micros()
        });
        Self { days, hours, calls }
    }
}

const MICROS: i64 = 1_000_000;

impl Whole {
    /// `None` where there are none, or so many are cut that they are no help.
    fn of(period: Period, starts: &[i64], unit: i64) -> Option<Self> {
        let micros = unit * MICROS;
        let first = (period.from.micros() + micros - 1).div_euclid(micros);
        let end = period.to.micros().div_euclid(micros);
        let within = |start: &&i64| **start % unit != 0;
        let cut = starts
            .iter()
            .filter(within)
            .map(|start| start.div_euclid(unit));
        let mut cut: Vec<i64> = cut.filter(|one| (first..end).contains(one)).collect();
        cut.dedup();
        let useful = end > first && i64::try_from(cut.len()).unwrap_or(i64::MAX) * 2 <= end - first;
        useful.then_some(Self { first, end, cut })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;
    use proptest::prelude::*;

    fn period(from: i64, to: i64) -> Period {
        Period {
            from: Timestamp::from_micros(from * MICROS),
            to: Timestamp::from_micros(to * MICROS),
        }
    }

    /// How often the second `at` is read.
    fn times(cover: &Cover, period: Period, at: i64) -> usize {
        let whole = |whole: &Option<Whole>, unit: i64| {
            whole.as_ref().is_some_and(|whole| {
                let one = at.div_euclid(unit);
                (whole.first..whole.end).contains(&one) && !whole.cut.contains(&one)
            })
        };
        let (day, hour) = (whole(&cover.days, DAY), whole(&cover.hours, HOUR));
        let inside = (period.from.micros()..period.to.micros()).contains(&(at * MICROS));
        let call = cover.calls && inside && !hour;
        usize::from(day) + usize::from(hour && !day) + usize::from(call)
    }

    #[test]
    fn a_total_takes_whole_days_and_the_hours_and_calls_at_its_ends() {
        let cover = Cover::of(period(DAY - 5_400, 4 * DAY + 1), &[], Longest::Day);
        let days = cover.days.unwrap();
        assert_eq!((days.first, days.end), (1, 4));
        let hours = cover.hours.unwrap();
        assert_eq!((hours.first, hours.end), (23, 96));
        assert!(cover.calls);
    }

    #[test]
    fn days_of_a_half_hour_zone_take_hours_but_for_those_that_midnight_cuts() {
        let starts: Vec<i64> = (0..10).map(|day| day * DAY + 18 * HOUR + 1_800).collect();
        let cover = Cover::of(period(0, 10 * DAY), &starts, Longest::Day);
        assert_eq!(cover.days, None);
        assert_eq!(cover.hours.unwrap().cut.len(), 10);
        assert!(cover.calls);
    }

    #[test]
    fn hours_of_a_half_hour_zone_are_read_from_the_calls() {
        let starts: Vec<i64> = (0..24).map(|hour| hour * HOUR + 1_800).collect();
        let cover = Cover::of(period(0, DAY), &starts, Longest::Hour);
        assert_eq!((cover.days, cover.hours, cover.calls), (None, None, true));
    }

    proptest! {
        #[test]
        fn every_instant_is_covered_once(
            from in 0..3 * DAY,
            length in 1..4 * DAY,
            offset in 0..96_i64,
            every in prop_oneof![Just(HOUR), Just(DAY), Just(30 * DAY)],
            longest in prop_oneof![Just(Longest::Day), Just(Longest::Hour), Just(Longest::Call)],
        ) {
            let whole = period(from, from + length);
            let starts = (0..=8 * DAY / every).map(|one| one * every + offset * 900);
            let starts: Vec<i64> = starts.filter(|start| (from..from + length).contains(start)).collect();
            let cover = Cover::of(whole, &starts, longest);
            for at in (from..from + length).step_by(450) {
                prop_assert_eq!(times(&cover, whole, at), 1, "{}", at);
            }
            prop_assert_eq!(times(&cover, whole, from - 1), 0);
            prop_assert_eq!(times(&cover, whole, from + length), 0);
            // No day or hour that is read whole lies in two intervals.
            for (part, unit) in [(&cover.days, DAY), (&cover.hours, HOUR)] {
                if let Some(part) = part {
                    for one in (part.first..part.end).filter(|one| !part.cut.contains(one)) {
                        let split = |start: &i64| (one * unit + 1..(one + 1) * unit).contains(start);
                        prop_assert!(!starts.iter().any(split));
                    }
                }
            }
        }
    }
}
