"""python -m evaluate STEP [options]: classifier, reading, model, delivered, things. See README.md."""

import importlib
import sys

STEPS = ["classifier", "reading", "model", "delivered", "things"]

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in STEPS:
        sys.exit(__doc__)
    importlib.import_module(f"evaluate.{sys.argv[1]}").main(sys.argv[2:])
