//! What makes a product good, in the user's words: benefit, detail, proof, audience and occasion, each optional.
//! Values and their limits only; the writers put them into sentences.

use super::claims;
use crate::brand::{PostLanguage, Product};
use crate::brief::BriefError;
use crate::brief::described_values::described_values;
use serde::{Deserialize, Serialize};

/// The most characters of one.
pub const MAX_DETAIL_CHARS: usize = 140;

/// What is known of the subject of a caption; an empty text is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// What it does for whoever buys it: `Keeps coffee hot for an hour`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub benefit: String,
    /// What it is made of, where it comes from, how it is made: `Stoneware from Leeds, 350 ml`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Why a reader may believe it: a customer's words, a test, an award.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proof: String,
    /// Whom it is for: `people who walk to work`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// When it is used or given: `Sunday breakfast`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub occasion: String,
}

described_values! {
    /// One of the details.
    Detail:
    Benefit = "benefit", "Benefit", "What it does for whoever buys it; captions begin with it";
    Made = "detail", "Detail", "What it is made of, where it comes from, how it is made";
    Proof = "proof", "Proof", "Why a reader may believe it: a customer's words, a test";
    Audience = "audience", "For whom", "Whom it is for";
    Occasion = "occasion", "Occasion", "When it is used or given";
}

impl Details {
    pub fn get(&self, detail: Detail) -> &str {
        match detail {
            Detail::Benefit => &self.benefit,
            Detail::Made => &self.detail,
            Detail::Proof => &self.proof,
            Detail::Audience => &self.audience,
            Detail::Occasion => &self.occasion,
        }
    }

    pub fn get_mut(&mut self, detail: Detail) -> &mut String {
        match detail {
            Detail::Benefit => &mut self.benefit,
            Detail::Made => &mut self.detail,
            Detail::Proof => &mut self.proof,
            Detail::Audience => &mut self.audience,
            Detail::Occasion => &mut self.occasion,
        }
    }

    pub fn is_empty(&self) -> bool {
        Detail::ALL.iter().all(|detail| self.get(*detail).is_empty())
    }

    /// Every text that is known.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        Detail::ALL.iter().map(|detail| self.get(*detail)).filter(|text| !text.is_empty())
    }

    /// The same without spaces around, each in one line.
    ///
    /// # Errors
    /// One is too long.
    pub(super) fn checked(&self) -> Result<Self, BriefError> {
        let mut checked = Self::default();
        for detail in Detail::ALL {
            let text = self.get(*detail).split_whitespace().collect::<Vec<_>>().join(" ");
            let length = text.chars().count();
            if length > MAX_DETAIL_CHARS {
                return Err(BriefError::DetailTooLong(detail.label(), length));
            }
            *checked.get_mut(*detail) = text;
        }
        Ok(checked)
    }

    /// Takes from a product what the brief leaves open, and its price as a fact. A fact that repeats one of the details
    /// is taken out.
    pub(super) fn fill_from(&mut self, product: &Product, facts: &mut Vec<String>) {
        for (own, known) in
            [(&mut self.benefit, &product.benefit), (&mut self.detail, &product.detail)]
        {
            if own.is_empty() {
                *own = known.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        let price = product.price.trim();
        if !price.is_empty() && !facts.iter().any(|fact| fact.contains(price)) {
            facts.push(price.to_owned());
        }
        facts.retain(|fact| !self.texts().any(|text| text == fact.trim()));
    }

    /// Whether the proof is what somebody said: it stands in quotation marks, or names who said it after a dash.
    pub(super) fn is_quotation(&self) -> bool {
        self.proof.starts_with(['“', '"', '„', '«', '‘', '”'])
            || self.proof.contains(" – ")
            || self.proof.contains(" — ")
    }

    /// Whether the first fact names a day.
    pub(super) fn has_date(facts: &[String], language: PostLanguage) -> bool {
        let is_date = |claim: &claims::Claim| claim.kind == claims::ClaimKind::Date;
        facts.first().is_some_and(|fact| claims::claims_in(fact, language).iter().any(is_date))
    }
}
