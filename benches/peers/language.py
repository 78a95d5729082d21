"""Our language engine beside llama.cpp on the same file, prompt lengths and threads, in turns.

Usage: python language.py MODEL.gguf [THREADS]   (needs llama-cpp-python; builds the bench with cargo)

On a busy machine compare with 1 thread: llama.cpp's threads wait for each other by spinning, and lose far more than ours
when one of them is held up. Its kernels for AMX are off unless LLAMA_AMX is set.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import llama_cpp

PROMPT, ANSWER, ROUNDS = 256, 128, 3
ROOT = Path(__file__).parents[2]


def without_amx():
    """Its kernels for AMX crash where the system does not let programs use AMX."""
    module = llama_cpp.llama_cpp
    default = module.llama_model_default_params

    def parameters():
        chosen = default()
        chosen.use_extra_bufts = False
        return chosen

    module.llama_model_default_params = parameters


def main(path, threads="2"):
    build = ["cargo", "bench", "--locked", "--bench", "language", "--no-run"]
    subprocess.run(build, cwd=ROOT, check=True)
    environment = {**os.environ, "BRANDISH_TEST_GGUF": path, "RAYON_NUM_THREADS": threads}
    ours = subprocess.Popen(
        ["cargo", "bench", "--locked", "--bench", "language", "--", "--lines"],
        cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    if os.environ.get("LLAMA_AMX") is None:
        without_amx()
    llama = llama_cpp.Llama(
        path, n_ctx=1024, n_batch=512, n_threads=int(threads), n_threads_batch=int(threads), verbose=False
    )

    def theirs(first):
        prompt = [first + at * 37 % 9000 for at in range(PROMPT)]
        llama.reset()
        begun = time.perf_counter()
        words = llama.generate(prompt, temp=0.0, repeat_penalty=1.0)
        next(words)
        read = time.perf_counter()
        for _ in range(ANSWER - 1):
            next(words)
        return PROMPT / (read - begun), (ANSWER - 1) / (time.perf_counter() - read)

    rows = []
    for round in range(ROUNDS + 1):
        print("go", file=ours.stdin, flush=True)
        mine = json.loads(ours.stdout.readline())
        time.sleep(0.3)
        other = theirs(1000 + round)
        time.sleep(0.3)
        if round:  # the first round warms both up
            rows.append((mine["read"], other[0], mine["write"], other[1]))
            print("  ".join(f"{value:8.1f}" for value in rows[-1]), flush=True)
    ours.stdin.close()
    ours.wait()
    columns = list(zip(*rows))
    for what, mine, other in [("reading", *columns[:2]), ("writing", *columns[2:])]:
        for name, of in [("best", max), ("median", statistics.median)]:
            print(
                f"{what}, {name}: {of(mine):.1f} tokens/s, llama.cpp {of(other):.1f}:"
                f" it takes us {of(other) / of(mine):.2f} times as long"
            )


main(*sys.argv[1:])
