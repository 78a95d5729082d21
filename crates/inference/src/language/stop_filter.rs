//! Ends a text where a stop text comes up, and holds back what might be the beginning of one.
//! Knows text only.

/// Lets text through until a stop text.
pub(super) struct StopFilter<'a> {
    stops: &'a [String],
    held: String,
    stopped: bool,
}

impl<'a> StopFilter<'a> {
    pub(super) fn new(stops: &'a [String]) -> StopFilter<'a> {
        StopFilter { stops, held: String::new(), stopped: false }
    }

    /// Whether a stop text came up.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// What can be shown now that more text has come.
    pub(super) fn push(&mut self, text: &str) -> String {
        if self.stopped {
            return String::new();
        }
        self.held.push_str(text);
        let stops = self.stops.iter().filter(|stop| !stop.is_empty());
        if let Some(at) = stops.clone().filter_map(|stop| self.held.find(stop.as_str())).min() {
            self.stopped = true;
            self.held.truncate(at);
            return std::mem::take(&mut self.held);
        }
        let begun = self
            .held
            .char_indices()
            .map(|(at, _)| at)
            .find(|at| stops.clone().any(|stop| stop.starts_with(&self.held[*at..])));
        let rest = self.held.split_off(begun.unwrap_or(self.held.len()));
        std::mem::replace(&mut self.held, rest)
    }

    /// What was held back, once no more will come.
    pub(super) fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_before_the_first_stop_text_however_it_is_cut() {
        let stops = ["\n\n".to_owned(), "END".to_owned()];
        for size in 1..8 {
            let mut stop_filter = StopFilter::new(&stops);
            let text = "Fresh bread\nENjoy END more";
            let bytes = text.as_bytes().chunks(size);
            let shown: String =
                bytes.map(|part| stop_filter.push(std::str::from_utf8(part).unwrap())).collect();
            assert_eq!(shown + &stop_filter.finish(), "Fresh bread\nENjoy ");
            assert!(stop_filter.is_stopped());
        }
    }

    #[test]
    fn what_only_looked_like_a_stop_text_is_shown() {
        let stops = ["END".to_owned(), String::new()];
        let mut stop_filter = StopFilter::new(&stops);
        assert_eq!(stop_filter.push("The EN"), "The ");
        assert_eq!(stop_filter.push("d. E"), "ENd. ");
        assert_eq!(stop_filter.finish(), "E");
        assert!(!stop_filter.is_stopped());
    }
}
