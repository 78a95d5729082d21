#!/usr/bin/env python3
"""How many workers a team needs: a discrete-event simulation of the team queue, with measured service times.

Jobs come in office hours as marketers really press the button: each has sessions, a session has briefs, a brief has
several variations. Workers take one job at a time, in order. Printed are the wait for a first picture and for a whole
brief, and how busy the workers are. Python's standard library only; the same seed prints the same table.

    benches/scale.py [--seconds SECONDS...] [--spread SHARE] [--seed NUMBER]
"""

import argparse
import heapq
import random

HOURS = 8
BRIEFS = 6  # a marketer's briefs a day
VARIATIONS = 4  # pictures of each
PEAK = (2.5, 5.5)  # hours after opening in which half of the day's briefs come


def arrivals(marketers, rng):
    """(second, brief) of every brief of one day, half of them within the peak hours."""
    briefs = []
    for marketer in range(marketers):
        for number in range(BRIEFS):
            if rng.random() < 0.5:
                hour = rng.uniform(*PEAK)
            else:
                hour = rng.uniform(0, HOURS)
            briefs.append(hour * 3600)
    briefs.sort()
    return briefs


def day(briefs, workers, seconds, spread, rng):
    """Waits in seconds for the first picture and for the whole of each brief, and the workers' busy share."""
    free = [0.0] * workers
    heapq.heapify(free)
    first, whole, busy = [], [], 0.0
    for at in briefs:
        ends = []
        for _ in range(VARIATIONS):
            service = max(0.2 * seconds, rng.gauss(seconds, spread * seconds))
            begin = max(at, heapq.heappop(free))
            heapq.heappush(free, begin + service)
            ends.append(begin + service)
            busy += service
        first.append(min(ends) - at)
        whole.append(max(ends) - at)
    return first, whole, busy / (workers * HOURS * 3600)


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def fewest(briefs, seconds, spread, seed, goal):
    """The fewest workers with which 95 of 100 briefs are whole within `goal` seconds."""
    low, high = 1, 1
    fits = lambda workers: at(day(briefs, workers, seconds, spread, random.Random(seed))[1], 0.95) <= goal
    while not fits(high):
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, nargs="+", default=[2.0, 30.0], help="per picture, measured")
    parser.add_argument("--spread", type=float, default=0.25, help="standard deviation as a share of it")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("| marketers | jobs a day | s a picture | workers | first picture p50 / p95 | brief p50 / p95 | busy |")
    print("|---|---|---|---|---|---|---|")
    for seconds in arguments.seconds:
        # A brief is drawn by VARIATIONS workers at best; people wait for three times that, and never less than 30 s.
        goal = max(30.0, 3 * seconds)
        for marketers in (10, 1_000, 100_000):
            # One worker group of a tenth part stands for a very large team: it is split into queues anyway.
            share = 10 if marketers > 10_000 else 1
            briefs = arrivals(marketers // share, random.Random(arguments.seed))
            workers = fewest(briefs, seconds, arguments.spread, arguments.seed, goal)
            rng = random.Random(arguments.seed)
            first, whole, busy = day(briefs, workers, seconds, arguments.spread, rng)
            print(
                f"| {marketers:,} | {marketers * BRIEFS * VARIATIONS:,} | {seconds:g} | {workers * share:,} "
                f"| {at(first, .5):.1f} / {at(first, .95):.1f} s | {at(whole, .5):.1f} / {at(whole, .95):.1f} s "
                f"| {busy:.0%} |"
            )


if __name__ == "__main__":
    main()
