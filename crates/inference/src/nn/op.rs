//! The bridge to candle: our kernels as custom operations on CPU tensors, and the choice between them and candle's own.
//! Knows storage and layout; what is computed stands in the kernels.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Device, Layout, Result, Shape, Tensor, bail};

use super::bf16::Precision;
use super::stop;

/// What computes a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The kernels of this folder: `f32` on the CPU.
    Kernels,
    /// candle's own operations, on any device.
    Candle,
}

impl Backend {
    /// Our kernels on the CPU, candle's everywhere else.
    pub fn of(device: &Device) -> Backend {
        if device.is_cpu() { Backend::Kernels } else { Backend::Candle }
    }
}

/// Where a layer lives and what computes it.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Where tensors live.
    pub device: Device,
    /// What computes them.
    pub backend: Backend,
    /// Whether the kernels read weights from the mapped file each time, rather than from a packed copy. That halves
    /// the memory of half-precision files and costs a few per cent of time, more where products have few rows.
    pub mapped: bool,
    /// In what the kernels compute large products. candle's operations compute in `f32`.
    pub precision: Precision,
}

impl Placement {
    /// The best there is for a device.
    pub fn on(device: &Device) -> Placement {
        Placement { backend: Backend::of(device), ..Placement::candle(device) }
    }

    /// Our kernels on the CPU.
    pub fn kernels() -> Placement {
        Placement { backend: Backend::Kernels, ..Placement::candle(&Device::Cpu) }
    }

    /// candle's own operations, even on the CPU.
    pub fn candle(device: &Device) -> Placement {
        let (device, backend) = (device.clone(), Backend::Candle);
        Placement { device, backend, mapped: false, precision: Precision::F32 }
    }

    /// The same with weights left where the file is mapped.
    pub fn mapped(self) -> Placement {
        Placement { mapped: self.backend == Backend::Kernels, ..self }
    }

    /// The same with large products in `precision`.
    pub fn with_precision(self, precision: Precision) -> Placement {
        Placement { precision, ..self }
    }

    /// Whether the kernels compute large products in bf16.
    pub(super) fn uses_bf16(&self) -> bool {
        self.backend == Backend::Kernels && self.precision == Precision::Bf16
    }
}

/// What a kernel returns: the values, row-major, and their shape.
pub(super) type Computed = Result<(Vec<f32>, Vec<usize>)>;

/// Runs a kernel on the values and shape of one CPU tensor.
pub(super) fn apply1(
    name: &'static str,
    x: &Tensor,
    kernel: impl Fn(&[f32], &[usize]) -> Computed,
) -> Result<Tensor> {
    x.contiguous()?.apply_op1_no_bwd(&Kernel { name, kernel })
}

/// Runs a kernel on two CPU tensors, the second of which may be missing.
pub(super) fn apply2(
    name: &'static str,
    x: &Tensor,
    other: Option<&Tensor>,
    kernel: impl Fn(&[f32], &[usize], Option<&[f32]>) -> Computed,
) -> Result<Tensor> {
    match other {
        None => apply1(name, x, |values, shape| kernel(values, shape, None)),
        Some(other) => {
            let kernel =
                |values: &[f32], shape: &[usize], other: &[f32]| kernel(values, shape, Some(other));
            x.contiguous()?.apply_op2_no_bwd(&other.contiguous()?, &Kernel { name, kernel })
        }
    }
}

struct Kernel<Body> {
    name: &'static str,
    kernel: Body,
}

impl<Body: Fn(&[f32], &[usize]) -> Computed> CustomOp1 for Kernel<Body> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (values, shape) =
            unless_stopped(|| (self.kernel)(plain(storage, layout)?, layout.dims()))?;
        Ok((CpuStorage::F32(values), Shape::from(shape)))
    }
}

impl<Body: Fn(&[f32], &[usize], &[f32]) -> Computed> CustomOp2 for Kernel<Body> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (values, shape) =
            unless_stopped(|| (self.kernel)(plain(s1, l1)?, l1.dims(), plain(s2, l2)?))?;
        Ok((CpuStorage::F32(values), Shape::from(shape)))
    }
}

/// What a kernel computes, or an error where the computation was stopped before or meanwhile.
fn unless_stopped(kernel: impl FnOnce() -> Computed) -> Computed {
    let stop = stop::current();
    if stop.is_raised() {
        bail!("the computation was stopped");
    }
    let computed = kernel()?;
    if stop.is_raised() {
        bail!("the computation was stopped");
    }
    Ok(computed)
}

fn plain<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => bail!("the kernels read contiguous tensors only"),
    }
}
