//! How near the products come to what this processor can do: GFLOP/s of the layers beside those of a loop that does
//! nothing but multiply and add in registers. Run with `cargo bench --bench kernels`, with `BRANDISH_CPU` for an older
//! instruction set, and with `linear`, `3x3` or `attention` for these layers alone. Weights lie in a mapped file of f16
//! values, as those of a model do.
//!
//! A convolution by Winograd's tiles is counted with the multiplications of the direct sum, so it can pass the peak.

use std::time::Instant;

use brandish_inference::nn::{
    Activation, Conv2d, CpuLimit, Linear, Placement, Precision, Resize, self_attention,
};
use brandish_inference::sampling::Noise;
use brandish_inference::weights::Weights;
use candle_core::{Device, Error, Result, Tensor};
use half::f16;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// The best of so many.
const ROUNDS: usize = 7;

/// Rows, inputs and outputs: a square one, then those of Stable Diffusion's denoiser and of its text encoder.
const LINEAR: [(usize, usize, usize); 5] =
    [(1024, 1024, 1024), (4096, 320, 1280), (1024, 2560, 640), (256, 1280, 5120), (77, 1024, 1024)];
/// Side, inputs, outputs.
const CONVOLUTIONS: [(usize, usize, usize, Resize); 6] = [
    (64, 320, 320, Resize::Same),
    (64, 512, 512, Resize::Same),
    (256, 128, 128, Resize::Same),
    (128, 256, 256, Resize::Double),
    (64, 320, 320, Resize::Halve),
    (8, 1280, 1280, Resize::Same),
];
/// Queries and keys, heads, values per head.
const ATTENTION: [(usize, usize, usize); 4] =
    [(4096, 5, 64), (4096, 8, 40), (1024, 10, 64), (4096, 1, 512)];

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let is_wanted = |kind: &str| wanted.is_empty() || wanted.iter().any(|word| word == kind);
    let threads = rayon::current_num_threads();
    let limit = CpuLimit::of_process().map_err(candle_core::Error::wrap)?;
    println!(
        "{threads} threads, limit {limit:?}, bf16 native: {}",
        Precision::native() == Precision::Bf16
    );
    for precision in [Precision::F32, Precision::native()] {
        let placement = Placement::kernels().mapped().with_precision(precision);
        let peak = peak(limit, precision, threads);
        println!("{precision:?}, peak {peak:.0} GFLOP/s");
        let report = |name: &str, rate: f64| {
            println!("  {name:<46} {rate:>6.0} GFLOP/s, {:>4.0} %", rate / peak * 100.0);
        };
        if is_wanted("linear") {
            for (rows, inputs, outputs) in LINEAR {
                let rate = linear(&placement, rows, inputs, outputs)?;
                report(&format!("linear {rows} x {inputs} to {outputs}"), rate);
            }
        }
        if is_wanted("3x3") {
            for (side, inputs, outputs, resize) in CONVOLUTIONS {
                let rate = convolution(&placement, side, inputs, outputs, resize)?;
                report(&format!("3x3 {side}x{side}, {inputs} to {outputs}, {resize:?}"), rate);
            }
        }
        if is_wanted("attention") {
            for (count, heads, size) in ATTENTION {
                let rate = attention(&placement, count, heads, size)?;
                report(&format!("attention {count}, {heads} x {size}"), rate);
            }
        }
    }
    Ok(())
}

fn random(shape: &[usize]) -> Result<Tensor> {
    Tensor::from_vec(Noise::new(1).normal(shape.iter().product()), shape, &Device::Cpu)
}

/// GFLOP/s of the fastest round.
fn best(flops: usize, mut work: impl FnMut() -> Result<Tensor>) -> Result<f64> {
    work()?;
    let mut fastest = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        work()?;
        fastest = fastest.min(begun.elapsed().as_secs_f64());
    }
    Ok(flops as f64 / fastest / 1e9)
}

/// `weight` of this shape and `bias` for each output, random, in a file that the layers map.
fn layer(shape: &[usize], placement: &Placement) -> Result<Weights> {
    let mut noise = Noise::new(2);
    let mut values = |count: usize| -> Vec<u8> {
        noise
            .normal(count)
            .into_iter()
            .flat_map(|value| f16::from_f32(value).to_le_bytes())
            .collect()
    };
    let tensors = [
        ("weight", shape.to_vec(), values(shape.iter().product())),
        ("bias", vec![shape[0]], values(shape[0])),
    ];
    let views = tensors.iter().map(|(name, shape, bytes)| {
        Ok((*name, TensorView::new(Dtype::F16, shape.clone(), bytes).map_err(Error::wrap)?))
    });
    let bytes =
        safetensors::serialize(views.collect::<Result<Vec<_>>>()?, None).map_err(Error::wrap)?;
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), bytes)?;
    // The mapping outlives the file's name.
    Weights::open(file.path(), placement).map_err(Error::wrap)
}

fn linear(placement: &Placement, rows: usize, inputs: usize, outputs: usize) -> Result<f64> {
    let weights = layer(&[outputs, inputs], placement)?;
    let layer = Linear::load(&weights, inputs, outputs).map_err(Error::wrap)?;
    let x = random(&[rows, inputs])?;
    best(2 * rows * inputs * outputs, || layer.forward_with(&x, Activation::None, None))
}

fn convolution(
    placement: &Placement,
    side: usize,
    inputs: usize,
    outputs: usize,
    resize: Resize,
) -> Result<f64> {
    let weights = layer(&[outputs, inputs, 3, 3], placement)?;
    let layer = Conv2d::load(&weights, inputs, outputs, 3, resize).map_err(Error::wrap)?;
    let x = random(&[1, side, side, inputs])?;
    let pixels = match resize {
        Resize::Same => side * side,
        Resize::Double => 4 * side * side,
        Resize::Halve | Resize::HalveAfter => side * side / 4,
    };
    best(2 * pixels * 9 * inputs * outputs, || layer.forward(&x, None))
}

fn attention(placement: &Placement, count: usize, heads: usize, size: usize) -> Result<f64> {
    let joined = random(&[1, count, 3 * heads * size])?;
    best(4 * count * count * heads * size, || self_attention(&joined, heads, placement))
}

/// GFLOP/s of all threads, multiplying and adding in registers alone.
fn peak(limit: Option<CpuLimit>, precision: Precision, threads: usize) -> f64 {
    (0..3).map(|_| peak_once(limit, precision, threads)).fold(0.0, f64::max)
}

fn peak_once(limit: Option<CpuLimit>, precision: Precision, threads: usize) -> f64 {
    const STEPS: usize = 20_000_000;
    let begun = Instant::now();
    let flops: usize = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..threads).map(|_| scope.spawn(move || flops(limit, precision, STEPS))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
    });
    flops as f64 / begun.elapsed().as_secs_f64() / 1e9
}

/// Multiplies and adds so many times ten registers, and gives the floating point operations that it did. In bf16 by pairs in
/// registers; tiles are faster.
#[cfg(target_arch = "x86_64")]
fn flops(limit: Option<CpuLimit>, precision: Precision, steps: usize) -> usize {
    use std::arch::x86_64::*;
    use std::hint::black_box;

    #[target_feature(enable = "avx512bf16")]
    fn pairs(steps: usize) {
        let factor = _mm512_cvtne2ps_pbh(_mm512_set1_ps(black_box(0.999)), _mm512_set1_ps(0.5));
        let mut sums = [_mm512_set1_ps(1.0); 10];
        for _ in 0..steps {
            sums.iter_mut().for_each(|sum| *sum = _mm512_dpbf16_ps(*sum, factor, factor));
        }
        black_box(sums);
    }
    #[target_feature(enable = "avx512f")]
    fn wide(steps: usize) {
        let factor = _mm512_set1_ps(black_box(0.999));
        let mut sums = [_mm512_set1_ps(1.0); 10];
        for _ in 0..steps {
            sums.iter_mut().for_each(|sum| *sum = _mm512_fmadd_ps(*sum, factor, factor));
        }
        black_box(sums);
    }
    #[target_feature(enable = "avx2,fma")]
    fn narrow(steps: usize) {
        let factor = _mm256_set1_ps(black_box(0.999));
        let mut sums = [_mm256_set1_ps(1.0); 10];
        for _ in 0..steps {
            sums.iter_mut().for_each(|sum| *sum = _mm256_fmadd_ps(*sum, factor, factor));
        }
        black_box(sums);
    }
    if precision == Precision::Bf16 && is_x86_feature_detected!("avx512bf16") {
        // SAFETY: the feature was found.
        unsafe { pairs(steps) };
        return steps * 10 * 16 * 4;
    }
    if is_x86_feature_detected!("avx512f") && limit.is_none_or(|limit| limit >= CpuLimit::Avx512) {
        // SAFETY: the feature was found.
        unsafe { wide(steps) };
        return steps * 10 * 16 * 2;
    }
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the features were found.
        unsafe { narrow(steps) };
        return steps * 10 * 8 * 2;
    }
    0
}

#[cfg(not(target_arch = "x86_64"))]
fn flops(_: Option<CpuLimit>, _: Precision, _: usize) -> usize {
    0
}
