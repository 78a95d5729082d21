use super::*;
use crate::nn::microkernel;
use crate::nn::weight_matrix::PackedMatrix;
use crate::sampling::Noise;

#[test]
fn products_match_plain_sums_for_every_kind_of_rest() {
    let mut noise = Noise::new(1);
    for (rows, depth, columns) in [
        (1, 1, 1),
        (5, 3, 7),
        (6, 16, 16),
        (7, 100, 17),
        (97, 64, 33),
        (200, 33, 70),
        (13, 5000, 20),
        (3, 2048, 5),
    ] {
        let left = noise.normal(rows * depth);
        let right = noise.normal(depth * columns);
        let bias = noise.normal(columns);
        let residual = noise.normal(rows * columns);
        let slopes = noise.normal(columns);
        let epilogue = Epilogue {
            bias: Some(&bias),
            activation: Activation::None,
            slopes: Some(&slopes),
            residual: Some(&residual),
            scale: 0.5,
        };
        let source = DenseRows::new(&left, rows, depth, depth);
        for width in [PULP_COLUMNS, microkernel::columns()] {
            let packed = PackedMatrix::of_width(width, depth, columns, |row, column| {
                right[row * columns + column]
            });
            let product = multiply(rows, &source, packed.view(), epilogue);
            let mut alone = vec![0.0; rows * (columns + 3)];
            let lone = Epilogue { residual: None, ..epilogue };
            multiply_into(rows, &source, packed.view(), lone, &mut alone, columns + 3);
            for row in 0..rows {
                for column in 0..columns {
                    let sum: f64 = (0..depth)
                        .map(|k| {
                            f64::from(left[row * depth + k])
                                * f64::from(right[k * columns + column])
                        })
                        .sum();
                    let sum = sum * 0.5 + f64::from(bias[column]);
                    let slope = if sum < 0.0 { f64::from(slopes[column]) } else { 1.0 };
                    let expected = sum * slope + f64::from(residual[row * columns + column]);
                    let value = product[row * columns + column];
                    let error = (f64::from(value) - expected).abs();
                    assert!(
                        error < 1e-4 * (depth as f64).sqrt(),
                        "{rows}x{depth}x{columns}: {value} {expected}"
                    );
                    let alone =
                        alone[row * (columns + 3) + column] + residual[row * columns + column];
                    assert_eq!(value, alone, "tiling changes nothing");
                }
            }
        }
    }
}
