//! `brandish products`: lists, adds and removes the products of a brand.
//! A photo is cut out once, when it is added; other commands then name the product.

use super::output::{note, print, print_json};
use super::{CliError, home, home_of};
use crate::brand::{Persona, PersonaId, Product};
use crate::files::{persona_file, read_personas, save_persona};
use crate::studio::{NewProduct, Studio, product_of_photo};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Products {
    #[command(subcommand)]
    command: Option<Action>,
    /// The brand, by its id (see `brandish personas`)
    #[arg(long, value_name = "ID", default_value = "stride", global = true)]
    persona: String,
    /// Print JSON: an array of all products, or an object for one
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// List the products of a brand; so does `products` alone
    List,
    /// Add a product with its photo, which is cut out and kept with the brand
    Add(Add),
    /// Remove a product, by its id or name
    Remove { product: String },
}

#[derive(clap::Args)]
struct Add {
    /// A photo: PNG, JPEG, WebP or GIF
    photo: PathBuf,
    /// The name that captions say [default: made of the file's name]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What it does for whoever buys it
    #[arg(long, value_name = "TEXT", default_value = "")]
    benefit: String,
    /// What it is made of, where it comes from, how large it is
    #[arg(long, value_name = "TEXT", default_value = "")]
    detail: String,
    /// As it stands on a post, such as £49
    #[arg(long, value_name = "TEXT", default_value = "")]
    price: String,
    /// What the photo shows, for people who cannot see it
    #[arg(long = "alt-text", value_name = "TEXT", default_value = "")]
    alt_text: String,
}

impl Products {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.command.unwrap_or(Action::List) {
            Action::List => {
                let (own, persona) = persona(&home()?.personas(), &self.persona)?;
                let products = persona.products.iter();
                if self.json {
                    let rows: Vec<_> =
                        products.map(|product| row(&own, &persona.id, product)).collect();
                    return print_json(&rows);
                }
                products.clone().try_for_each(print_product)
            }
            Action::Add(add) => {
                let home = home_of("products")?;
                // The window would write over a brand that is changed beside it.
                let _lock = home.lock()?;
                let (own, mut persona) = persona(&home.personas(), &self.persona)?;
                let product = add.product(&own, &persona)?;
                persona.products.push(product);
                persona.check().map_err(|error| CliError::BadInput(error.to_string()))?;
                save_persona(&own, &persona)?;
                let product = persona.products.last().expect("it was added just now");
                match self.json {
                    true => print_json(&row(&own, &persona.id, product)),
                    false => print_product(product),
                }
            }
            Action::Remove { product } => {
                let home = home_of("products")?;
                let _lock = home.lock()?;
                let (own, mut persona) = persona(&home.personas(), &self.persona)?;
                let id = found(&persona, &product)?.id.clone();
                // Its files stay beside the persona, as its logos do: an older post may show them.
                persona.products.retain(|other| other.id != id);
                save_persona(&own, &persona)?;
                match self.json {
                    true => print_json(&json!({ "removed": id })),
                    false => print(id),
                }
            }
        }
    }
}

impl Add {
    fn product(self, own: &Path, persona: &Persona) -> Result<Product, CliError> {
        let refused = |error: crate::brand::ProductError| CliError::BadInput(error.to_string());
        let typed = Product {
            benefit: self.benefit,
            detail: self.detail,
            price: self.price,
            alt_text: self.alt_text,
            ..Product::named(self.name.as_deref().unwrap_or("New product"), &persona.products)
        };
        // What was typed is checked before the photo is copied.
        typed.check().map_err(refused)?;
        let full = [persona.products.clone(), vec![typed.clone()]].concat();
        Product::check_all(&full).map_err(refused)?;
        let new = product_of_photo(own, &persona.id, &persona.products, &self.photo);
        let NewProduct { product, note: advice } = new.map_err(CliError::BadInput)?;
        advice.iter().for_each(note);
        let Product { photo, cutout, .. } = product;
        match self.name {
            Some(_) => Ok(Product { photo, cutout, ..typed }),
            None => Ok(Product { id: product.id, name: product.name, photo, cutout, ..typed }),
        }
    }
}

/// A persona by its id, with the folder of the user's own.
pub(super) fn persona(own: &Path, id: &str) -> Result<(PathBuf, Persona), CliError> {
    let (personas, errors) = read_personas(own);
    errors.iter().for_each(note);
    let found = personas.into_iter().find(|persona| persona.id.0 == id);
    let persona = found.ok_or_else(|| {
        CliError::BadInput(format!("There is no persona “{id}”. See brandish personas."))
    })?;
    Ok((own.to_owned(), persona))
}

/// A product of a persona by its id or name.
pub(super) fn found<'a>(persona: &'a Persona, wanted: &str) -> Result<&'a Product, CliError> {
    Product::find(&persona.products, wanted).ok_or_else(|| {
        let names: Vec<_> = persona.products.iter().map(|product| product.id.as_str()).collect();
        let known = match names.is_empty() {
            true => {
                format!("It has none; add one with brandish products add --persona {}.", persona.id)
            }
            false => format!("It has: {}.", names.join(", ")),
        };
        CliError::BadInput(format!("{} has no product “{wanted}”. {known}", persona.name))
    })
}

/// A product of the brand that speaks, by its id or name, with the brand.
pub(super) fn of_speaker<'a>(
    studio: &'a Studio,
    speaker: Option<&PersonaId>,
    wanted: &str,
) -> Result<(&'a Persona, &'a Product), CliError> {
    let persona = speaker.and_then(|id| studio.brands().get(id));
    let none = "Name the brand of the product with --persona.";
    let persona = persona.ok_or_else(|| CliError::BadInput(none.to_owned()))?;
    Ok((persona, found(persona, wanted)?))
}

fn print_product(product: &Product) -> Result<(), CliError> {
    let facts = product.facts().join(" · ");
    print(format_args!("{:<18} {:<22} {facts}", product.id, product.name))
}

fn row(own: &Path, persona: &PersonaId, product: &Product) -> Value {
    let path = |name: &str| (!name.is_empty()).then(|| persona_file(own, persona, name));
    json!({
        "id": product.id,
        "name": product.name,
        "benefit": product.benefit,
        "detail": product.detail,
        "price": product.price,
        "alt_text": product.alt_text,
        "photo": path(&product.photo),
        "cutout": path(&product.cutout),
    })
}
