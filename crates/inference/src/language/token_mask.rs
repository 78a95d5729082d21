//! Which tokens of a vocabulary fit the grammar of an object at one place: all others get a score that is never drawn.
//! Knows the bytes of tokens and the grammar, and nothing of how a model scores them.

use super::object_grammar::ObjectWriter;
use super::tokenizer::Tokenizer;

/// The tokens of a vocabulary by what they are within a text, so that a step looks at few of them byte by byte.
pub(super) struct TokenMask {
    /// How many characters each token has that is plain text: no quote, backslash, control character or half character.
    /// 0 for the other tokens.
    plain: Vec<u8>,
    /// The tokens with bytes that are not plain.
    others: Vec<u32>,
}

impl TokenMask {
    pub(super) fn of(tokenizer: &Tokenizer) -> TokenMask {
        let mut plain = vec![0; tokenizer.size()];
        let mut others = Vec::new();
        for (token, chars) in plain.iter_mut().enumerate() {
            let bytes = tokenizer.bytes(token as u32);
            match plain_chars(bytes) {
                Some(count) => *chars = count,
                None if bytes.is_empty() => {}
                None => others.push(token as u32),
            }
        }
        TokenMask { plain, others }
    }

    /// Whether a token is plain text.
    pub(super) fn is_plain(&self, token: u32) -> bool {
        self.plain.get(token as usize).is_some_and(|chars| *chars > 0)
    }

    /// Makes the scores of all tokens that may not come next minus infinity.
    pub(super) fn apply(
        &self,
        writer: &ObjectWriter<'_>,
        tokenizer: &Tokenizer,
        scores: &mut [f32],
    ) {
        let room = writer.room();
        let fits = |token: u32| writer.accepts(tokenizer.bytes(token));
        let allowed: Vec<(u32, f32)> = self
            .others
            .iter()
            .filter(|token| (**token as usize) < scores.len() && fits(**token))
            .map(|token| (*token, scores[*token as usize]))
            .collect();
        for (token, score) in scores.iter_mut().enumerate() {
            let chars = usize::from(self.plain.get(token).copied().unwrap_or(0));
            // Between two characters of a text, plain tokens fit by their length alone.
            let is_allowed = chars > 0 && if room > 0 { chars <= room } else { fits(token as u32) };
            if !is_allowed {
                *score = f32::NEG_INFINITY;
            }
        }
        for (token, score) in allowed {
            scores[token as usize] = score;
        }
    }
}

/// The characters of plain text; `None` for any other bytes, and for more than fit a count.
fn plain_chars(bytes: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
    let is_plain = |c: char| !matches!(c, '"' | '\\' | '\0'..='\u{1F}' | '\u{7F}');
    if !text.chars().all(is_plain) {
        return None;
    }
    u8::try_from(text.chars().count()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::object_grammar::{ObjectSchema, TextField};
    use super::*;

    /// Wherever an object stands, the mask allows the tokens that the grammar accepts and no others.
    #[test]
    fn the_mask_is_the_grammar() {
        let words: Vec<Vec<u8>> = [
            "Lace",
            " up",
            " now, all of you.",
            "\"",
            "\",",
            "\", \"",
            ".\"",
            "\\",
            "\\n",
            "n",
            "n\"",
            "\n",
            "\t",
            "é",
            "😋",
            "{\"",
            "}",
            "body",
            "",
            "\u{7F}",
        ]
        .iter()
        .map(|word| word.as_bytes().to_vec())
        .chain([
            vec![0xC3],
            vec![0xA9],
            vec![0xF0, 0x9F],
            vec![0x98, 0x8B],
            vec![0xA9, b'"'],
            vec![0x80],
        ])
        .collect();
        let tokenizer = Tokenizer::of_bytes(words.clone());
        let mask = TokenMask::of(&tokenizer);
        let schema = ObjectSchema {
            fields: vec![
                TextField { name: "hook", min_chars: 1, max_chars: 9 },
                TextField { name: "body", min_chars: 0, max_chars: 300 },
            ],
        };
        let json: &[u8] = r#"{"hook": "Lacé \"😋", "body": "up\nnow"}"#.as_bytes();
        for end in 0..=json.len() {
            let mut writer = ObjectWriter::new(&schema);
            writer.push(&json[..end]);
            let mut scores = vec![1.0; words.len()];
            mask.apply(&writer, &tokenizer, &mut scores);
            for (word, score) in words.iter().zip(scores) {
                let expected = !word.is_empty() && writer.accepts(word);
                let json = String::from_utf8_lossy(&json[..end]);
                assert_eq!(
                    score == 1.0,
                    expected,
                    "{:?} behind {json}",
                    String::from_utf8_lossy(word)
                );
            }
        }
    }
}
