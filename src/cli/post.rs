//! `brandish post`: finished posts of pictures, words and a brand, one file for each network's format.
//! `brandish layouts`: the layouts, and a check of one's own.

use super::output::{note, print, print_json};
use super::{CliError, home, products, shown};
use crate::brand::{Persona, Product};
use crate::brief::{CaptionBrief, Format, formats_named};
use crate::files::{self, persona_file, read_personas};
use crate::post::{
    BrandFiles, MOST_PICTURES, PostVersion, encode_post, findings_of, read_photo, safe_zone,
    theme_of,
};
use crate::studio::{product_files, sample_caption};
use brandish_posts::{Content, Fonts, Layout, Picture, Rendered, Size, Theme, layouts, render};
use image::RgbaImage;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct MakePost {
    /// The pictures, in the order that the layout shows them: PNG, JPEG, WebP or GIF
    pictures: Vec<PathBuf>,
    /// A product of the brand, by its id or name (see `brandish products`); up to three stand beside each other, and fill
    /// the words that are not given
    #[arg(long = "product", value_name = "NAME")]
    products: Vec<String>,
    /// The brand, by its id (see `brandish personas`)
    #[arg(long, value_name = "ID", default_value = "stride")]
    persona: String,
    /// The layout, by its id (see `brandish layouts`)
    #[arg(long, value_name = "ID", default_value = "split")]
    layout: String,
    /// What the post says first; words between asterisks get the brand's colour
    #[arg(long, value_name = "TEXT", default_value = "")]
    headline: String,
    /// A supporting line; may be given several times
    #[arg(long = "line", value_name = "TEXT")]
    lines: Vec<String>,
    /// A price, a date or a share, such as “20% off”
    #[arg(long, value_name = "TEXT", default_value = "")]
    fact: String,
    /// What the reader is asked to do
    #[arg(long, value_name = "TEXT", default_value = "")]
    call: String,
    /// The account's name or an address
    #[arg(long, value_name = "TEXT", default_value = "")]
    handle: String,
    /// Networks or formats, with commas between, such as instagram,x-wide; or all
    #[arg(long, value_name = "NAME,…", default_value = "instagram", value_delimiter = ',')]
    network: Vec<String>,
    /// The folder of the posts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Leave the prompt out of the files; the mark of a model's picture stays
    #[arg(long)]
    clean: bool,
    /// Fail where the brand check finds something: contrast, colours, words to avoid, safe zones, the logo's space
    #[arg(long)]
    strict: bool,
    /// Print JSON: an array of the posts
    #[arg(long)]
    json: bool,
}

impl MakePost {
    pub(super) fn run(self) -> Result<(), CliError> {
        let layout =
            brandish_posts::layout(&self.layout).ok_or_else(|| unknown_layout(&self.layout))?;
        let formats =
            formats_named(&self.network).map_err(|error| CliError::BadInput(error.to_string()))?;
        let (persona, files) = brand(&self.persona)?;
        let fonts = Fonts::with_system();
        let theme = theme_of(&persona, files, &fonts);
        let theme = theme.map_err(|error| CliError::BadInput(error.to_string()))?;
        let products: Vec<_> = self
            .products
            .iter()
            .map(|wanted| products::found(&persona, wanted).cloned())
            .collect::<Result<_, _>>()?;
        let (mut pictures, mut sources) = read_pictures(&self.pictures)?;
        if !products.is_empty() {
            with_products(&mut pictures, &mut sources, &persona, &products)?;
        }
        let first = products.first();
        let or_else = |given: String, of_product: Option<String>| match given.is_empty() {
            true => of_product.unwrap_or_default(),
            false => given,
        };
        if !self.out.is_dir() {
            std::fs::create_dir_all(&self.out).map_err(|error| cannot_write(&self.out, &error))?;
        }
        let words = PostVersion {
            headline: self.headline.clone(),
            line: self.lines.join("\n"),
            fact: self.fact.clone(),
            call: self.call.clone(),
            ..PostVersion::default()
        };
        let content = Content {
            headline: or_else(self.headline, first.and_then(|first| headline(first, &persona))),
            lines: match (self.lines.is_empty(), first) {
                (true, Some(first)) if !first.benefit.is_empty() => vec![first.benefit.clone()],
                _ => self.lines,
            },
            fact: or_else(self.fact, first.map(Product::fact)),
            call: self.call,
            handle: self.handle,
            pictures,
            ..Content::default()
        };
        // Every post is made before the first is written, so that a text that does not fit leaves no half set.
        let rendered = rendered(layout, &content, &theme, &fonts, &formats)?;
        let mut faulty = false;
        let mut rows = Vec::new();
        for (format, post) in rendered {
            let faults = findings_of(&post, &words, Some(&persona));
            faulty |= !faults.is_empty();
            faults.iter().for_each(|fault| note(format_args!("{}: {fault}", format.id)));
            let path = save(&self.out, format, &post, &sources, self.clean)?;
            let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
            rows.push(row(format, &path, faults));
            if !self.json {
                print(shown(&path))?;
            }
        }
        if self.json {
            print_json(&rows)?;
        }
        match faulty && self.strict {
            true => Err(CliError::Reported),
            false => Ok(()),
        }
    }
}

fn row(format: &Format, path: &Path, faults: Vec<String>) -> Value {
    json!({
        "network": format.of_network().id,
        "format": format.id,
        "width": format.width,
        "height": format.height,
        "path": path,
        "faults": faults,
    })
}

fn rendered(
    layout: &Layout,
    content: &Content,
    theme: &Theme,
    fonts: &Fonts,
    formats: &[&'static Format],
) -> Result<Vec<(&'static Format, Rendered)>, CliError> {
    let one = |format: &&'static Format| {
        let size = Size::new(format.width, format.height);
        let post = render(layout, content, theme, fonts, size, safe_zone(format));
        let post = post.map_err(|error| CliError::BadInput(format!("{}: {error}", format.id)))?;
        Ok((*format, post))
    };
    formats.iter().map(one).collect()
}

fn save(
    folder: &Path,
    format: &'static Format,
    post: &Rendered,
    sources: &[Vec<u8>],
    clean: bool,
) -> Result<PathBuf, CliError> {
    let picture = RgbaImage::from_raw(post.size.width, post.size.height, post.rgba.clone())
        .expect("a post has four bytes for each pixel");
    let (file_format, bytes) = encode_post(&picture, format.of_network(), sources, clean)
        .map_err(|error| CliError::Failed(format!("{}: {error}", format.id)))?;
    let name = |number: u32| match number {
        1 => format!("{}.{}", format.id, file_format.extension()),
        number => format!("{}-{number}.{}", format.id, file_format.extension()),
    };
    // An older post of that name stays.
    let free = (1..).map(name).map(|name| folder.join(name)).find(|path| !path.exists());
    let path = free.expect("some number is free");
    files::write_over(&path, &bytes).map_err(|error| cannot_write(&path, &error))?;
    Ok(path)
}

fn unknown_layout(id: &str) -> CliError {
    let ids: Vec<_> = layouts().iter().map(|layout| layout.id.as_str()).collect();
    CliError::BadInput(format!("There is no layout “{id}”. There are: {}.", ids.join(", ")))
}

/// A persona with the bytes of its fonts and logos.
fn brand(id: &str) -> Result<(Persona, BrandFiles), CliError> {
    let own = home()?.personas();
    let (personas, errors) = read_personas(&own);
    errors.iter().for_each(note);
    let found = personas.into_iter().find(|persona| persona.id.0 == id);
    let persona = found.ok_or_else(|| {
        CliError::BadInput(format!("There is no persona “{id}”. See brandish personas."))
    })?;
    let read = |name: &str| -> Result<Option<Vec<u8>>, CliError> {
        if name.is_empty() {
            return Ok(None);
        }
        let path = persona_file(&own, &persona.id, name);
        std::fs::read(&path).map(Some).map_err(|error| {
            CliError::BadInput(format!("{} cannot be read: {error}", path.display()))
        })
    };
    let look = &persona.look;
    let files = BrandFiles {
        heading_font: read(&look.heading_font)?,
        body_font: read(&look.body_font)?,
        logo_light: read(&look.logo_light)?,
        logo_dark: read(&look.logo_dark)?,
    };
    Ok((persona, files))
}

/// The pictures, and their files' bytes for the marks that they carry.
fn read_pictures(paths: &[PathBuf]) -> Result<(Vec<Picture>, Vec<Vec<u8>>), CliError> {
    let mut pictures = Vec::new();
    let mut sources = Vec::new();
    for path in paths {
        let refused = |detail: &dyn std::fmt::Display| {
            CliError::BadInput(format!("{}: {detail}", path.display()))
        };
        let bytes = files::read_picture_file(path)
            .map_err(|error| CliError::BadInput(error.to_string()))?;
        let picture = read_photo(&bytes).map_err(|error| refused(&error))?;
        let (width, height) = picture.dimensions();
        let picture = Picture::new(width as usize, height as usize, picture.as_raw());
        pictures.push(picture.map_err(|error| refused(&error))?);
        sources.push(bytes);
    }
    Ok((pictures, sources))
}

/// Adds the cut-outs of products: as the first picture, or beside it.
fn with_products(
    pictures: &mut Vec<Picture>,
    sources: &mut Vec<Vec<u8>>,
    persona: &Persona,
    products: &[Product],
) -> Result<(), CliError> {
    let own = home()?.personas();
    let files = products.iter().map(|product| {
        let (photo, cutout) = product_files(&own, &persona.id, product)?;
        Ok::<_, String>(cutout.unwrap_or(photo))
    });
    let files: Vec<_> = files.collect::<Result<_, _>>().map_err(CliError::BadInput)?;
    let (found, files) = read_pictures(&files)?;
    sources.extend(files);
    let mut found = found.into_iter();
    if pictures.is_empty() {
        pictures.extend(found.next());
    }
    let others: Vec<_> = found.map(Some).collect();
    if others.len() >= MOST_PICTURES {
        let sentence = format!("A post shows {MOST_PICTURES} pictures at most.");
        return Err(CliError::BadInput(sentence));
    }
    if !others.is_empty() {
        let order = (0..=others.len()).collect();
        let first = pictures.remove(0);
        pictures.insert(0, first.with_others(others, order));
    }
    Ok(())
}

/// What the built-in writer says first of a product.
fn headline(product: &Product, persona: &Persona) -> Option<String> {
    let brief = CaptionBrief { product: product.name.clone(), ..CaptionBrief::default() };
    sample_caption(persona, &brief).map(|caption| caption.hook)
}

fn cannot_write(path: &Path, error: &std::io::Error) -> CliError {
    CliError::Failed(format!("{} cannot be written: {error}", path.display()))
}

#[derive(clap::Args)]
pub(super) struct Layouts {
    #[command(subcommand)]
    command: Option<LayoutsCommand>,
    /// Print JSON: an array of all layouts, or of what is wrong with one
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum LayoutsCommand {
    /// List the layouts; so does `layouts` alone
    List,
    /// Check a layout file of your own, line by line
    Check { file: PathBuf },
}

impl Layouts {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.command.unwrap_or(LayoutsCommand::List) {
            LayoutsCommand::List if self.json => {
                let row = |layout: &Layout| {
                    json!({
                        "id": layout.id,
                        "name": layout.name,
                        "about": layout.about,
                        "pictures": [layout.pictures, layout.pictures_most],
                    })
                };
                print_json(&layouts().iter().map(row).collect::<Vec<_>>())
            }
            LayoutsCommand::List => layouts()
                .iter()
                .try_for_each(|layout| print(format_args!("{:<14} {}", layout.id, layout.about))),
            LayoutsCommand::Check { file } => check_layout(&file, self.json),
        }
    }
}

fn check_layout(file: &Path, is_json: bool) -> Result<(), CliError> {
    let refused = |detail: &dyn std::fmt::Display| {
        CliError::BadInput(format!("{} cannot be read: {detail}", file.display()))
    };
    let bytes = files::read_bounded(file, 1 << 20).map_err(|error| refused(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| refused(&"it is not text"))?;
    let id = file.file_stem().unwrap_or_default().to_string_lossy();
    let problems = match Layout::read(&id, &text) {
        Ok(_) => Vec::new(),
        Err(error) => error.0,
    };
    if is_json {
        let row = |problem: &brandish_posts::Trouble| json!({ "line": problem.line, "message": problem.message });
        print_json(&problems.iter().map(row).collect::<Vec<_>>())?;
    } else {
        problems.iter().try_for_each(|problem| {
            print(format_args!("{}:{}: {}", file.display(), problem.line, problem.message))
        })?;
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(CliError::Reported),
    }
}
