"""What augmentation costs a training through a whole network: epochs whose pictures are decoded and augmented as they
are wanted, beside epochs on tensors that lie in memory, alternating; no peer.

    python Benchmarks/augmented_epoch.py FOLDER --network resnet18 --policy standard --rounds 5

Decoding alone is measured in the same rounds, on one core; what it takes of the two cores is taken off. `loss` is
the share of the throughput on tensors that is lost beyond it.
"""

import argparse
import json

import side


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="class folders of JPEG files, 128 or so in all")
    parser.add_argument("--network", default="resnet18")
    parser.add_argument("--policy", default="standard")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sides = {
        "tensors": side.Graft("epoch", options.folder, options.network, "tensors"),
        options.policy: side.Graft("epoch", options.folder, options.network, options.policy),
        "decode": side.Graft("augment", options.folder, "decode"),
    }
    counts = {name: int(running.description.split()[1]) for name, running in sides.items()}
    seconds = side.alternate(sides, options.rounds)
    for running in sides.values():
        running.close()
    each = {name: seconds[name] / counts[name] for name in sides}
    decoding = each["decode"] / side.THREADS
    for name in ("tensors", options.policy):
        print(json.dumps({
            "side": name, "pictures": counts[name], "picturesPerSecond": round(1 / each[name], 2)}))
    print(json.dumps({
        "decodingMilliseconds": round(1e3 * each["decode"], 3),
        "loss": round(1 - each["tensors"] / (each[options.policy] - decoding), 4),
        "lossWithDecoding": round(1 - each["tensors"] / each[options.policy], 4)}))


if __name__ == "__main__":
    main()
