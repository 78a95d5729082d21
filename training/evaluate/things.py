"""How well the model draws each thing: a share of SEEDS drawings that the judge takes for it, for scores.json of the app.

    python -m evaluate things words > work/wordings.txt
    cargo run --release -p brandish-inference --example draw_vocabulary -- ../assets/models/spark work/wordings.txt 8 work/things.rgba
    python -m evaluate things scores --to ../assets/models/spark

A drawing counts where the thing is among the judge's first five of all things of the vocabulary. Where the judge does not
even know the training picture of a thing, or has never seen the thing, its word is worth nothing, and the thing has no score.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

from spark.common import contact_sheet, over
from spark.corpus import vocabulary
from spark.words import key

from .classifier import Classifier
from .model import own_pictures

FIRST = 5


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate things", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("part", choices=["words", "scores"])
    add("--work", type=Path, default=Path("work"))
    add("--others", type=Path, default=Path("work/others"), help="where classifier.pt is")
    add("--seeds", type=int, default=8)
    add("--to", type=Path, help="the model's folder")
    options = parser.parse_args(arguments)
    wordings, _ = vocabulary()
    labels = sorted(wordings)
    if options.part == "words":
        sys.stdout.write("".join(f"{wordings[label][0]}\n" for label in labels))
        return
    judge = Classifier.load(options.others / "classifier.pt")
    entries = json.loads((options.work / "pictures.json").read_text())
    painted = {entry["label"] for entry in entries if entry["style"] == "3d"}
    among = [label for label in labels if label in judge.labels and label in painted]
    columns = [judge.labels.index(label) for label in among]
    drawn = np.memmap(options.work / "things.rgba", np.uint8, "r").reshape(len(labels), options.seeds, 256, 256, 4)

    def known(pictures: torch.Tensor, label: str) -> float:
        best = judge.scores(pictures)[:, columns].topk(FIRST, 1).indices
        return float((best == among.index(label)).any(1).float().mean())

    scores, sheet, captions = {}, [], []
    for number, label in enumerate(labels):
        if label not in among or known(own_pictures(options.work, [label]), label) == 0:
            continue
        pictures = torch.from_numpy(drawn[number].copy()).permute(0, 3, 1, 2).float() / 255
        scores[label] = known(pictures, label)
        if scores[label] < 0.5:
            sheet += [over(picture[:, ::2, ::2]) for picture in pictures]
            captions += [f"{label} {scores[label]:.2f}"] * len(pictures)
    contact_sheet(sheet, options.seeds, options.work / "things.png", captions)
    names = {key(words): score for label, score in scores.items() for words in [label, *wordings[label]]}
    content = {"seeds": options.seeds, "scores": dict(sorted(names.items()))}
    (options.to / "scores.json").write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n")
    low = sorted((score, label) for label, score in scores.items() if score < 0.5)
    print(f"{len(scores)} of {len(labels)} things have a score, mean {np.mean(list(scores.values())):.2f}; below 0.5: {low}")
