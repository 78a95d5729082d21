//! What goes with a folder of finished posts: the table for planners, the sheet for approval, carousels, a zip.
//! The pictures lie in the folder already; how they were made is not known here.

use super::export::{ExportedText, unwritable};
use crate::brief::Format;
use crate::files::{read_pixels, shrunk, write_over, zip_folder};
use crate::post::{
    ApprovalEntry, FileFormat, Jpeg, PostFonts, PostSize, PostsRow, approval_html, approval_pdf,
    carousel_pdf, encode_photo, on_white, posts_csv,
};
use image::RgbaImage;
use std::path::{Path, PathBuf};

/// What is made beside pictures, captions and the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportExtras {
    /// The sheet on which a client approves the posts, as HTML and as PDF.
    pub approval_sheet: bool,
    /// One PDF of all posts for LinkedIn.
    pub carousel: bool,
    /// Everything once more as one zip file.
    pub zip: bool,
}

/// One picture of the folder.
#[derive(Clone, Debug)]
pub(in crate::studio) struct BundledPost {
    pub format: &'static Format,
    /// Below the folder, with `/` between.
    pub file: String,
    /// When it is to be posted; empty for not planned.
    pub date: String,
    pub text: ExportedText,
    /// What the brand check found, in sentences.
    pub findings: Vec<String>,
    /// The name of its carousel, without the ending; posts of one name become one.
    pub carousel: Option<String>,
}

/// The names of the files.
const TABLE: &str = "posts.csv";
const SHEET: &str = "approval";
/// The longer side of the sheet's pictures, and of a carousel's, pixels.
const THUMBNAIL: u32 = 480;
const PAGE: u32 = 1350;

/// Writes what goes with the posts of a folder. Older files of the same names are replaced.
///
/// # Errors
/// In the user's words.
pub(in crate::studio) fn write_bundle(
    folder: &Path,
    title: &str,
    posts: &[BundledPost],
    extras: ExportExtras,
    fonts: &PostFonts,
) -> Result<(), String> {
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        write_over(&path, bytes).map_err(|error| unwritable(&path, &error))
    };
    let rows: Vec<_> = posts.iter().map(row).collect();
    write(TABLE, &posts_csv(&rows)?)?;
    if extras.approval_sheet && !posts.is_empty() {
        let entries =
            posts.iter().map(|post| entry(folder, post)).collect::<Result<Vec<_>, _>>()?;
        write(&format!("{SHEET}.html"), approval_html(title, &entries).as_bytes())?;
        let pdf = approval_pdf(title, entries, fonts).map_err(|error| error.to_string())?;
        write(&format!("{SHEET}.pdf"), &pdf)?;
    }
    for (name, pages) in carousels(posts, extras.carousel) {
        let pages = pages.iter().map(|post| jpeg(&folder.join(&post.file), PAGE));
        let pages = pages.collect::<Result<Vec<_>, _>>()?;
        let pdf = carousel_pdf(title, pages).map_err(|error| error.to_string())?;
        write(&format!("linkedin/{name}.pdf"), &pdf)?;
    }
    Ok(())
}

/// Packs a folder into a zip beside or inside of it, without the journal.
///
/// # Errors
/// In the user's words.
pub(in crate::studio) fn pack(folder: &Path, to: &Path) -> Result<PathBuf, String> {
    let journal = |name: &str| name == crate::campaign::JOURNAL_FILE;
    zip_folder(folder, to, journal).map_err(|error| unwritable(to, &error))?;
    Ok(to.to_owned())
}

fn row(post: &BundledPost) -> PostsRow {
    PostsRow {
        network: post.format.of_network().name.to_owned(),
        date: post.date.clone(),
        file: post.file.clone(),
        caption: post.text.caption.clone(),
        alt_text: post.text.alt_text.clone(),
        hashtags: post.text.hashtags.join(" "),
    }
}

fn entry(folder: &Path, post: &BundledPost) -> Result<ApprovalEntry, String> {
    let parts = [post.format.network, post.format.label, &post.date];
    let mut heading: Vec<&str> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !heading.contains(&part) {
            heading.push(part);
        }
    }
    let title = post.text.title.as_ref().map_or(String::new(), |title| format!("{title}\n\n"));
    Ok(ApprovalEntry {
        picture: jpeg(&folder.join(&post.file), THUMBNAIL)?,
        heading: heading.join(", "),
        caption: format!("{title}{}", post.text.caption),
        alt_text: post.text.alt_text.clone(),
        findings: post.findings.clone(),
    })
}

/// The carousels of LinkedIn: those posts that carry one name and are several, or all of them as one.
fn carousels(posts: &[BundledPost], as_one: bool) -> Vec<(String, Vec<&BundledPost>)> {
    let on_linkedin: Vec<_> =
        posts.iter().filter(|post| post.format.of_network().id == "linkedin").collect();
    let mut found: Vec<(String, Vec<&BundledPost>)> = Vec::new();
    for post in &on_linkedin {
        let Some(name) = &post.carousel else { continue };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, pages)) => pages.push(post),
            None => found.push((name.clone(), vec![post])),
        }
    }
    found.retain(|(_, pages)| pages.len() > 1);
    let all = if on_linkedin.is_empty() { posts.iter().collect() } else { on_linkedin };
    if as_one && !all.is_empty() {
        found.retain(|(name, _)| name != "carousel");
        found.push(("carousel".into(), all));
    }
    found
}

/// A picture file as JPEG, at most `side` pixels on its longer side.
fn jpeg(path: &Path, side: u32) -> Result<Jpeg, String> {
    let picture = read_pixels(path).map_err(|error| error.to_string())?;
    let small: RgbaImage = on_white(&shrunk(&picture, side));
    let bytes =
        encode_photo(&small, FileFormat::Jpeg(86), &[]).map_err(|error| error.to_string())?;
    Ok(Jpeg { bytes, size: PostSize::new(small.width(), small.height()) })
}
