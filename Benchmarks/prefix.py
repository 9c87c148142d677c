"""Throughput of a frozen backbone: Graft's inference plan against PyTorch's best of eager channels
last, frozen TorchScript and torch.compile, alternating in one run.

    python Benchmarks/prefix.py resnet18 f32 --rounds 7
"""

import argparse

import side

IMAGES = 32


def peers(name: str, precision: str):
    import torch

    torch.set_num_threads(side.THREADS)
    x = torch.randn(IMAGES, 3, 224, 224).to(memory_format=torch.channels_last)
    model = side.network(name).to(memory_format=torch.channels_last)
    if precision == "bf16":
        model, x = model.bfloat16(), x.bfloat16()
    with torch.inference_mode():
        frozen = torch.jit.optimize_for_inference(
            torch.jit.freeze(torch.jit.trace(model, x, check_trace=False))
        )
    compiled = torch.compile(model)

    def side_of(run):
        def once() -> float:
            with torch.inference_mode():
                return side.timed(lambda: run(x))

        return once

    return {
        "eager channels_last": side_of(model),
        "jit.freeze": side_of(frozen),
        "torch.compile": side_of(compiled),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    parser.add_argument("precision", choices=["f32", "bf16"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--micro-batch", default="auto")
    options = parser.parse_args()
    side.tune_allocator()
    sides = peers(options.network, options.precision)
    graft = side.Graft(
        "prefix", options.network, options.precision, str(side.THREADS), options.micro_batch,
        str(IMAGES),
    )
    sides["graft"] = graft
    for run in sides.values():  # Warm up: compilation, first touch.
        run(), run()
    medians = side.alternate(sides, options.rounds)
    graft.close()
    best = min((seconds, name) for name, seconds in medians.items() if name != "graft")
    for name, seconds in medians.items():
        print(f"{options.network} {options.precision} {name}: {seconds * 1000:.0f} ms, "
              f"{IMAGES / seconds:.1f} images/s")
    print(f"{options.network} {options.precision} graft ({graft.description}) is "
          f"{best[0] / medians['graft']:.2f}x PyTorch's best ({best[1]})")


if __name__ == "__main__":
    main()
