use candle_core::Device;

use super::*;
use crate::sampling::Noise;

#[test]
fn convolutions_match_candle() {
    let mut noise = Noise::new(4);
    for (batch, height, width, inputs, outputs) in [
        (1, 1, 1, 1, 1),
        (2, 5, 7, 3, 4),
        (1, 16, 16, 32, 48),
        (2, 8, 8, 70, 33),
        (1, 33, 20, 8, 16),
        (1, 3, 3, 2100, 5),
        (1, 31, 34, 64, 40),
    ] {
        for kernel in [1, 3] {
            for resize in [Resize::Same, Resize::Halve, Resize::Double] {
                let weight = noise.normal(outputs * inputs * kernel * kernel);
                let bias = noise.normal(outputs);
                let ours =
                    Conv2d::new(&weight, &bias, kernel, resize, &Placement::kernels()).unwrap();
                let candle =
                    Conv2d::new(&weight, &bias, kernel, resize, &Placement::candle(&Device::Cpu))
                        .unwrap();
                let shape = (batch, height, width, inputs);
                let x = Tensor::from_vec(
                    noise.normal(batch * height * width * inputs),
                    shape,
                    &Device::Cpu,
                )
                .unwrap();
                let expected = candle.forward(&x, None).unwrap();
                let residual = noise.normal(expected.elem_count());
                let residual = Tensor::from_vec(residual, expected.shape(), &Device::Cpu).unwrap();
                for residual in [None, Some(&residual)] {
                    let expected = candle.forward(&x, residual).unwrap();
                    let got = ours.forward(&x, residual).unwrap();
                    assert_eq!(got.dims(), expected.dims());
                    let worst = (got - expected).unwrap().abs().unwrap().max_all().unwrap();
                    let terms = (inputs * kernel * kernel) as f32;
                    let worst = worst.to_scalar::<f32>().unwrap() / terms.sqrt();
                    assert!(worst < 2e-5, "{shape:?} {kernel} {resize:?} differs by {worst:e}");
                }
            }
        }
    }
}

#[test]
fn halving_after_and_doubling_to_an_odd_size_match_candle() {
    let mut noise = Noise::new(5);
    let (weight, bias) = (noise.normal(4 * 3 * 9), noise.normal(4));
    for (resize, size) in [
        (Resize::HalveAfter, None),
        (Resize::Double, Some((13, 19))),
        (Resize::Double, Some((14, 19))),
        (Resize::Double, Some((14, 20))),
    ] {
        let make =
            |placement: &Placement| Conv2d::new(&weight, &bias, 3, resize, placement).unwrap();
        let (ours, candle) = (make(&Placement::kernels()), make(&Placement::candle(&Device::Cpu)));
        let x = noise.normal(2 * 7 * 10 * 3);
        let x = Tensor::from_vec(x, (2, 7, 10, 3), &Device::Cpu).unwrap();
        let expected = candle.forward_into(&x, None, size).unwrap();
        let got = ours.forward_into(&x, None, size).unwrap();
        assert_eq!(got.dims(), expected.dims());
        let worst = (got - expected).unwrap().abs().unwrap().max_all().unwrap();
        assert!(worst.to_scalar::<f32>().unwrap() < 3e-5, "{resize:?} {size:?}");
        assert!(ours.forward_into(&x, None, Some((12, 20))).is_err());
    }
}

#[test]
fn wrong_channels_are_an_error() {
    let layer = Conv2d::new(&[1.0; 18], &[0.0], 3, Resize::Same, &Placement::kernels()).unwrap();
    let x = Tensor::zeros((1, 4, 4, 3), candle_core::DType::F32, &Device::Cpu).unwrap();
    assert!(layer.forward(&x, None).is_err());
    assert!(Conv2d::new(&[1.0; 18], &[0.0], 2, Resize::Same, &Placement::kernels()).is_err());
}
