//! The throughput of a download over the last seconds, and the time that the rest will take.
//! The caller passes the time; no clock is read here.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Older samples are dropped.
const WINDOW: Duration = Duration::from_secs(10);
/// Shortest time between two samples.
const SPACING: Duration = Duration::from_millis(200);

/// Samples of the last seconds of a download.
#[derive(Debug, Default)]
pub(super) struct Throughput {
    /// Time, and bytes received by then.
    samples: VecDeque<(Instant, u64)>,
}

impl Throughput {
    pub fn record(&mut self, now: Instant, done: u64) {
        if self.samples.back().is_some_and(|(last, _)| now.duration_since(*last) < SPACING) {
            return;
        }
        self.samples.push_back((now, done));
        while self.samples.front().is_some_and(|(first, _)| now.duration_since(*first) > WINDOW) {
            self.samples.pop_front();
        }
    }

    /// Bytes per second, once half a second was sampled.
    pub fn speed(&self) -> Option<u64> {
        let ((first, from), (last, to)) = (self.samples.front()?, self.samples.back()?);
        let time = last.duration_since(*first).as_secs_f64();
        (time >= 0.5).then(|| (to.saturating_sub(*from) as f64 / time) as u64)
    }

    /// The time that `missing` bytes will take.
    pub fn left(&self, missing: u64) -> Option<Duration> {
        let speed = self.speed().filter(|speed| *speed > 0)?;
        Some(Duration::from_secs(missing / speed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_time_left_follow_the_last_seconds() {
        let start = Instant::now();
        let mut throughput = Throughput::default();
        for second in 0..30 {
            // Slow at first, fast in the end.
            let done = if second < 15 { second * 10 } else { 150 + (second - 15) * 1000 };
            throughput.record(start + Duration::from_secs(second), done);
        }
        assert_eq!(throughput.speed(), Some(1000));
        assert_eq!(throughput.left(5_000), Some(Duration::from_secs(5)));
    }

    #[test]
    fn no_speed_is_reported_from_one_sample_and_no_time_left_while_nothing_arrives() {
        let start = Instant::now();
        let mut throughput = Throughput::default();
        assert_eq!(throughput.speed(), None);
        throughput.record(start, 7);
        assert_eq!(throughput.speed(), None);
        throughput.record(start + Duration::from_secs(2), 7);
        assert_eq!((throughput.speed(), throughput.left(10)), (Some(0), None));
    }
}
