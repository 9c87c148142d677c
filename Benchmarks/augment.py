"""From JPEG files to a network's input, pictures a second on one core: Graft against torchvision v2, on tensors
and on PIL pictures, and Albumentations.

    python Benchmarks/augment.py FOLDER --rounds 5

Decode 500×375, random resized crop, turn, mirror, vary brightness, contrast and saturation, normalize to 224×224.
Bilinear beside bilinear; Graft's default, antialiased, and decoding alone are reported too. Each side is a
process with one thread; they alternate. torchvision's own JPEG reader takes part where its compiled part is there.
"""

import argparse
import json
import sys
from pathlib import Path

import side

SIDES = ["torchvision-tensor", "torchvision-pil", "albumentations"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers-only", action="store_true", help="without Graft")
    options = parser.parse_args()
    count = sum(1 for _ in Path(options.folder).rglob("*.jpg"))
    peer = str(Path(__file__).with_name("augment_peer.py"))
    sides = {
        name: side.Rounds(sys.executable, peer, options.folder, name) for name in SIDES
    }
    if not options.peers_only:
        here = Path(__file__).parent
        for name in ["bilinear", "antialiased"]:
            policy = str(here / f"augment_{name}.yaml")
            sides[f"graft-{name}"] = side.Graft("augment", options.folder, policy)
        sides["graft-decode"] = side.Graft("augment", options.folder, "decode")
    seconds = side.alternate(sides, options.rounds)
    for running in sides.values():
        running.close()
    speed = {name: count / value for name, value in seconds.items()}
    for name, value in speed.items():
        print(json.dumps({"side": name, "picturesPerSecond": round(value, 1)}))
    if not options.peers_only:
        torchvision = max(speed["torchvision-tensor"], speed["torchvision-pil"])
        graft = speed["graft-bilinear"]
        print(json.dumps({
            "pictures": count,
            "againstTorchvision": round(graft / torchvision, 2),
            "againstAlbumentations": round(graft / speed["albumentations"], 2)}))


if __name__ == "__main__":
    main()
