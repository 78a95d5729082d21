//! The downloaded model that finds the object at a place of a picture: loaded when it is first needed, and kept.
//! Without such a model, or where it cannot be used, the built-in network's map serves instead.

use crate::engine::{ObjectFinder, SeenPicture, SubjectMap};
use image::RgbaImage;
use std::path::PathBuf;

/// The model's folder, and the model once it is loaded.
#[derive(Default)]
pub(in crate::studio) struct Finder {
    folder: Option<PathBuf>,
    loaded: Option<ObjectFinder>,
}

/// What is known of one picture's objects.
#[derive(Default)]
pub(in crate::studio) struct SeenObjects {
    seen: Option<SeenPicture>,
    /// The last place, and the object there.
    last: Option<([f32; 2], SubjectMap)>,
}

impl Finder {
    /// The folder of the installed model; `None` where there is none.
    pub fn set_folder(&mut self, folder: Option<PathBuf>) {
        if self.folder != folder {
            *self = Finder { folder, loaded: None };
        }
    }

    /// The map of the object at a place, in shares of the picture's sides; `None` without a model.
    ///
    /// # Errors
    /// In the user's words, where the model cannot be used.
    pub fn object_at(
        &mut self,
        picture: &RgbaImage,
        objects: &mut SeenObjects,
        place: [f32; 2],
    ) -> Result<Option<SubjectMap>, String> {
        let Some(folder) = &self.folder else { return Ok(None) };
        if let Some((_, map)) = objects.last.as_ref().filter(|(last, _)| *last == place) {
            return Ok(Some(map.clone()));
        }
        if self.loaded.is_none() {
            self.loaded = Some(ObjectFinder::load(folder).map_err(|error| error.to_string())?);
        }
        let finder = self.loaded.as_ref().expect("it was loaded above");
        let seen = match objects.seen.take() {
            Some(seen) => seen,
            None => finder.see(picture).map_err(|error| error.to_string())?,
        };
        let map = finder.map_at(&seen, place).map_err(|error| error.to_string())?;
        objects.seen = Some(seen);
        objects.last = Some((place, map.clone()));
        Ok(Some(map))
    }
}
