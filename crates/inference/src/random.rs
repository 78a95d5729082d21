//! Numbers from a seed, for choices that anybody can repeat: SplitMix64 (Steele, Lea and Flood 2014,
//! doi:10.1145/2714064.2660195).

const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A seeded generator of 64-bit numbers. Neighbouring seeds give unrelated numbers. Not for secrets.
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The number that the `n`th call of [`SplitMix64::next_u64`] returns, counting from 1.
    pub fn nth(&self, n: u64) -> u64 {
        let mut mixed = self.0.wrapping_add(n.wrapping_mul(STRIDE));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        let bits = self.nth(1);
        self.0 = self.0.wrapping_add(STRIDE);
        bits
    }

    /// The upper 32 bits of the next number.
    pub fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    /// Uniform between `-most` and `most`.
    pub fn symmetric(&mut self, most: f64) -> f64 {
        (2.0 * ((self.next_u64() >> 11) as f64 / (1u64 << 53) as f64) - 1.0) * most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut random = SplitMix64::new(1_234_567);
        let third = random.nth(3);
        assert_eq!(
            [random.next_u64(), random.next_u64(), random.next_u64()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
        assert_eq!(third, 9_817_491_932_198_370_423);
    }
}
