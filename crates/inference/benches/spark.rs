//! How fast the engine is here: the convolution beside the machine's best product, and the stages of one picture.
//! Run with `cargo bench --bench spark`; set BRANDISH_SPARK to a model folder other than `assets/models/spark`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use brandish_inference::DrawProgress;
use brandish_inference::nn::{
    Activation, Conv2d, GroupNorm, Linear, Placement, Resize, self_attention,
};
use brandish_inference::sampling::Noise;
use brandish_inference::spark::{Pose, Spark, SparkRequest};
use candle_core::{Device, Tensor};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{} threads\n", rayon::current_num_threads());
    kernels()?;
    let folder = std::env::var_os("BRANDISH_SPARK").map_or(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/spark").into(),
        PathBuf::from,
    );
    match folder.join("config.json").exists() {
        true => picture(&folder),
        false => {
            println!("no model in {}", folder.display());
            Ok(())
        }
    }
}

/// The shortest of several runs, which other programs disturbed least.
fn best<T>(runs: usize, mut body: impl FnMut() -> T) -> Duration {
    let one = |_| {
        let start = Instant::now();
        std::hint::black_box(body());
        start.elapsed()
    };
    (0..runs).map(one).min().unwrap_or_default()
}

fn random(noise: &mut Noise, shape: &[usize]) -> candle_core::Result<Tensor> {
    Tensor::from_vec(noise.normal(shape.iter().product()), shape, &Device::Cpu)
}

fn row(name: &str, operations: usize, ours: Duration, candle: Duration) {
    let rate = |time: Duration| operations as f64 / time.as_secs_f64() / 1e9;
    println!(
        "{name:<34} {:>9.2} ms {:>6.0} GFLOP/s   candle {:>9.2} ms {:>6.0} GFLOP/s   {:>5.1}x",
        ours.as_secs_f64() * 1e3,
        rate(ours),
        candle.as_secs_f64() * 1e3,
        rate(candle),
        candle.as_secs_f64() / ours.as_secs_f64(),
    );
}

fn kernels() -> candle_core::Result<()> {
    let mut noise = Noise::new(1);
    let (ours, candle) = (Placement::kernels(), Placement::candle(&Device::Cpu));
    let square = random(&mut noise, &[1536, 1536])?;
    let peak = best(5, || square.matmul(&square));
    let rate = 2.0 * 1536f64.powi(3) / peak.as_secs_f64() / 1e9;
    println!("the gemm crate, 1536 cubed: {rate:.0} GFLOP/s\n");

    for (batch, side, inputs, outputs) in [
        (2, 8, 192, 192),
        (2, 4, 256, 256),
        (2, 8, 384, 192),
        (1, 16, 256, 256),
        (1, 64, 96, 96),
        (1, 128, 32, 32),
        (1, 64, 320, 320),
    ] {
        let (weight, bias) = (noise.normal(9 * inputs * outputs), noise.normal(outputs));
        let x = random(&mut noise, &[batch, side, side, inputs])?;
        let time = |placement: &Placement| -> candle_core::Result<Duration> {
            let layer = Conv2d::new(&weight, &bias, 3, Resize::Same, placement)?;
            Ok(best(10, || layer.forward(&x, None)))
        };
        let operations = 2 * 9 * batch * side * side * inputs * outputs;
        row(
            &format!("conv {batch}x{side}x{side} {inputs} to {outputs}"),
            operations,
            time(&ours)?,
            time(&candle)?,
        );
    }
    for (rows, inputs, outputs) in
        [(128, 192, 576), (128, 576, 192), (16, 384, 1536), (4096, 320, 320)]
    {
        let (weight, bias) = (noise.normal(inputs * outputs), noise.normal(outputs));
        let x = random(&mut noise, &[1, rows, inputs])?;
        let time = |placement: &Placement| -> candle_core::Result<Duration> {
            let layer = Linear::new(&weight, &bias, placement)?;
            Ok(best(10, || layer.forward(&x)))
        };
        row(
            &format!("linear {rows} x {inputs} to {outputs}"),
            2 * rows * inputs * outputs,
            time(&ours)?,
            time(&candle)?,
        );
    }
    for (batch, side, channels, groups) in [(2, 8, 192, 16), (1, 128, 32, 4), (1, 256, 128, 32)] {
        let (weight, bias) = (noise.normal(channels), noise.normal(channels));
        let x = random(&mut noise, &[batch, side, side, channels])?;
        let time = |placement: &Placement| -> candle_core::Result<Duration> {
            let layer = GroupNorm::new(groups, weight.clone(), bias.clone(), 1e-5, placement)?;
            Ok(best(10, || layer.forward(&x, None, Activation::Silu)))
        };
        row(
            &format!("group norm {batch}x{side}x{side}x{channels}"),
            10 * batch * side * side * channels,
            time(&ours)?,
            time(&candle)?,
        );
    }
    for (batch, count, heads, size) in [(2, 64, 3, 64), (1, 4096, 5, 64)] {
        let joined = random(&mut noise, &[batch, count, 3 * heads * size])?;
        let time = |placement: &Placement| best(3, || self_attention(&joined, heads, placement));
        let operations = 4 * batch * count * count * heads * size;
        row(
            &format!("attention {batch}x{count}, {heads} heads of {size}"),
            operations,
            time(&ours),
            time(&candle),
        );
    }
    println!();
    Ok(())
}

fn picture(folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    let report =
        |what: &str, time: Duration| println!("{what:<34} {:>9.1} ms", time.as_secs_f64() * 1e3);
    report("load", best(3, || Spark::load(folder)));
    let spark = Spark::load(folder)?;
    let config = spark.config();
    let (steps, guidance) = (config.sampler.steps, config.sampler.cfg);
    let prompt = "birthday cake with candles";
    let pose = Pose::default();
    let request = SparkRequest { prompt, negative: "", seed: 1, steps, guidance, pose };
    let text = spark.encode(prompt)?;
    let noise = Noise::new(1).normal(config.latents());
    let go_on = &mut |_| ControlFlow::Continue(());
    report("text", best(10, || spark.encode(prompt)));
    let sampling = best(3, || spark.sample(&noise, &text, None, &request, go_on));
    report(&format!("{steps} steps of guidance {guidance}"), sampling);
    report("one step", sampling / steps.max(1) as u32);
    report("decode", best(5, || spark.decode(&noise)));
    let whole = best(3, || spark.draw(&request, &mut |_: DrawProgress| ControlFlow::Continue(())));
    report(&format!("one picture of {} px", config.image.size), whole);
    Ok(())
}
