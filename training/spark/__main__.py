"""python -m spark STEP [options]: pictures, autoencoder, corpus, denoiser, redraw, export, words, translations. See README.md."""

import importlib
import sys

STEPS = ["pictures", "autoencoder", "corpus", "denoiser", "redraw", "export", "words", "translations"]

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in STEPS:
        sys.exit(__doc__)
    importlib.import_module(f"spark.{sys.argv[1]}").main(sys.argv[2:])
