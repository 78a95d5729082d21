//! Which code points together make one emoji: with a sign for its looks, a skin tone, joined, a flag, or a keycap.
//! The tables are Unicode's properties `Emoji` and `Emoji_Modifier_Base`, and its flags of regions, of Emoji 17.

/// Asks that the code point before it is shown as a picture.
const PICTURE_SIGN: char = '\u{FE0F}';
const JOINER: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
const TAG_END: char = '\u{E007F}';
const FIRST_REGIONAL: u32 = 0x1F1E6;

/// The regions that have a flag, two letters each.
const FLAGS: &[u8] = b"ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCG\
CHCICKCLCMCNCOCPCQCRCUCVCWCXCYCZDEDGDJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGW\
GYHKHMHNHRHTHUICIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMO\
MPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSM\
SNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// How many code points make the emoji that a text begins with; `None` where it begins with no emoji of several.
/// An emoji of one code point is none here: its own weight counts.
pub(super) fn sequence_length(text: &[char]) -> Option<usize> {
    let whole = keycap(text).or_else(|| flag(text)).or_else(|| tagged_flag(text));
    if whole.is_some() {
        return whole;
    }
    let mut length = element(text)?;
    while text.get(length) == Some(&JOINER)
        && let Some(next) = element(&text[length + 1..])
    {
        length += 1 + next;
    }
    (length > 1).then_some(length)
}

/// One emoji with its skin tone or the sign for its looks.
fn element(text: &[char]) -> Option<usize> {
    let first = *text.first().filter(|c| is_emoji(**c))?;
    let with_next = match text.get(1) {
        Some(&PICTURE_SIGN) => true,
        Some('\u{1F3FB}'..='\u{1F3FF}') => takes_skin_tone(first),
        _ => false,
    };
    Some(if with_next { 2 } else { 1 })
}

fn keycap(text: &[char]) -> Option<usize> {
    text.first().filter(|c| matches!(c, '0'..='9' | '#' | '*'))?;
    match text.get(1..)? {
        [PICTURE_SIGN, KEYCAP, ..] => Some(3),
        [KEYCAP, ..] => Some(2),
        _ => None,
    }
}

/// Two letters of a region that has a flag.
fn flag(text: &[char]) -> Option<usize> {
    let letter = |c: &char| {
        let at = u32::from(*c).checked_sub(FIRST_REGIONAL)?;
        u8::try_from(at).ok().filter(|at| *at < 26).map(|at| b'A' + at)
    };
    let region = [letter(text.first()?)?, letter(text.get(1)?)?];
    FLAGS.chunks_exact(2).any(|known| known == region).then_some(2)
}

/// The flag of a part of a region, such as Scotland.
fn tagged_flag(text: &[char]) -> Option<usize> {
    text.first().filter(|c| **c == BLACK_FLAG)?;
    let tags = text[1..].iter().take_while(|c| matches!(c, '\u{E0030}'..='\u{E007A}')).count();
    (tags > 0 && text.get(1 + tags) == Some(&TAG_END)).then_some(tags + 2)
}

#[rustfmt::skip]
fn is_emoji(c: char) -> bool {
    matches!(
        u32::from(c),
        0xA9 | 0xAE | 0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2194..=0x2199 | 0x21A9..=0x21AA | 0x231A..=0x231B
        | 0x2328 | 0x23CF | 0x23E9..=0x23F3 | 0x23F8..=0x23FA | 0x24C2 | 0x25AA..=0x25AB | 0x25B6 | 0x25C0
        | 0x25FB..=0x25FE | 0x2600..=0x2604 | 0x260E | 0x2611 | 0x2614..=0x2615 | 0x2618 | 0x261D | 0x2620
        | 0x2622..=0x2623 | 0x2626 | 0x262A | 0x262E..=0x262F | 0x2638..=0x263A | 0x2640 | 0x2642
        | 0x2648..=0x2653 | 0x265F..=0x2660 | 0x2663 | 0x2665..=0x2666 | 0x2668 | 0x267B | 0x267E..=0x267F
        | 0x2692..=0x2697 | 0x2699 | 0x269B..=0x269C | 0x26A0..=0x26A1 | 0x26A7 | 0x26AA..=0x26AB
        | 0x26B0..=0x26B1 | 0x26BD..=0x26BE | 0x26C4..=0x26C5 | 0x26C8 | 0x26CE..=0x26CF | 0x26D1
        | 0x26D3..=0x26D4 | 0x26E9..=0x26EA | 0x26F0..=0x26F5 | 0x26F7..=0x26FA | 0x26FD | 0x2702 | 0x2705
        | 0x2708..=0x270D | 0x270F | 0x2712 | 0x2714 | 0x2716 | 0x271D | 0x2721 | 0x2728 | 0x2733..=0x2734
        | 0x2744 | 0x2747 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757 | 0x2763..=0x2764 | 0x2795..=0x2797
        | 0x27A1 | 0x27B0 | 0x27BF | 0x2934..=0x2935 | 0x2B05..=0x2B07 | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55
        | 0x3030 | 0x303D | 0x3297 | 0x3299 | 0x1F004 | 0x1F0CF | 0x1F170..=0x1F171 | 0x1F17E..=0x1F17F
        | 0x1F18E | 0x1F191..=0x1F19A | 0x1F201..=0x1F202 | 0x1F21A | 0x1F22F | 0x1F232..=0x1F23A
        | 0x1F250..=0x1F251 | 0x1F300..=0x1F321 | 0x1F324..=0x1F393 | 0x1F396..=0x1F397 | 0x1F399..=0x1F39B
        | 0x1F39E..=0x1F3F0 | 0x1F3F3..=0x1F3F5 | 0x1F3F7..=0x1F4FD | 0x1F4FF..=0x1F53D | 0x1F549..=0x1F54E
        | 0x1F550..=0x1F567 | 0x1F56F..=0x1F570 | 0x1F573..=0x1F57A | 0x1F587 | 0x1F58A..=0x1F58D | 0x1F590
        | 0x1F595..=0x1F596 | 0x1F5A4..=0x1F5A5 | 0x1F5A8 | 0x1F5B1..=0x1F5B2 | 0x1F5BC | 0x1F5C2..=0x1F5C4
        | 0x1F5D1..=0x1F5D3 | 0x1F5DC..=0x1F5DE | 0x1F5E1 | 0x1F5E3 | 0x1F5E8 | 0x1F5EF | 0x1F5F3
        | 0x1F5FA..=0x1F64F | 0x1F680..=0x1F6C5 | 0x1F6CB..=0x1F6D2 | 0x1F6D5..=0x1F6D8 | 0x1F6DC..=0x1F6E5
        | 0x1F6E9 | 0x1F6EB..=0x1F6EC | 0x1F6F0 | 0x1F6F3..=0x1F6FC | 0x1F7E0..=0x1F7EB | 0x1F7F0
        | 0x1F90C..=0x1F93A | 0x1F93C..=0x1F945 | 0x1F947..=0x1F9FF | 0x1FA70..=0x1FA7C | 0x1FA80..=0x1FA8A
        | 0x1FA8E..=0x1FAC6 | 0x1FAC8 | 0x1FACD..=0x1FADC | 0x1FADF..=0x1FAEA | 0x1FAEF..=0x1FAF8
    )
}

#[rustfmt::skip]
fn takes_skin_tone(c: char) -> bool {
    matches!(
        u32::from(c),
        0x261D | 0x26F9 | 0x270A..=0x270D | 0x1F385 | 0x1F3C2..=0x1F3C4 | 0x1F3C7 | 0x1F3CA..=0x1F3CC
        | 0x1F442..=0x1F443 | 0x1F446..=0x1F450 | 0x1F466..=0x1F478 | 0x1F47C | 0x1F481..=0x1F483
        | 0x1F485..=0x1F487 | 0x1F48F | 0x1F491 | 0x1F4AA | 0x1F574..=0x1F575 | 0x1F57A | 0x1F590
        | 0x1F595..=0x1F596 | 0x1F645..=0x1F647 | 0x1F64B..=0x1F64F | 0x1F6A3 | 0x1F6B4..=0x1F6B6 | 0x1F6C0
        | 0x1F6CC | 0x1F90C | 0x1F90F | 0x1F918..=0x1F91F | 0x1F926 | 0x1F930..=0x1F939 | 0x1F93C..=0x1F93E
        | 0x1F977 | 0x1F9B5..=0x1F9B6 | 0x1F9B8..=0x1F9B9 | 0x1F9BB | 0x1F9CD..=0x1F9CF | 0x1F9D1..=0x1F9DD
        | 0x1FAC3..=0x1FAC5 | 0x1FAF0..=0x1FAF8
    )
}
