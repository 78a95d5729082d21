//! How a brief's numbers are written, so that every one that is accepted is read back as it was: reals are finite,
//! and a seed may be larger than the formats' own integers. Which values make sense is known in `spec`.

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use std::path::PathBuf;

const NOT_FINITE: &str = "a number is not finite";

/// A real number that is finite. JSON has no other, and a larger one than `f32` holds would become infinite.
pub(super) fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let value = f32::deserialize(deserializer)?;
    value.is_finite().then_some(value).ok_or_else(|| D::Error::custom(NOT_FINITE))
}

/// See [`finite()`].
pub(super) fn finite_option<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f32>, D::Error> {
    let value = Option::<f32>::deserialize(deserializer)?;
    match value.is_none_or(f32::is_finite) {
        true => Ok(value),
        false => Err(D::Error::custom(NOT_FINITE)),
    }
}

/// See [`finite()`].
pub(super) fn finite_weights<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(PathBuf, f32)>, D::Error> {
    let weights = Vec::<(PathBuf, f32)>::deserialize(deserializer)?;
    match weights.iter().all(|(_, weight)| weight.is_finite()) {
        true => Ok(weights),
        false => Err(D::Error::custom(NOT_FINITE)),
    }
}

/// A seed: a number where it fits into 63 bits, as TOML needs it, else its digits.
pub(super) mod seed {
    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Digits(String),
    }

    pub(in super::super) fn serialize<S: Serializer>(
        seed: &Option<u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let written = seed.map(|seed| match i64::try_from(seed) {
            Ok(_) => Written::Number(seed),
            Err(_) => Written::Digits(seed.to_string()),
        });
        written.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        match Option::<Written>::deserialize(deserializer)? {
            None => Ok(None),
            Some(Written::Number(seed)) => Ok(Some(seed)),
            Some(Written::Digits(digits)) => digits.parse().map(Some).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AdvancedOptions, Brief, Family, ModelId, ModelTraits, PictureSpec, Size};
    use serde_json::{Value, json};

    /// A generator of its own, so that a failure can be run again by its seed.
    struct Draw(u64);

    impl Draw {
        fn bits(&mut self) -> u64 {
            self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (self.0 ^ (self.0 >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD)
        }

        /// Every kind of `f32`: not a number, infinite, subnormal, zero of both signs, and of ordinary size.
        fn real(&mut self, usual: f32) -> f32 {
            const ODD: [f32; 10] = [
                f32::NAN,
                f32::INFINITY,
                f32::NEG_INFINITY,
                0.0,
                -0.0,
                f32::MAX,
                f32::MIN,
                f32::MIN_POSITIVE,
                1e-45,
                0.1,
            ];
            match self.bits() % 8 {
                0 => ODD[(self.bits() % 10) as usize],
                1 => f32::from_bits(self.bits() as u32),
                _ => (self.bits() as u32 as f32 / u32::MAX as f32) * usual,
            }
        }

        fn whole(&mut self) -> u64 {
            match self.bits() % 4 {
                0 => u64::MAX - self.bits() % 3,
                1 => i64::MAX as u64 + self.bits() % 5 - 2,
                2 => self.bits() % 100,
                _ => self.bits(),
            }
        }

        fn brief(&mut self) -> Brief {
            let some = |draw: &mut Self| !draw.bits().is_multiple_of(3);
            Brief {
                prompt: "mug".into(),
                model: ModelId("sd".into()),
                size: Size::new(8 * (self.bits() % 300) as u32, 8 * (self.bits() % 300) as u32),
                count: (self.bits() % 20) as u32,
                seed: some(self).then(|| self.whole()),
                steps: some(self).then(|| (self.bits() % 200) as u32),
                guidance: some(self).then(|| self.real(20.0)),
                advanced: AdvancedOptions {
                    init_image: Some("start.png".into()),
                    strength: some(self).then(|| self.real(1.0)),
                    loras: (0..self.bits() % 3)
                        .map(|n| (format!("{n}").into(), self.real(3.0)))
                        .collect(),
                    ..AdvancedOptions::default()
                },
                ..Brief::default()
            }
        }
    }

    fn reals(brief: &Brief) -> impl Iterator<Item = f32> {
        let weights = brief.advanced.loras.iter().map(|(_, weight)| *weight);
        brief.guidance.into_iter().chain(brief.advanced.strength).chain(weights)
    }

    #[test]
    fn what_is_accepted_is_read_back_as_it_was() {
        let model =
            ModelTraits::of_family(ModelId("sd".into()), "SD".into(), Family::StableDiffusion);
        let (mut accepted, mut finite) = (0, 0);
        let mut draw = Draw(7);
        for _ in 0..20_000 {
            let brief = draw.brief();
            if let Ok(specs) = PictureSpec::from_brief(&brief, None, &model, 7) {
                accepted += 1;
                assert!(reals(&brief).all(f32::is_finite), "{brief:?}");
                for spec in specs {
                    let text = serde_json::to_string(&spec).unwrap();
                    assert_eq!(serde_json::from_str::<PictureSpec>(&text).unwrap(), spec, "{text}");
                    let again = PictureSpec::from_brief(&spec.to_brief(), None, &model, 7).unwrap();
                    assert_eq!(again, [spec]);
                }
            }
            if reals(&brief).all(f32::is_finite) {
                finite += 1;
                let text = serde_json::to_string(&brief).unwrap();
                assert_eq!(serde_json::from_str::<Brief>(&text).unwrap(), brief, "{text}");
                let text = toml::to_string(&brief).unwrap();
                assert_eq!(toml::from_str::<Brief>(&text).unwrap(), brief, "{text}");
            }
        }
        assert!(accepted > 500 && finite > 5_000, "{accepted} {finite}");
    }

    #[test]
    fn a_number_that_is_not_finite_is_read_from_no_file() {
        let whole = json!({ "prompt": "mug", "guidance": 7.5, "exact": { "strength": 0.5, "loras": [["a", 1.0]] } });
        assert!(serde_json::from_value::<Brief>(whole.clone()).is_ok());
        for (place, value) in [
            ("/guidance", json!(1e39)),
            ("/guidance", json!(-1e300)),
            ("/exact/strength", json!(1e39)),
            ("/exact/loras/0/1", json!(1e39)),
            ("/exact/loras/0/1", Value::Null),
        ] {
            let mut odd = whole.clone();
            *odd.pointer_mut(place).unwrap() = value.clone();
            assert!(serde_json::from_value::<Brief>(odd).is_err(), "{place} {value}");
        }
        for odd in [
            "guidance = nan",
            "guidance = inf",
            "[exact]\nstrength = -inf",
            "[exact]\nloras = [[\"a\", nan]]",
        ] {
            assert!(toml::from_str::<Brief>(odd).is_err(), "{odd}");
        }
    }
}
