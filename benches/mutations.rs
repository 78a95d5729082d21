//! Feeds changed files to every reader of a stranger's bytes and reports what panics or takes too long. Inputs that lead to
//! an answer not seen before join the corpus in `tests/corpus`, from which later runs start.
//!
//!     cargo bench --bench mutations -- recipe 1000000 7      # target, inputs, seed
//!
//! Without a target, every target gets 10,000 inputs.

#[path = "../tests/flows/strangers/containers.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod containers;
#[path = "mutations/mutator.rs"]
mod mutator;
#[path = "mutations/targets.rs"]
mod targets;

use mutator::Mutator;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// An input that takes longer is reported.
const SLOW: Duration = Duration::from_secs(5);
/// The largest file that joins the corpus, in bytes, and the most files of a target.
const CORPUS_BYTES: usize = 4_096;
const CORPUS_FILES: usize = 24;
/// The most inputs that others are made from.
const SEEDS: usize = 2_000;

fn main() {
    // cargo passes `--bench` too.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|text| text != "--bench").collect();
    let number =
        |at: usize, usual| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (inputs, seed) = (number(1, 10_000), number(2, 1));
    std::panic::set_hook(Box::new(|_| {}));
    let mut findings = 0;
    for target in
        TARGETS.iter().filter(|target| arguments.first().is_none_or(|name| name == target.name))
    {
        findings += run(target, inputs, seed);
    }
    std::process::exit(i32::from(findings > 0));
}

fn folder(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(target.name)
}

/// How many findings there were; each is saved beside the corpus as `finding-…`.
fn run(target: &Target, inputs: u64, seed: u64) -> u32 {
    let mut seeds = (target.seeds)();
    let kept = std::fs::read_dir(folder(target)).into_iter().flatten().flatten();
    let mut paths: Vec<_> = kept.map(|entry| entry.path()).collect();
    paths.sort();
    seeds.extend(paths.iter().filter_map(|path| std::fs::read(path).ok()));
    let mut files = paths.len();
    let mut answers: HashSet<String> = HashSet::new();
    for seed in &seeds {
        answers.extend(catch_unwind(|| shape(&(target.read)(seed))).ok());
    }
    let mut mutator = Mutator::new(seed, target.words);
    let (mut findings, mut slowest, began) = (0, Duration::ZERO, Instant::now());
    for count in 0..inputs {
        let input = mutator.change(&seeds);
        let start = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| (target.read)(&input)));
        let took = start.elapsed();
        slowest = slowest.max(took);
        let problem = match &answer {
            Err(_) => Some("panics"),
            Ok(_) if took > SLOW => Some("is slow"),
            Ok(_) => None,
        };
        if let Some(problem) = problem {
            findings += 1;
            let name = format!("finding-{seed}-{count}");
            println!("{}: {name} {problem} ({took:?})", target.name);
            save(target, &name, &input);
        }
        if let Ok(answer) = answer
            && answers.insert(shape(&answer))
        {
            if files < CORPUS_FILES && input.len() <= CORPUS_BYTES {
                save(target, &format!("{seed}-{count}"), &input);
                files += 1;
            }
            if seeds.len() < SEEDS {
                seeds.push(input);
            }
        }
        if (count + 1).is_multiple_of(100_000) {
            println!("{}: {} inputs in {:.0?}", target.name, count + 1, began.elapsed());
        }
    }
    println!(
        "{}: {inputs} inputs, {} kinds of answers, {findings} findings, slowest {slowest:.1?}, {:.0?} in all",
        target.name,
        answers.len(),
        began.elapsed()
    );
    findings
}

/// The answer without what differs between inputs of one kind: its first and last line without digits and quotations.
fn shape(answer: &str) -> String {
    let plain = |line: Option<&str>| -> String {
        let unquoted = line.unwrap_or_default().split(['“', '”', '`']).step_by(2);
        unquoted.flat_map(str::chars).filter(|c| !c.is_ascii_digit()).take(160).collect()
    };
    let mut lines = answer.lines();
    plain(lines.next()) + &plain(lines.next_back())
}

fn save(target: &Target, name: &str, input: &[u8]) {
    let folder = folder(target);
    std::fs::create_dir_all(&folder).expect("the corpus lies in the sources, which can be written");
    std::fs::write(folder.join(name), input)
        .expect("the corpus lies in the sources, which can be written");
}
