//! What a usage costs.
use super::*;
use crate::request::Usage;
use proptest::prelude::*;
use rust_decimal::Decimal;

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn by_tokens(input: &str, output: &str) -> Rates {
    Rates {
        input_uncached: Some(rate(input)),
        output_text: Some(rate(output)),
        ..Rates::default()
    }
}

fn version(name: &str, effective_from: Option<&str>, rates: &Rates) -> PriceVersion {
    PriceVersion {
        id: PriceVersionId::new(name),
        effective_from: effective_from.map(|from| from.parse().unwrap()),
        hours: None,
        rates: *rates,
        tiers: Vec::new(),
    }
}

fn cost(rates: &Rates, usage: &Usage) -> Option<String> {
    rates.cost(usage).map(|usd| usd.to_string())
}

#[test]
fn a_counter_without_a_rate_has_that_of_the_more_general_kind() {
    let of = |count: fn(&mut Usage)| {
        let mut usage = Usage::default();
        count(&mut usage);
        usage
    };
    let general = by_tokens("2", "8");
    let own = Rates {
        cache_write_5m: Some(rate("2.5")),
        ..general
    };
    for (what, rates, usage, expected) in [
        ("cache_read", general, of(|u| u.cache_read = 1_000_000), "2"),
        (
            "cache_write_5m",
            general,
            of(|u| u.cache_write_5m = 1_000_000),
            "2",
        ),
        (
            "cache_write_1h",
            general,
            of(|u| u.cache_write_1h = 1_000_000),
            "2",
        ),
        (
            "cache_write_1h",
            own,
            of(|u| u.cache_write_1h = 1_000_000),
            "2.5",
        ),
        ("audio_in", general, of(|u| u.audio_in = 1_000_000), "2"),
        ("image_in", general, of(|u| u.image_in = 1_000_000), "2"),
        (
            "output_reasoning",
            general,
            of(|u| u.output_reasoning = 1_000_000),
            "8",
        ),
        ("audio_out", general, of(|u| u.audio_out = 1_000_000), "8"),
        ("image_out", general, of(|u| u.image_out = 1_000_000), "8"),
        ("requests", general, of(|u| u.requests = 1_000_000), "0"),
    ] {
        assert_eq!(cost(&rates, &usage).as_deref(), Some(expected), "{what}");
    }
}

#[test]
fn a_character_that_was_spoken_has_a_rate_of_its_own_or_is_part_of_its_tokens() {
    let by_characters = Rates {
        characters: Some(rate("0.000015")),
        ..Rates::default()
    };
    let spoken = Usage {
        characters: 5,
        requests: 1,
        ..Usage::NOTHING
    };
    assert_eq!(cost(&by_characters, &spoken).as_deref(), Some("0.000075"));
    let by_tokens = by_tokens("1", "2");
    assert_eq!(cost(&by_tokens, &spoken), None);
    let counted = Usage {
        input_uncached: 2,
        ..spoken
    };
    assert_eq!(cost(&by_tokens, &counted).as_deref(), Some("0.000002"));
}

const CHAT: Usage = Usage {
    input_uncached: 10,
    output_text: 5,
    requests: 1,
    ..Usage::NOTHING
};
const IMAGE: Usage = Usage {
    images: 1,
    requests: 1,
    ..Usage::NOTHING
};
const IMAGE_AS_TOKENS: Usage = Usage {
    image_out: 100,
    ..IMAGE
};

#[test]
fn what_a_price_by_tokens_says_nothing_about_has_no_cost_rather_than_none() {
    let searched = Usage {
        searches: 1,
        ..CHAT
    };
    let heard = Usage {
        seconds: 9,
        audio_in: 90,
        ..Usage::NOTHING
    };
    let only_input = Rates {
        output_text: None,
        ..by_tokens("1", "0")
    };
    let general = by_tokens("1", "2");
    for (what, rates, usage, expected) in [
        ("an answer, but no rate for it", only_input, CHAT, None),
        ("a search", general, searched, None),
        ("an image whose tokens nobody counted", general, IMAGE, None),
        (
            "an image counted as tokens",
            general,
            IMAGE_AS_TOKENS,
            Some("0.0002"),
        ),
        ("seconds counted as tokens", general, heard, Some("0.00009")),
        ("a free model", by_tokens("0", "0"), CHAT, Some("0")),
        ("no rate at all", Rates::default(), CHAT, None),
    ] {
        assert_eq!(cost(&rates, &usage).as_deref(), expected, "{what}");
    }
}

#[test]
fn tokens_are_included_in_a_price_by_image_where_there_is_an_image() {
    let by_image = Rates {
        images: Some(rate("0.04")),
        ..Rates::default()
    };
    for (what, usage, expected) in [
        ("an image", IMAGE, Some("0.04")),
        ("an image with tokens", IMAGE_AS_TOKENS, Some("0.04")),
        ("tokens alone", CHAT, None),
    ] {
        assert_eq!(cost(&by_image, &usage).as_deref(), expected, "{what}");
    }
}

#[test]
fn the_version_that_came_into_force_last_counts() {
    let price = ModelPrice {
        versions: vec![
            version("first", Some("2026-01-01T00:00:00Z"), &by_tokens("1", "1")),
            version("second", Some("2026-12-01T00:00:00Z"), &by_tokens("2", "2")),
        ],
    };
    let usage = Usage {
        input_uncached: 500_000,
        ..Usage::default()
    };
    for (at, expected) in [
        ("2025-12-31T23:59:59.999999Z", None),
        ("2026-01-01T00:00:00Z", Some(("0.5", "first"))),
        ("2026-11-30T23:59:59.999999Z", Some(("0.5", "first"))),
        ("2026-12-01T00:00:00Z", Some(("1", "second"))),
    ] {
        let cost = price.cost(&usage, at.parse().unwrap());
        let found = cost.map(|cost| (cost.usd.to_string(), cost.price_version.to_string()));
        let expected = expected.map(|(usd, by)| (usd.to_owned(), by.to_owned()));
        assert_eq!(found, expected, "{at}");
    }
}

#[test]
fn a_prompt_above_a_tier_has_its_rates_for_everything() {
    let mut one = version("one", None, &by_tokens("1", "2"));
    one.tiers = [(100, "10", "20"), (1_000, "100", "200")]
        .map(|(above, input, output)| Tier {
            above,
            rates: by_tokens(input, output),
        })
        .into();
    let price = ModelPrice {
        versions: vec![one],
    };
    for (input_uncached, cache_read, expected) in [
        (100, 0, "0.0001"),
        (50, 51, "0.00101"),
        (1_000, 0, "0.01"),
        (1_001, 0, "0.1001"),
    ] {
        let usage = Usage {
            input_uncached,
            cache_read,
            ..Usage::default()
        };
        let cost = price.cost(&usage, NOW).unwrap();
        assert_eq!(
            cost.usd.to_string(),
            expected,
            "{input_uncached} {cache_read}"
        );
    }
}

#[test]
fn counts_that_nobody_could_have_cost_the_largest_amount() {
    let usage = Usage {
        input_uncached: u64::MAX,
        output_text: u64::MAX,
        images: u64::MAX,
        ..Usage::default()
    };
    let rates = Rates {
        images: Some(rate("79228162514264337593543950335")),
        ..by_tokens("1000000", "79228162514264337593543950335")
    };
    assert_eq!(rates.cost(&usage), Some(Usd::MAX));
}

/// A rate as providers have them: at most six places.
fn any_rate() -> impl Strategy<Value = Rate> {
    (0..=1_000_000_000_i64).prop_map(|millionths| Rate(Decimal::new(millionths, 6)))
}

fn any_rates() -> impl Strategy<Value = Rates> {
    let some = || proptest::option::of(any_rate());
    let main = (
        any_rate(),
        any_rate(),
        any_rate(),
        any_rate(),
        some(),
        some(),
    );
    (main, [some(), some(), some(), some(), some(), some()]).prop_map(|(main, others)| {
        let (input, output, image, search, second, request) = main;
        let [
            cache_read,
            cache_write_5m,
            cache_write_1h,
            reasoning,
            audio_in,
            audio_out,
        ] = others;
        Rates {
            input_uncached: Some(input),
            output_text: Some(output),
            images: Some(image),
            searches: Some(search),
            characters: Some(search),
            seconds: second.or(Some(image)),
            requests: request,
            cache_read,
            cache_write_5m,
            cache_write_1h,
            output_reasoning: reasoning,
            audio_in,
            audio_out,
            image_in: None,
            image_out: audio_out,
        }
    })
}

fn any_counts() -> impl Strategy<Value = [u64; 15]> {
    proptest::array::uniform15(0..1_000_000_000_u64)
}

fn usage(counts: [u64; 15]) -> Usage {
    let [
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_1h,
        output_text,
        output_reasoning,
        ..,
    ] = counts;
    let [
        ..,
        audio_in,
        audio_out,
        image_in,
        image_out,
        images,
        seconds,
        requests,
        searches,
        characters,
    ] = counts;
    Usage {
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_1h,
        output_text,
        output_reasoning,
        audio_in,
        audio_out,
        image_in,
        image_out,
        images,
        seconds,
        requests,
        searches,
        characters,
    }
}

proptest! {
    #[test]
    fn more_of_anything_never_costs_less(
        rates in any_rates(),
        counts in proptest::array::uniform15(any::<u64>()),
        counter in 0..15_usize,
        more in any::<u64>(),
    ) {
        let mut larger = counts;
        larger[counter] = larger[counter].saturating_add(more);
        prop_assert!(rates.cost(&usage(counts)) <= rates.cost(&usage(larger)));
    }

    #[test]
    fn two_calls_together_cost_what_they_cost_apart(
        rates in any_rates(),
        one in any_counts(),
        other in any_counts(),
    ) {
        let together = std::array::from_fn(|counter| one[counter] + other[counter]);
        let cost = |counts| rates.cost(&usage(counts)).unwrap();
        prop_assert_eq!(Some(cost(together)), cost(one).checked_add(cost(other)));
    }
}
