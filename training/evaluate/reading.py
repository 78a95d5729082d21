"""How often the first things that a prompt is read as are right, without drawing: for work on words.toml.

Prints the prompts that are read wrongly. development.toml may be looked at and learned from; trades.toml is what the
model is measured with, and is not to be read with this before the words are done.
"""

import argparse
import re
import tomllib
from pathlib import Path

from spark.corpus import plural, vocabulary
from spark.words import COLOUR_NAMES, STYLES, Words, key, text_encoder


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate reading", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--prompts", type=Path, default=Path(__file__).parent / "development.toml")
    parser.add_argument("--quiet", action="store_true", help="print the share only")
    options = parser.parse_args(arguments)
    wordings, _ = vocabulary()
    label_of = {key(form): label for label, each in wordings.items() for words in [label, *each] for form in (plural(words), words)}
    without = re.compile(rf"^({'|'.join(COLOUR_NAMES)}) | ({'|'.join(STYLES)})$")
    words = Words.load(options.release, text_encoder(options.text))
    count = right = 0
    for trade, prompts in tomllib.loads(options.prompts.read_text()).items():
        for prompt, labels in prompts.items():
            things = words.gist(prompt)
            read = [label_of.get(key(thing)) or label_of.get(key(without.sub("", thing.lower()))) for thing in things]
            count, right = count + 1, right + any(label in labels for label in read)
            if not options.quiet and not any(label in labels for label in read):
                print(f"{trade}: {prompt!r} is {' or '.join(labels)}, read as {' and '.join(things)!r}")
    print(f"{right} of {count} are read rightly, {right / count:.1%}")
