//! Spark as a model of the catalog: what a prompt names is drawn, one thing after the other, enlarged, and two are put
//! together.
//! How a thing is drawn is decided in `brandish_inference`; here a spec becomes requests, and their pictures one.

use std::ops::ControlFlow;

use crate::brief::PictureSpec;
use crate::brief::caption::DrawnScene;
use crate::engine::vision::PictureEnlarger;
use crate::engine::{Drawn, Model, Progress};
use crate::job::Failure;
use crate::post::{Cutout, SmallSubject, side_by_side};
use brandish_inference::spark::{Spark, SparkError, SparkRequest};
use brandish_inference::{DrawOutcome, DrawProgress};

/// A loaded Spark and the network that enlarges what it draws, with the note on the last picture and what that shows.
pub struct SparkModel {
    spark: Spark,
    enlarger: PictureEnlarger,
    note: Option<String>,
    scene: DrawnScene,
}

impl SparkModel {
    pub fn new(spark: Spark, enlarger: PictureEnlarger) -> Self {
        Self { spark, enlarger, note: None, scene: DrawnScene::default() }
    }

    /// A thing at four times its size, cut to what can be seen; as it is where the picture is not larger than it.
    ///
    /// # Errors
    /// `Engine` where it is stopped, as for every layer.
    fn enlarged(&self, thing: Cutout, spec: &PictureSpec) -> Result<Cutout, Failure> {
        let size = spec.deliver();
        let Some(small) = SmallSubject::of(&thing, size.width.max(size.height)) else {
            return Ok(thing);
        };
        let enlarge = |rgb, width, height| self.enlarger.colours(rgb, width, height);
        small.enlarged(enlarge).map_err(|error| Failure::Engine { detail: error.to_string() })
    }
}

/// Added to the seed for the second thing, so that the next picture's first is another.
const NEXT_THING: u64 = 0x9E37_79B9_7F4A_7C15;

/// Long enough to be recognised.
const QUOTED: usize = 60;

/// The beginning of a text, up to a word's end.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = &text[..end];
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(words, _)| words))
        }
    }
}

impl Model for SparkModel {
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        let interpretation = self.spark.interpret(spec.sent_prompt());
        let negative = self.spark.interpret_negative(spec.negative()).text();
        let note_on = |idea: &String| {
            let (idea, thing) = (shortened(idea), interpretation.text());
            format!("Spark draws things: for “{idea}” it drew “{thing}”.")
        };
        self.note = interpretation.idea.as_ref().map(note_on);
        let mut seed = spec.seed();
        self.scene = DrawnScene {
            asked: interpretation.things.clone(),
            is_3d: true,
            ground: spec.ground_colour(),
            ..DrawnScene::default()
        };
        let mut things: Vec<Cutout> = Vec::new();
        for (number, thing) in interpretation.things.iter().enumerate() {
            let (steps, guidance) = (spec.steps() as usize, spec.guidance());
            let (prompt, pose) = self.spark.variation(thing, seed);
            self.scene.things.push(prompt.clone());
            let (prompt, negative) = (prompt.as_str(), negative.as_str());
            let request = SparkRequest { prompt, negative, seed, steps, guidance, pose };
            let last = number + 1 == interpretation.things.len();
            let drawn = self.spark.draw(&request, &mut |progress| match progress {
                DrawProgress::Step { done, total, preview } => {
                    let (done, total) =
                        (number * total + done, total * interpretation.things.len());
                    let (done, total) = (done as u32, total as u32);
                    watch(Progress::Step { done, total, preview })
                }
                DrawProgress::Decoding if last => watch(Progress::Decoding),
                DrawProgress::Decoding => ControlFlow::Continue(()),
            });
            match drawn {
                Ok(DrawOutcome::Drawn(cutout)) => things.push(self.enlarged(cutout, spec)?),
                Ok(DrawOutcome::Stopped) => return Ok(Drawn::Stopped),
                Err(SparkError::NotFinite) => return Err(Failure::NotFinite),
                Err(SparkError::Blank) => return Err(Failure::Blank),
                Err(error) => return Err(Failure::Engine { detail: error.to_string() }),
            }
            seed = seed.wrapping_add(NEXT_THING);
        }
        let joined = |behind: &Cutout| side_by_side(&things[0], behind, spec.seed() % 2 == 1);
        match things.get(1).map(joined).or_else(|| things.pop()) {
            Some(cutout) => Ok(Drawn::Cutout(cutout)),
            None => Err(Failure::Blank),
        }
    }

    fn notes(&self) -> Vec<String> {
        self.note.iter().cloned().collect()
    }

    fn scene(&self) -> Option<DrawnScene> {
        Some(self.scene.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{SparkModel, shortened};
    use crate::brief::{Brief, Enhance, Family, ModelId, ModelTraits, PictureSpec, Size};
    use crate::engine::vision::PictureEnlarger;
    use crate::engine::{Drawn, Model};
    use brandish_inference::spark::Spark;
    use std::ops::ControlFlow;
    use std::path::Path;

    #[test]
    fn what_is_drawn_is_enlarged_where_the_picture_is_larger_than_it() {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let spark = Spark::load(&assets.join("models/spark")).unwrap();
        let mut model = SparkModel::new(spark, PictureEnlarger::load(&assets).unwrap());
        let traits = ModelTraits::of_family(ModelId::spark(), "Spark".into(), Family::Spark);
        let mut width = |prompt: &str, side: u32| {
            let mut brief = Brief { prompt: prompt.into(), seed: Some(1), ..Brief::default() };
            (brief.size, brief.steps, brief.enhance) =
                (Size::new(side, side), Some(2), Enhance::Off);
            let spec = PictureSpec::from_brief(&brief, None, &traits, 1).unwrap().remove(0);
            match model.draw(&spec, &mut |_| ControlFlow::Continue(())).unwrap() {
                Drawn::Cutout(cutout) => cutout.width,
                _ => 0,
            }
        };
        assert_eq!(width("a red apple", 256), 256);
        let large = width("a red apple", 1024);
        assert!(large > 2 * 256 && large.is_multiple_of(4), "{large}");
        assert!(width("a house and a key", 1024) > 2 * 256);
    }

    #[test]
    fn a_long_idea_is_quoted_by_its_beginning() {
        assert_eq!(shortened("summer sale"), "summer sale");
        let long = "the missing bit in your workflow ".repeat(4);
        let quoted = shortened(&long);
        assert!(
            long.starts_with(quoted.trim_end_matches('…')) && quoted.ends_with(" bit in your…")
        );
        assert_eq!(shortened(&"ü".repeat(100)), "ü".repeat(60) + "…");
    }
}
