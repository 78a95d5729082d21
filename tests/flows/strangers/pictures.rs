//! Pictures of cameras, phones and other programs: opened upright in sRGB, or refused by their name with a way out.

use super::containers::*;
use crate::support::{brandish, listed, stderr};
use brandish::brand::starters;
use brandish::post::{PhotoError, read_photo};
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use std::io::Cursor;
use std::path::Path;

/// The colours of the picture's quarters: upper left, upper right, lower left, lower right.
const COLOURS: [[u8; 3]; 4] = [[210, 40, 30], [40, 160, 60], [120, 120, 120], [30, 60, 190]];

/// 32 x 16 pixels in four quarters.
fn quarters() -> RgbImage {
    RgbImage::from_fn(32, 16, |x, y| image::Rgb(COLOURS[(y / 8 * 2 + x / 16) as usize]))
}

fn shows(picture: &RgbaImage, tolerance: u8) -> bool {
    let corners = [(5, 3), (26, 3), (5, 12), (26, 12)].into_iter().zip(COLOURS);
    picture.dimensions() == (32, 16)
        && corners.into_iter().all(|((x, y), colour)| {
            let found = picture.get_pixel(x, y).0;
            colour.iter().zip(found).all(|(one, other)| one.abs_diff(other) <= tolerance)
        })
}

fn bytes_of(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture: DynamicImage = picture.into();
    match format {
        ImageFormat::Jpeg => {
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 97);
            picture.write_with_encoder(encoder).unwrap();
        }
        _ => picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap(),
    }
    bytes
}

/// The pixels as a camera stores them that is held as the tag says.
fn stored(turn: u8) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    let upright = quarters();
    match turn {
        2 => flip_horizontal(&upright),
        3 => rotate180(&upright),
        4 => flip_vertical(&upright),
        5 => rotate270(&flip_horizontal(&upright)),
        6 => rotate270(&upright),
        7 => rotate90(&flip_horizontal(&upright)),
        8 => rotate90(&upright),
        _ => upright,
    }
}

fn turned(format: ImageFormat, turn: u8, little: bool) -> Vec<u8> {
    let picture = stored(turn);
    let block = exif(&[Field::orientation(turn, little)], little);
    match format {
        ImageFormat::Jpeg => {
            with_segment(&bytes_of(picture, format), 0xE1, &[b"Exif\0\0", &block[..]].concat())
        }
        ImageFormat::Png => {
            let png = bytes_of(picture, format);
            [&png[..33], &chunk(b"eXIf", &block), &png[33..]].concat()
        }
        _ => {
            let mut bytes = Vec::new();
            let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
            encoder.set_exif_metadata(block);
            let (width, height) = picture.dimensions();
            encoder.encode(&picture, width, height, image_webp::ColorType::Rgb8).unwrap();
            bytes
        }
    }
}

#[test]
fn a_picture_stands_upright_however_the_camera_was_held() {
    for (format, tolerance) in
        [(ImageFormat::Jpeg, 14), (ImageFormat::Png, 0), (ImageFormat::WebP, 0)]
    {
        // 0 and 9 mean nothing; the pixels stay as they are stored.
        for turn in 0..=9 {
            for little in [true, false] {
                let picture = read_photo(&turned(format, turn, little)).unwrap();
                assert!(
                    shows(&picture, tolerance),
                    "{format:?}, orientation {turn}, little-endian {little}"
                );
            }
        }
    }
}

/// A PNG of a bit depth and colour type, from its rows.
fn png_of(depth: u8, colour: u8, rows: &[Vec<u8>], width: u32, before: &[Vec<u8>]) -> Vec<u8> {
    let head =
        [&width.to_be_bytes()[..], &(rows.len() as u32).to_be_bytes(), &[depth, colour, 0, 0, 0]]
            .concat();
    let data: Vec<u8> = rows.iter().flat_map(|row| [&[0], row.as_slice()].concat()).collect();
    let chunks = [
        chunk(b"IHDR", &head),
        before.concat(),
        chunk(b"IDAT", &packed(&data)),
        chunk(b"IEND", &[]),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

#[test]
fn every_depth_and_kind_of_pixels_is_opened() {
    let deep = DynamicImage::ImageRgb8(quarters());
    let palette = COLOURS.concat();
    let indices: Vec<Vec<u8>> =
        (0..16).map(|y| (0..32).map(|x| y / 8 * 2 + x / 16).collect()).collect();
    let two_bits: Vec<Vec<u8>> = indices
        .iter()
        .map(|row| {
            row.chunks(4).map(|four| four.iter().fold(0, |byte, index| byte << 2 | index)).collect()
        })
        .collect();
    let plte = chunk(b"PLTE", &palette);
    let profile = |bytes: &[u8]| chunk(b"iCCP", &[b"x\0\0", &packed(bytes)[..]].concat());
    let png = bytes_of(quarters(), ImageFormat::Png);
    let jpeg = bytes_of(quarters(), ImageFormat::Jpeg);
    for (name, file, tolerance) in [
        ("PNG, 8 bits", png.clone(), 0),
        ("PNG, 16 bits", bytes_of(deep.to_rgb16(), ImageFormat::Png), 0),
        ("PNG, 16 bits and alpha", bytes_of(deep.to_rgba16(), ImageFormat::Png), 0),
        ("PNG, palette", png_of(8, 3, &indices, 32, std::slice::from_ref(&plte)), 0),
        ("PNG, palette of 2 bits", png_of(2, 3, &two_bits, 32, &[plte]), 0),
        (
            "PNG with a damaged profile",
            [&png[..33], &profile(b"no profile"), &png[33..]].concat(),
            0,
        ),
        ("PNG with bytes behind its end", [&png[..], b"more"].concat(), 0),
        ("JPEG", jpeg.clone(), 14),
        ("JPEG with bytes behind its end", [&jpeg[..], &[0; 100]].concat(), 14),
        (
            "JPEG with a damaged profile",
            with_segment(&jpeg, 0xE2, b"ICC_PROFILE\0\x01\x01no profile"),
            14,
        ),
        ("JPEG with damaged EXIF", with_segment(&jpeg, 0xE1, b"Exif\0\0II*\0\xFF\xFF\xFF\xFF"), 14),
        ("WebP", bytes_of(quarters(), ImageFormat::WebP), 0),
        ("GIF", bytes_of(quarters(), ImageFormat::Gif), 6),
    ] {
        let picture = read_photo(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(shows(&picture, tolerance), "{name}: {:?}", picture.get_pixel(5, 3));
    }
    let ramp = |depth: u8| {
        (0..2).map(|_| vec![if depth == 1 { 0b0101_0101 } else { 0x0F }]).collect::<Vec<_>>()
    };
    for (depth, width) in [(1, 8), (4, 2)] {
        let picture = read_photo(&png_of(depth, 0, &ramp(depth), width, &[])).unwrap();
        assert_eq!(
            (picture.get_pixel(0, 0)[0], picture.get_pixel(1, 1)[0]),
            (0, 255),
            "{depth} bits"
        );
    }
}

#[test]
fn transparency_is_kept_in_each_way_that_it_is_written() {
    let clear =
        RgbaImage::from_fn(4, 4, |x, _| image::Rgba([10, 200, 30, if x < 2 { 0 } else { 255 }]));
    let grey = DynamicImage::ImageRgba8(clear.clone()).into_luma_alpha8();
    let rows = vec![vec![0, 0, 1, 1]; 4];
    let (plte, trns) = (chunk(b"PLTE", &[1, 2, 3, 4, 5, 6]), chunk(b"tRNS", &[0]));
    for (name, file) in [
        ("PNG", bytes_of(clear.clone(), ImageFormat::Png)),
        ("grey PNG", bytes_of(grey, ImageFormat::Png)),
        ("palette", png_of(8, 3, &rows, 4, &[plte, trns])),
        ("one clear grey", png_of(8, 0, &rows, 4, &[chunk(b"tRNS", &[0, 0])])),
        ("WebP", bytes_of(clear.clone(), ImageFormat::WebP)),
        ("GIF", bytes_of(clear, ImageFormat::Gif)),
    ] {
        let picture = read_photo(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((picture.get_pixel(0, 0)[3], picture.get_pixel(3, 3)[3]), (0, 255), "{name}");
    }
}

/// Formats that are not opened, with the word that names each.
fn not_opened() -> Vec<(&'static str, Vec<u8>)> {
    let media = |brands: &[u8]| {
        [&(8 + brands.len() as u32).to_be_bytes(), &b"ftyp"[..], brands, &[0; 40]].concat()
    };
    vec![
        ("HEIC", media(b"heic\0\0\0\0mif1heic")),
        ("HEIC", media(b"heix\0\0\0\0mif1heix")),
        ("HEIC", media(b"mif1\0\0\0\0mif1heic")),
        ("HEIC", media(b"msf1\0\0\0\0msf1hevc")),
        ("AVIF", media(b"avif\0\0\0\0avifmif1miaf")),
        ("AVIF", media(b"avis\0\0\0\0msf1miaf")),
        ("TIFF", b"II*\0\x08\0\0\0".to_vec()),
        ("TIFF", b"MM\0*\0\0\0\x08".to_vec()),
        ("BMP", b"BM\x36\0\0\0\0\0".to_vec()),
        ("Photoshop", b"8BPS\0\x01".to_vec()),
        ("JPEG XL", b"\xFF\x0A\0\0".to_vec()),
        ("JPEG XL", b"\0\0\0\x0CJXL \r\n\x87\n".to_vec()),
        ("PDF", b"%PDF-1.7".to_vec()),
        ("SVG", b"<svg xmlns=".to_vec()),
        ("SVG", b"<?xml version=\"1.0\"?><svg>".to_vec()),
    ]
}

#[test]
fn what_is_not_opened_is_named_with_a_way_out() {
    for (word, file) in not_opened() {
        let sentence = read_photo(&file).unwrap_err().to_string();
        assert!(sentence.starts_with(word), "{word}: {sentence}");
        assert!(sentence.contains("JPEG") || sentence.contains("PNG"), "{sentence}");
    }
    for (name, file) in [
        ("nothing", &b""[..]),
        ("text", b"hello"),
        ("a web page", b"<!DOCTYPE html><html>"),
        ("a pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:1"),
        ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
        ("a package", b"PK\x03\x04"),
        ("two bytes of a JPEG", b"\xFF\xD8"),
    ] {
        assert_eq!(read_photo(file), Err(PhotoError::Unknown), "{name}");
    }
}

#[test]
fn a_file_that_claims_too_much_is_refused_before_memory_is_taken() {
    let large = [&60_000u32.to_be_bytes()[..], &60_000u32.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &large),
        chunk(b"IDAT", &packed(&[0; 1000])),
    ]
    .concat();
    let gif = b"GIF89a\xFF\xFF\xFF\xFF\x80\0\0\0\0\0\xFF\xFF\xFF\x2C\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02\x44\x01\0\x3B".to_vec();
    let jpeg = {
        let mut bytes = bytes_of(quarters(), ImageFormat::Jpeg);
        let at = bytes.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
        bytes[at + 5..at + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
        bytes
    };
    let webp = {
        let head = [&[0u8; 4][..], &[0xFF, 0xFF, 0x0F], &[0xFF, 0xFF, 0x0F]].concat();
        [b"RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0".to_vec(), head].concat()
    };
    for (name, file) in [("PNG", png), ("GIF", gif), ("JPEG", jpeg), ("WebP", webp)] {
        let error = read_photo(&file).unwrap_err();
        let refused = matches!(error, PhotoError::TooLarge { .. } | PhotoError::Damaged(_));
        assert!(refused, "{name}: {error}");
    }
}

#[test]
fn a_picture_cut_off_anywhere_is_damaged_and_never_unknown() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = bytes_of(quarters(), format);
        for share in 1..10 {
            let cut = &whole[..whole.len() * share / 10];
            match read_photo(cut) {
                Ok(picture) => assert_eq!(picture.dimensions(), (32, 16), "{format:?}"),
                Err(error) => {
                    assert!(matches!(error, PhotoError::Damaged(_)), "{format:?}, {share}: {error}")
                }
            }
        }
    }
}

#[test]
fn a_start_picture_and_a_mask_are_checked_before_a_job_is_made() {
    let home = tempfile::tempdir().unwrap();
    quarters().save(home.path().join("good.png")).unwrap();
    std::fs::write(home.path().join("phone.jpg"), &not_opened()[0].1).unwrap();
    std::fs::write(home.path().join("page.png"), b"<!DOCTYPE html>").unwrap();
    let good = std::fs::read(home.path().join("good.png")).unwrap();
    std::fs::write(home.path().join("cut.png"), &good[..good.len() / 2]).unwrap();
    for (pictures, words) in [
        (["--init-image", "phone.jpg"].as_slice(), ["phone.jpg", "HEIC"]),
        (&["--init-image", "page.png"], ["page.png", "not a picture"]),
        (&["--init-image", "cut.png"], ["cut.png", "damaged"]),
        (&["--init-image", "good.png", "--mask", "phone.jpg"], ["phone.jpg", "HEIC"]),
    ] {
        let output =
            brandish(home.path()).args(["generate", "a mug"]).args(pictures).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{pictures:?}");
        let said = stderr(&output);
        assert!(words.iter().all(|word| said.contains(word)), "{pictures:?}: {said}");
        assert!(!said.contains("image format"), "{said}");
    }
    let output = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert!(listed(&output).is_empty(), "no job was made");
}

/// What a model makes of a start picture, before rounding.
fn drawn_from(home: &Path, picture: &str, persona: &str) -> Vec<u8> {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15");
    let output = brandish(home)
        .args([
            "generate",
            "a mug",
            "--no-enhance",
            "--persona",
            persona,
            "--size",
            "64x64",
            "--steps",
            "2",
        ])
        .args([
            "--init-image",
            picture,
            "--strength",
            "0.5",
            "--seed",
            "4",
            "--raw-out",
            "raw.safetensors",
        ])
        .arg("--model")
        .arg(model)
        .output()
        .unwrap();
    assert!(output.status.success(), "{picture}: {}", stderr(&output));
    std::fs::read(home.join("raw.safetensors")).unwrap()
}

#[test]
fn a_start_picture_is_drawn_from_as_it_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let save = |name: &str, ground: [u8; 4]| {
        let picture = RgbaImage::from_fn(64, 64, |x, _| {
            image::Rgba(if x < 30 { ground } else { [200, 40, 30, 255] })
        });
        picture.save(home.path().join(name)).unwrap();
    };
    save("white.png", [255, 255, 255, 255]);
    save("clear.png", [0, 255, 0, 0]);
    save("black.png", [0, 0, 0, 255]);
    let drawn = |picture: &str, persona: &str| drawn_from(home.path(), picture, persona);
    let on_white = drawn("white.png", "none");
    assert!(on_white == drawn("clear.png", "none"), "what is transparent is white");
    assert!(on_white != drawn("black.png", "none"));
    let stride = starters().into_iter().find(|persona| persona.id.0 == "stride").unwrap();
    let light = stride.look.palette.light;
    save("light.png", [light.r, light.g, light.b, 255]);
    let on_light = drawn("clear.png", "stride");
    assert!(on_light == drawn("light.png", "stride"), "or the brand's light colour");
    assert!(on_light == drawn("clear.png", "stride"), "a repeat is equal");
    assert!(on_light != on_white);

    quarters().save(home.path().join("upright.png")).unwrap();
    std::fs::write(home.path().join("phone.png"), turned(ImageFormat::Png, 6, false)).unwrap();
    let upright = drawn("upright.png", "none");
    assert!(upright == drawn("phone.png", "none"), "a phone's picture stands upright");
}

/// Opening a pipe waits for a writer who never comes.
#[cfg(unix)]
#[test]
fn a_pipe_is_refused_by_every_command_that_reads_a_file() {
    let home = tempfile::tempdir().unwrap();
    let pipe = home.path().join("pipe.png");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in [
        ["recipe", "pipe.png"].as_slice(),
        &["cutout", "pipe.png", "--out", "a.png"],
        &["enlarge", "pipe.png", "--out", "a.png"],
        &["styles", "import", "pipe.png"],
        &["personas", "import", "pipe.png"],
        &["generate", "a mug", "--init-image", "pipe.png"],
    ] {
        let output = brandish(home.path()).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
    }
}
