//! Products by candle's own quantised kernels, for processors that the kernels of this folder have no instruction set for:
//! candle has NEON for ARM. Knows a file's blocks; how rows are put together is decided in `quant_matrix`.

use std::borrow::Cow;
use std::sync::Arc;

use candle_core::quantized::{QMatMul, QStorage, QTensor};
use candle_core::{Device, Module, Tensor};

use super::ggml_type::{CANDLE_TYPES, GgmlType, Group, decode};

/// The blocks of a matrix of `rows` by `columns` as candle holds them, `None` where candle refuses them.
pub(super) fn blocks(
    ggml_type: GgmlType,
    rows: usize,
    columns: usize,
    bytes: &[u8],
) -> Option<Arc<QTensor>> {
    let (_, dtype) = CANDLE_TYPES.into_iter().find(|(known, _)| *known == ggml_type)?;
    // candle reads blocks in place, which begin with numbers of up to four bytes; a file may lie askew.
    let aligned = match bytes.as_ptr().align_offset(4) {
        0 => Cow::Borrowed(bytes),
        _ => Cow::Owned(bytes.to_vec()),
    };
    let storage = QStorage::from_data(aligned, &Device::Cpu, dtype).ok()?;
    Some(Arc::new(QTensor::new(storage, (rows, columns)).ok()?))
}

/// `values`, `[rows, columns]`, times the matrix: `[rows, outputs]`.
pub(super) fn multiply(matrix: &Arc<QTensor>, values: &[f32], columns: usize) -> Vec<f32> {
    let product = || {
        let x = Tensor::from_slice(values, (values.len() / columns, columns), &Device::Cpu)?;
        QMatMul::QTensor(matrix.clone()).forward(&x)?.flatten_all()?.to_vec1()
    };
    product().expect("shapes and types were checked when the matrix was made")
}

/// Writes one row's values; `None` where the matrix is not on the processor.
pub(super) fn read_row(
    ggml_type: GgmlType,
    matrix: &QTensor,
    row: usize,
    values: &mut [f32],
) -> Option<()> {
    let bytes = matrix.data().ok()?;
    let row_bytes = values.len() / ggml_type.block_values() * ggml_type.block_bytes();
    let blocks = bytes.get(row * row_bytes..(row + 1) * row_bytes)?;
    let mut groups = vec![Group::default(); ggml_type.block_values() / 16];
    let blocks = blocks.chunks(ggml_type.block_bytes());
    for (block, values) in blocks.zip(values.chunks_mut(ggml_type.block_values())) {
        decode(ggml_type, block, &mut groups);
        for (group, values) in groups.iter().zip(values.chunks_mut(16)) {
            let zero = f32::from(ggml_type.zero());
            for (value, code) in values.iter_mut().zip(group.codes) {
                *value = group.scale * (f32::from(code) - zero) + group.offset;
            }
        }
    }
    Some(())
}
