//! The fully connected layer, with its activation and residual folded into the product.
//! Knows one weight matrix; the product itself is in `gemm`.

use candle_core::{Result, Tensor, bail};

use super::activation::Activation;
use super::bf16;
use super::channels::geglu;
use super::gemm::{DenseRows, Epilogue, multiply};
use super::op::{Backend, Placement, apply2};
use super::weight_matrix::{MappedMatrix, PackedMatrix, WeightMatrix};
use crate::weights::{LoadError, Weights};

/// Rows and inputs from which a product is worth rounding; vectors of the time, a row each, stay exact.
const LEAST_BF16_ROWS: usize = 16;
const LEAST_BF16_INPUTS: usize = 64;

fn is_worth_rounding(rows: usize, inputs: usize) -> bool {
    rows >= LEAST_BF16_ROWS && inputs >= LEAST_BF16_INPUTS
}

/// `activation(x W^T + bias) + residual` over the last dimension.
pub struct Linear {
    inputs: usize,
    outputs: usize,
    body: Body,
}

enum Body {
    /// `bf16` tells whether products of enough rows are computed in it.
    Kernels {
        matrix: WeightMatrix,
        bias: Vec<f32>,
        bf16: bool,
    },
    Candle {
        matrix: Tensor,
        bias: Tensor,
    },
}

impl Linear {
    /// A layer from its weights `[outputs, inputs]`, row-major, and its bias `[outputs]`.
    pub fn new(weight: &[f32], bias: &[f32], placement: &Placement) -> Result<Linear> {
        let outputs = bias.len();
        if outputs == 0 || weight.is_empty() || !weight.len().is_multiple_of(outputs) {
            bail!("{} weights do not fit {outputs} outputs", weight.len());
        }
        let inputs = weight.len() / outputs;
        let body = match placement.backend {
            Backend::Kernels => {
                let matrix = PackedMatrix::new(inputs, outputs, |input, output| {
                    weight[output * inputs + input]
                });
                let (matrix, bias) = (WeightMatrix::Packed(matrix), bias.to_vec());
                Body::Kernels { matrix, bias, bf16: placement.uses_bf16() }
            }
            Backend::Candle => Body::Candle {
                matrix: Tensor::from_slice(weight, (outputs, inputs), &placement.device)?
                    .t()?
                    .contiguous()?,
                bias: Tensor::from_slice(bias, outputs, &placement.device)?,
            },
        };
        Ok(Linear { inputs, outputs, body })
    }

    /// Reads `weight` and `bias`.
    pub fn load(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Linear, LoadError> {
        Linear::load_joined(std::slice::from_ref(weights), inputs, outputs)
    }

    /// Several layers of the same inputs as one, their outputs one after the other.
    pub fn load_joined(
        parts: &[Weights],
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Linear, LoadError> {
        let mut bias = Vec::new();
        for part in parts {
            bias.append(&mut part.read("bias", &[outputs])?);
        }
        Linear::load_with(parts, inputs, outputs, bias)
    }

    /// As `load_joined`, without a bias.
    pub fn load_unbiased(
        parts: &[Weights],
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Linear, LoadError> {
        Linear::load_with(parts, inputs, outputs, vec![0.0; outputs * parts.len()])
    }

    fn load_with(
        parts: &[Weights],
        inputs: usize,
        outputs: usize,
        bias: Vec<f32>,
    ) -> std::result::Result<Linear, LoadError> {
        let shape = [outputs, inputs];
        if parts[0].placement().mapped {
            let mapped_tensor = parts.iter().map(|part| part.mapped_tensor("weight", &shape));
            let mapped_tensor =
                mapped_tensor.collect::<std::result::Result<Option<Vec<_>>, _>>()?;
            if let Some(matrix) = mapped_tensor
                .and_then(|mapped_tensor| MappedMatrix::new(mapped_tensor, outputs, inputs, 1))
            {
                let outputs = bias.len();
                let bf16 = parts[0].placement().uses_bf16();
                let body = Body::Kernels { matrix: WeightMatrix::Mapped(matrix), bias, bf16 };
                return Ok(Linear { inputs, outputs, body });
            }
        }
        let mut weight = Vec::new();
        for part in parts {
            weight.append(&mut part.read("weight", &shape)?);
        }
        Linear::new(&weight, &bias, parts[0].placement()).map_err(|error| parts[0].failed(error))
    }

    /// The feed-forward layer of Stable Diffusion's transformers with this layer as its first: `narrow(first half * gelu(second
    /// half)) + residual` of what this layer gives.
    pub(crate) fn feed_forward(
        &self,
        narrow: &Linear,
        x: &Tensor,
        residual: &Tensor,
        backend: Backend,
    ) -> Result<Tensor> {
        if let (
            Body::Kernels { matrix, bias, bf16: true },
            Body::Kernels { matrix: narrow_matrix, bias: narrow_bias, .. },
        ) = (&self.body, &narrow.body)
            && is_worth_rounding(x.elem_count() / self.inputs, self.inputs)
            && x.dims().last() == Some(&self.inputs)
            && self.outputs == 2 * narrow.inputs
            && bf16::is_feed_forward_supported(self.outputs)
        {
            return apply2("feed_forward", x, Some(residual), |values, shape, residual| {
                let rows = values.len() / self.inputs;
                if residual.is_some_and(|residual| residual.len() != rows * narrow.outputs) {
                    bail!("the residual of a feed-forward layer has another shape");
                }
                let epilogue = Epilogue { bias: Some(narrow_bias), residual, ..Epilogue::PLAIN };
                let matrices = [matrix.view(), narrow_matrix.view()];
                let results = bf16::feed_forward(values, rows, matrices, bias, epilogue);
                matrix.check()?;
                narrow_matrix.check()?;
                Ok((results, [&shape[..shape.len() - 1], &[narrow.outputs]].concat()))
            });
        }
        let wide = geglu(&self.forward(x)?, backend)?;
        narrow.forward_with(&wide, Activation::None, Some(residual))
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// `[.., inputs]` to `[.., outputs]`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.forward_with(x, Activation::None, None)
    }

    /// The same, then an activation, then a sum with `residual` (of the result's shape).
    pub fn forward_with(
        &self,
        x: &Tensor,
        activation: Activation,
        residual: Option<&Tensor>,
    ) -> Result<Tensor> {
        match &self.body {
            Body::Kernels { matrix, bias, bf16 } => {
                apply2("linear", x, residual, |values, shape, residual| {
                    let inputs = self.inputs;
                    let Some((_, outer)) = shape.split_last().filter(|&(&last, _)| last == inputs)
                    else {
                        bail!("a linear layer of {inputs} inputs was given {shape:?}");
                    };
                    let rows = outer.iter().product::<usize>();
                    if residual.is_some_and(|residual| residual.len() != rows * self.outputs) {
                        bail!("the residual of a linear layer has another shape");
                    }
                    let source = DenseRows::new(values, rows, inputs, inputs);
                    let epilogue =
                        Epilogue { bias: Some(bias), activation, residual, ..Epilogue::PLAIN };
                    let mut shape = outer.to_vec();
                    shape.push(self.outputs);
                    let product = match *bf16 && is_worth_rounding(rows, inputs) {
                        true => bf16::multiply_rows(values, rows, inputs, matrix.view(), epilogue),
                        false => multiply(rows, &source, matrix.view(), epilogue),
                    };
                    matrix.check()?;
                    Ok((product, shape))
                })
            }
            Body::Candle { matrix, bias } => {
                // As one product of rows: a broadcast one copies the matrix for every picture.
                let rows = x.contiguous()?.reshape(((), self.inputs))?;
                let y = rows.matmul(matrix)?.broadcast_add(bias)?;
                let mut shape = x.dims().to_vec();
                shape.pop();
                shape.push(self.outputs);
                let y = y.reshape(shape)?;
                let y = activation.forward(&y, Backend::Candle)?;
                match residual {
                    Some(residual) => y + residual,
                    None => Ok(y),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn linear_layers_match_candle() {
        let mut noise = Noise::new(2);
        for (rows, inputs, outputs) in [(1, 3, 5), (17, 40, 48), (128, 192, 576), (100, 70, 31)] {
            let (weight, bias) = (noise.normal(inputs * outputs), noise.normal(outputs));
            let ours = Linear::new(&weight, &bias, &Placement::kernels()).unwrap();
            let candle = Linear::new(&weight, &bias, &Placement::candle(&Device::Cpu)).unwrap();
            let x =
                Tensor::from_vec(noise.normal(2 * rows * inputs), (2, rows, inputs), &Device::Cpu)
                    .unwrap();
            let residual = Tensor::from_vec(
                noise.normal(2 * rows * outputs),
                (2, rows, outputs),
                &Device::Cpu,
            )
            .unwrap();
            for residual in [None, Some(&residual)] {
                let ours = ours.forward_with(&x, Activation::GeluTanh, residual).unwrap();
                let candle = candle.forward_with(&x, Activation::GeluTanh, residual).unwrap();
                assert_eq!(ours.dims(), candle.dims());
                let worst = (ours - candle)
                    .unwrap()
                    .abs()
                    .unwrap()
                    .max_all()
                    .unwrap()
                    .to_scalar::<f32>()
                    .unwrap();
                assert!(worst < 1e-4, "{rows}x{inputs}x{outputs} differs by {worst:e}");
            }
        }
    }

    #[test]
    fn a_wrong_width_is_an_error() {
        let layer = Linear::new(&[1.0; 6], &[0.0; 2], &Placement::kernels()).unwrap();
        let x = Tensor::zeros((1, 4), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(layer.forward(&x).is_err());
        assert!(Linear::new(&[1.0; 5], &[0.0; 2], &Placement::kernels()).is_err());
    }
}
