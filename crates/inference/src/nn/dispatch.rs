//! Chooses the instruction set at run time: AVX-512 or AVX2 on x86-64, NEON on ARM, plain code elsewhere.
//! What is computed stands in the kernels, and how it is shared among threads in `parallel`.
//!
//! This module alone decides. Each instruction set is one list of features, from which both the code that is compiled
//! for it and the check of the machine are made, so that nothing is enabled that was not looked for.

use pulp::{Simd, WithSimd};

use super::cpu_limit::{self, CpuLimit};

/// From one list of features: a function that runs a closure compiled for them, as far as it is inlined, and one that
/// checks whether this machine has all of them and the process may use them.
#[cfg(target_arch = "x86_64")]
macro_rules! instruction_set {
    ($(#[$doc:meta])* $limit:ident, $available:ident, $run:ident: $($feature:tt),+ $(,)?) => {
        $(#[$doc])*
        #[inline]
        pub(super) fn $available() -> bool {
            cpu_limit::allows(CpuLimit::$limit) && $(is_x86_feature_detected!($feature))&&+
        }

        $(#[$doc])*
        ///
        /// The closure must be marked `#[inline(always)]`, or it is compiled for the oldest machines only.
        $(#[target_feature(enable = $feature)])+
        pub(super) fn $run<Output>(body: impl FnOnce() -> Output) -> Output {
            body()
        }
    };
}

#[cfg(target_arch = "x86_64")]
instruction_set!(
    /// The parts of AVX-512 that the `f32` kernels use, and what compilers add to them for x86-64-v4.
    Avx512, has_avx512, with_avx512:
    "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx2", "fma", "f16c", "bmi1", "bmi2", "lzcnt",
);

#[cfg(target_arch = "x86_64")]
instruction_set!(
    /// AVX2 for the quantised kernels.
    Avx2, has_avx2, with_avx2: "avx2", "fma", "f16c",
);

#[cfg(target_arch = "x86_64")]
instruction_set!(
    /// AVX2 with the eight-bit dot product of AVX-VNNI.
    Avx512, has_avx_vnni, with_avx_vnni: "avxvnni", "avx2", "fma", "f16c",
);

#[cfg(target_arch = "x86_64")]
instruction_set!(
    /// AVX-512 with its eight-bit dot product.
    Avx512, has_avx512_vnni, with_avx512_vnni: "avx512f", "avx512bw", "avx512vnni", "avx2", "fma", "f16c",
);

#[cfg(target_arch = "x86_64")]
instruction_set!(
    /// AVX-512 with its dot product of bf16 pairs.
    Bf16, has_avx512_bf16, with_avx512_bf16:
    "avx512bf16", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx2", "fma", "f16c", "bmi1", "bmi2", "lzcnt",
);

/// Whether this process may use AMX; whether the machine has it is asked in `bf16::amx`.
#[cfg(target_arch = "x86_64")]
pub(super) fn allows_amx() -> bool {
    cpu_limit::allows(CpuLimit::Amx)
}

/// Runs `operation` with AVX2 where there is AVX2, else with the widest instruction set that pulp finds here.
#[inline]
pub(super) fn dispatch<Operation: WithSimd>(operation: Operation) -> Operation::Output {
    if !cpu_limit::allows(CpuLimit::Avx2) {
        return Simd::vectorize(pulp::Scalar::new(), operation);
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = pulp::x86::V3::try_new() {
        return Simd::vectorize(avx2, operation);
    }
    pulp::Arch::new().dispatch(operation)
}

/// Runs a plain loop, compiled once per instruction set so that the compiler vectorises it for each.
/// The closure must be marked `#[inline(always)]`, or it is compiled for the oldest one only.
#[inline]
pub(super) fn vectorised<Output>(body: impl FnOnce() -> Output) -> Output {
    struct Loop<Body>(Body);
    impl<Output, Body: FnOnce() -> Output> WithSimd for Loop<Body> {
        type Output = Output;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> Output {
            (self.0)()
        }
    }
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: this machine has the features.
        return unsafe { with_avx512(body) };
    }
    dispatch(Loop(body))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => sources(&path, found),
                path if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
                _ => {}
            }
        }
    }

    /// The quoted words of a list such as `"avx2", "fma"` or `"avx2,fma"` up to `end`.
    fn quoted(list: &str, end: char) -> impl Iterator<Item = String> {
        let list = list.split(end).next().unwrap_or_default();
        let words = list.split('"').skip(1).step_by(2).flat_map(|text| text.split(','));
        words.map(|word| word.trim().to_owned())
    }

    #[test]
    fn no_feature_is_enabled_that_the_run_time_check_does_not_look_at() {
        let mut paths = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
        let (mut enabled, mut checked) = (BTreeSet::new(), BTreeSet::new());
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            for list in code.split("#[target_feature(enable").skip(1) {
                enabled.extend(quoted(list, ')').map(|feature| (feature, path.clone())));
            }
            for list in code.split("is_x86_feature_detected!(").skip(1) {
                checked.extend(quoted(list, ')'));
            }
            for list in code.split("\ninstruction_set!(").skip(1) {
                checked.extend(quoted(list, ';'));
            }
        }
        assert!(!enabled.is_empty() && checked.contains("avx512f"), "the search finds nothing");
        for (feature, path) in enabled {
            assert!(checked.contains(&feature), "{} enables {feature}", path.display());
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn kernels_of_avx_512_run_only_where_bmi_and_lzcnt_are_there() {
        let rest = ["bmi1", "bmi2", "lzcnt"].into_iter();
        let rest = rest.zip([
            is_x86_feature_detected!("bmi1"),
            is_x86_feature_detected!("bmi2"),
            is_x86_feature_detected!("lzcnt"),
        ]);
        for (feature, is_there) in rest {
            assert!(is_there || !super::has_avx512(), "{feature} is missing");
        }
    }
}
