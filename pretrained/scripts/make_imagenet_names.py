"""Writes the names of the 1,000 ImageNet classes in index order, from torchvision's list.

    python make_imagenet_names.py SITE_PACKAGES/torchvision/models/_meta.py ../imagenet-1k.txt

The list is read from the source, not imported: torchvision needs a PyTorch that fits it.
"""

import argparse
import ast
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()

    for statement in ast.parse(arguments.source.read_text()).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "_IMAGENET_CATEGORIES":
            names = ast.literal_eval(statement.value)
            break
    else:
        raise SystemExit(f"{arguments.source}: no _IMAGENET_CATEGORIES")
    if len(names) != 1000 or any("\n" in name for name in names):
        raise SystemExit(f"{arguments.source}: {len(names)} names, expected 1000 of one line each")
    arguments.output.write_text("".join(name + "\n" for name in names))


if __name__ == "__main__":
    main()
