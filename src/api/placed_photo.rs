//! What a request names of a brand's products and of the photos in the home. Only files that Brandish keeps: a client
//! cannot have any other file of this laptop read.

use super::error::ApiError;
use crate::brand::{Persona, PersonaId, Product};
use crate::brief::{BriefError, PlacedPhoto};
use crate::studio::{Studio, photo_named, product_files};

/// The photo of a request that places one.
///
/// # Errors
/// Where there is no such product or photo, or a field would have no effect.
pub(super) fn placed(
    studio: &Studio,
    speaker: Option<&PersonaId>,
    product: Option<&str>,
    photo: Option<&str>,
    whole: bool,
) -> Result<Option<PlacedPhoto>, ApiError> {
    match (product, photo) {
        (Some(_), Some(_)) => {
            Err(ApiError::not_used("Send “product” or “photo”, not both: a picture shows one."))
        }
        (None, None) if whole => {
            Err(ApiError::not_used("“whole” is for a photo. Send “photo” or “product” with it."))
        }
        (None, None) => Ok(None),
        (None, Some(name)) => {
            let path = photo_named(studio.home(), name);
            let path = path.ok_or_else(|| BriefError::PhotoUnknown(name.to_owned()))?;
            Ok(Some(PlacedPhoto { path, whole }))
        }
        (Some(wanted), None) => {
            let (persona, product) = product_of(studio, speaker, wanted)?;
            let files = product_files(&studio.home().personas(), &persona.id, product);
            let (photo, cutout) = files.map_err(BriefError::ProductUnknown)?;
            let path = cutout.filter(|_| !whole).unwrap_or(photo);
            Ok(Some(PlacedPhoto { path, whole }))
        }
    }
}

/// A product of the brand that speaks, by its id or name, with the brand.
///
/// # Errors
/// Where the brand has none of that name.
pub(super) fn product_of<'a>(
    studio: &'a Studio,
    speaker: Option<&PersonaId>,
    wanted: &str,
) -> Result<(&'a Persona, &'a Product), BriefError> {
    let persona = speaker.and_then(|id| studio.brands().get(id));
    let found = persona.and_then(|persona| {
        Product::find(&persona.products, wanted).map(|product| (persona, product))
    });
    found.ok_or_else(|| {
        let brand = persona.map_or("No brand", |persona| persona.name.as_str());
        BriefError::ProductUnknown(format!("{brand} has no product “{wanted}”."))
    })
}
