"""One way of training in PyTorch, as a process that waits for rounds: see `train_step.py`.

Prints a line when it is ready. For each line it then reads, it runs `--steps` full steps (gradients to
nothing, forward, loss, backward, update) and prints their milliseconds and its own peak resident
memory so far as one JSON object.
"""

import argparse
import contextlib
import json
import resource
import sys

import side

RATE, MOMENTUM, CLASSES = 0.01, 0.9, 1000
VARIANTS = {
    "f32": ["eager", "compile"],
    "bf16": ["eager-autocast", "compile-autocast", "eager-masters", "compile-masters"],
}


class Identity:
    def __call__(self, x):
        return x


def parts(network, freeze: str):
    """What is frozen, if anything, and what trains."""
    from torch import nn

    if freeze == "none":
        return None, network
    stage = freeze.removeprefix("until:")
    children = dict(network.named_children())
    names = list(children)
    if freeze == stage or stage not in names or "layer4" not in names:
        raise SystemExit(f"{freeze}: expected none, or until:layerN of a ResNet")
    cut = names.index(stage) + 1
    suffix = [children[name] for name in names[cut:]]
    frozen = nn.Sequential(*[children[name] for name in names[:cut]])
    return frozen, nn.Sequential(*suffix[:-1], nn.Flatten(), suffix[-1])


def training(options):
    """The step as a function without arguments."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(side.THREADS)
    half = torch.bfloat16
    # Benchmarks of speed: without dropout both sides do the same work.
    network = side.network(options.network).to(memory_format=torch.channels_last)
    training_norms = options.batchnorm == "train"
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.train(training_norms)
    frozen, trained = parts(network, options.freeze)
    x = torch.randn(options.batch, 3, 224, 224).to(memory_format=torch.channels_last)
    labels = torch.randint(0, CLASSES, (options.batch,))

    masters = "masters" in options.variant
    weights = list(trained.parameters())
    if masters:
        kept = [weight.detach().float().clone() for weight in weights]
        network.bfloat16()
        x = x.to(half)
        weights = list(trained.parameters())
    optimizer = torch.optim.SGD(kept if masters else weights, lr=RATE, momentum=MOMENTUM)

    prefix = frozen or Identity()
    if frozen is not None and not training_norms:
        example = x
        with torch.inference_mode(), autocast(options.variant):
            prefix = torch.jit.optimize_for_inference(
                torch.jit.freeze(torch.jit.trace(frozen.eval(), example, check_trace=False)))
    suffix = trained
    if "compile" in options.variant:
        suffix = torch.compile(trained)
        if frozen is not None and training_norms:
            prefix = torch.compile(frozen)

    def step() -> None:
        if masters:
            for weight in weights:
                weight.grad = None
        else:
            optimizer.zero_grad(set_to_none=True)
        with torch.no_grad(), autocast(options.variant):
            features = prefix(x)
        with autocast(options.variant):
            logits = suffix(features)
        functional.cross_entropy(logits.float(), labels).backward()
        if masters:
            for master, weight in zip(kept, weights):
                master.grad = weight.grad.float()
        optimizer.step()
        if masters:
            with torch.no_grad():
                torch._foreach_copy_(weights, kept)

    return step


def autocast(variant: str):
    import torch

    if variant.endswith("autocast"):
        return torch.autocast("cpu", torch.bfloat16)
    return contextlib.nullcontext()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    parser.add_argument("variant", choices=sum(VARIANTS.values(), []))
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--batchnorm", choices=["frozen", "train"], required=True)
    parser.add_argument("--freeze", required=True)
    parser.add_argument("--steps", type=int, required=True)
    options = parser.parse_args()
    step = training(options)
    step(), step()  # Compilation, first touch, the optimizer's state.
    print("ready", flush=True)
    for _ in sys.stdin:
        milliseconds = [side.timed(step) * 1000 for _ in range(options.steps)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"ms": milliseconds, "peakMemoryBytes": peak}), flush=True)


if __name__ == "__main__":
    main()
