use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
use candle_core::{Device, Module, Tensor};

use super::*;
use crate::nn::quant::ggml_type::CANDLE_TYPES;
use crate::sampling::Noise;

fn stored(noise: &mut Noise, ggml_type: GgmlDType, rows: usize, columns: usize) -> QTensor {
    let values = noise.normal(rows * columns);
    let values = Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap();
    QTensor::quantize(&values, ggml_type).unwrap()
}

#[test]
fn products_are_ten_times_closer_to_exact_ones_than_candles_own() {
    let mut noise = Noise::new(11);
    for (ggml_type, theirs) in CANDLE_TYPES {
        for (count, rows) in [(1, 40), (7, 16), (9, 33)] {
            let columns = 512;
            let stored = stored(&mut noise, theirs, rows, columns);
            let x = noise.normal(count * columns);
            let tensor = Tensor::from_slice(&x, (count, columns), &Device::Cpu).unwrap();
            let weights = stored.dequantize(&Device::Cpu).unwrap();
            let exact = tensor.matmul(&weights.t().unwrap()).unwrap();
            let exact = exact.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let matrix =
                QuantMatrix::packed(ggml_type, rows, columns, &stored.data().unwrap()).unwrap();
            let candle = QMatMul::from_qtensor(stored).unwrap().forward(&tensor).unwrap();
            let candle = candle.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let off = |values: &[f32]| {
                let squares = values.iter().zip(&exact).map(|(a, b)| (a - b).powi(2));
                (squares.sum::<f32>() / values.len() as f32).sqrt()
            };
            let candle = off(&candle);
            for instruction_set in InstructionSet::available() {
                let ours = off(&multiply_at(instruction_set, &[&matrix], &x));
                assert!(
                    ours < candle * 0.1 + 1e-4,
                    "{} at {instruction_set:?}, {count} rows: off by {ours}, candle by {candle}",
                    ggml_type.name()
                );
            }
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_results() {
    let mut noise = Noise::new(12);
    for (ggml_type, theirs) in CANDLE_TYPES {
        let stored = stored(&mut noise, theirs, 50, 256);
        let matrix = QuantMatrix::packed(ggml_type, 50, 256, &stored.data().unwrap()).unwrap();
        let x = noise.normal(6 * 256);
        let plain = multiply_at(InstructionSet::Plain, &[&matrix, &matrix], &x);
        assert_eq!(plain.len(), 6 * 100);
        for instruction_set in InstructionSet::available() {
            let fast = multiply_at(instruction_set, &[&matrix, &matrix], &x);
            for (fast, plain) in fast.iter().zip(&plain) {
                let close = (fast - plain).abs() < 1e-4 * plain.abs().max(1.0);
                assert!(close, "{} at {instruction_set:?}: {fast} {plain}", ggml_type.name());
            }
        }
    }
}

#[test]
fn rows_computed_alone_or_together_are_the_same() {
    let mut noise = Noise::new(13);
    let stored = stored(&mut noise, GgmlDType::Q4_1, 64, 128);
    let matrix = QuantMatrix::packed(GgmlType::Q4_1, 64, 128, &stored.data().unwrap()).unwrap();
    let x = noise.normal(6 * 128);
    let together = multiply(&[&matrix], &x);
    for (row, x) in x.chunks(128).enumerate() {
        assert_eq!(multiply(&[&matrix], x), together[row * 64..(row + 1) * 64]);
    }
}

#[test]
fn a_row_reads_as_candle_dequantises_it() {
    let mut noise = Noise::new(14);
    for (ggml_type, theirs) in CANDLE_TYPES {
        let stored = stored(&mut noise, theirs, 19, 256);
        let matrix = QuantMatrix::packed(ggml_type, 19, 256, &stored.data().unwrap()).unwrap();
        let expected = stored.dequantize(&Device::Cpu).unwrap().to_vec2::<f32>().unwrap();
        let mut row = vec![0.0; 256];
        for index in [0, 7, 18] {
            matrix.read_row(index, &mut row).unwrap();
            for (value, expected) in row.iter().zip(&expected[index]) {
                assert!((value - expected).abs() < 1e-5, "{}", ggml_type.name());
            }
        }
        assert!(matrix.read_row(19, &mut row).is_none());
    }
}

#[test]
fn bytes_that_do_not_fit_the_shape_are_refused() {
    assert!(QuantMatrix::new(GgmlType::Q4_0, 2, 64, &[0; 71]).is_none());
    assert!(QuantMatrix::new(GgmlType::Q4_0, 2, 48, &[0; 54]).is_none());
    assert!(QuantMatrix::new(GgmlType::Q4K, 1, 128, &[0; 72]).is_none());
    assert!(QuantMatrix::new(GgmlType::Q4_0, usize::MAX, 64, &[0; 72]).is_none());
    assert!(QuantMatrix::new(GgmlType::Q4_0, 2, 64, &[0; 72]).is_some());
}

/// As it is made where there is no kernel for the processor.
fn in_blocks(ggml_type: GgmlType, rows: usize, columns: usize, bytes: &[u8]) -> QuantMatrix {
    let blocks = candle_product::blocks(ggml_type, rows, columns, bytes).unwrap();
    QuantMatrix { rows, columns, body: Body::Blocks(ggml_type, blocks) }
}

#[test]
fn without_a_kernel_candle_multiplies_the_same_and_rows_read_the_same() {
    let mut noise = Noise::new(15);
    let blocks = |(kind, _): &(GgmlType, GgmlDType)| !kind.is_plain();
    for (ggml_type, theirs) in CANDLE_TYPES.into_iter().filter(blocks) {
        let stored = stored(&mut noise, theirs, 21, 512);
        // A copy that lies askew, as in a file whose tensors are not aligned.
        let bytes = [&[0], stored.data().unwrap().as_ref()].concat();
        let ours = QuantMatrix::packed(ggml_type, 21, 512, &bytes[1..]).unwrap();
        let theirs = in_blocks(ggml_type, 21, 512, &bytes[1..]);
        let x = noise.normal(3 * 512);
        // One of each, so that their outputs stand one after the other.
        let joined = multiply(&[&ours, &theirs], &x);
        for row in joined.chunks(42) {
            let size = row[..21].iter().map(|value| value.abs()).fold(1.0, f32::max);
            for (ours, theirs) in row[..21].iter().zip(&row[21..]) {
                assert!((ours - theirs).abs() < 0.02 * size, "{}", ggml_type.name());
            }
        }
        let (mut row, mut expected) = (vec![0.0; 512], vec![0.0; 512]);
        for index in [0, 20] {
            theirs.read_row(index, &mut row).unwrap();
            ours.read_row(index, &mut expected).unwrap();
            let close = row.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5);
            assert!(close, "{}", ggml_type.name());
        }
        assert!(theirs.read_row(21, &mut row).is_none());
    }
}
