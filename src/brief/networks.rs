//! The tables of networks and their formats: what a text may be, exact pixels, where text may lie.
//! Facts only, gathered from the networks' public documentation in November 2026.

use super::caption::Count;

/// One network, by what it takes of a text.
#[derive(Debug, PartialEq)]
pub struct Network {
    /// As written in files and on the command line.
    pub id: &'static str,
    pub name: &'static str,
    /// The longest text, by its own count.
    pub limit: usize,
    /// About how much is seen before "more".
    pub shown: usize,
    /// The longest title, where a post has one; the hook goes there.
    pub title_limit: Option<usize>,
    pub alt_limit: usize,
    pub hashtag_limit: Option<usize>,
    /// How many hashtags a post of ours carries at most.
    pub hashtags: usize,
    pub count: Count,
    /// Whether a post is written in one paragraph.
    pub one_paragraph: bool,
    /// Whether it accepts PNG files.
    pub accepts_png: bool,
    /// The most bytes of a picture's file, where it publishes a limit.
    pub max_file_bytes: Option<usize>,
    /// Characters that it refuses in a text.
    pub refused: &'static str,
}

/// How titles and alternative texts are counted: the strictest of the ways in which networks count characters.
pub const CHARACTERS: Count = Count::Utf16;

/// Networks that publish no limit for alternative text; this much is read out in a breath or two.
const ALT: usize = 1_000;

macro_rules! networks {
    ($($id:literal, $name:literal, $limit:literal, $shown:literal, $title:expr, $alt:expr, $tags:expr, $ours:literal, $count:ident, $one:literal, $png:literal, $bytes:expr, $refused:literal;)*) => {
        &[$(Network {
            id: $id, name: $name, limit: $limit, shown: $shown, title_limit: $title, alt_limit: $alt,
            hashtag_limit: $tags, hashtags: $ours, count: Count::$count, one_paragraph: $one,
            accepts_png: $png, max_file_bytes: $bytes, refused: $refused,
        }),*]
    };
}

/// Every network, in the order of its tabs.
pub const NETWORKS: &[Network] = networks! {
    // id, name, text limit, shown, title limit, alt limit, hashtag limit, our hashtags, count, one paragraph, PNG, most bytes, refused
    "instagram", "Instagram", 2_200,  125, None,      ALT, Some(5),  4, Graphemes, false, true, Some(8_000_000), "";
    "facebook",  "Facebook",  63_206, 400, None,      ALT, None,     2, Graphemes, false, true, None, "";
    "linkedin",  "LinkedIn",  3_000,  210, None,      ALT, None,     3, Graphemes, false, true, None, "";
    "x",         "X",         280,    280, None,      ALT, None,     1, XWeighted, true, true, None, "\u{FEFF}\u{FFFE}\u{FFFF}";
    "pinterest", "Pinterest", 500,    40,  Some(100), 500, None,     2, Graphemes, true, true, None, "";
    "tiktok",    "TikTok",    2_000,  90,  Some(90),  ALT, Some(5),  4, Graphemes, true, false, None, "";
    "youtube",   "YouTube",   5_000,  100, Some(100), ALT, Some(15), 3, Bytes, false, true, Some(2_000_000), "<>";
    "threads",   "Threads",   500,    500, None,      ALT, Some(1),  1, Bytes, false, true, Some(8_000_000), "";
    "bluesky",   "Bluesky",   300,    300, None,      2_000, None,   2, Graphemes, true, true, Some(2_000_000), "";
    "mastodon",  "Mastodon",  500,    500, None,      1_500, None,   3, GraphemesAndLinks, false, true, Some(16_000_000), "";
    "telegram",  "Telegram",  1_024,  1_024, None,    ALT, None,     2, Utf16, false, true, Some(10_000_000), "";
};

/// The ids of all networks, for a sentence.
pub fn network_ids() -> String {
    NETWORKS.iter().map(|network| network.id).collect::<Vec<_>>().join(", ")
}

/// The network of that id.
pub fn network(id: &str) -> Option<&'static Network> {
    NETWORKS.iter().find(|network| network.id == id)
}

impl Format {
    /// The network it belongs to.
    pub fn of_network(&self) -> &'static Network {
        let own = NETWORKS.iter().find(|network| network.name == self.network);
        own.unwrap_or(&NETWORKS[0])
    }
}

/// One post format of one network.
#[derive(Debug, PartialEq)]
pub struct Format {
    /// As written in files and on the command line.
    pub id: &'static str,
    pub network: &'static str,
    /// As the window's chip says it.
    pub label: &'static str,
    /// Exact pixels the network shows.
    pub width: u32,
    pub height: u32,
    pub safe_zone: SafeZone,
}

/// Shares of the picture's sides that the network's own controls cover, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SafeZone {
    pub top: f32,
    pub bottom: f32,
    pub sides: f32,
}

const ALL_FREE: SafeZone = SafeZone { top: 0.0, bottom: 0.0, sides: 0.0 };
/// Story, 1080x1920: the top 250 px and the bottom 340 px stay clear.
const STORY: SafeZone = SafeZone { top: 250.0 / 1920.0, bottom: 340.0 / 1920.0, sides: 0.0 };
/// Reel and TikTok, 1080x1920.
const REEL: SafeZone = SafeZone { top: 0.14, bottom: 0.35, sides: 0.06 };
/// The profile grid shows the centre 1012x1350 of a 4:5 post.
const GRID: SafeZone = SafeZone { top: 0.0, bottom: 0.0, sides: 34.0 / 1080.0 };

macro_rules! formats {
    ($($id:literal, $network:literal, $label:literal, $width:literal x $height:literal, $zone:expr;)*) => {
        &[$(Format {
            id: $id, network: $network, label: $label,
            width: $width, height: $height, safe_zone: $zone,
        }),*]
    };
}

/// Every format, a network's default first.
pub const FORMATS: &[Format] = formats! {
    "instagram-4x5",   "Instagram", "IG 4:5",        1080 x 1350, GRID;
    "instagram-1x1",   "Instagram", "IG square",     1080 x 1080, ALL_FREE;
    "instagram-3x4",   "Instagram", "IG 3:4",        1080 x 1440, ALL_FREE;
    "instagram-wide",  "Instagram", "IG wide",       1080 x 566,  ALL_FREE;
    "instagram-story", "Instagram", "Story",         1080 x 1920, STORY;
    "instagram-reel",  "Instagram", "Reel",          1080 x 1920, REEL;
    "facebook-4x5",    "Facebook",  "FB 4:5",        1080 x 1350, ALL_FREE;
    "facebook-1x1",    "Facebook",  "FB square",     1080 x 1080, ALL_FREE;
    "facebook-link",   "Facebook",  "FB link",       1200 x 630,  ALL_FREE;
    "facebook-story",  "Facebook",  "FB story",      1080 x 1920, STORY;
    "linkedin-link",   "LinkedIn",  "LinkedIn",      1200 x 627,  ALL_FREE;
    "linkedin-1x1",    "LinkedIn",  "LinkedIn square", 1200 x 1200, ALL_FREE;
    "linkedin-4x5",    "LinkedIn",  "LinkedIn 4:5",  1080 x 1350, ALL_FREE;
    "x-wide",          "X",         "X",             1600 x 900,  ALL_FREE;
    "x-1x1",           "X",         "X square",      1080 x 1080, ALL_FREE;
    "x-4x5",           "X",         "X 4:5",         1080 x 1350, ALL_FREE;
    "pinterest-2x3",   "Pinterest", "Pin",           1000 x 1500, ALL_FREE;
    "tiktok-photo",    "TikTok",    "TikTok",        1080 x 1920, REEL;
    "youtube-thumbnail", "YouTube", "YouTube",       1280 x 720,  ALL_FREE;
    "threads-4x5",     "Threads",   "Threads",       1080 x 1350, ALL_FREE;
    "threads-1x1",     "Threads",   "Threads square", 1080 x 1080, ALL_FREE;
    "bluesky-1x1",     "Bluesky",   "Bluesky",       1080 x 1080, ALL_FREE;
    "bluesky-4x5",     "Bluesky",   "Bluesky 4:5",   1080 x 1350, ALL_FREE;
    "bluesky-wide",    "Bluesky",   "Bluesky wide",  1600 x 900,  ALL_FREE;
    "mastodon-wide",   "Mastodon",  "Mastodon",      1600 x 900,  ALL_FREE;
    "mastodon-1x1",    "Mastodon",  "Mastodon square", 1080 x 1080, ALL_FREE;
    "telegram-1x1",    "Telegram",  "Telegram",      1280 x 1280, ALL_FREE;
    "telegram-wide",   "Telegram",  "Telegram wide", 1280 x 720,  ALL_FREE;
};

/// The format of that id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// A name that is neither a network nor a format. Reads as a sentence to the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no network or format “{0}”. Networks: {networks}. Formats: {formats}.",
    networks = network_ids(), formats = format_ids())]
pub struct UnknownFormat(pub String);

fn format_ids() -> String {
    FORMATS.iter().map(|format| format.id).collect::<Vec<_>>().join(", ")
}

/// The formats of a list of networks and formats, by id or by the name that the user reads, each once. A network stands
/// for its first format, and `all` for every network.
///
/// # Errors
/// The first name that is unknown.
pub fn formats_named(names: &[impl AsRef<str>]) -> Result<Vec<&'static Format>, UnknownFormat> {
    let mut found: Vec<&'static Format> = Vec::new();
    for name in names.iter().map(|name| name.as_ref().trim()) {
        let is = |text: &str| text.eq_ignore_ascii_case(name);
        let first =
            |network: &Network| FORMATS.iter().find(|format| format.of_network().id == network.id);
        let network = NETWORKS.iter().find(|network| is(network.id) || is(network.name));
        let one = network
            .and_then(first)
            .or_else(|| FORMATS.iter().find(|format| is(format.id) || is(format.label)));
        let more: Vec<_> = match one {
            Some(format) => vec![format],
            None if is("all") => NETWORKS.iter().filter_map(first).collect(),
            None => return Err(UnknownFormat(name.to_owned())),
        };
        for format in more {
            if !found.contains(&format) {
                found.push(format);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_format_has_its_own_id_and_a_size_a_model_can_fill() {
        let ids: HashSet<_> = FORMATS.iter().map(|format| format.id).collect();
        assert_eq!(ids.len(), FORMATS.len());
        assert!(FORMATS.iter().all(|f| f.width <= 1920 && f.height <= 1920));
        assert_eq!(format("x-wide").unwrap().width, 1600);
        assert!(format("myspace").is_none());
    }

    /// The facts that a scheduler fails on, as the networks publish them.
    #[test]
    fn the_limits_that_networks_refuse_a_post_for_are_in_the_table() {
        for (id, count, limit, bytes) in [
            ("x", Count::XWeighted, 280, None),
            ("youtube", Count::Bytes, 5_000, Some(2_000_000)),
            ("threads", Count::Bytes, 500, Some(8_000_000)),
            ("bluesky", Count::Graphemes, 300, Some(2_000_000)),
            ("mastodon", Count::GraphemesAndLinks, 500, Some(16_000_000)),
            ("telegram", Count::Utf16, 1_024, Some(10_000_000)),
        ] {
            let row = network(id).unwrap();
            assert_eq!((row.count, row.limit, row.max_file_bytes), (count, limit, bytes), "{id}");
        }
        assert_eq!(network("youtube").unwrap().refused, "<>");
    }

    #[test]
    fn every_format_belongs_to_a_network_and_every_network_has_one() {
        for row in FORMATS {
            assert_eq!(row.of_network().name, row.network);
        }
        for network in NETWORKS {
            assert!(FORMATS.iter().any(|row| row.network == network.name), "{}", network.id);
            assert!(network.hashtag_limit.is_none_or(|limit| network.hashtags <= limit));
        }
    }
}
