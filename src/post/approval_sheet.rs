//! The sheet on which a client approves posts: one HTML file that needs no other, or a PDF.
//! Small pictures and texts in, bytes out. It holds no script, and asks no network for anything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use brandish_posts::{Fonts, Jpeg, PdfError, SheetEntry, sheet_pdf};
use std::fmt::Write as _;

/// One post on the sheet.
#[derive(Clone, Debug)]
pub struct ApprovalEntry {
    /// A small copy of the post.
    pub picture: Jpeg,
    /// Such as `Instagram, 2026-12-01`.
    pub heading: String,
    pub caption: String,
    pub alt_text: String,
    /// What the brand check found, in sentences.
    pub findings: Vec<String>,
}

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;color:#18181c;max-width:60rem;margin:2rem auto;\
padding:0 1rem}h1{font-size:1.5rem}article{display:flex;gap:1.25rem;padding:1.25rem 0;border-top:1px solid #dcdce0;\
break-inside:avoid}img{width:16rem;height:auto;align-self:flex-start;border-radius:.3rem}h2{font-size:1.05rem;\
margin:0 0 .5rem}h3{font-size:.75rem;color:#606068;margin:.75rem 0 0}p{margin:0;white-space:pre-wrap;\
overflow-wrap:anywhere}ul{margin:0;padding-left:1.1rem}label{display:block;margin-top:.9rem}\
input[type=text]{width:100%;box-sizing:border-box;font:inherit;padding:.3rem}@media(max-width:40rem)\
{article{flex-direction:column}}";

/// The sheet as one HTML file.
pub fn approval_html(title: &str, entries: &[ApprovalEntry]) -> String {
    let title = escaped(title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n"
    );
    for entry in entries {
        write_entry(&mut page, entry);
    }
    page += "</body>\n</html>\n";
    page
}

fn write_entry(page: &mut String, entry: &ApprovalEntry) {
    let picture = STANDARD.encode(&entry.picture.bytes);
    let (width, height) = (entry.picture.size.width, entry.picture.size.height);
    let (heading, alt) = (escaped(&entry.heading), escaped(&entry.alt_text));
    // Writing to a string cannot fail.
    write!(
        page,
        "<article>\n<img src=\"data:image/jpeg;base64,{picture}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\">\n\
         <div>\n<h2>{heading}</h2>\n"
    )
    .ok();
    for (name, text) in [("Caption", &entry.caption), ("Alternative text", &entry.alt_text)] {
        if !text.trim().is_empty() {
            write!(page, "<h3>{name}</h3>\n<p>{}</p>\n", escaped(text)).ok();
        }
    }
    if !entry.findings.is_empty() {
        *page += "<h3>To look at</h3>\n<ul>";
        for finding in &entry.findings {
            write!(page, "<li>{}</li>", escaped(finding)).ok();
        }
        *page += "</ul>\n";
    }
    *page += "<label><input type=\"checkbox\"> Approved</label>\n\
              <label>Comment <input type=\"text\"></label>\n</div>\n</article>\n";
}

/// The sheet as a PDF.
///
/// # Errors
/// Where there is no post.
pub fn approval_pdf(
    title: &str,
    entries: Vec<ApprovalEntry>,
    fonts: &Fonts,
) -> Result<Vec<u8>, PdfError> {
    let entries = entries.into_iter().map(|entry| SheetEntry {
        picture: entry.picture,
        heading: entry.heading,
        texts: vec![
            ("Caption".into(), entry.caption),
            ("Alternative text".into(), entry.alt_text),
            ("To look at".into(), entry.findings.join("\n")),
            ("Approved / comment".into(), "\u{2610}  ________________________________".into()),
        ],
    });
    sheet_pdf(title, entries.collect(), fonts)
}

/// A text as HTML shows it, within an element or an attribute between quotation marks.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\n' => escaped.push('\n'),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use brandish_posts::Size;

    #[test]
    fn no_text_becomes_markup_and_nothing_is_fetched() {
        let hostile =
            "</p><script>alert(1)</script>\"' onerror=x & \u{0}<img src=http://x.example/a.png>";
        let entry = ApprovalEntry {
            picture: Jpeg { bytes: vec![0xff, 0xd8, 0xff], size: Size::new(320, 400) },
            heading: hostile.into(),
            caption: hostile.into(),
            alt_text: hostile.into(),
            findings: vec![hostile.into()],
        };
        let page = approval_html(hostile, &[entry]);
        let tags: Vec<&str> =
            page.split('<').skip(1).map(|rest| rest.split(['>', ' ']).next().unwrap()).collect();
        assert!(!tags.contains(&"script") && tags.iter().filter(|tag| **tag == "img").count() == 1);
        assert_eq!(tags.iter().filter(|tag| **tag == "/p").count(), 2);
        let image = page.split("<img").nth(1).unwrap().split('>').next().unwrap();
        assert_eq!(image.matches('"').count(), 8, "{image}");
        assert!(image.contains("data:image/jpeg;base64,/9j/"), "{image}");
        for outside in ["src=\"http", "href", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("Caption</h3>\n<p>&lt;/p&gt;&lt;script&gt;"));
    }
}
