//! The left-hand rows of a convolution's direct sum: where the pixels under the kernel lie.
//! Knows positions and zeros around the image; the sum over them is the product in `gemm`.

use super::super::gemm::LeftMatrix;
use super::Resize;

/// The pixels under the kernel, for each pixel of the result.
pub(super) struct Pixels<'a> {
    pub values: &'a [f32],
    pub zeros: &'a [f32],
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub out_height: usize,
    pub out_width: usize,
    pub kernel: usize,
    pub resize: Resize,
}

// SAFETY: `gather` gives either `zeros`, which is `channels` long, or a pixel inside the image, which candle's
// layout says is `height * width * channels` values per picture.
unsafe impl LeftMatrix for Pixels<'_> {
    fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    fn run(&self) -> usize {
        self.channels
    }

    fn gather(&self, row: usize, starts: &mut [*const f32], stride: usize) {
        let (left, x) = (row / self.out_width, row % self.out_width);
        let (batch, y) = (left / self.out_height, left % self.out_height);
        let margin = self.kernel / 2;
        // The position of a tap along one side, if it is inside.
        let input_at = |position: usize, tap: usize, size: usize| match self.resize {
            Resize::Same => (position + tap).checked_sub(margin).filter(|&at| at < size),
            Resize::Halve => (position * 2 + tap).checked_sub(margin).filter(|&at| at < size),
            Resize::HalveAfter => Some(position * 2 + tap).filter(|&at| at < size),
            Resize::Double => (position + tap).checked_sub(margin).map(|at| at / 2),
        };
        // What is doubled ends where the result ends.
        let ends = |at: usize, tap: usize, end: usize| {
            self.resize == Resize::Double && at + tap >= end + margin
        };
        for tap_y in 0..self.kernel {
            let line = input_at(y, tap_y, self.height)
                .filter(|_| !ends(y, tap_y, self.out_height))
                .map(|y| (batch * self.height + y) * self.width);
            for tap_x in 0..self.kernel {
                let column =
                    input_at(x, tap_x, self.width).filter(|_| !ends(x, tap_x, self.out_width));
                let pixel = line.and_then(|line| Some(line + column?));
                starts[(tap_y * self.kernel + tap_x) * stride] = match pixel {
                    Some(pixel) => self.values[pixel * self.channels..].as_ptr(),
                    None => self.zeros.as_ptr(),
                };
            }
        }
    }
}
