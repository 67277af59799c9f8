//! Repeatable randomness of one user: SplitMix64, which any seed starts well.

/// A generator.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The generator of a user's nth instance: a renewed instance must not repeat the last one's numbers.
    pub(crate) fn new(seed: u64, user: u32, instance: u32) -> Self {
        let mut mixer = Self(seed);
        let mixed = mixer.next() ^ (u64::from(user) << 32 | u64::from(instance));
        let mut mixer = Self(mixed);
        Self(mixer.next())
    }

    /// Another generator of the same user and instance, which draws other numbers.
    pub(crate) fn apart(&self) -> Self {
        let mut mixer = Self(!self.0);
        Self(mixer.next())
    }

    /// 64 random bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// At least 0, less than 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// So many random bytes.
    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(len + 8);
        while bytes.len() < len {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(len);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_another_user_or_instance_does_not() {
        let draw = |seed, user, instance| Random::new(seed, user, instance).bytes(16);
        assert_eq!(draw(1, 2, 0), draw(1, 2, 0));
        for other in [draw(2, 2, 0), draw(1, 3, 0), draw(1, 2, 1)] {
            assert_ne!(draw(1, 2, 0), other);
        }
        assert_ne!(draw(1, 2, 0), Random::new(1, 2, 0).apart().bytes(16));
    }

    #[test]
    fn a_unit_is_spread_over_its_range() {
        let mut random = Random::new(7, 1, 0);
        let mean = (0..10_000).map(|_| random.unit()).sum::<f64>() / 10_000.0;
        assert!((0.49..0.51).contains(&mean), "{mean}");
        assert!((0..1_000).all(|_| random.below(3) < 3));
    }
}
