// Our language engine beside llama.cpp on the same file, prompt lengths and threads, in turns.
//
// Usage, in a folder where `npm install --ignore-scripts node-llama-cpp` was run (it has llama.cpp prebuilt):
//     node /path/to/benches/peers/language.mjs MODEL.gguf [THREADS] [ROUNDS]
// It builds our bench with cargo, or takes the program that LANGUAGE_BENCH names.
//
// llama.cpp's threads wait for each other by spinning, and lose more than ours when one of them is held up: on a busy
// machine compare with 1 thread.

import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const PROMPT = 256;
const ANSWER = 128;
const [path, threads = "2", rounds = "5"] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const entry = createRequire(join(process.cwd(), "package.json")).resolve("node-llama-cpp");
const { getLlama } = await import(pathToFileURL(entry).href);

const bench = ["bench", "--locked", "--bench", "language"];
const named = process.env.LANGUAGE_BENCH;
if (!named) spawnSync("cargo", [...bench, "--no-run"], { cwd: root, stdio: "inherit" });
const ours = spawn(named ?? "cargo", named ? ["--lines"] : [...bench, "--", "--lines"], {
  cwd: root,
  env: { ...process.env, BRANDISH_TEST_GGUF: path, RAYON_NUM_THREADS: threads },
  stdio: ["pipe", "pipe", "inherit"],
});
const lines = createInterface({ input: ours.stdout })[Symbol.asyncIterator]();

const llama = await getLlama({ build: "never", gpu: false, maxThreads: Number(threads) });
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: Number(threads) });
const sequence = context.getSequence();

/** Tokens per second of reading a prompt and of writing after it. */
async function theirs(first) {
  await sequence.clearHistory();
  const prompt = Array.from({ length: PROMPT }, (_, at) => first + at * 37 % 9000);
  const begun = performance.now();
  let read, written = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    read ??= performance.now();
    written += 1;
    if (written === ANSWER) break;
  }
  const ended = performance.now();
  return { read: PROMPT / (read - begun) * 1000, write: (written - 1) / (ended - read) * 1000 };
}

const rows = [];
for (let round = 0; round <= Number(rounds); round += 1) {
  ours.stdin.write("go\n");
  const mine = JSON.parse((await lines.next()).value);
  await pause(300);
  const other = await theirs(1000 + round);
  await pause(300);
  // The first round warms both up.
  if (round > 0) rows.push([mine.read, other.read, mine.write, other.write]);
  console.log([mine.read, other.read, mine.write, other.write].map((value) => value.toFixed(1)).join("  "));
}
ours.stdin.end();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const column = (at) => rows.map((row) => row[at]);
console.log(`${cpus()[0].model}, ${threads} threads, llama.cpp ${JSON.stringify(llama.llamaCppRelease)}`);
for (const [what, at] of [["reading", 0], ["writing", 2]]) {
  const [mine, other] = [median(column(at)), median(column(at + 1))];
  console.log(`${what}, median of ${rows.length}: ${mine.toFixed(1)} tokens/s, llama.cpp ${other.toFixed(1)}`);
}
process.exit(0);
