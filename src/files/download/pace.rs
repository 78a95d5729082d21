//! How fast bytes come, averaged over the last seconds, and how long the rest will take.
//! It counts; it reads no clock of its own.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What is older says nothing about now.
const WINDOW: Duration = Duration::from_secs(10);
/// One sample in so long is enough.
const SPACING: Duration = Duration::from_millis(200);

/// The last seconds of a download.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When, and how many bytes there were in all.
    samples: VecDeque<(Instant, u64)>,
}

impl Pace {
    pub fn note(&mut self, now: Instant, done: u64) {
        if self.samples.back().is_some_and(|(last, _)| now.duration_since(*last) < SPACING) {
            return;
        }
        self.samples.push_back((now, done));
        while self.samples.front().is_some_and(|(first, _)| now.duration_since(*first) > WINDOW) {
            self.samples.pop_front();
        }
    }

    /// Bytes a second, once there is something to go by.
    pub fn speed(&self) -> Option<u64> {
        let ((first, from), (last, to)) = (self.samples.front()?, self.samples.back()?);
        let time = last.duration_since(*first).as_secs_f64();
        (time >= 0.5).then(|| (to.saturating_sub(*from) as f64 / time) as u64)
    }

    pub fn left(&self, missing: u64) -> Option<Duration> {
        let speed = self.speed().filter(|speed| *speed > 0)?;
        Some(Duration::from_secs(missing / speed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_seconds_tell_speed_and_time_left() {
        let begun = Instant::now();
        let mut pace = Pace::default();
        for second in 0..30 {
            // Slow at first, fast in the end.
            let done = if second < 15 { second * 10 } else { 150 + (second - 15) * 1000 };
            pace.note(begun + Duration::from_secs(second), done);
        }
        assert_eq!(pace.speed(), Some(1000));
        assert_eq!(pace.left(5_000), Some(Duration::from_secs(5)));
    }

    #[test]
    fn nothing_is_guessed_from_one_sample_or_from_none_coming() {
        let begun = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.speed(), None);
        pace.note(begun, 7);
        assert_eq!(pace.speed(), None);
        pace.note(begun + Duration::from_secs(2), 7);
        assert_eq!((pace.speed(), pace.left(10)), (Some(0), None));
    }
}
