//! The families of picture models: one row of facts for each, from how it is best prompted to its defaults.
//! Which model belongs to which family is decided where the model is opened; nothing else depends on a family's name.

use std::ops::RangeInclusive;

/// The id of a family; its facts are in its row of [`FAMILIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Spark,
    StableDiffusion,
    /// Stable Diffusion, distilled to one or a few steps.
    Turbo,
    /// Illustrations, composed by rule; no model draws.
    Elements,
}

/// The facts of a family.
#[derive(Debug)]
pub struct FamilyFacts {
    pub family: Family,
    /// Its name on the command line.
    pub word: &'static str,
    /// Its name at the beginning of a sentence of advice.
    pub subject: &'static str,
    /// Whether words for style, light, lens and composition change its pictures.
    pub knows_styles: bool,
    /// Whether it starts from a picture, redraws a part of one, and supports LoRAs.
    pub takes_pictures: bool,
    /// Whether it draws a cut-out that is composed onto a backdrop.
    pub draws_cutouts: bool,
    /// Whether it draws single things in one look only: no people, places, photographs or other styles.
    pub draws_only_things: bool,
    /// Whether people drew its parts and no model made any of the picture.
    pub drawn_by_people: bool,
    /// Whether it draws letters badly rather than not at all.
    pub garbles_letters: bool,
    /// Whether it reads what should be left out.
    pub reads_negative: bool,
    /// Whether the enhancer adds to what should be left out.
    pub adds_negative: bool,
    /// The defects of its pictures, which the enhancer leaves out.
    pub negative: &'static [&'static str],
    /// How many word pieces of a prompt count, without the two marks at its ends.
    pub pieces: usize,
    /// Whether pieces beyond `pieces` are never read, so that an exact count replaces the estimate.
    pub is_limit_exact: bool,
    /// What becomes of a longer prompt; `{pieces}` stands for the limit.
    pub too_long: &'static str,
    /// The stable name of that sentence, by which other languages say it.
    pub too_long_name: &'static str,
    /// Whether words for lens and quality are added; a short prompt has no space for them.
    pub adds_finish: bool,
    /// Sides of the finished picture, pixels.
    pub sides: RangeInclusive<u32>,
    pub steps: RangeInclusive<u32>,
    /// Unless the model's config says otherwise.
    pub default_steps: u32,
    pub guidance: RangeInclusive<f32>,
    /// Unless the model's config says otherwise.
    pub default_guidance: f32,
    /// The same for a model of the XL size.
    pub default_guidance_xl: f32,
    /// Seconds per megapixel on a laptop of two cores, before the first picture was made: for each step, and around
    /// all steps (text, decode, file). Stable Diffusion and Turbo as measured in docs/speed.md, Spark in docs/scale.md;
    /// a step with guidance runs the network twice.
    pub seconds_per_megapixel: (f64, f64),
}

const FOLLOWS: &str = "This model follows about {pieces} words well; what comes later counts less.";

/// Every family, one row each.
pub static FAMILIES: [FamilyFacts; 4] = [
    FamilyFacts {
        family: Family::Spark,
        word: "spark",
        subject: "Spark",
        knows_styles: false,
        takes_pictures: false,
        draws_cutouts: true,
        draws_only_things: true,
        drawn_by_people: false,
        garbles_letters: false,
        reads_negative: true,
        adds_negative: false,
        negative: &[],
        // MiniLM, as Spark was trained with it: 16 pieces, of which two are marks.
        pieces: 14,
        is_limit_exact: true,
        too_long: "Spark draws one or two things of a prompt, and leaves the rest out.",
        too_long_name: "length-things",
        adds_finish: false,
        sides: 256..=2048,
        steps: 1..=50,
        default_steps: 20,
        guidance: 1.0..=12.0,
        default_guidance: 4.0,
        default_guidance_xl: 4.0,
        seconds_per_megapixel: (0.02, 0.3),
    },
    FamilyFacts {
        family: Family::StableDiffusion,
        word: "stable-diffusion",
        subject: "This model",
        knows_styles: true,
        takes_pictures: true,
        draws_cutouts: false,
        draws_only_things: false,
        drawn_by_people: false,
        garbles_letters: true,
        reads_negative: true,
        adds_negative: true,
        negative: &["blurry", "low quality", "deformed", "text", "watermark", "logo"],
        // CLIP's text model: 77 pieces, of which two are marks.
        pieces: 75,
        is_limit_exact: false,
        too_long: FOLLOWS,
        too_long_name: "length-words",
        adds_finish: true,
        sides: 64..=2048,
        steps: 1..=150,
        default_steps: 25,
        guidance: 0.0..=30.0,
        default_guidance: 7.5,
        default_guidance_xl: 6.0,
        seconds_per_megapixel: (22.0, 33.0),
    },
    FamilyFacts {
        family: Family::Turbo,
        word: "turbo",
        subject: "This model",
        knows_styles: true,
        takes_pictures: true,
        draws_cutouts: false,
        draws_only_things: false,
        drawn_by_people: false,
        garbles_letters: true,
        // Its guidance is off, and with it what to leave out.
        reads_negative: false,
        adds_negative: false,
        negative: &[],
        // CLIP's text model; one to four steps follow a short prompt better.
        pieces: 40,
        is_limit_exact: false,
        too_long: FOLLOWS,
        too_long_name: "length-words",
        adds_finish: false,
        sides: 64..=2048,
        steps: 1..=150,
        default_steps: 4,
        guidance: 0.0..=30.0,
        default_guidance: 1.0,
        default_guidance_xl: 1.0,
        seconds_per_megapixel: (11.0, 33.0),
    },
    FamilyFacts {
        family: Family::Elements,
        word: "elements",
        subject: "An illustration",
        knows_styles: false,
        takes_pictures: false,
        draws_cutouts: true,
        draws_only_things: false,
        drawn_by_people: true,
        garbles_letters: false,
        // Only what is asked for is looked up.
        reads_negative: true,
        adds_negative: false,
        negative: &[],
        // Every word is looked up.
        pieces: 400,
        is_limit_exact: true,
        too_long: "Up to three illustrations are found for a prompt; the rest is left out.",
        too_long_name: "length-illustrations",
        adds_finish: false,
        sides: 64..=2048,
        steps: 1..=1,
        default_steps: 1,
        guidance: 1.0..=1.0,
        default_guidance: 1.0,
        default_guidance_xl: 1.0,
        seconds_per_megapixel: (0.0, 0.15),
    },
];

impl FamilyFacts {
    /// Whether what should be left out counts at this guidance. A distilled model reads it where its guidance, which is
    /// off by default, is turned on.
    pub fn reads_negative_at(&self, guidance: Option<f32>) -> bool {
        self.reads_negative
            || self.takes_pictures && guidance.is_some_and(|guidance| guidance > 1.0)
    }
}

impl Family {
    pub const ALL: [Self; 4] = [Self::Spark, Self::StableDiffusion, Self::Turbo, Self::Elements];

    /// The row of the family.
    pub fn facts(self) -> &'static FamilyFacts {
        // The rows are in the order of the variants, which a test checks.
        &FAMILIES[self as usize]
    }
}

/// The family with a name of the command line.
pub fn family(word: &str) -> Option<Family> {
    FAMILIES.iter().find(|row| row.word == word).map(|row| row.family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_row_and_each_row_a_word_of_its_own() {
        for (row, id) in FAMILIES.iter().zip(Family::ALL) {
            assert_eq!((row.family, id.facts().family), (id, id));
            assert_eq!(family(row.word), Some(id));
        }
        assert_eq!(family("other"), None);
    }

    #[test]
    fn the_defaults_of_each_row_are_in_its_ranges() {
        for row in &FAMILIES {
            assert!(row.steps.contains(&row.default_steps), "{}", row.word);
            for guidance in [row.default_guidance, row.default_guidance_xl] {
                assert!(row.guidance.contains(&guidance), "{}", row.word);
            }
            assert!(row.reads_negative || !row.adds_negative, "{}", row.word);
        }
    }
}
