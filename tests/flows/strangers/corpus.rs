//! The files that `cargo bench --bench mutations` starts from and those that it kept: none makes a reader panic.

use super::targets::TARGETS;
use std::path::Path;

#[test]
fn no_kept_input_makes_a_reader_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        for seed in &seeds {
            assert!(!(target.read)(seed).is_empty(), "{}", target.name);
        }
        let mut kept = 0;
        for entry in std::fs::read_dir(corpus.join(target.name)).unwrap() {
            (target.read)(&std::fs::read(entry.unwrap().path()).unwrap());
            kept += 1;
        }
        assert!(kept > 0, "{}", target.name);
    }
}
