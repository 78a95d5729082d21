//! Changes bytes as damage and malice do: flips, cuts, copies, large numbers, words that the readers know.
//! A PNG's checksums are made right again in half of the inputs, as else nothing behind them would be read.

/// A source of changed inputs. The same seed gives the same inputs for the same corpus.
pub struct Mutator {
    state: u64,
    words: &'static [&'static [u8]],
}

const NUMBERS: [u32; 12] =
    [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];
/// The longest input, in bytes.
const LONGEST: usize = 1 << 19;

impl Mutator {
    pub fn new(seed: u64, words: &'static [&'static [u8]]) -> Self {
        Self { state: seed, words }
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.state;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One of the seeds with one to eight changes.
    pub fn change(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(8) {
            self.change_once(&mut bytes, seeds);
        }
        bytes.truncate(LONGEST);
        if bytes.starts_with(b"\x89PNG") && self.below(2) == 0 {
            mend_checksums(&mut bytes);
        }
        bytes
    }

    fn change_once(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(64)).min(bytes.len());
        match self.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.next() as u8,
            2 => {
                let number = NUMBERS[self.below(NUMBERS.len())];
                let number =
                    if self.below(2) == 0 { number.to_le_bytes() } else { number.to_be_bytes() };
                let length = [1, 2, 4][self.below(3)].min(bytes.len() - at);
                bytes[at..at + length].copy_from_slice(&number[..length]);
            }
            3 => drop(bytes.drain(at..end)),
            4 => {
                let copy = bytes[at..end].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            5 => {
                let other = &seeds[self.below(seeds.len())];
                let from = self.below(other.len() + 1);
                let length = self.below(128).min(other.len() - from);
                bytes.splice(at..end, other[from..from + length].iter().copied());
            }
            6 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                let to = if self.below(2) == 0 { at } else { end };
                bytes.splice(at..to, word.iter().copied());
            }
            7 if self.below(8) == 0 => bytes.truncate(at),
            _ => {
                let count = 1 << self.below(12);
                let byte = if self.below(2) == 0 {
                    self.next() as u8
                } else {
                    b"[{\"\n,\0 "[self.below(7)]
                };
                bytes.splice(at..at, std::iter::repeat_n(byte, count));
            }
        }
    }
}

fn mend_checksums(png: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = png.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(end) = at.checked_add(8 + length).filter(|end| end + 4 <= png.len()) else {
            return;
        };
        let mut crc = flate2::Crc::new();
        crc.update(&png[at + 4..end]);
        png[end..end + 4].copy_from_slice(&crc.sum().to_be_bytes());
        at = end + 4;
    }
}
