//! The day, and where there is one the time, at which a post is to be posted.
//! A date that could be read in two ways is refused rather than guessed.

use jiff::civil::{Date, Time};

/// A day with or without a time, in the user's own time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostDate {
    pub day: Date,
    pub time: Option<Time>,
}

impl std::fmt::Display for PostDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(time) => write!(f, "{} {:02}:{:02}", self.day, time.hour(), time.minute()),
            None => self.day.fmt(f),
        }
    }
}

impl std::str::FromStr for PostDate {
    type Err = String;

    /// `2026-12-01`, `1.12.2026` or `13/12/2026`, with `09:30` behind it or not.
    fn from_str(text: &str) -> Result<Self, String> {
        let (day, time) = match text.split_once([' ', 'T']) {
            Some((day, time)) => (day, Some(time.trim())),
            None => (text, None),
        };
        let unreadable = || format!("“{text}” is no date. Write it as 2026-12-31 or 31.12.2026.");
        let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4);
        let parts = |separator| -> Option<[i16; 3]> {
            let parts: Option<Vec<_>> = day.split(separator).map(number).collect();
            parts?.try_into().ok()
        };
        let [year, month, date] = if let Some(parts) = parts('-') {
            parts
        } else if let Some([date, month, year]) = parts('.') {
            [year, month, date]
        } else {
            let [first, second, year] = parts('/').ok_or_else(unreadable)?;
            match (first, second) {
                (13.., _) => [year, second, first],
                (_, 13..) => [year, first, second],
                (first, second) if first == second => [year, first, second],
                _ => {
                    return Err(format!(
                        "“{text}” can be read as two dates. Write {year:04}-{second:02}-{first:02} or \
                         {year:04}-{first:02}-{second:02}."
                    ));
                }
            }
        };
        let small = |value: i16| i8::try_from(value).ok();
        let day = small(month).zip(small(date));
        let day = day.and_then(|(month, date)| Date::new(year, month, date).ok());
        let day = day.filter(|_| year >= 1_000).ok_or_else(unreadable)?;
        let time = time.filter(|time| !time.is_empty()).map(|time| {
            let (hour, rest) = time.split_once(':').ok_or_else(unreadable)?;
            let minute = rest.split(':').next().unwrap_or_default();
            let number = |part: &str| part.parse::<i8>().map_err(|_| unreadable());
            Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| unreadable())
        });
        Ok(Self { day, time: time.transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_its_common_forms() {
        for (text, read) in [
            ("2026-12-01", "2026-12-01"),
            ("1.12.2026", "2026-12-01"),
            ("01.12.2026 9:30", "2026-12-01 09:30"),
            ("2026-12-01T18:05:00", "2026-12-01 18:05"),
            ("24/12/2026", "2026-12-24"),
            ("12/24/2026", "2026-12-24"),
            ("7/7/2026", "2026-07-07"),
        ] {
            assert_eq!(text.parse::<PostDate>().unwrap().to_string(), read, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_is_refused() {
        for (text, words) in [
            ("1/2/2026", "2026-02-01 or 2026-01-02"),
            ("tomorrow", "is no date"),
            ("31.2.2026", "is no date"),
            ("1.2.26", "is no date"),
            ("2026-12-01 25:00", "is no date"),
            ("2026-12-01 noon", "is no date"),
            ("99999-1-1", "is no date"),
            ("-1-1", "is no date"),
        ] {
            let error = text.parse::<PostDate>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
