//! Bytes, durations and counts in the language of the window; in English as in `units`.
//! The rounding is that of `units`: only words, decimal signs and separators differ.

use crate::files::WindowLanguage;
use crate::units;
use jiff::civil::Weekday;
use std::time::Duration;

/// A size in bytes: `512 bytes`, `42.5 MB`, `1,1 Go`.
pub fn bytes(count: u64) -> String {
    let english = units::bytes(count);
    if super::language() == WindowLanguage::English {
        return english;
    }
    let (number, unit) = english.split_once(' ').unwrap_or((&english, ""));
    let unit = match unit {
        "byte" | "bytes" => return text!("unit-bytes", count = count as u32),
        "KB" => text!("unit-kilobytes"),
        "MB" => text!("unit-megabytes"),
        _ => text!("unit-gigabytes"),
    };
    format!("{} {unit}", localised(number))
}

/// An estimated duration, as [`units::duration`]: its units are the same in every language of the window.
pub fn duration(time: Duration) -> String {
    units::duration(time)
}

/// A measured duration, as [`units::elapsed`].
pub fn elapsed(time: Duration) -> String {
    localised(&units::elapsed(time))
}

/// A whole number with its thousands apart: `2,200`, `2.200`, `2 200`.
pub fn count(number: usize) -> String {
    let separator = match super::language() {
        WindowLanguage::English => ",",
        WindowLanguage::French => "\u{a0}",
        _ => ".",
    };
    units::count(number).replace(',', separator)
}

/// A day of the week: `Monday`, `lundi`.
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => text!("unit-monday"),
        Weekday::Tuesday => text!("unit-tuesday"),
        Weekday::Wednesday => text!("unit-wednesday"),
        Weekday::Thursday => text!("unit-thursday"),
        Weekday::Friday => text!("unit-friday"),
        Weekday::Saturday => text!("unit-saturday"),
        Weekday::Sunday => text!("unit-sunday"),
    }
}

/// A number with this many decimals.
pub fn decimal(number: f64, decimals: usize) -> String {
    localised(&format!("{number:.decimals$}"))
}

/// A number as English writes it, with the decimal sign of the language.
fn localised(number: &str) -> String {
    match super::language() {
        WindowLanguage::English => number.to_owned(),
        _ => number.replace('.', ","),
    }
}
