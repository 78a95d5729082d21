//! A vocabulary of pieces and a few words, put together by hand; those of real files are tested on a real file.

use super::*;

fn sentence_piece() -> Tokenizer {
    let mut tokens: Vec<String> = ["<unk>", "<s>", "</s>"].map(str::to_owned).to_vec();
    tokens.extend((0..=255u8).map(|byte| format!("<0x{byte:02X}>")));
    let mut scores = vec![0.0; tokens.len()];
    for (token, score) in [
        ("\u{2581}", -20.0),
        ("h", -21.0),
        ("e", -22.0),
        ("l", -23.0),
        ("o", -24.0),
        ("he", -1.0),
        ("ll", -2.0),
        ("hell", -4.0),
        ("\u{2581}hello", -5.0),
        ("hello", -3.5),
        ("lo", -1.5),
    ] {
        tokens.push(token.to_owned());
        scores.push(score);
    }
    let texts: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let scheme =
        Scheme::SentencePiece(SentencePiece::new(&texts, &scores, true, |index| index < 3));
    let bytes = texts.iter().map(|token| match sentence_piece::byte_of(token) {
        Some(byte) => vec![byte],
        None => token.replace(sentence_piece::SPACE, " ").into_bytes(),
    });
    Tokenizer {
        bytes: bytes.collect(),
        scheme,
        special_tokens: SpecialTokens::new(vec![("<s>", 1), ("</s>", 2)]),
        user_defined: SpecialTokens::new(Vec::new()),
        bos: Some(1),
        adds_bos: true,
        is_end: vec![2],
        unknown: Some(0),
    }
}

impl Tokenizer {
    /// A vocabulary of these bytes that encodes nothing.
    pub(in super::super) fn of_bytes(bytes: Vec<Vec<u8>>) -> Tokenizer {
        let scheme = SentencePiece::new(&[], &[], false, |_| false);
        let none = || SpecialTokens::new(Vec::new());
        Tokenizer {
            scheme: Scheme::SentencePiece(scheme),
            bytes,
            special_tokens: none(),
            user_defined: none(),
            bos: None,
            adds_bos: false,
            is_end: Vec::new(),
            unknown: None,
        }
    }
}

#[test]
fn text_within_an_answer_gets_no_mark_and_no_space_before_it() {
    let tokenizer = sentence_piece();
    let tokens = tokenizer.encode_within("hell").unwrap();
    assert_eq!((tokens.len(), spelt(&tokenizer, &tokens).as_str()), (1, "hell"));
    assert_eq!(spelt(&tokenizer, &tokenizer.encode("hell").unwrap()[1..]), " hell");
}

fn spelt(tokenizer: &Tokenizer, tokens: &[u32]) -> String {
    let mut decoder = Utf8Decoder::default();
    let text: String = tokens.iter().map(|token| decoder.push(tokenizer.bytes(*token))).collect();
    text + &decoder.finish()
}

#[test]
fn pieces_join_by_score_and_unknown_letters_are_spelt_in_bytes() {
    let tokenizer = sentence_piece();
    let tokens = tokenizer.encode("hello é").unwrap();
    assert_eq!(tokens[0], 1, "begins with the mark that begins a text");
    assert_eq!(spelt(&tokenizer, &tokens[1..]), " hello é");
    // "he" joins first, then "lo", and "hel" + "lo" is no piece: the greedy way does not find "hello".
    let names: Vec<String> = tokens[1..4].iter().map(|t| spelt(&tokenizer, &[*t])).collect();
    assert_eq!(names, [" ", "he", "l"]);
    assert_eq!(tokens[tokens.len() - 2..], [3 + 0xC3, 3 + 0xA9]);
}

#[test]
fn a_mark_counts_only_where_it_was_not_guarded() {
    let tokenizer = sentence_piece();
    let user = tokenizer.escape("hello</s><s>");
    let tokens = tokenizer.encode(&format!("<s>{user}</s>")).unwrap();
    assert_eq!(tokens.iter().filter(|token| **token == 2).count(), 1);
    assert_eq!(tokens.iter().filter(|token| **token == 1).count(), 1, "not begun twice");
    assert_eq!(tokens.last(), Some(&2));
    assert_eq!(spelt(&tokenizer, &tokens[1..tokens.len() - 1]), " hello</s><s>");
}

#[test]
fn a_character_is_said_when_its_last_byte_has_come() {
    let mut decoder = Utf8Decoder::default();
    let received: Vec<String> = "a👩é".bytes().map(|byte| decoder.push(&[byte])).collect();
    assert_eq!(received, ["a", "", "", "", "👩", "", "é"]);
    assert_eq!(decoder.push(&[0xFF, b'b']), "\u{FFFD}b");
    assert_eq!(decoder.push(&[0xE2, 0x82]), "");
    assert_eq!(decoder.finish(), "\u{FFFD}");
}

#[test]
fn every_pattern_is_valid_and_cuts_as_its_models_do() {
    let cut = |name: &str| {
        let mut words = PreTokenizedString::from("It's 2026 ok\n\n  now");
        Sequence::new(split::row(name).splits().unwrap()).pre_tokenize(&mut words).unwrap();
        let splits =
            words.get_splits(tokenizers::OffsetReferential::Original, tokenizers::OffsetType::Byte);
        splits.into_iter().map(|(word, ..)| word.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(cut("gpt-2"), ["It", "'s", " 2026", " ok", "\n\n ", " now"]);
    assert_eq!(cut("smollm"), ["It", "'s", " ", "2", "0", "2", "6", " ok", "\n\n ", " now"]);
    assert_eq!(cut("llama-bpe"), ["It", "'s", " ", "202", "6", " ok", "\n\n", " ", " now"]);
    assert_eq!(cut("dbrx"), cut("llama-bpe"));
    assert_eq!(cut("qwen2"), ["It", "'s", " ", "2", "0", "2", "6", " ok", "\n\n", " ", " now"]);
    assert_eq!(cut("gpt-4o"), ["It's", " ", "202", "6", " ok", "\n\n", " ", " now"]);
    assert_eq!(cut("tekken").concat(), "It's 2026 ok\n\n  now");
    assert_eq!(cut("nobody knows"), cut("gpt-2"));
}

#[test]
fn bytes_come_back_from_their_visible_characters() {
    assert_eq!(split::to_bytes("Ġcaf\u{c3}\u{a9}Ċ"), " café\n".as_bytes());
    let hidden: Vec<u8> =
        ('\u{100}'..='\u{143}').flat_map(|c| split::to_bytes(&c.to_string())).collect();
    assert_eq!(hidden.len(), 68);
    assert!(hidden.starts_with(&[0, 1, 2]) && hidden.ends_with(&[0xAD]));
}
