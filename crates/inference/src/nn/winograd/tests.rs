use super::*;
use crate::nn::weight_matrix::PackedMatrix;
use crate::sampling::Noise;

/// One convolution: how large, of which pieces, and what follows it.
struct Case {
    batch: usize,
    stored: [usize; 2],
    out: [usize; 2],
    pieces: usize,
    run: usize,
    outputs: usize,
    bent: bool,
    residual: bool,
}

/// Values of `pieces` images of `run` channels each, the weights `[outputs, inputs, 9]`, and so on, drawn at random.
struct Drawn {
    images: Vec<Vec<f32>>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    slopes: Vec<f32>,
    residual: Vec<f32>,
}

impl Case {
    fn drawn(&self, noise: &mut Noise) -> Drawn {
        let stored = self.batch * self.stored[0] * self.stored[1];
        let results = self.batch * self.out[0] * self.out[1] * self.outputs;
        Drawn {
            images: (0..self.pieces).map(|_| noise.normal(stored * self.run)).collect(),
            weights: noise.normal(self.outputs * self.pieces * self.run * 9),
            bias: noise.normal(self.outputs),
            slopes: noise.normal(self.outputs),
            residual: noise.normal(results),
        }
    }

    /// The direct sum in 64 bits.
    fn expected(&self, drawn: &Drawn) -> Vec<f64> {
        let [height, width] = self.out;
        let inputs = self.pieces * self.run;
        let half = usize::from(self.out != self.stored);
        let mut results = Vec::new();
        for at in 0..self.batch * height * width * self.outputs {
            let (pixel, output) = (at / self.outputs, at % self.outputs);
            let (batch, y, x) = (pixel / width / height, pixel / width % height, pixel % width);
            let mut sum = f64::from(drawn.bias[output]);
            for tap in 0..9 {
                let (y, x) = (y + tap / 3, x + tap % 3);
                if !(1..=height).contains(&y) || !(1..=width).contains(&x) {
                    continue;
                }
                let (y, x) = ((y - 1) >> half, (x - 1) >> half);
                let pixel = (batch * self.stored[0] + y) * self.stored[1] + x;
                for input in 0..inputs {
                    let weight = drawn.weights[(output * inputs + input) * 9 + tap];
                    let image = &drawn.images[input / self.run];
                    let value = image[pixel * self.run + input % self.run];
                    sum += f64::from(weight) * f64::from(value);
                }
            }
            if self.bent && sum < 0.0 {
                sum *= f64::from(drawn.slopes[output]);
            }
            results.push(sum + if self.residual { f64::from(drawn.residual[at]) } else { 0.0 });
        }
        results
    }

    fn ours(&self, drawn: &Drawn) -> Vec<f32> {
        let (run, inputs) = (self.run, self.pieces * self.run);
        let matrix = PackedMatrix::new(9 * inputs, self.outputs, |row, output| {
            let input = row / run / 9 * run + row % run;
            drawn.weights[(output * inputs + input) * 9 + row / run % 9]
        });
        let pieces: Vec<_> =
            drawn.images.iter().map(|values| Piece { values, channels: run, start: 0 }).collect();
        let images = Images {
            pieces: &pieces,
            run,
            batch: self.batch,
            height: self.stored[0],
            width: self.stored[1],
            out_height: self.out[0],
            out_width: self.out[1],
            doubled: self.out != self.stored,
        };
        let epilogue = Epilogue {
            bias: Some(&drawn.bias),
            slopes: self.bent.then_some(&drawn.slopes),
            residual: self.residual.then_some(&drawn.residual),
            ..Epilogue::PLAIN
        };
        convolve(&images, matrix.view(), epilogue)
    }
}

#[test]
fn tiles_give_the_direct_sum() {
    let mut noise = Noise::new(23);
    let cases = [
        (1, [1, 1], [1, 1], 1, 16, 16),
        (1, [4, 4], [4, 4], 1, 16, 33),
        (2, [13, 6], [13, 6], 1, 32, 48),
        (1, [9, 31], [9, 31], 3, 16, 40),
        (1, [30, 21], [30, 21], 2, 64, 70),
        (1, [5, 7], [10, 14], 1, 48, 17),
        (2, [5, 7], [9, 13], 2, 16, 64),
    ];
    for (number, (batch, stored, out, pieces, run, outputs)) in cases.into_iter().enumerate() {
        let (bent, residual) = (number % 2 == 1, number % 3 == 1);
        let case = Case { batch, stored, out, pieces, run, outputs, bent, residual };
        let drawn = case.drawn(&mut noise);
        let (ours, expected) = (case.ours(&drawn), case.expected(&drawn));
        assert_eq!(ours.len(), expected.len());
        let away = ours.iter().zip(&expected).map(|(one, other)| (f64::from(*one) - other).abs());
        let worst = away.fold(0.0, f64::max) / ((pieces * run * 9) as f64).sqrt();
        assert!(worst < 1e-5, "case {number} differs by {worst:e}");
    }
}

#[test]
fn a_wide_layer_in_groups_of_columns_gives_the_same() {
    let shape = (1, [5, 6], 1024, 300);
    let (batch, size, run, outputs) = shape;
    let (bent, residual) = (false, false);
    let case = Case { batch, stored: size, out: size, pieces: 1, run, outputs, bent, residual };
    let drawn = case.drawn(&mut Noise::new(24));
    assert!(POINTS * run * outputs * size_of::<f32>() > FILTER_BYTES);
    let (ours, expected) = (case.ours(&drawn), case.expected(&drawn));
    let away = ours.iter().zip(&expected).map(|(one, other)| (f64::from(*one) - other).abs());
    let worst = away.fold(0.0, f64::max) / 96.0;
    assert!(worst < 4e-5, "differs by {worst:e}");
}
