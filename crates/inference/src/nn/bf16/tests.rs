//! Every instruction set of this machine against sums in `f64` of the same rounded values, and the layers against `f32`.

use std::cell::Cell;

use candle_core::{Device, Tensor};

use super::super::activation::Activation;
use super::super::attention::Part;
use super::super::gemm::Epilogue;
use super::super::weight_matrix::PackedMatrix;
use super::super::{Conv2d, GroupNorm, Linear, Placement, Resize, self_attention};
use super::image::{Prepared, convolve_with};
use super::kernels::{BlockKernel, BlockTask, COLUMNS, ROWS, Sums, Terms};
use super::rounding::{rounded, widened};
use super::{InstructionSet, Precision};
use crate::sampling::Noise;

thread_local! {
    /// What this thread's layers compute with, in the place of the best of this machine.
    pub(super) static CHOSEN: Cell<Option<InstructionSet>> = const { Cell::new(None) };
}

/// All that this machine has, and AMX in any case where the rest of its code can run.
fn tested() -> Vec<InstructionSet> {
    let mut sets = InstructionSet::available();
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    if !sets.contains(&InstructionSet::Amx) && sets.contains(&InstructionSet::Avx512Bf16) {
        super::emulated_amx::install();
        sets.push(InstructionSet::Amx);
    }
    println!("{sets:?}");
    sets
}

fn bf16(value: f32) -> f64 {
    f64::from(widened(rounded(value)))
}

/// One block.
struct OneBlock<'a, 'b> {
    terms: &'a Terms<'b>,
    rows: usize,
    sums: &'a mut Sums,
}

impl BlockTask for OneBlock<'_, '_> {
    fn run<K: BlockKernel>(self, kernel: K) {
        // SAFETY: the tests' terms lie within their buffers.
        unsafe { kernel.compute(self.terms, self.rows, self.sums.target()) };
    }
}

#[test]
fn every_instruction_set_sums_a_block_as_f64_does() {
    let mut noise = Noise::new(21);
    for (taps, run, stride, rows) in
        [(1, 32, 32, 32), (1, 64, 100, 32), (3, 96, 96, 17), (2, 32, 40, 16), (1, 320, 320, 1)]
    {
        let offsets: Vec<usize> = (0..taps).map(|tap| tap * 7).collect();
        let left: Vec<u16> =
            noise.normal(ROWS * stride + 7 * taps + run).into_iter().map(rounded).collect();
        let panel: Vec<u16> = noise.normal(taps * run * COLUMNS).into_iter().map(rounded).collect();
        let (left_start, panel_start) = (left.as_ptr(), panel.as_ptr());
        let terms = Terms {
            left: left_start,
            stride,
            taps: &offsets,
            run,
            panel_run: run,
            columns: COLUMNS,
            panel: panel_start,
        };
        for set in tested() {
            let mut sums = Sums([[f32::NAN; COLUMNS]; ROWS]);
            set.run(OneBlock { terms: &terms, rows, sums: &mut sums });
            for row in 0..rows {
                for column in 0..COLUMNS {
                    let mut expected = 0.0;
                    for (tap, offset) in offsets.iter().enumerate() {
                        for value in 0..run {
                            let factor = widened(left[row * stride + offset + value]);
                            let pair = (tap * run + value) / 2 * COLUMNS + column;
                            let other = widened(panel[pair * 2 + value % 2]);
                            expected += f64::from(factor) * f64::from(other);
                        }
                    }
                    let sum = f64::from(sums.0[row][column]);
                    let allowed = 1e-4 * ((taps * run) as f64).sqrt();
                    assert!(
                        (sum - expected).abs() < allowed,
                        "{set:?} {row} {column}: {sum} for {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn convolutions_give_the_sums_of_rounded_pixels_and_weights() {
    let mut noise = Noise::new(22);
    // One task for all rows, and more rows than a task has.
    for (batch, height, width, channels, outputs) in
        [(2, 5, 7, 32, 40), (1, 8, 8, 64, 3), (1, 40, 41, 32, 33)]
    {
        for (kernel, doubled) in [(1, false), (3, false), (3, true)] {
            let area = kernel * kernel;
            let values = noise.normal(batch * height * width * channels);
            let weights = noise.normal(area * channels * outputs);
            let (bias, factor) = (noise.normal(outputs), if doubled { 2 } else { 1 });
            let (out_height, out_width) = (height * factor, width * factor);
            let residual = noise.normal(batch * out_height * out_width * outputs);
            let at = |row: usize, column: usize| weights[row * outputs + column];
            let matrix = PackedMatrix::new(area * channels, outputs, at);
            let image = Prepared { values: &values, batch, height, width, channels, norm: None };
            let epilogue =
                Epilogue { bias: Some(&bias), residual: Some(&residual), ..Epilogue::PLAIN };
            // Summed weights are rounded once more than single ones.
            let allowed =
                if doubled { 0.03 } else { 2e-5 } * (area as f64 * channels as f64).sqrt();
            for set in tested() {
                let results = convolve_with(set, &image, matrix.view(), doubled, epilogue);
                for (index, result) in results.iter().enumerate() {
                    let (pixel, output) = (index / outputs, index % outputs);
                    let (line, x) = (pixel / out_width, pixel % out_width);
                    let (picture, y) = (line / out_height, line % out_height);
                    let mut expected = f64::from(bias[output]) + f64::from(residual[index]);
                    for tap in 0..area {
                        let reach = kernel / 2;
                        let [down, across] = [(y, tap / kernel), (x, tap % kernel)]
                            .map(|(at, tap)| (at + tap).wrapping_sub(reach));
                        if down >= out_height || across >= out_width {
                            continue;
                        }
                        let source = (picture * height + down / factor) * width + across / factor;
                        for channel in 0..channels {
                            expected += bf16(values[source * channels + channel])
                                * bf16(at(tap * channels + channel, output));
                        }
                    }
                    let difference = (f64::from(*result) - expected).abs();
                    assert!(
                        difference < allowed,
                        "{set:?} {kernel} {doubled} {index}: {difference}"
                    );
                }
            }
        }
    }
}

/// How far `ours` is from `exact`, as a share of the exact values' root mean square.
fn distance(ours: &Tensor, exact: &Tensor) -> f32 {
    assert_eq!(ours.dims(), exact.dims());
    let mean = |x: &Tensor| x.sqr().unwrap().mean_all().unwrap().to_scalar::<f32>().unwrap();
    (mean(&(ours - exact).unwrap()) / mean(exact)).sqrt()
}

fn random(noise: &mut Noise, shape: &[usize]) -> Tensor {
    let values = noise.normal(shape.iter().product());
    Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
}

#[test]
fn layers_in_bf16_are_near_those_in_f32() {
    for set in tested() {
        CHOSEN.set(Some(set));
        layers_are_near(set);
    }
    CHOSEN.set(None);
}

fn layers_are_near(set: InstructionSet) {
    let mut noise = Noise::new(23);
    let exact = Placement::kernels();
    let bf16 = Placement::kernels().with_precision(Precision::Bf16);
    let (channels, outputs) = (64, 96);
    let x = random(&mut noise, &[2, 9, 8, channels]);
    let residual = random(&mut noise, &[2, 9, 8, outputs]);
    let (weight, bias) = (noise.normal(9 * channels * outputs), noise.normal(outputs));
    let (scale, shift) = (noise.normal(channels), noise.normal(channels));
    let convolved = |placement: &Placement| {
        let conv = Conv2d::new(&weight, &bias, 3, Resize::Same, placement).unwrap();
        let norm = GroupNorm::new(8, scale.clone(), shift.clone(), 1e-5, placement).unwrap();
        conv.forward_normed(&x, &norm, Activation::Silu, Some(&residual)).unwrap()
    };
    let found = distance(&convolved(&bf16), &convolved(&exact));
    assert!(found > 1e-4 && found < 5e-3, "{set:?} convolution: {found}");

    let x = random(&mut noise, &[2, 40, 72]);
    let (weight, bias) = (noise.normal(72 * 100), noise.normal(100));
    let product = |placement: &Placement| {
        let layer = Linear::new(&weight, &bias, placement).unwrap();
        layer.forward_with(&x, Activation::GeluErf, None).unwrap()
    };
    let found = distance(&product(&bf16), &product(&exact));
    assert!(found > 1e-4 && found < 5e-3, "{set:?} linear layer: {found}");

    let (widen, narrow) = ((noise.normal(64 * 256), noise.normal(256)), noise.normal(128 * 64));
    let (x, bias) = (random(&mut noise, &[2, 40, 64]), noise.normal(64));
    let fed = |placement: &Placement| {
        let widen = Linear::new(&widen.0, &widen.1, placement).unwrap();
        let narrow = Linear::new(&narrow, &bias, placement).unwrap();
        widen.feed_forward(&narrow, &x, &x, placement.backend).unwrap()
    };
    let found = distance(&fed(&bf16), &fed(&exact));
    assert!(found > 1e-4 && found < 1e-2, "{set:?} feed-forward layer: {found}");

    for (count, heads, size) in [(300, 2, 40), (64, 3, 64), (31, 1, 96)] {
        let joined = random(&mut noise, &[2, count, 3 * heads * size]);
        let attended = |placement: &Placement| self_attention(&joined, heads, placement).unwrap();
        let found = distance(&attended(&bf16), &attended(&exact));
        assert!(found > 1e-4 && found < 2e-2, "{set:?} attention {count} {heads} {size}: {found}");
    }
}

#[test]
fn attention_by_every_instruction_set_is_near_the_plain_one() {
    let mut noise = Noise::new(24);
    let (batch, queries, keys, heads, size) = (2, 70, 300, 2, 40);
    let width = heads * size;
    let (q, k) = (noise.normal(batch * queries * width), noise.normal(batch * keys * width));
    let v = noise.normal(batch * keys * width);
    let attend = |set| {
        let part = |values, count| Part { values, stride: width, count };
        let parts = [part(&q, queries), part(&k, keys), part(&v, keys)];
        super::attention::attend_with(set, parts, &[300, 257], heads, size)
    };
    let plain = attend(InstructionSet::Plain);
    assert!(plain.iter().any(|value| value.abs() > 0.1));
    for set in tested() {
        let worst = attend(set).iter().zip(&plain).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // A score that is rounded the other way changes a weight by 2^-9 of itself.
        assert!(worst < 2e-3, "{set:?}: {worst}");
    }
}
