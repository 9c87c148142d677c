"""Writes what PyTorch computes for the optimizers, the schedules and whole fits of a head.

Run in any environment that has PyTorch; everything is computed in double precision, from numbers
that are exact in single precision, so that Swift begins with the same ones:

    python make_fixtures.py

It writes training.json beside itself. Made with PyTorch 2.13.
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


def optimizer(name, parameters, rate, momentum):
    """`parameters` are groups that bring their weight decay."""
    if name == "adamw":
        return torch.optim.AdamW(parameters, lr=rate)
    return torch.optim.SGD(
        parameters, lr=rate, momentum=momentum, nesterov=name == "nesterov")


def optimizer_case(name, rate, momentum, decay):
    parameter = torch.nn.Parameter(torch.tensor(START))
    moves = optimizer(name, [{"params": [parameter], "weight_decay": decay}], rate, momentum)
    for step in range(1, STEPS + 1):
        parameter.grad = torch.tensor(gradient(step))
        moves.step()
    return {
        "name": name, "learningRate": rate, "momentum": momentum, "weightDecay": decay,
        "steps": STEPS, "start": START, "end": parameter.detach().tolist(),
    }


def schedule_case(steps):
    parameter = torch.nn.Parameter(torch.zeros(1))
    moves = torch.optim.SGD([parameter], lr=1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(moves, T_max=steps)
    factors = []
    for _ in range(steps):
        factors.append(schedule.get_last_lr()[0])
        moves.step()
        schedule.step()
    return {"steps": steps, "factors": factors}


def head_case(name, rate, decay, hidden, norm, weighted):
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
    moves = optimizer(name, groups, rate, 0.9)
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
            optimizer_case("adamw", 0.05, 0.9, 0.0),
            optimizer_case("adamw", 0.05, 0.9, 0.1),
            optimizer_case("sgd", 0.01, 0.9, 0.0),
            optimizer_case("sgd", 0.01, 0.9, 0.1),
            optimizer_case("sgd", 0.01, 0.0, 0.1),
            optimizer_case("nesterov", 0.01, 0.9, 0.0),
            optimizer_case("nesterov", 0.01, 0.9, 0.1),
        ],
        "schedules": [schedule_case(1), schedule_case(7), schedule_case(20)],
        "heads": [
            head_case("adamw", 0.02, 0.1, 8, False, False),
            head_case("sgd", 0.1, 0.05, 5, False, True),
            head_case("nesterov", 0.05, 0.0, 8, True, False),
            head_case("adamw", 0.01, 0.1, 8, True, True),
        ],
    }
    path = pathlib.Path(__file__).with_name("training.json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
