"""Writes what PyTorch computes for the optimizers, the schedules, the pieces of regularization and whole fits
of a head.

Run in any environment that has PyTorch:

    python make_fixtures.py

Everything begins with numbers that are exact in single precision, so that Swift begins with the same ones.
Optimizers run in single precision, as Swift does, and in double; fits of a head in double. It writes
training.json beside itself. Made with PyTorch 2.13.
"""

import json
import math
import pathlib

import numpy as np
import torch

torch.set_default_dtype(torch.float64)

STEPS = 50
START = [1.0, -0.75, 0.5, -0.25, 0.0, 2.0, -3.0]


def rounded(values):
    """The nearest single precision numbers."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def gradient(step):
    """`(1 + i) · sin(0.7·t + 1.3·i)` for element i of step t, which counts from 1."""
    return rounded([(1 + i) * math.sin(0.7 * step + 1.3 * i) for i in range(len(START))])


def optimizer(name, parameters, rate, momentum=0.0, **constants):
    """`parameters` are groups that bring their weight decay."""
    kinds = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "adagrad": torch.optim.Adagrad}
    if name in kinds:
        return kinds[name](parameters, lr=rate, **constants)
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=rate, momentum=momentum, **constants)
    return torch.optim.SGD(
        parameters, lr=rate, momentum=momentum, nesterov=name == "nesterov")


def optimizer_end(dtype, name, rate, decay, **constants):
    parameter = torch.nn.Parameter(torch.tensor(START, dtype=dtype))
    moves = optimizer(name, [{"params": [parameter], "weight_decay": decay}], rate, **constants)
    for step in range(1, STEPS + 1):
        parameter.grad = torch.tensor(gradient(step), dtype=dtype)
        moves.step()
    return parameter.detach().tolist()


def optimizer_case(name, rate, decay, **constants):
    case = {
        "name": name, "learningRate": rate, "weightDecay": decay, "steps": STEPS, "start": START,
        "end": optimizer_end(torch.float64, name, rate, decay, **constants),
        "singleEnd": optimizer_end(torch.float32, name, rate, decay, **constants),
    }
    if "momentum" in constants:
        case["momentum"] = constants["momentum"]
    if "betas" in constants:
        case["betas"] = dict(zip(["first", "second"], constants["betas"]))
    if "eps" in constants:
        case["epsilon"] = constants["eps"]
    return case


def schedule_case(epochs, steps, make, fraction=False, warmup=0, **configuration):
    """The learning rate of every step.

    `make(moves, total)` makes PyTorch's scheduler over `total` steps. `steps` are those of an epoch; a scheduler
    of whole epochs has one, and Swift is asked for the first step of each. `fraction`: the scheduler takes the
    epochs as a number with a fraction. `warmup` epochs come before.
    """
    parameter = torch.nn.Parameter(torch.zeros(1))
    moves = torch.optim.SGD([parameter], lr=1.0)
    risen = warmup * steps
    schedule = make(moves, epochs * steps - risen)
    if warmup:
        rise = torch.optim.lr_scheduler.LinearLR(
            moves, start_factor=1 / (risen + 1), total_iters=risen)
        schedule = torch.optim.lr_scheduler.SequentialLR(moves, [rise, schedule], [risen])
    factors = []
    for step in range(epochs * steps):
        factors.append(moves.param_groups[0]["lr"])
        moves.step()
        if step + 1 < epochs * steps:
            if fraction:
                schedule.step((step + 1) / steps)
            else:
                schedule.step()
    return {
        "epochs": epochs, "stepsPerEpoch": steps, "factors": factors,
        "configuration": {"warmupEpochs": warmup, **configuration},
    }


def schedules():
    rates = torch.optim.lr_scheduler

    def cosine(moves, total):
        return rates.CosineAnnealingLR(moves, T_max=total)

    def restarts(multiplier):
        return lambda moves, total: rates.CosineAnnealingWarmRestarts(
            moves, T_0=3, T_mult=multiplier)

    def cyclic(moves, total):
        return rates.CyclicLR(
            moves, base_lr=0.2, max_lr=1.0, step_size_up=4, cycle_momentum=False)

    def one_cycle(moves, total):
        return rates.OneCycleLR(moves, max_lr=1.0, total_steps=total, cycle_momentum=False)

    return [
        schedule_case(1, 1, cosine, name="cosine"),
        schedule_case(1, 7, cosine, name="cosine"),
        schedule_case(5, 4, cosine, name="cosine"),
        schedule_case(6, 4, cosine, warmup=2, name="cosine"),
        schedule_case(
            10, 1, lambda m, _: rates.StepLR(m, 3, 0.5), name="step", stepEpochs=3, gamma=0.5),
        schedule_case(
            10, 1, lambda m, _: rates.StepLR(m, 3, 0.5), warmup=2, name="step", stepEpochs=3,
            gamma=0.5),
        schedule_case(
            10, 1, lambda m, _: rates.MultiStepLR(m, [2, 3, 7], 0.1), name="multistep",
            milestones=[2, 3, 7], gamma=0.1),
        schedule_case(
            8, 1, lambda m, _: rates.ExponentialLR(m, 0.8), name="exponential", gamma=0.8),
        schedule_case(
            10, 4, restarts(1), fraction=True, name="cosine-restarts", restartEpochs=3,
            restartMultiplier=1),
        schedule_case(
            15, 4, restarts(2), fraction=True, name="cosine-restarts", restartEpochs=3,
            restartMultiplier=2),
        schedule_case(7, 4, cyclic, name="cyclic", cycleEpochs=2, cycleLowest=0.2),
        schedule_case(5, 4, one_cycle, name="one-cycle"),
        schedule_case(3, 1, one_cycle, name="one-cycle"),
        schedule_case(9, 5, one_cycle, name="one-cycle"),
    ]


def plateau_case(mode, patience, delta, values):
    parameter = torch.nn.Parameter(torch.zeros(1))
    moves = torch.optim.SGD([parameter], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        moves, mode=mode, factor=0.5, patience=patience, threshold=delta, threshold_mode="abs")
    factors = []
    for value in values:
        schedule.step(value)
        factors.append(moves.param_groups[0]["lr"])
    return {
        "monitor": "loss" if mode == "min" else "accuracy", "patience": patience, "gamma": 0.5,
        "minimumDelta": delta, "values": values, "factors": factors,
    }


def plateaus():
    values = [0.5, 0.4, 0.42, 0.41, 0.4, 0.39, 0.39, 0.45, 0.5, 0.3, 0.31, 0.3, 0.33, 0.3, 0.31]
    return [
        plateau_case(mode, patience, delta, values)
        for mode in ["min", "max"] for patience in [0, 1, 3] for delta in [0.0, 0.05]]


def clipping():
    """Of the gradients of the first step and of twice the second, clipped together."""
    values = [gradient(1), 2 * gradient(2)]
    parameters = [torch.nn.Parameter(torch.zeros(len(START))) for _ in values]
    for parameter, value in zip(parameters, values):
        parameter.grad = torch.tensor(value)
    norm = torch.nn.utils.clip_grad_norm_(parameters, 3.0)
    return {
        "limit": 3.0, "norm": norm.item(),
        "clipped": [parameter.grad.tolist() for parameter in parameters],
    }


def smoothing():
    logits = [[2.0, -1.0, 0.5], [0.0, 3.0, 1.0]]
    labels = [0, 2]
    loss = torch.nn.functional.cross_entropy(
        torch.tensor(logits), torch.tensor(labels), reduction="none", label_smoothing=0.2)
    return {"logits": logits, "labels": labels, "smoothing": 0.2, "losses": loss.tolist()}


def cut(share, row, column, height, width):
    """The box of CutMix, section 3.1 of its paper, with timm's roundings."""
    ratio = np.sqrt(1 - share)
    half_height, half_width = int(height * ratio) // 2, int(width * ratio) // 2
    return [
        int(np.clip(row - half_height, 0, height)), int(np.clip(row + half_height, 0, height)),
        int(np.clip(column - half_width, 0, width)), int(np.clip(column + half_width, 0, width))]


def mixing():
    generator = np.random.default_rng(7)
    rows, height, width, channels, classes, smoothing = 3, 4, 5, 2, 4, 0.1
    pixels = rounded(generator.normal(size=(rows, height, width, channels)))
    partners, labels, share = [2, 0, 1], [3, 0, 1], 0.25
    blended = np.float32(share) * pixels + np.float32(1 - share) * pixels[partners]
    top, bottom, left, right = cut(share, 1, 4, height, width)
    pasted = pixels.copy()
    pasted[:, top:bottom, left:right] = pixels[partners][:, top:bottom, left:right]
    own = 1 - (bottom - top) * (right - left) / (height * width)
    smooth = np.full((rows, classes), smoothing / classes)
    smooth[range(rows), labels] += 1 - smoothing
    boxes = [
        {"share": s, "row": r, "column": c, "height": h, "width": w, "box": cut(s, r, c, h, w)}
        for s in [0.0, 0.1, 0.25, 0.5, 0.99, 1.0] for h, w in [(32, 32), (7, 11)]
        for r, c in [(0, 0), (h // 2, w // 3), (h - 1, w - 1)]]
    return {
        "height": height, "width": width, "channels": channels, "classes": classes,
        "smoothing": smoothing, "pixels": pixels.ravel().tolist(), "partners": partners,
        "labels": labels, "share": share, "blended": blended.ravel().tolist(),
        "pasted": pasted.ravel().tolist(), "centerRow": 1, "centerColumn": 4, "ownShare": own,
        "targets": (share * smooth + (1 - share) * smooth[partners]).ravel().tolist(),
        "boxes": boxes,
    }


def head_case(name, rate, decay, hidden, norm, weighted, **constants):
    """A full batch, so that no order matters; the cosine reaches over all epochs."""
    generator = np.random.default_rng(5)
    items, features, classes, epochs = 21, 6, 3, 12
    x = rounded(generator.normal(size=(items, features)))
    labels = [int(label) for label in generator.integers(classes, size=items)]
    weights = (
        [float(weight) for weight in generator.integers(1, 4, size=items)]
        if weighted else [1.0] * items)
    layers = torch.nn.Sequential()
    layers.append(torch.nn.Linear(features, hidden, bias=not norm))
    if norm:
        layers.append(torch.nn.BatchNorm1d(hidden))
    layers.append(torch.nn.ReLU())
    layers.append(torch.nn.Linear(hidden, classes))
    names = {"0": "head.hidden1", str(len(layers) - 1): "head.output"}
    if norm:
        names["1"] = "head.norm1"
    with torch.no_grad():
        for tensor in layers.parameters():
            if tensor.ndim == 2:
                tensor.copy_(torch.tensor(rounded(generator.normal(size=tensor.shape) / 2)))

    def state():
        return {
            f"{names[key.split('.')[0]]}.{key.split('.')[1]}": {
                "shape": list(value.shape), "values": value.reshape(-1).tolist()}
            for key, value in layers.state_dict().items() if "num_batches" not in key}

    start = state()
    groups = [
        {"params": [p for p in layers.parameters() if p.ndim == 2], "weight_decay": decay},
        {"params": [p for p in layers.parameters() if p.ndim != 2], "weight_decay": 0.0},
    ]
    moves = optimizer(name, groups, rate, **constants)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(moves, T_max=epochs)
    target, share = torch.tensor(labels), torch.tensor(weights) / sum(weights)
    losses = []
    for _ in range(epochs):
        moves.zero_grad()
        logits = layers(torch.tensor(x))
        loss = (torch.nn.functional.cross_entropy(logits, target, reduction="none") * share).sum()
        loss.backward()
        moves.step()
        schedule.step()
        losses.append(loss.item())
    layers.eval()
    return {
        "name": name, "learningRate": rate, "weightDecay": decay, "epochs": epochs,
        "hidden": hidden, "norm": norm, "features": x.reshape(-1).tolist(),
        "featureCount": features, "classes": classes, "labels": labels, "weights": weights,
        "start": start, "end": state(), "losses": losses,
        "probabilities": layers(torch.tensor(x)).softmax(1).reshape(-1).tolist(),
    }


def main():
    fixture = {
        "optimizers": [
            optimizer_case("sgd", 0.01, 0.0),
            optimizer_case("sgd", 0.01, 0.1),
            optimizer_case("sgd", 0.01, 0.1, momentum=0.5),
            optimizer_case("momentum", 0.01, 0.0, momentum=0.9),
            optimizer_case("momentum", 0.01, 0.1, momentum=0.9),
            optimizer_case("nesterov", 0.01, 0.0, momentum=0.9),
            optimizer_case("nesterov", 0.01, 0.1, momentum=0.9),
            optimizer_case("adagrad", 0.5, 0.0),
            optimizer_case("adagrad", 0.5, 0.1, eps=0.01),
            optimizer_case("rmsprop", 0.01, 0.0),
            optimizer_case("rmsprop", 0.01, 0.1, momentum=0.5, eps=1e-3),
            optimizer_case("adam", 0.05, 0.0),
            optimizer_case("adam", 0.05, 0.1, betas=(0.8, 0.99), eps=1e-4),
            optimizer_case("adamw", 0.05, 0.0),
            optimizer_case("adamw", 0.05, 0.1),
        ],
        "schedules": schedules(),
        "plateaus": plateaus(),
        "clipping": clipping(),
        "smoothing": smoothing(),
        "mixing": mixing(),
        "heads": [
            head_case("adamw", 0.02, 0.1, 8, False, False),
            head_case("momentum", 0.1, 0.05, 5, False, True, momentum=0.9),
            head_case("nesterov", 0.05, 0.0, 8, True, False, momentum=0.9),
            head_case("adamw", 0.01, 0.1, 8, True, True),
        ],
    }
    path = pathlib.Path(__file__).with_name("training.json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
