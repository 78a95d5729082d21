//! Links and handles as a user types them: whether a text is one, and what is wrong where it is not.
//! It looks at the spelling only; nothing is asked of the network.

/// Whether a text is the address of a page: `stride.example`, `https://stride.example/shop`, `mailto:me@stride.example`.
pub fn is_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    let rest =
        ["https://", "http://", "mailto:"].iter().find_map(|front| lower.strip_prefix(front));
    let rest = rest.unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = labels.last().copied().unwrap_or("");
    !text.contains(char::is_whitespace)
        && labels.len() >= 2
        && labels.iter().all(is_label)
        && last.chars().count() >= 2
        && last.chars().any(char::is_alphabetic)
}

/// Whether a text is the name of an account: `@stride`, `@stride.shop`, `@stride@mastodon.example`.
pub fn is_handle(text: &str) -> bool {
    let Some(name) = text.strip_prefix('@') else { return false };
    let (name, server) = name.split_once('@').map_or((name, None), |(name, at)| (name, Some(at)));
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
        && name.chars().any(char::is_alphanumeric);
    is_name && server.is_none_or(is_link)
}

/// # Errors
/// A sentence for the user. An empty text is no link and right.
pub(super) fn check_link(text: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "“{text}” is not a link. Write an address without spaces, such as stride.example or \
             https://stride.example/shop, or leave it empty."
        )
    };
    (text.is_empty() || is_link(text)).then_some(()).ok_or_else(wrong)
}

/// # Errors
/// A sentence for the user. An empty text is no handle and right.
pub(super) fn check_handle(text: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "“{text}” is not a handle. Write the account's name with its @, such as @stride or \
             @stride@mastodon.example, or leave it empty."
        )
    };
    (text.is_empty() || is_handle(text)).then_some(()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_handles_are_told_from_other_words() {
        for link in [
            "stride.example",
            "https://stride.example/shop?a=b",
            "http://localhost.test:80/x",
            "mailto:me@stride.example",
            "bücher.example",
        ] {
            assert!(is_link(link), "{link}");
        }
        for other in [
            "not a link",
            "stride",
            "stride.",
            ".example",
            "a..b",
            "www. x.com",
            "3.14",
            "-a.example",
        ] {
            assert!(!is_link(other) && check_link(other).unwrap_err().contains(other), "{other}");
        }
        for handle in ["@stride", "@stride.shop", "@st_ride-2", "@stride@mastodon.example"] {
            assert!(is_handle(handle), "{handle}");
        }
        for other in ["stride", "@", "@two words", "@a@b", "@...", "@a/b"] {
            assert!(!is_handle(other) && check_handle(other).is_err(), "{other}");
        }
        assert!(check_link("").is_ok() && check_handle("").is_ok());
    }
}
