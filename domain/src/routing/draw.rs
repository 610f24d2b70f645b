//! Chance, from a value that is passed in.

/// A sequence of numbers from one throw: Steele, Lea and Flood's `SplitMix64`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn thrown(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of `0..bound`; 0 where that is empty.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // The product's upper half; its bias is at most `bound` in 2^64.
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }
}

/// The items in an order in which each comes first as often as its weight says, and so on among the rest. What
/// weighs nothing is left out.
pub(super) fn by_weight<T: Copy>(mut items: Vec<(T, u32)>, dice: &mut Dice) -> Vec<T> {
    items.retain(|(_, weight)| *weight > 0);
    let mut drawn = Vec::with_capacity(items.len());
    while items.len() > 1 {
        let total = items.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = dice.below(total);
        let place = items.iter().position(|(_, weight)| {
            let weight = u64::from(*weight);
            let is_it = left < weight;
            left = left.saturating_sub(weight);
            is_it
        });
        drawn.push(items.remove(place.unwrap_or_default()).0);
    }
    drawn.extend(items.into_iter().map(|(item, _)| item));
    drawn
}
