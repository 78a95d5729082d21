//! Numbers from a seed, for choices that anybody can make again: SplitMix64 (Steele, Lea and Flood 2014).

const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The numbers of one seed, one after the other. Those of neighbouring seeds differ.
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    /// The number that the `n`th call of [`Draws::bits`] gives.
    pub(crate) fn nth(&self, n: u64) -> u64 {
        let mut mixed = self.0.wrapping_add(n.wrapping_mul(STRIDE));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn bits(&mut self) -> u64 {
        let bits = self.nth(1);
        self.0 = self.0.wrapping_add(STRIDE);
        bits
    }

    /// Any number of 32 bits.
    pub(crate) fn number(&mut self) -> u32 {
        (self.bits() >> 32) as u32
    }

    /// Between `-most` and `most`.
    pub(crate) fn within(&mut self, most: f64) -> f64 {
        (2.0 * ((self.bits() >> 11) as f64 / (1u64 << 53) as f64) - 1.0) * most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut draws = Draws::new(1_234_567);
        let third = draws.nth(3);
        assert_eq!(
            [draws.bits(), draws.bits(), draws.bits()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
        assert_eq!(third, 9_817_491_932_198_370_423);
    }
}
