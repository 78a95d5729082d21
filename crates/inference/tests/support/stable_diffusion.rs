//! Tiny Stable Diffusion models to change and to draw with.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use brandish_inference::DrawOutcome;
use brandish_inference::Picture;
use brandish_inference::nn::Placement;
use brandish_inference::stable_diffusion::{DiffusionRequest, StableDiffusion};
use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use tempfile::TempDir;

pub fn fixtures(name: &str) -> PathBuf {
    super::root().join("tests/fixtures").join(name)
}

/// A copy of one of the models in tests/fixtures/sd, alone in a folder.
pub fn copy_of(model: &str) -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let to = scratch.path().join(model);
    copy(&fixtures("sd").join(model), &to);
    (scratch, to)
}

/// Copies a file or a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// The expected pictures, kept in half precision.
pub fn expected(path: &Path) -> BTreeMap<String, Vec<f32>> {
    let floats = |data: &[u8]| -> Vec<f32> {
        data.as_chunks().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
    };
    read(path).into_iter().map(|(name, tensor)| (name, floats(&tensor.bytes))).collect()
}

/// Mean and largest difference.
pub fn apart(a: &[f32], b: &[f32]) -> (f32, f32) {
    assert_eq!(a.len(), b.len());
    let off = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    (off.clone().sum::<f32>() / a.len() as f32, off.fold(0.0, f32::max))
}

pub fn open(path: &Path) -> StableDiffusion {
    StableDiffusion::open(path, &Placement::kernels()).unwrap_or_else(|error| panic!("{error}"))
}

pub fn drawn(model: &mut StableDiffusion, request: &DiffusionRequest) -> Picture {
    match model.draw(request, &mut |_| ControlFlow::Continue(())).unwrap() {
        DrawOutcome::Drawn(picture) => picture,
        DrawOutcome::Stopped => panic!("nobody stopped it"),
    }
}

#[derive(Clone)]
pub struct Tensor {
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

pub type Tensors = BTreeMap<String, Tensor>;

pub fn read(path: &Path) -> Tensors {
    let bytes = fs::read(path).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let owned = |view: &TensorView| Tensor {
        dtype: view.dtype(),
        shape: view.shape().to_vec(),
        bytes: view.data().to_vec(),
    };
    tensors.tensors().iter().map(|(name, view)| (name.clone(), owned(view))).collect()
}

pub fn write(path: &Path, tensors: &Tensors) {
    fn view(tensor: &Tensor) -> TensorView<'_> {
        TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).unwrap()
    }
    let views = tensors.iter().map(|(name, tensor)| (name, view(tensor)));
    fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

/// Writes a file anew with its tensors changed.
pub fn change(path: &Path, change: impl FnOnce(&mut Tensors)) {
    let mut tensors = read(path);
    change(&mut tensors);
    write(path, &tensors);
}
