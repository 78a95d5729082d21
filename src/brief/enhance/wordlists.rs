//! The lists of English words that the enhancer looks its prompts up in: one word or phrase an entry.
//! Only lists; how words are compared is `lexicon`'s.

/// Things that come in any colour, so that they may take the brand's where the user names none.
#[rustfmt::skip]
pub(super) const COLOURABLE: &[&str] = &[
    "backpack", "bag", "balloon", "bed", "bicycle", "bike", "briefcase", "candle", "cap", "car",
    "chair", "coat", "couch", "crayon", "dress", "drum", "gift", "glove", "guitar", "handbag",
    "hat", "headphone", "heel", "jacket", "kite", "lipstick", "lollipop", "lolly", "luggage",
    "megaphone", "mug", "pencil", "phone", "present", "purse", "radio", "ribbon", "robot",
    "rocket", "rucksack", "sandal", "scarf", "scooter", "shirt", "shoe", "skateboard", "ski",
    "sneaker", "sock", "sofa", "suitcase", "teapot", "tent", "tie", "toothbrush", "trainer",
    "tulip", "umbrella", "van", "wallet", "yarn",
];

/// Words that settle the colours of a picture.
#[rustfmt::skip]
pub(super) const COLOURS: &[&str] = &[
    "red", "orange", "yellow", "green", "teal", "turquoise", "cyan", "blue", "navy", "indigo",
    "purple", "violet", "lilac", "magenta", "pink", "scarlet", "crimson", "maroon", "beige",
    "black", "white", "grey", "gray", "brown", "gold", "golden", "silver", "monochrome",
    "colourful", "colorful", "rainbow", "multicoloured", "multicolored", "coloured", "colored",
];

/// Words that settle the light.
#[rustfmt::skip]
pub(super) const LIGHT: &[&str] = &[
    "light", "lighting", "lit", "sunlit", "backlit", "sunlight", "daylight", "moonlight",
    "candlelight", "sunset", "sunrise", "dawn", "dusk", "night", "golden hour", "neon",
];

/// Words that settle what a picture is made as.
#[rustfmt::skip]
pub(super) const MEDIUM: &[&str] = &[
    "photo", "photograph", "photography", "photorealistic", "illustration", "drawing", "sketch",
    "painting", "watercolor", "watercolour", "render", "rendering", "3d", "vector", "print",
    "line art", "craft",
];

/// Words that ask for something to be missing.
#[rustfmt::skip]
pub(super) const NEGATIONS: &[&str] = &[
    "no", "without", "don't",
];

/// People, by what they are called.
#[rustfmt::skip]
pub(super) const PEOPLE: &[&str] = &[
    "person", "people", "man", "men", "woman", "women", "boy", "girl", "child", "children", "kid",
    "human face", "portrait", "selfie", "celebrity", "actor", "singer", "president", "couple",
    "family", "crowd", "team", "customer", "colleague", "friend", "tourist", "runner", "dancer",
    "chef", "barista", "doctor", "nurse", "teacher", "influencer", "bride", "groom",
];

/// What cannot follow a person where the person is only a part of a thing's name: `face cream`.
#[rustfmt::skip]
pub(super) const AFTER_PEOPLE: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "holding", "in", "is", "near", "of", "on", "or",
    "over", "the", "to", "under", "who", "with", "wearing",
];

/// What is made of letters.
#[rustfmt::skip]
pub(super) const LETTERING: &[&str] = &[
    "logo", "text", "lettering", "slogan", "headline", "quote", "typography", "wordmark",
    "that says", "saying", "the words", "the word", "written", "business card", "price tag",
];

/// Names that stand for one maker and nothing else.
#[rustfmt::skip]
pub(super) const TRADEMARKS: &[&str] = &[
    "nike", "adidas", "puma shoe", "reebok", "coca cola", "pepsi", "starbucks", "mcdonald",
    "iphone", "ipad", "macbook", "airpod", "playstation", "xbox", "nintendo", "lego", "ikea",
    "tesla", "ferrari", "porsche", "bmw", "rolex", "gucci", "prada", "chanel", "disney", "marvel",
    "pokemon", "pokémon", "barbie", "instagram", "facebook", "tiktok", "youtube", "google",
    "amazon box", "netflix",
];

/// Words that only a photograph answers.
#[rustfmt::skip]
pub(super) const PHOTOGRAPH: &[&str] = &[
    "photo", "photograph", "photography", "photorealistic", "realistic", "dslr", "bokeh", "macro",
];

/// Places, and how things stand in them.
#[rustfmt::skip]
pub(super) const SCENES: &[&str] = &[
    "scene", "landscape", "skyline", "cityscape", "panorama", "interior", "room", "kitchen",
    "office", "street", "background", "market", "park", "garden", "countryside", "view of",
    "at the", "in front of", "surrounded by", "next to", "on a table", "on the table", "on a shelf",
    "on a beach", "on the beach", "in a forest", "in the forest", "in a field", "in the mountain",
];

/// Looks besides the media.
#[rustfmt::skip]
pub(super) const STYLES: &[&str] = &[
    "minimal", "minimalist", "vintage", "retro", "cinematic", "oil painting", "pixel art", "anime",
    "cartoon style", "line art", "isometric", "pastel tone", "style of",
];
