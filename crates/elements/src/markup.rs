//! SVG text as a tree that can be changed and written again. Refuses what is dangerous or needs more than the file itself.
//! Knows nothing of colours or styles.

use crate::ElementError;

/// The most bytes of a drawing.
pub(crate) const MAX_BYTES: usize = 4 << 20;
/// The most nodes of a drawing, those that `use` repeats counted each time.
const MAX_NODES: usize = 60_000;
const MAX_DEPTH: usize = 200;
/// What may run, load or differ from computer to computer.
const FORBIDDEN: &[&str] =
    &["script", "foreignObject", "iframe", "audio", "video", "animate", "set", "handler"];
const XLINK: &str = "http://www.w3.org/1999/xlink";
const SVG: &str = "http://www.w3.org/2000/svg";

/// One element of the markup. Text content is kept of `style` alone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub tag: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    pub(crate) fn new(tag: &str, attributes: &[(&str, &str)]) -> Self {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            tag: tag.to_owned(),
            attributes: attributes.iter().map(own).collect(),
            children: Vec::new(),
            text: String::new(),
        }
    }

    pub(crate) fn with(mut self, children: Vec<Node>) -> Self {
        self.children = children;
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.attributes.retain(|(key, _)| key != name);
    }

    /// Calls `change` for this node and all below it.
    pub(crate) fn each(&mut self, change: &mut dyn FnMut(&mut Node)) {
        change(self);
        self.children.iter_mut().for_each(|child| child.each(change));
    }

    /// Calls `see` for this node and all below it.
    pub(crate) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Node)) {
        see(self);
        self.children.iter().for_each(|child| child.visit(see));
    }

    /// The same with `prefix` before each identifier, so that two drawings share a file.
    pub(crate) fn with_prefix(mut self, prefix: &str) -> Self {
        self.each(&mut |node| {
            for (name, value) in &mut node.attributes {
                if name == "id" {
                    value.insert_str(0, prefix);
                } else if name.ends_with("href") && value.starts_with('#') {
                    value.insert_str(1, prefix);
                } else if value.contains("url(#") {
                    *value = value.replace("url(#", &format!("url(#{prefix}"));
                }
            }
            node.text = node.text.replace("url(#", &format!("url(#{prefix}"));
        });
        self
    }

    /// As SVG text.
    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.tag);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        escape(&self.text, out);
        self.children.iter().for_each(|child| child.write_to(out));
        out.push_str("</");
        out.push_str(&self.tag);
        out.push('>');
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Reads SVG text.
///
/// # Errors
/// Where it is no SVG, or has a link, text, a program, or too many parts in it.
pub(crate) fn read(bytes: &[u8]) -> Result<Node, ElementError> {
    if bytes.len() > MAX_BYTES {
        return Err(ElementError::TooLarge(MAX_BYTES >> 20));
    }
    let unreadable = |why: String| ElementError::Unreadable(why);
    let text =
        std::str::from_utf8(bytes).map_err(|_| unreadable("it is not written in UTF-8".into()))?;
    // Entities grow without bound when they name each other.
    if text.contains("<!ENTITY") {
        return Err(ElementError::Forbidden("ENTITY".into()));
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: 4 * MAX_NODES as u32,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| unreadable(error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(unreadable(format!("it begins with “{}”", root.tag_name().name())));
    }
    let mut node = converted(root, 0)?;
    node.set("xmlns", SVG);
    node.set("xmlns:xlink", XLINK);
    check_repeats(&node)?;
    Ok(node)
}

fn converted(from: roxmltree::Node<'_, '_>, depth: usize) -> Result<Node, ElementError> {
    let tag = from.tag_name().name();
    if depth > MAX_DEPTH {
        return Err(ElementError::TooDeep(MAX_DEPTH));
    }
    if FORBIDDEN.iter().any(|name| tag.starts_with(name)) {
        return Err(ElementError::Forbidden(tag.to_owned()));
    }
    if tag == "text" {
        return Err(ElementError::Text);
    }
    let mut node = Node::new(tag, &[]);
    for attribute in from.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if name.len() > 2 && name.starts_with("on") {
            return Err(ElementError::Forbidden(name.to_owned()));
        }
        check_links(name, value)?;
        match attribute.namespace() {
            Some(XLINK) => node.attributes.push((format!("xlink:{name}"), value.to_owned())),
            None => node.attributes.push((name.to_owned(), value.to_owned())),
            // What editors keep for themselves.
            Some(_) => {}
        }
    }
    if tag == "style" {
        node.text = from.text().unwrap_or_default().to_owned();
        if node.text.contains("@import") {
            return Err(ElementError::Link("@import".into()));
        }
        check_links("style", &node.text)?;
    }
    for child in from.children().filter(roxmltree::Node::is_element) {
        // Metadata of editors draws nothing.
        if child.tag_name().namespace().is_none_or(|space| space == SVG) {
            node.children.push(converted(child, depth + 1)?);
        }
    }
    Ok(node)
}

/// Fails on a link to anything but a part of the same file or a picture within it.
fn check_links(name: &str, value: &str) -> Result<(), ElementError> {
    let short = |link: &str| ElementError::Link(link.chars().take(80).collect());
    if name == "href" || name == "src" {
        let value = value.trim();
        let embedded = ["data:image/png", "data:image/jpeg", "data:image/webp", "data:image/gif"];
        if !value.starts_with('#') && !embedded.iter().any(|kind| value.starts_with(kind)) {
            return Err(short(value));
        }
    }
    for (at, _) in value.match_indices("url(") {
        let inside = value[at + 4..].trim_start_matches(['"', '\'', ' ']);
        if !inside.starts_with('#') {
            return Err(short(inside.split(')').next().unwrap_or_default()));
        }
    }
    Ok(())
}

/// What is drawn again wherever it is named.
const REPEATED: &[&str] = &["mask", "pattern", "clipPath", "marker", "filter"];

/// Fails where parts that are drawn again within each other, by `use` or as a mask, a pattern and so on, multiply beyond
/// the limit.
fn check_repeats(root: &Node) -> Result<(), ElementError> {
    let mut named = std::collections::HashMap::new();
    let mut rules = Vec::new();
    root.visit(&mut |node| {
        if let Some(id) = node.get("id") {
            named.insert(id, node);
        }
        rules.extend(rules_with_links(&node.text));
    });
    let repeated = |id: &str| named.get(id).filter(|node| REPEATED.contains(&&*node.tag)).copied();
    let mut left = MAX_NODES;
    let mut open = vec![(root, 0usize)];
    while let Some((node, depth)) = open.pop() {
        left = left.checked_sub(1).ok_or(ElementError::TooComplex(MAX_NODES))?;
        if depth > 2 * MAX_DEPTH {
            return Err(ElementError::TooDeep(MAX_DEPTH));
        }
        open.extend(node.children.iter().map(|child| (child, depth + 1)));
        let link = node.get("href").or_else(|| node.get("xlink:href"));
        if node.tag == "use"
            && let Some(target) = link.and_then(|link| named.get(link.trim_start_matches('#')))
        {
            open.push((target, depth + 1));
        }
        let own = node.attributes.iter().flat_map(|(_, value)| links(value));
        let of_rules = rules.iter().filter(|(selector, _)| may_select(selector, node));
        let linked = own.chain(of_rules.map(|(_, id)| *id));
        open.extend(linked.filter_map(repeated).map(|target| (target, depth + 1)));
    }
    Ok(())
}

/// The rules of a style sheet that name a part: for each of their selectors what stands after its last space, and the part.
fn rules_with_links(sheet: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (selectors, body) in sheet.split('}').filter_map(|rule| rule.rsplit_once('{')) {
        for selector in selectors.split(',') {
            let last = selector.trim().rsplit([' ', '>', '+', '~', '\n', '\t']).next();
            found.extend(links(body).map(|id| (last.unwrap_or_default(), id)));
        }
    }
    found
}

/// Whether a selector such as `rect.a` may be for a node. What stands around the node is not looked at.
fn may_select(selector: &str, node: &Node) -> bool {
    let selector = selector.split([':', '[']).next().unwrap_or_default();
    let names = selector.find(['.', '#']).unwrap_or(selector.len());
    let (tag, names) = selector.split_at(names);
    let classes = node.get("class").unwrap_or_default();
    let is_named =
        |name: &str| classes.split_whitespace().chain(node.get("id")).any(|one| one == name);
    (matches!(tag, "" | "*") || tag == node.tag)
        && names.split(['.', '#']).filter(|name| !name.is_empty()).all(is_named)
}

/// The identifiers of all `url(#…)` in a value.
fn links(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, start)| {
        let inside = value[at + start.len()..].split(')').next()?;
        inside.trim_matches(['"', '\'', ' ']).strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> Result<Node, ElementError> {
        let text = format!(
            r#"<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" width="40" height="10">{inner}</svg>"#
        );
        read(text.as_bytes())
    }

    #[test]
    fn what_is_read_is_written_again() {
        let node = svg(r##"<g fill="#f00"><path d="M0 0h4v4z" opacity=".5"/></g>"##).unwrap();
        assert_eq!(read(node.write().as_bytes()).unwrap(), node);
        assert!(
            node.write().contains(r##"<g fill="#f00"><path d="M0 0h4v4z" opacity=".5"/></g>"##)
        );
    }

    #[test]
    fn links_out_of_the_file_are_refused() {
        for inner in [
            r#"<image width="9" height="9" xlink:href="/etc/hostname.png"/>"#,
            r#"<image width="9" height="9" href="https://example.com/a.png"/>"#,
            r#"<image width="9" height="9" href="data:image/svg+xml;base64,AAAA"/>"#,
            r#"<use href="other.svg#a"/>"#,
            r#"<rect fill="url(http://example.com/#a)"/>"#,
            r#"<style>rect { fill: url("/etc/passwd") }</style>"#,
            r#"<style>@import "/etc/passwd";</style>"#,
        ] {
            assert!(matches!(svg(inner), Err(ElementError::Link(_))), "{inner}");
        }
    }

    #[test]
    fn programs_text_and_entities_are_refused() {
        assert_eq!(svg("<script>1</script>"), Err(ElementError::Forbidden("script".into())));
        assert_eq!(svg(r#"<g onload="1"/>"#), Err(ElementError::Forbidden("onload".into())));
        assert_eq!(svg("<text>Stride</text>"), Err(ElementError::Text));
        let entity = b"<!DOCTYPE svg [<!ENTITY a \"&a;&a;\">]><svg><g id=\"&a;\"/></svg>";
        assert_eq!(read(entity), Err(ElementError::Forbidden("ENTITY".into())));
        assert!(matches!(read(b"<svg"), Err(ElementError::Unreadable(_))));
        assert!(matches!(read(b"<html/>"), Err(ElementError::Unreadable(_))));
    }

    #[test]
    fn parts_that_multiply_each_other_are_refused() {
        let mut inner = r#"<g id="a0"><rect width="1" height="1"/></g>"#.to_owned();
        for level in 1..12 {
            let link = format!(r##"<use href="#a{}"/>"##, level - 1).repeat(8);
            inner.push_str(&format!(r#"<g id="a{level}">{link}</g>"#));
        }
        assert!(matches!(svg(&inner), Err(ElementError::TooComplex(_))));
        let circle = r##"<g id="a"><use href="#a"/></g>"##;
        assert!(matches!(svg(circle), Err(ElementError::TooDeep(_))));
        let deep = format!("{}{}", "<g>".repeat(900), "</g>".repeat(900));
        assert!(matches!(svg(&deep), Err(ElementError::TooDeep(_))));
    }

    #[test]
    fn rules_repeat_parts_for_what_they_select_alone() {
        // As drawing programs write it: what is clipped is selected, and what clips is not.
        let clipped = r##"<style>.a{fill:none}.b,.c{clip-path:url(#x)}</style><clipPath id="x"><rect width="9" height="9"/></clipPath><g class="b"><rect width="9" height="9"/></g>"##;
        svg(clipped).unwrap();
        for rule in [".b", "rect", "*", "svg rect.b", "g>rect:first-child", "#y"] {
            let within = format!(
                r##"<style>{rule} {{ mask: url("#x") }}</style><mask id="x"><rect id="y" class="b" width="9" height="9"/></mask><rect class="b" id="y" width="9" height="9"/>"##
            );
            assert!(matches!(svg(&within), Err(ElementError::TooDeep(_))), "{rule}");
        }
    }

    #[test]
    fn two_drawings_share_a_file_when_their_names_differ() {
        let node = svg(r##"<path id="p" fill="url(#a)"/><use xlink:href="#p"/>"##).unwrap();
        let text = node.with_prefix("x-").write();
        assert!(text.contains(r#"id="x-p""#) && text.contains("url(#x-a)"), "{text}");
        assert!(text.contains(r##"xlink:href="#x-p""##), "{text}");
    }
}
