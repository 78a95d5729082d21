//! A product of a brand: its name, its photo with the cut-out, facts about it, and its alternative text.
//! Values and their limits only; the files that it names lie beside the persona's own.

use super::file::is_plain_name;
use serde::{Deserialize, Serialize};

/// The most products of one brand.
pub const MAX_PRODUCTS: usize = 20;
/// The most characters of a name, of a fact and of an alternative text.
pub const MAX_PRODUCT_NAME: usize = 80;
pub const MAX_PRODUCT_FACT: usize = 140;
pub const MAX_PRODUCT_ALT_TEXT: usize = 500;

/// Something that a brand sells or shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Product {
    /// Its short name in files and on the command line, such as `trail-runner`; it never changes.
    pub id: String,
    /// The name people see and captions say.
    pub name: String,
    /// The name of a picture file beside the persona's; empty for none.
    pub photo: String,
    /// The photo's subject alone, as a picture file beside the persona's; empty where nothing stands out, or where the
    /// photo is transparent itself.
    pub cutout: String,
    /// What it does for whoever buys it.
    pub benefit: String,
    /// What it is made of, where it comes from, how large it is.
    pub detail: String,
    /// As it stands on a post, such as `£49`.
    pub price: String,
    /// What the photo shows, for people who cannot see it.
    pub alt_text: String,
}

/// Why a product was refused. Reads as a sentence to the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProductError {
    #[error("A product needs a name.")]
    NoName,
    #[error("The name of a product has {0} characters; at most {MAX_PRODUCT_NAME} fit.")]
    NameTooLong(usize),
    #[error("The {what} of {name} has {length} characters; at most {most} fit.")]
    TextTooLong { what: &'static str, name: String, length: usize, most: usize },
    #[error(
        "“{0}” cannot be the id of a product: use small letters, digits and hyphens, 64 at most."
    )]
    BadId(String),
    #[error("Two products have the id “{0}”. Change one of them in the persona's file.")]
    IdTwice(String),
    #[error(
        "“{0}” cannot be a product's picture: it must be a plain name that ends in .png, .jpg or .webp."
    )]
    BadFileName(String),
    #[error("A brand keeps at most {MAX_PRODUCTS} products. Remove one first.")]
    TooMany,
}

impl Product {
    /// A product with a name, and an id made of it that none of `others` has.
    pub fn named(name: &str, others: &[Product]) -> Self {
        let lower = name.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let mut id = words.join("-");
        id.truncate(48);
        let id = id.trim_matches('-');
        let id = if id.is_empty() { "product" } else { id };
        let is_free = |id: &String| others.iter().all(|other| other.id != *id);
        let numbered = |n: u32| if n == 1 { id.to_owned() } else { format!("{id}-{n}") };
        let id = (1..).map(numbered).find(is_free).expect("numbers do not end");
        Self { id, name: name.trim().to_owned(), ..Self::default() }
    }

    /// A name for a product of which only the photo's file name is known: `blue-mug_01.jpg` gives `Blue mug`.
    pub fn name_of_file(stem: &str) -> String {
        let words = stem.split(|c: char| !c.is_alphanumeric());
        // Numbers of cameras and their prefixes say nothing about what is shown.
        let says = |word: &&str| {
            !matches!(word.to_lowercase().as_str(), "" | "img" | "dsc" | "dscn" | "pxl" | "photo")
                && !word.chars().all(|c| c.is_ascii_digit())
        };
        let name = words.filter(says).collect::<Vec<_>>().join(" ");
        let mut letters = name.chars();
        let Some(first) = letters.next() else { return "New product".to_owned() };
        first.to_uppercase().chain(letters).take(MAX_PRODUCT_NAME).collect()
    }

    /// What may be stated about it, each once: benefit, detail, price.
    pub fn facts(&self) -> Vec<String> {
        let facts = [&self.benefit, &self.detail, &self.price].map(|fact| fact.trim().to_owned());
        facts.into_iter().filter(|fact| !fact.is_empty()).collect()
    }

    /// What stands on a post as its fact: the price, or else the shortest of the others.
    pub fn fact(&self) -> String {
        match self.price.trim() {
            "" => self.facts().into_iter().min_by_key(|fact| fact.chars().count()),
            price => Some(price.to_owned()),
        }
        .unwrap_or_default()
    }

    /// The names of its files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        [&self.photo, &self.cutout].into_iter().filter(|name| !name.is_empty()).map(String::as_str)
    }

    /// Whether every value is one that the program can work with.
    ///
    /// # Errors
    /// A sentence about the first that is not.
    pub fn check(&self) -> Result<(), ProductError> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(1..=64).contains(&self.id.len()) || !self.id.chars().all(is_plain) {
            return Err(ProductError::BadId(self.id.chars().take(MAX_PRODUCT_NAME).collect()));
        }
        let length = self.name.chars().count();
        if self.name.trim().is_empty() {
            return Err(ProductError::NoName);
        }
        if length > MAX_PRODUCT_NAME {
            return Err(ProductError::NameTooLong(length));
        }
        for (what, text, most) in [
            ("benefit", &self.benefit, MAX_PRODUCT_FACT),
            ("detail", &self.detail, MAX_PRODUCT_FACT),
            ("price", &self.price, MAX_PRODUCT_FACT),
            ("alternative text", &self.alt_text, MAX_PRODUCT_ALT_TEXT),
        ] {
            let length = text.chars().count();
            if length > most {
                let name = self.name.clone();
                return Err(ProductError::TextTooLong { what, name, length, most });
            }
        }
        let is_picture = |name: &str| {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
            is_plain_name(name) && matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp")
        };
        match self.files().find(|name| !is_picture(name)) {
            Some(name) => Err(ProductError::BadFileName(name.chars().take(120).collect())),
            None => Ok(()),
        }
    }

    /// Checks all products of a brand.
    ///
    /// # Errors
    /// As [`check`](Self::check), and where there are too many or two have one id.
    pub fn check_all(products: &[Self]) -> Result<(), ProductError> {
        if products.len() > MAX_PRODUCTS {
            return Err(ProductError::TooMany);
        }
        for (at, product) in products.iter().enumerate() {
            product.check()?;
            if products[..at].iter().any(|other| other.id == product.id) {
                return Err(ProductError::IdTwice(product.id.clone()));
            }
        }
        Ok(())
    }

    /// The product of an id or, whatever its case, of a name.
    pub fn find<'a>(products: &'a [Self], wanted: &str) -> Option<&'a Self> {
        let wanted = wanted.trim();
        let by_id = products.iter().find(|product| product.id == wanted);
        let is_named = |product: &&Self| product.name.to_lowercase() == wanted.to_lowercase();
        by_id.or_else(|| products.iter().find(is_named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mug() -> Product {
        Product { photo: "mug.jpg".into(), ..Product::named("Blue Mug", &[]) }
    }

    #[test]
    fn ids_are_made_of_names_and_differ() {
        let first = mug();
        assert_eq!(first.id, "blue-mug");
        assert_eq!(Product::named("Blue mug!", &[first]).id, "blue-mug-2");
        assert_eq!(Product::named("茶", &[]).id, "product");
        assert!(Product::named(&"a".repeat(80), &[]).check().is_ok());
    }

    #[test]
    fn a_file_name_becomes_a_name() {
        for (stem, name) in [
            ("blue-mug_01", "Blue mug"),
            ("IMG_20260114_093011", "New product"),
            ("PXL portrait", "Portrait"),
            ("Trail Runner", "Trail Runner"),
            ("", "New product"),
        ] {
            assert_eq!(Product::name_of_file(stem), name, "{stem}");
        }
    }

    #[test]
    fn the_fact_of_a_post_is_the_price_or_the_shortest() {
        let mut product = mug();
        assert_eq!(product.fact(), "");
        product.benefit = "Keeps coffee hot for an hour".into();
        product.detail = "Stoneware, 350 ml".into();
        assert_eq!(product.fact(), "Stoneware, 350 ml");
        product.price = " £18 ".into();
        assert_eq!(product.fact(), "£18");
        assert_eq!(product.facts().len(), 3);
    }

    #[test]
    fn what_cannot_be_a_product_is_refused_with_a_reason() {
        let refused = |change: &dyn Fn(&mut Product)| {
            let mut product = mug();
            change(&mut product);
            product.check().unwrap_err()
        };
        assert_eq!(refused(&|product| product.name = "  ".into()), ProductError::NoName);
        let long = refused(&|product| product.name = "x".repeat(81));
        assert_eq!(long, ProductError::NameTooLong(81));
        let long = refused(&|product| product.price = "9".repeat(141)).to_string();
        assert!(long.contains("price of Blue Mug has 141 characters"), "{long}");
        for name in ["../mug.jpg", "mug.svg", "mug", "/etc/passwd.png"] {
            let bad = refused(&|product| product.photo = name.into());
            assert_eq!(bad, ProductError::BadFileName(name.into()));
        }
        assert!(matches!(refused(&|product| product.id = "A b".into()), ProductError::BadId(_)));
        let twice = Product::check_all(&[mug(), mug()]).unwrap_err();
        assert_eq!(twice, ProductError::IdTwice("blue-mug".into()));
        let many: Vec<_> =
            (0..=MAX_PRODUCTS).map(|at| Product { id: format!("a-{at}"), ..mug() }).collect();
        assert_eq!(Product::check_all(&many), Err(ProductError::TooMany));
    }

    #[test]
    fn a_product_is_found_by_id_and_by_name() {
        let products = [mug(), Product::named("Trail Runner", &[])];
        assert_eq!(Product::find(&products, "trail runner").unwrap().id, "trail-runner");
        assert_eq!(Product::find(&products, "blue-mug").unwrap().name, "Blue Mug");
        assert_eq!(Product::find(&products, "cup"), None);
    }
}
