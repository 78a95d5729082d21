//! Captions that are edited instead of drawn anew, and the limit of each network.

use super::spec;
use brandish::brand::starters;
use brandish::brief::caption::{Violation, check, recent_lines, write};
use brandish::brief::{Caption, CaptionBrief, Details, NETWORKS};

#[test]
fn revisions_edit_what_stands_there_with_the_users_own_words() {
    let persona = starters().remove(1);
    let brief = CaptionBrief {
        prompt: "Country Loaf".into(),
        product: "Country Loaf".into(),
        details: Details {
            benefit: "Still crisp in the evening".into(),
            detail: "Rye and wheat, 24 hours in the bowl".into(),
            occasion: "Sunday breakfast".into(),
            ..Details::default()
        },
        network: "linkedin".into(),
        seed: Some(5),
        ..CaptionBrief::default()
    };
    let network = &NETWORKS[2];
    let first = write(&spec(&brief, Some(&persona), Vec::new()));
    let own = "My grandmother baked it like this.";
    let edited = first.text(network).replacen("\n\n", &format!("\n\n{own} "), 1);
    let standing = Caption { edited: Some(edited.clone()), ..first.clone() };
    let revised = |revision, standing: &Caption| {
        let standing = Some(Box::new(standing.clone()));
        let brief = CaptionBrief { revision, standing, seed: Some(6), ..brief.clone() };
        let spec = spec(&brief, Some(&persona), recent_lines(std::iter::once(&first)));
        write(&spec).text(network)
    };
    use brandish::brief::Revision::{Shorter, Warmer};
    let warmer = revised(Some(Warmer), &standing);
    assert!(
        warmer.contains(own) && warmer.contains(&first.hook) && warmer.len() > edited.len(),
        "{warmer}"
    );
    let rewritten = revised(None, &standing);
    assert!(rewritten.contains(own) && !rewritten.starts_with(&first.hook), "{rewritten}");
    let shorter = revised(Some(Shorter), &standing);
    assert!(shorter.starts_with(&first.hook) && shorter.len() < edited.len(), "{shorter}");
    let again = revised(Some(Shorter), &first);
    assert!(again.len() < first.text(network).len(), "{again}");
}

/// What the user wrote, with a price, a day and a link that neither brief nor brand holds.
const OWN: &str = "Two loaves for $9 on Saturday, see krume.shop/two.";

#[test]
fn facts_links_and_hashtags_of_the_users_edit_survive_revision_after_revision() {
    use brandish::brief::Revision::{Shorter, Warmer};
    let persona = starters().remove(1);
    let brief = CaptionBrief {
        prompt: "Country Loaf".into(),
        details: Details { benefit: "Still crisp in the evening".into(), ..Details::default() },
        network: "linkedin".into(),
        seed: Some(5),
        ..CaptionBrief::default()
    };
    let network = &NETWORKS[2];
    let first = write(&spec(&brief, Some(&persona), Vec::new()));
    let with_own = first.text(network).replacen("\n\n", &format!("\n\n{OWN} "), 1);
    let edited = format!("{with_own} #mybread");
    let edited = Caption { edited: Some(edited), ..first.clone() };
    for chain in [
        &[Some(Shorter), Some(Shorter), Some(Shorter)][..],
        &[Some(Warmer), Some(Shorter)],
        &[None, None, Some(Warmer)],
        &[Some(Shorter), None],
    ] {
        let mut standing = edited.clone();
        for (number, revision) in chain.iter().enumerate() {
            let kept = Some(Box::new(standing));
            let seed = Some(20 + number as u64);
            let brief = CaptionBrief { revision: *revision, standing: kept, seed, ..brief.clone() };
            let spec = spec(&brief, Some(&persona), Vec::new());
            standing = write(&spec);
            let text = standing.text(network);
            assert!(text.contains(OWN) && text.contains("#mybread"), "{chain:?} {number}: {text}");
            assert_eq!(text.matches(OWN).count(), 1, "{text}");
            assert!(standing.own.contains(&OWN.to_owned()), "{:?}", standing.own);
            assert_eq!((check(&standing, &spec), &standing.mended), (Vec::new(), &Vec::new()));
        }
    }
}

#[test]
fn shorter_leaves_the_writers_lines_out_before_the_users() {
    use brandish::brief::Revision::Shorter;
    let persona = starters().remove(1);
    let brief = CaptionBrief {
        prompt: "mug".into(),
        network: "facebook".into(),
        ..CaptionBrief::default()
    };
    let network = &NETWORKS[1];
    let standing = Caption {
        hook: "Good morning.".into(),
        body: "A line of ours. A further line of ours.".into(),
        call_to_action: "Come in.".into(),
        edited: Some("Good morning.\n\nA line of ours. My own line stays. A further line of ours.\n\nCome in.".into()),
        ..Caption::default()
    };
    let standing = Some(Box::new(standing));
    let brief = CaptionBrief { revision: Some(Shorter), standing, ..brief };
    let text = write(&spec(&brief, Some(&persona), Vec::new())).text(network);
    assert_eq!(text, "Good morning.\n\nMy own line stays.\n\nCome in.");
}

#[test]
fn every_network_takes_a_text_of_its_limit_and_no_longer_one() {
    for network in NETWORKS {
        let brief = CaptionBrief {
            prompt: "mug".into(),
            network: network.id.into(),
            ..CaptionBrief::default()
        };
        let spec = spec(&brief, None, Vec::new());
        let too_long = |text: String| {
            let caption =
                Caption { edited: Some(text), alt_text: "A mug.".into(), ..Caption::default() };
            let mut found = check(&caption, &spec);
            found.retain(|one| matches!(one, Violation::TooLong { .. }));
            !found.is_empty()
        };
        assert!(!too_long("a".repeat(network.limit)), "{}", network.id);
        assert!(too_long("a".repeat(network.limit + 1)), "{}", network.id);
    }
}
