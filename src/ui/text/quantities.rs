//! Bytes, durations and counts in the language of the window; in English as in `units`.
//! The rounding is that of `units`: only words, decimal signs and separators differ.

use crate::files::WindowLanguage;
use crate::units;
use jiff::civil::{Date, Weekday};
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
    format!("{}\u{a0}{unit}", localised(super::language(), number))
}

/// An estimated duration, as [`units::duration`]: its units are the same in every language of the window.
pub fn duration(time: Duration) -> String {
    units::duration(time)
}

/// A measured duration, as [`units::elapsed`].
pub fn elapsed(time: Duration) -> String {
    localised(super::language(), &units::elapsed(time))
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

/// A day as a heading: `Monday, 30 November`, `Lundi 30 novembre`.
pub fn day(date: Date) -> String {
    let month = match date.month() {
        1 => text!("unit-january"),
        2 => text!("unit-february"),
        3 => text!("unit-march"),
        4 => text!("unit-april"),
        5 => text!("unit-may"),
        6 => text!("unit-june"),
        7 => text!("unit-july"),
        8 => text!("unit-august"),
        9 => text!("unit-september"),
        10 => text!("unit-october"),
        11 => text!("unit-november"),
        _ => text!("unit-december"),
    };
    let (weekday, day) = (weekday(date.weekday()), i32::from(date.day()));
    units::capitalised(&text!("unit-day-of-month", weekday = weekday, day = day, month = month))
}

/// A number with this many decimals.
pub fn decimal(number: f64, decimals: usize) -> String {
    localised(super::language(), &format!("{number:.decimals$}"))
}

/// A number as English writes it, with the decimal sign of a language.
pub(super) fn localised(language: WindowLanguage, number: &str) -> String {
    match language {
        WindowLanguage::English => number.to_owned(),
        _ => number.replace('.', ","),
    }
}
