#!/usr/bin/env python3
"""The team queue under fire: jobs by HTTP to a studio, workers that are killed at random, a Redis that is restarted.

Asks a real `brandish serve` for pictures and lets real `brandish worker` processes draw them. First the storm: so many
jobs with three workers, kills at random and one kill -9 of Redis with its append-only file on; then a table of the time
that the same jobs take on this laptop's own thread and with 1, 2 and 3 workers, and what a job takes in Redis.
Needs a release build. Python's standard library only.

    benches/team_queue.py [--jobs 500] [--kills 10] [--table-jobs 60] [--size 256] [--steps 4]
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/brandish"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def redis_server():
    """The server on PATH, or the one that the tests use, fetched where it is missing."""
    installed = shutil.which("redis-server")
    if installed:
        return installed
    folder = ROOT / "target/test-tools"
    subprocess.run([sys.executable, ROOT / "tests/reference/fetch_redis.py", folder], check=True)
    return str(folder / "redis-server")


class Redis:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [redis_server(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "",
             "--appendonly", "yes", "--appendfsync", "everysec"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                if self.ask("PING") == "PONG":
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit("redis-server did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, *words):
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            stream = line.makefile("rwb")
            stream.write(b"*%d\r\n" % len(words))
            for word in words:
                word = str(word).encode()
                stream.write(b"$%d\r\n%s\r\n" % (len(word), word))
            stream.flush()
            return self.answer(stream)

    def answer(self, stream):
        line = stream.readline().rstrip()
        if not line:
            raise OSError("no answer")
        kind, rest = line[:1], line[1:].decode()
        if kind == b"*":
            return [self.answer(stream) for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else stream.read(int(rest) + 2)[:-2].decode(errors="replace")
        if kind == b"-":
            raise OSError(rest)
        return int(rest) if kind == b":" else rest


def environment(home):
    return {**os.environ, "BRANDISH_HOME": str(home), "BRANDISH_LOG": "error"}


class Studio:
    """`brandish serve` on a home of its own, with the settings that a window would have written."""

    def __init__(self, home, queue, store):
        home = pathlib.Path(home)
        home.mkdir(parents=True, exist_ok=True)
        settings = "" if queue is None else f'render_on = "team"\nqueue = "{queue}"\nstore = "{store}"\n'
        (home / "settings.toml").write_text(settings)
        self.home = home
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--queue-limit", "2000"],
            env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.address = json.loads(self.process.stdout.readline())["listening"]

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return json.load(answer)

    def submit(self, jobs, size, steps):
        ids = []
        for number in range(jobs):
            body = json.dumps({"prompt": f"mug number {number}", "size": f"{size}x{size}", "steps": steps,
                               "persona": "none", "seed": number}).encode()
            request = urllib.request.Request(self.address + "/generate-image", body,
                                             {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                ids.append(json.load(answer)["job_id"])
        return ids

    def pictures(self):
        folder = self.home / "generated_images"
        return len(list(folder.glob("*.png"))) if folder.exists() else 0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Worker:
    def __init__(self, home, name, redis, store):
        self.process = subprocess.Popen(
            [PROGRAM, "worker", "--queue", redis.url, "--store", store, "--name", name, "--lease", "3"],
            env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def until(count, studio):
    while studio.pictures() < count:
        time.sleep(0.02)


def storm(arguments, base):
    rng = random.Random(arguments.seed)
    redis, store = Redis(base / "redis"), base / "store"
    studio = Studio(base / "studio", redis.url, store)
    workers = [Worker(base / "worker", f"worker-{number}", redis, store) for number in range(3)]
    begun, jobs = time.monotonic(), arguments.jobs
    ids = studio.submit(jobs, arguments.size, arguments.steps)
    # Kills are spread over the run by pictures done, so that they hit it on fast and slow machines alike.
    marks = sorted(rng.randrange(5, int(jobs * 0.95)) for _ in range(arguments.kills))
    events = sorted([(mark, "worker") for mark in marks] + [(jobs // 2, "redis")])
    for number, (mark, what) in enumerate(events):
        until(mark, studio)
        time.sleep(rng.uniform(0, 0.3))
        if what == "redis":
            redis.kill()
            time.sleep(2)
            redis.start()
        else:
            victim = rng.randrange(3)
            workers[victim].kill()
            workers[victim] = Worker(base / "worker", f"again-{number}", redis, store)
    ends = {}
    while len(ends) < jobs:
        for job in ids:
            if job not in ends and (result := studio.get(f"/result/{job}"))["status"] != "processing":
                ends[job] = result
        time.sleep(0.2)
    took = time.monotonic() - begun
    time.sleep(3)
    states = [end["status"] for end in ends.values()]
    paths = {end.get("image_path") for end in ends.values()}
    print(f"storm: {jobs} jobs, 3 workers, {arguments.kills} of them killed, Redis killed and restarted once")
    print(f"  ended in {took:.0f} s: {dict((state, states.count(state)) for state in set(states))}")
    print(f"  {studio.pictures()} picture files, {len(paths)} paths, each named by one job")
    left = len(list((store / "brandish-pictures").glob("*.png")))
    print(f"  left on the queue: {len(redis.ask('KEYS', '*:job:*'))} jobs; left in the store: {left} pictures")
    assert states.count("completed") == jobs and studio.pictures() == jobs and len(paths) == jobs
    for each in workers + [studio]:
        each.stop()
    redis.kill()


def timed(arguments, base, workers):
    """Seconds for the jobs of the table; on this laptop's own thread with no workers."""
    base.mkdir()
    (base / "redis").mkdir()
    redis = Redis(base / "redis") if workers else None
    studio = Studio(base / "studio", redis.url if redis else None, base / "store")
    crew = [Worker(base / "worker", f"worker-{number}", redis, base / "store") for number in range(workers)]
    # The model is loaded once everywhere before the clock starts.
    studio.submit(max(1, workers) * 2, arguments.size, arguments.steps)
    until(max(1, workers) * 2, studio)
    before = studio.pictures()
    begun = time.monotonic()
    studio.submit(arguments.table_jobs, arguments.size, arguments.steps)
    until(before + arguments.table_jobs, studio)
    took = time.monotonic() - begun
    for each in crew + [studio]:
        each.stop()
    if redis:
        redis.kill()
    return took


def memory(arguments, base):
    """Bytes of Redis that a waiting job takes."""
    (base / "memory").mkdir()
    redis = Redis(base / "memory")
    used = lambda: int(next(line for line in redis.ask("INFO", "memory").splitlines()
                            if line.startswith("used_memory:")).split(":")[1])
    studio = Studio(base / "waiting", redis.url, base / "store")
    time.sleep(2)
    before = used()
    studio.submit(100, arguments.size, arguments.steps)
    while len(redis.ask("KEYS", "*:job:*")) < 100:
        time.sleep(0.1)
    per_job = (used() - before) / 100
    studio.stop()
    redis.kill()
    return per_job


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--table-jobs", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        (base / "redis").mkdir()
        if arguments.jobs:
            storm(arguments, base)
        print(f"a waiting job takes {memory(arguments, base):,.0f} bytes of Redis")
        # Rounds are interleaved, as other programs use the machine as well; the best of each counts.
        takes = {workers: [] for workers in range(4)}
        for number in range(arguments.rounds):
            for workers in takes:
                takes[workers].append(timed(arguments, base / f"{number}-{workers}", workers))
        local = min(takes[0])
        print(f"\n{arguments.table_jobs} jobs of {arguments.size} pixels and {arguments.steps} steps, {os.cpu_count()} cores\n")
        print("| drawn by | seconds | pictures a second | against one local thread |")
        print("|---|---|---|---|")
        for workers, each in takes.items():
            who = "this laptop's own thread" if not workers else f"{workers} worker{'s' * (workers > 1)}"
            best = min(each)
            print(f"| {who} | {best:.1f} | {arguments.table_jobs / best:.2f} | {local / best:.2f} x |")


if __name__ == "__main__":
    main()
