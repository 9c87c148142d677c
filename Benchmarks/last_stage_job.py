"""Fine-tuning only the last stage of ResNet-50 for ten epochs, as a whole job: Graft, which computes the
frozen part once, against PyTorch, which computes it in every epoch. Whole processes, alternating.

    python Benchmarks/last_stage_job.py FOLDER WEIGHTS.pth --rounds 3

FOLDER is `root/class/picture.jpg`. Both train `layer4` and a new head with SGD at batch 32, norms on their
running statistics, on the same share of the pictures, and look at the others after each epoch.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile

import side
from whole_job import run

EPOCHS, BATCH, RATE, HELD_OUT = 10, 32, 0.001, 0.2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("weights")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--peer-only", action="store_true", help="without Graft")
    parser.add_argument(
        "--decode-each-epoch", action="store_true",
        help="PyTorch decodes in every epoch, as training scripts do, not once into memory")
    options = parser.parse_args()
    results = {"graft": [], "PyTorch": []}
    for _ in range(options.rounds):
        if not options.peer_only:
            with tempfile.TemporaryDirectory() as folder:
                # Nothing is cached from one round to the next.
                environment = os.environ | {"XDG_CACHE_HOME": folder + "/cache"}
                seconds, peak, output = run(
                    [str(side.GRAFT), "train", options.folder, "--backbone", "resnet50",
                     "--weights", options.weights, "--freeze", "until:layer3", "--views", "1",
                     "--epochs", str(options.epochs), "--batch-size", str(BATCH),
                     "--optimizer", "sgd", "--lr", str(RATE), "--val-split", str(HELD_OUT),
                     "--no-baselines", "--threads", str(side.THREADS), "--json", "--output", folder + "/run"],
                    environment)
                accuracy = json.loads(output)["metrics"]["accuracy"]
                results["graft"].append((seconds, peak, accuracy))
        script = str(side.ROOT / "Benchmarks/last_stage_pytorch.py")
        seconds, peak, output = run(
            [sys.executable, script, options.folder, options.weights, "--epochs",
             str(options.epochs)] + ["--decode-each-epoch"] * options.decode_each_epoch,
            os.environ | side.ALLOCATOR)
        results["PyTorch"].append((seconds, peak, json.loads(output)["accuracy"]))
    medians = {}
    for name, values in results.items():
        if not values:
            continue
        medians[name] = [statistics.median(column) for column in zip(*values)]
        seconds, peak, accuracy = medians[name]
        print(json.dumps({"side": name, "epochs": options.epochs, "seconds": round(seconds, 2),
                          "peakMemoryBytes": peak, "accuracy": round(accuracy, 4)}))
    if "graft" in medians:
        print(json.dumps({
            "speed": round(medians["PyTorch"][0] / medians["graft"][0], 2),
            "memory": round(medians["graft"][1] / medians["PyTorch"][1], 3)}))


if __name__ == "__main__":
    main()
