//! Bytes, durations, counts and first letters as people read them, the same in every message of the program.
//! It formats values; where they come from and what they mean is known elsewhere.

use jiff::civil::Date;
use std::time::Duration;

/// A size in bytes: `512 bytes`, `40 KB`, `3.0 MB`, `42.5 MB`, `420 MB`, `1.1 GB`. Units are powers of 1000, as on disks.
#[must_use]
pub fn bytes(count: u64) -> String {
    // The next unit begins where rounding would give 1000 of the last.
    let size = count as f64;
    match count {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{count} bytes"),
        1_000..999_500 => format!("{:.0} KB", size / 1e3),
        999_500..99_950_000 => format!("{:.1} MB", size / 1e6),
        99_950_000..999_500_000 => format!("{:.0} MB", size / 1e6),
        _ => format!("{:.1} GB", size / 1e9),
    }
}

/// An estimated duration, rounded up to whole seconds: `8 s`, `1 min 5 s`, `11 min`, `2 h 1 min`.
#[must_use]
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{} s", seconds.max(1)),
        (minutes @ 60.., _) => format!("{} h {} min", minutes / 60, minutes % 60),
        (minutes @ 1..10, seconds @ 1..) => format!("{minutes} min {seconds} s"),
        (minutes, _) => format!("{minutes} min"),
    }
}

/// A measured duration: `3.4 s` below a minute, then as [`duration`].
#[must_use]
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs_f32();
    if seconds < 59.95 { format!("{seconds:.1} s") } else { duration(time) }
}

/// A whole number with its thousands apart: `2,200`.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The days that follow today.
#[must_use]
pub fn next_days(count: usize) -> Vec<Date> {
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system()).date();
    today.series(jiff::ToSpan::days(1)).skip(1).take(count).collect()
}

/// A text with a large first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The characters of a stranger's text, with control characters as U+FFFD.
pub fn without_controls(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_unit_that_people_read() {
        let given = [
            0,
            1,
            999,
            1_000,
            999_499,
            999_500,
            3_000_000,
            42_490_000,
            99_949_999,
            99_950_000,
            420_000_000,
            999_499_999,
            999_500_000,
            1_100_000_000,
        ];
        let expected = [
            "0 bytes",
            "1 byte",
            "999 bytes",
            "1 KB",
            "999 KB",
            "1.0 MB",
            "3.0 MB",
            "42.5 MB",
            "99.9 MB",
            "100 MB",
            "420 MB",
            "999 MB",
            "1.0 GB",
            "1.1 GB",
        ];
        assert_eq!(given.map(bytes), expected);
    }

    #[test]
    fn durations_have_at_most_two_units() {
        let given = [0, 8, 60, 65, 599, 700, 3_600, 7_260].map(Duration::from_secs);
        let expected =
            ["1 s", "8 s", "1 min", "1 min 5 s", "9 min 59 s", "11 min", "1 h 0 min", "2 h 1 min"];
        assert_eq!(given.map(duration), expected);
        assert_eq!(duration(Duration::from_millis(8_001)), "9 s", "an estimate is rounded up");
        let given = [40, 3_440, 59_940, 59_950, 65_000].map(Duration::from_millis);
        assert_eq!(given.map(elapsed), ["0.0 s", "3.4 s", "59.9 s", "1 min", "1 min 5 s"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 2_200, 63_206, 1_000_000].map(count),
            ["0", "999", "2,200", "63,206", "1,000,000"]
        );
    }
}
