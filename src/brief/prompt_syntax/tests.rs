use super::*;

fn read(text: &str, family: Family, variation: u32) -> ReadPrompt {
    let options = SyntaxOptions { family, variation, steps: 20 };
    let read = read_prompt(text, &options);
    let again = read_prompt(&read.text, &SyntaxOptions { variation: 0, ..options });
    // Spark gets brackets as they are, without the backslash.
    if family != Family::Spark {
        assert_eq!(again.text, read.text, "“{text}” read again");
    }
    read
}

/// What is written, what a model of Stable Diffusion reads, what Spark reads, and whether the user is told something.
#[rustfmt::skip]
const PROMPTS: &[(&str, &str, &str, bool)] = &[
    ("a red shoe", "a red shoe", "a red shoe", false),
    ("  two  spaces ", "  two  spaces ", "  two  spaces ", false),
    ("a (red) shoe", "a (red:1.1) shoe", "a red shoe", false),
    ("a ((red)) shoe", "a (red:1.21) shoe", "a red shoe", false),
    ("a (((red))) shoe", "a (red:1.331) shoe", "a red shoe", false),
    ("a (red:1.3) shoe", "a (red:1.3) shoe", "a red shoe", false),
    ("a (red : 1.3) shoe", "a (red:1.3) shoe", "a red shoe", false),
    ("a (red:1,3) shoe", "a (red:1.3) shoe", "a red shoe", false),
    ("((deep:1.2) sea)", "(deep:1.32) (sea:1.1)", "deep sea", false),
    ("a [red] shoe", "a (red:0.909) shoe", "a red shoe", false),
    ("a [[red]] shoe", "a (red:0.826) shoe", "a red shoe", false),
    ("[(red)] shoe", "red shoe", "red shoe", false),
    ("a {red} shoe", "a (red:1.05) shoe", "a red shoe", false),
    ("a (red:99) shoe", "a (red:10) shoe", "a red shoe", true),
    ("a (red:-1) shoe", "a (red:0) shoe", "a red shoe", true),
    ("a (a:b) shoe", "a (a:b:1.1) shoe", "a a:b shoe", false),
    (r"smile \(happy\)", r"smile \(happy\)", "smile (happy)", false),
    (r"a \[red\] shoe", r"a \[red\] shoe", "a [red] shoe", false),
    ("a post (4:5)", r"a post \(4:5\)", "a post (4:5)", false),
    ("shoes :) and a) b)", "shoes :) and a) b)", "shoes :) and a) b)", false),
    ("shoes (new", "shoes (new", "shoes (new", false),
    ("shoes () new", r"shoes \(\) new", "shoes () new", false),
    ("a < b and 3 > 2, I <3 shoes", "a < b and 3 > 2, I <3 shoes", "a < b and 3 > 2, I <3 shoes", false),
    ("shoe <lora:add-detail:0.8>", "shoe", "shoe", true),
    ("<lora:x:1>, red shoe", "red shoe", "red shoe", true),
    ("shoe <hypernet:x:1> new", "shoe new", "shoe new", true),
    ("shoe <segment:face>", "shoe", "shoe", true),
    ("shoe embedding:easynegative, new", "shoe new", "shoe new", true),
    ("shoe <random:red,blue>", "shoe red", "shoe red", true),
    ("__colour__ shoe", "shoe", "shoe", true),
    ("a snake__case shoe", "a snake__case shoe", "a snake__case shoe", false),
    ("{red|blue} shoe", "red shoe", "red shoe", true),
    ("{0.7::red|0.3::blue} shoe", "red shoe", "red shoe", true),
    ("{2$$red|blue|green} shoe", "red, blue shoe", "red, blue shoe", true),
    ("{a {big|small} dog|cat}", "a big dog", "a big dog", true),
    ("[cat:dog:0.3] in a hat", "dog in a hat", "dog in a hat", true),
    ("[cat:dog:15] in a hat", "cat in a hat", "cat in a hat", true),
    ("[:smile:0.2] cat", "smile cat", "smile cat", true),
    ("[smile::0.7] cat", "smile cat", "smile cat", true),
    ("[cow|horse] in a field", "cow horse in a field", "cow horse in a field", true),
    ("[(red:1.2):blue:0.9] cat", "(red:1.2) cat", "red cat", true),
    ("a cat BREAK a dog", "a cat BREAK a dog", "a cat, a dog", false),
    ("a cat, BREAK, a dog", "a cat, BREAK, a dog", "a cat, BREAK, a dog", false),
    ("BREAK THE RULES", "break THE RULES", "break THE RULES", false),
    ("a cat AND a dog", "a cat, a dog", "a cat, a dog", true),
    ("BLACK AND WHITE SHOE", "BLACK AND WHITE SHOE", "BLACK AND WHITE SHOE", false),
    ("BRAND new shoe", "BRAND new shoe", "BRAND new shoe", false),
    ("red++ shoe", "(red:1.21) shoe", "red shoe", false),
    ("red-- shoe", "(red:0.81) shoe", "red shoe", false),
    ("a C++ book, 18+", "a C++ book, 18+", "a C++ book, 18+", false),
    ("(red shoe)++ new", "(red shoe:1.21) new", "red shoe new", false),
    ("(red shoe)- new", "(red shoe:0.9) new", "red shoe new", false),
    ("red shoe --ar 16:9 --v 6.1", "red shoe", "red shoe", true),
    ("--ar 4:5 red shoe", "red shoe", "red shoe", true),
    ("red shoe --style raw --tile", "red shoe", "red shoe", true),
    ("red shoe —no text, hands", "red shoe", "red shoe", false),
    ("a mug -- red, well—made", "a mug -- red, well—made", "a mug -- red, well—made", false),
    ("red shoe\nNegative prompt: text\nSteps: 20, Seed: 4", "red shoe", "red shoe", true),
];

#[test]
fn prompts_of_other_programs_are_read_or_reported_and_no_sign_is_drawn_in_silence() {
    let mut wrong = Vec::new();
    for (written, weighted, plain, is_told) in PROMPTS {
        let full = read(written, Family::StableDiffusion, 0);
        let spark = read(written, Family::Spark, 0).text;
        if (full.text.as_str(), spark.as_str(), !full.notes.is_empty())
            != (weighted, plain, *is_told)
        {
            wrong.push((written, full, spark));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn variations_take_the_choices_in_turn() {
    let texts: Vec<_> =
        (0..5).map(|number| read("{red|blue} {mug|cup}", Family::Turbo, number).text).collect();
    assert_eq!(texts, ["red mug", "blue mug", "red cup", "blue cup", "red mug"]);
    let one = read("{|big} mug", Family::Turbo, 0);
    assert_eq!(one.text, "mug");
    assert!(one.notes[0].sentence.contains("nothing") && one.notes[0].todo.contains('2'));
}

#[test]
fn what_a_prompt_leaves_out_joins_what_is_to_be_left_out() {
    let negative = |text: &str| read(text, Family::StableDiffusion, 0).negative;
    assert_eq!(negative("shoe --no text, hands --ar 1:1"), "text, hands");
    assert_eq!(negative("shoe\nNegative prompt: blurry,\ntext\nSteps: 20"), "blurry, text");
    let brief =
        Brief { prompt: "shoe --no text".into(), negative: "grey".into(), ..Brief::default() };
    let (brief, notes) = read_brief(&brief, &ModelTraits::like_spark(), 0);
    assert_eq!((brief.prompt.as_str(), brief.negative.as_str()), ("shoe", "grey, text"));
    assert!(notes.is_empty());
}

#[test]
fn a_prompt_that_is_cut_is_plain_text() {
    let model = ModelTraits::of_family(
        super::super::ModelId("sd".into()),
        "sd".into(),
        Family::StableDiffusion,
    );
    let mut brief = Brief { prompt: "a (red:1.3) shoe".into(), ..Brief::default() };
    brief.advanced.truncate_prompt = true;
    let (read, notes) = read_brief(&brief, &model, 0);
    assert_eq!(read.prompt, brief.prompt);
    assert_eq!(notes.len(), 1);
}

#[test]
fn loras_are_taken_out_with_their_weights() {
    let mut found = Vec::new();
    let text = "a <lora:Folder/Add Detail.safetensors:0.8:0.5> shoe, <lyco:other> <lora:no:1>";
    let left = take_loras(text, |tag| {
        let wanted = tag.name != "no";
        if wanted {
            found.push((tag.name, tag.weight));
        }
        wanted
    });
    assert_eq!(left, "a shoe, <lora:no:1>");
    assert_eq!(found, [("Add Detail".into(), 0.8), ("other".into(), 1.0)]);
    assert_eq!(take_loras("a  shoe", |_| true), "a  shoe");
}

#[test]
fn words_for_captions_have_no_signs() {
    assert_eq!(
        plain_words("(masterpiece:1.2), a {red|blue} mug <lora:x:1>"),
        "masterpiece, a red mug"
    );
    assert_eq!(plain_words("a red mug"), "a red mug");
}

#[test]
fn any_text_is_read_without_a_panic_and_nearly_any_stays_as_it_is_when_read_again() {
    let marks = [
        "(", ")", "[", "]", "{", "}", "|", ":", "<", ">", "\\", "__", "++", "--", " ", "a", "é",
        "1.2", "AND", "BREAK", ",", "lora:x",
    ];
    let mut random = brandish_inference::random::SplitMix64::new(7);
    let mut differ = 0;
    for _ in 0..20_000 {
        let length = random.next_u64() % 14;
        let text: String =
            (0..length).map(|_| marks[random.next_u64() as usize % marks.len()]).collect();
        for family in Family::ALL {
            let options = SyntaxOptions { family, variation: 3, steps: 20 };
            let once = read_prompt(&text, &options).text;
            differ +=
                u32::from(family == Family::Turbo && read_prompt(&once, &options).text != once);
        }
    }
    // Of signs at random, a few make others when they are flattened; no prompt of the table does.
    assert!(differ < 100, "{differ} of 20000 differ when they are read again");
}
