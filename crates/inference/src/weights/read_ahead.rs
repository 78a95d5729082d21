//! Reading model files once from the first byte to the last, where their disk is slow: a network drive, a stick, a hard
//! disk. Mapped pages would come from there in any order, a few at a time; read in order, they are in memory after that.

use std::io::{Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use super::MappedFile;
use crate::nn::current_stop;

/// Bytes read at once.
const BLOCK: usize = 4 << 20;
/// Bytes by which a disk is judged.
const PROBE: u64 = 64 << 20;
/// Bytes a second from which on mapped pages come fast enough.
const FAST: f64 = 400e6;

/// How long files took to read that lie on a slow disk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SlowRead {
    /// Bytes read.
    pub bytes: u64,
    /// The time that took.
    pub took: Duration,
}

impl SlowRead {
    /// Bytes a second.
    pub fn speed(&self) -> f64 {
        self.bytes as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The sum of two reads.
    pub(crate) fn and(self, other: SlowRead) -> SlowRead {
        SlowRead { bytes: self.bytes + other.bytes, took: self.took + other.took }
    }
}

impl MappedFile {
    /// Reads the whole file into the system's memory of files, unless its disk is fast or it is there already; `None`
    /// where it is not read whole. It ends early where this thread's computation is stopped, or a read fails, which the
    /// mapping then reports.
    pub(crate) fn read_ahead(&self) -> Option<SlowRead> {
        self.read_slower_than(FAST)
    }

    fn read_slower_than(&self, fast: f64) -> Option<SlowRead> {
        let (stop, begun) = (current_stop(), Instant::now());
        let mut file = self.file();
        file.seek(SeekFrom::Start(0)).ok()?;
        let (mut block, mut read) = (vec![0; BLOCK], SlowRead::default());
        loop {
            let count = file.read(&mut block).ok()? as u64;
            let is_probed = read.bytes < PROBE && read.bytes + count >= PROBE;
            (read.bytes, read.took) = (read.bytes + count, begun.elapsed());
            let is_fast = (is_probed || count == 0) && read.speed() >= fast;
            if is_fast || stop.is_raised() {
                return None;
            }
            if count == 0 {
                return Some(read);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{StopFlag, until};

    #[test]
    fn a_file_on_a_slow_disk_is_read_whole_and_one_on_a_fast_disk_is_not() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::write(&path, vec![7; 9_000_001]).unwrap();
        let mapped = MappedFile::open(&path).unwrap();
        for _ in 0..2 {
            assert_eq!(mapped.read_slower_than(f64::INFINITY).unwrap().bytes, 9_000_001);
        }
        assert_eq!(mapped.read_slower_than(0.0), None);
        let stop = StopFlag::default();
        stop.raise();
        assert_eq!(until(&stop, || mapped.read_slower_than(f64::INFINITY)), None);
        mapped.check().unwrap();
    }
}
