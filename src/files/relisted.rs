//! Jobs made anew of the pictures in a folder, by the recipes in them, after a damaged history has lost theirs.
//! Captions and favourites are not in a picture, and so not here.

use super::pictures::{read_pixels, read_recipe, thumbnail_path};
use crate::brand::Persona;
use crate::brief::{Brief, Family, ModelId, ModelTraits, PictureSpec};
use crate::job::{Job, JobId, SavedPicture, State, Task};
use crate::post::Recipe;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// The jobs of the pictures in a folder that Brandish made and that are not `known`. A job has the id by which its
/// thumbnail is called, or a new one of the file's time.
pub fn jobs_of_pictures(
    folder: &Path,
    thumbnails: &Path,
    personas: &[Persona],
    known: &HashSet<PathBuf>,
) -> Vec<Job> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    let unknown = paths.filter(|path| !known.contains(path));
    unknown.filter_map(|path| job_of(&path, thumbnails, personas)).collect()
}

fn job_of(path: &Path, thumbnails: &Path, personas: &[Persona]) -> Option<Job> {
    let recipe = read_recipe(path).ok()??.recipe;
    let spec = spec_of(&recipe, personas)?;
    // Only a whole picture counts.
    let (width, height) = read_pixels(path).ok()?.dimensions();
    let name = path.file_stem()?.to_str()?;
    let (_, short) = name.rsplit_once('_')?;
    let id = id_of_thumbnail(thumbnails, short).or_else(|| {
        let changed = path.metadata().and_then(|metadata| metadata.modified()).ok()?;
        JobId::remade(changed.duration_since(UNIX_EPOCH).ok()?, short)
    })?;
    let (path, took, notes) = (path.to_owned(), Duration::ZERO, Vec::new());
    let picture = SavedPicture { path, width, height, took, notes, scene: None };
    let task = Task::Picture(spec);
    Some(Job::restored((id, id), task, (0, false, false), State::Done, (Some(picture), None)))
}

/// The spec of a recipe that Brandish wrote. The model may be gone, so its ranges are not asked: it drew this.
fn spec_of(recipe: &Recipe, personas: &[Persona]) -> Option<PictureSpec> {
    recipe.facts.get("Version").filter(|version| version.starts_with("Brandish"))?;
    let model = ModelId(recipe.facts.get("Model")?.clone());
    let family = match model.0.as_str() {
        "spark" => Family::Spark,
        "elements" => Family::Elements,
        _ => Family::StableDiffusion,
    };
    let traits = ModelTraits {
        sides: 8..=1 << 14,
        steps: 1..=1 << 14,
        guidance: 0.0..=1000.0,
        ..ModelTraits::of_family(model.clone(), model.0.clone(), family)
    };
    let brief = Brief { model, ..recipe.to_brief(&Brief::default()) };
    let seed = brief.seed?;
    let persona = brief.persona.as_ref();
    let persona = persona.and_then(|id| personas.iter().find(|persona| persona.id == *id));
    PictureSpec::from_brief(&brief.for_elements(), persona, &traits, seed).ok()?.pop()
}

fn id_of_thumbnail(thumbnails: &Path, short: &str) -> Option<JobId> {
    let folder = thumbnails.join(short.get(..2)?);
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let ids = entries.filter_map(|entry| entry.path().file_stem()?.to_str()?.parse().ok());
    ids.into_iter()
        .find(|id: &JobId| id.short() == short && thumbnail_path(thumbnails, *id).exists())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::files::{save_picture, save_thumbnail};
    use crate::post::{FileFormat, encode};
    use image::RgbaImage;

    #[test]
    fn a_picture_is_listed_as_the_job_that_made_it() {
        let (folder, thumbnails) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let personas = starters();
        let brief = Brief {
            prompt: "running shoes".into(),
            negative: "laces".into(),
            format: Some("instagram-4x5".into()),
            ..Brief::default()
        };
        let traits = ModelTraits::like_spark();
        let spec =
            PictureSpec::from_brief(&brief, Some(&personas[0]), &traits, 7).unwrap().remove(0);
        let picture = RgbaImage::new(8, 10);
        let png = encode(&picture, FileFormat::Png, Some(&Recipe::of(&spec))).unwrap();
        let ids = [JobId::fresh(), JobId::fresh(), JobId::fresh()];
        let paths = ids.map(|id| save_picture(folder.path(), id, "shoes", &png).unwrap());
        save_thumbnail(thumbnails.path(), ids[0], &picture).unwrap();
        std::fs::write(folder.path().join("2026-01-01_holiday_00000000.png"), b"not one").unwrap();
        let known = HashSet::from([paths[2].clone()]);
        let jobs = jobs_of_pictures(folder.path(), thumbnails.path(), &personas, &known);
        assert_eq!(jobs.len(), 2);
        for job in &jobs {
            assert_eq!(*job.state(), State::Done);
            assert_eq!(job.task, Task::Picture(spec.clone()));
            let picture = job.picture().unwrap();
            assert_eq!((picture.width, picture.height), (8, 10));
            assert_eq!(picture.path, paths[usize::from(picture.path != paths[0])]);
        }
        let of = |path| jobs.iter().find(|job| job.picture().unwrap().path == path).unwrap();
        assert_eq!(of(paths[0].clone()).id, ids[0], "the thumbnail knows the id");
        let remade = of(paths[1].clone()).id;
        assert_eq!(remade.short(), ids[1].short());
        assert!((remade.created_ms() - ids[1].created_ms()).abs() < 60_000);
    }
}
