//! Where a picture comes from, as its file says in XMP: from a model, from a model in part, or from people's drawings.
//! Only the text of the mark; how each format holds it is known in `encode`.

/// Where a picture comes from, by IPTC's Digital Source Type (cv.iptc.org/newscodes/digitalsourcetype).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceType {
    /// A model made all of it.
    Model,
    /// A picture of a model with people's words, logos or photographs.
    Composite,
    /// People drew its parts; a program without a model put them together.
    Drawing,
    /// A photograph that people have edited, with no model that draws.
    Photo,
}

impl SourceType {
    /// As a file is marked; `None` for one without a mark.
    pub fn of_file(file: &[u8]) -> Option<Self> {
        [Self::Composite, Self::Model, Self::Drawing, Self::Photo].into_iter().find(|source| {
            let mark = [b"digitalsourcetype/", source.term().as_bytes()].concat();
            file.windows(mark.len()).any(|window| window == mark)
        })
    }

    /// Whether a model made it, wholly or in part.
    pub fn is_machine_made(self) -> bool {
        matches!(self, Self::Model | Self::Composite)
    }

    fn term(self) -> &'static str {
        match self {
            Self::Model => "trainedAlgorithmicMedia",
            Self::Composite => "compositeWithTrainedAlgorithmicMedia",
            Self::Drawing => "digitalCreation",
            Self::Photo => "humanEdits",
        }
    }
}

/// The XMP packet that names where a picture comes from (IPTC Digital Source Type).
pub fn source_mark(source: SourceType) -> String {
    const PACKET: &str = concat!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>",
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
        "<rdf:Description rdf:about=\"\"",
        " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"",
        " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"",
        " Iptc4xmpExt:DigitalSourceType=",
        "\"http://cv.iptc.org/newscodes/digitalsourcetype/SOURCE\"",
        " xmp:CreatorTool=\"Brandish VERSION\"/>",
        "</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>",
    );
    PACKET.replace("VERSION", env!("CARGO_PKG_VERSION")).replace("SOURCE", source.term())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_found_again_and_only_those_of_models_are_machine_made() {
        for (source, machine_made) in [
            (SourceType::Model, true),
            (SourceType::Composite, true),
            (SourceType::Drawing, false),
            (SourceType::Photo, false),
        ] {
            assert_eq!(SourceType::of_file(source_mark(source).as_bytes()), Some(source));
            assert_eq!(source.is_machine_made(), machine_made);
        }
        assert_eq!(SourceType::of_file(b"a camera's file"), None);
    }
}
