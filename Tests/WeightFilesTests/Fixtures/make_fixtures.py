"""Writes the fixtures beside this script, with the programs that people's files come from.

    pip install torch numpy onnx safetensors
    python make_fixtures.py

Element i of every tensor is i / 2 - 3 where the type holds fractions, i - 3 where it holds signed
integers, i where it holds unsigned ones, and whether i is odd where it holds truth values.
"""

import argparse
import pathlib
import pickle
import zipfile
from collections import OrderedDict

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent


def ramp(*shape, dtype=torch.float32):
    index = torch.arange(int(np.prod(shape))).reshape(shape)
    if dtype == torch.bool:
        return index % 2 == 1
    if dtype == torch.uint8:
        return index.to(dtype)
    return (index / 2 - 3 if dtype.is_floating_point else index - 3).to(dtype)


types = OrderedDict(
    (str(dtype).split(".")[1], ramp(2, 3, dtype=dtype))
    for dtype in [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64,
                  torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
)
types["num_batches_tracked"] = torch.tensor(7)
types["empty"] = torch.zeros(0, 3)

base = ramp(4, 6)
tied = ramp(5)
views = {
    "transposed": base.t(),
    "rows": base[1:3],
    "columns": base[:, ::2],
    "tied.first": tied,
    "tied.second": tied,
    "expanded": ramp(1, 3).expand(4, 3),
    "permuted": ramp(2, 3, 4).permute(2, 0, 1),
    "parameter": torch.nn.Parameter(ramp(3)),
    "scalar": base[2, 3],
}


def save(value, name, legacy=False, **options):
    torch.save(value, folder / name, _use_new_zipfile_serialization=not legacy, **options)


for suffix, legacy in [("", False), ("-legacy", True)]:
    save(types, f"types{suffix}.pth", legacy)
    save(views, f"views{suffix}.pth", legacy)
save(types, "types-protocol4.pth", pickle_protocol=4)
save(types, "types-legacy-protocol4.pth", legacy=True, pickle_protocol=4)


def network():
    result = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    for value in result.state_dict().values():
        value.copy_(ramp(*value.shape, dtype=value.dtype))
    return result


model = network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(4, 3)).sum().backward()
optimizer.step()
model = network()
save(model.state_dict(), "network.pth")
save({
    "epoch": 3,
    "arch": "network",
    "args": argparse.Namespace(lr=0.1),
    "best_accuracy": np.float64(0.75),
    "state_dict": torch.nn.DataParallel(model).state_dict(),
    "optimizer": optimizer.state_dict(),
}, "checkpoint.pth")
averaged = torch.optim.swa_utils.AveragedModel(model)
for value in averaged.state_dict().values():
    value.copy_(ramp(*value.shape, dtype=value.dtype))
first = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
save({"model": first, "model_ema": averaged.state_dict(), "epoch": 1}, "averaged.pth")

save(model, "whole-module.pth")
save({"x": ramp(2).to(torch.float8_e4m3fn)}, "float8.pth")
save({"x": ramp(2).to(torch.complex64)}, "complex.pth")
save(ramp(3), "single.pth")
save({"epoch": 3}, "no-tensors.pth")
torch.serialization.set_crc32_options(False)
save(types, "no-checksums.pth")
torch.serialization.set_crc32_options(True)


def rezip(source, target, method=zipfile.ZIP_STORED, replace={}):
    with zipfile.ZipFile(folder / source) as old, zipfile.ZipFile(folder / target, "w", method) as new:
        for entry in old.namelist():
            content = replace.get(entry.split("/", 1)[1], old.read(entry))
            new.writestr(zipfile.ZipInfo(entry), content, method)


rezip("views.pth", "deflated.pth", zipfile.ZIP_DEFLATED)
rezip("views.pth", "big-endian.pth", replace={"byteorder": b"big"})
rezip("views.pth", "bzip2.pth", zipfile.ZIP_BZIP2)


class Hostile:
    def __reduce__(self):
        import os
        return os.system, ("touch executed",)


save({"x": Hostile()}, "hostile.pth")
save({"x": Hostile()}, "hostile-legacy.pth", legacy=True)
(folder / "hostile.pkl").write_bytes(pickle.dumps({"x": Hostile()}, protocol=3))

save_file({k: v.contiguous() for k, v in types.items()}, folder / "types.safetensors",
          metadata={"made by": "the \"reference\"\n", "é": "ü"})


def array(*shape, dtype=np.float32):
    return (np.arange(np.prod(shape)).reshape(shape) / 2 - 3).astype(dtype)


arrays = {
    "conv1": [array(2, 2, 3, 4), array(4)],
    "nested": {"column-major": np.asfortranarray(array(3, 4)), "half": array(3, dtype=np.float16)},
    "long": array(8, 40),
    "scalar": array(1).reshape(()),
    "count": 3,
    "rate": np.float64(0.5),
}
for protocol in [2, 3, 4, 5]:
    (folder / f"arrays-protocol{protocol}.pkl").write_bytes(pickle.dumps(arrays, protocol=protocol))
(folder / "arrays-big-endian.pkl").write_bytes(
    pickle.dumps({"x": array(3, dtype=">f4")}, protocol=4))


def typed(name, type, numbers):
    return helper.make_tensor(name, type, [2, 3], numbers)


def raw(name, type, numpy_type):
    numbers = np.arange(6).astype(np.float32) / 2 - 3
    return helper.make_tensor(name, type, [2, 3], numbers.astype(numpy_type).tobytes(), raw=True)


fractions = [i / 2 - 3 for i in range(6)]
whole = [i - 3 for i in range(6)]
initializers = [
    raw("raw.float32", TensorProto.FLOAT, np.float32),
    raw("raw.float16", TensorProto.FLOAT16, np.float16),
    raw("raw.float64", TensorProto.DOUBLE, np.float64),
    typed("typed.float32", TensorProto.FLOAT, fractions),
    typed("typed.float16", TensorProto.FLOAT16, fractions),
    typed("typed.bfloat16", TensorProto.BFLOAT16, fractions),
    typed("typed.float64", TensorProto.DOUBLE, fractions),
    typed("typed.int64", TensorProto.INT64, whole),
    typed("typed.int32", TensorProto.INT32, whole),
    typed("typed.int16", TensorProto.INT16, whole),
    typed("typed.int8", TensorProto.INT8, whole),
    typed("typed.uint8", TensorProto.UINT8, range(6)),
    typed("typed.bool", TensorProto.BOOL, [i % 2 for i in range(6)]),
]


def onnx_model(tensors):
    node = helper.make_node("Identity", ["x"], ["y"])
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
    graph = helper.make_graph([node], "graph", [value("x")], [value("y")], tensors)
    model = helper.make_model(graph, producer_name="make_fixtures")
    helper.set_model_props(model, {"purpose": "test"})
    return model


(folder / "initializers.onnx").write_bytes(onnx_model(initializers).SerializeToString())
external = onnx_model([raw("weight", TensorProto.FLOAT, np.float32)])
onnx.external_data_helper.set_external_data(external.graph.initializer[0], "/etc/passwd")
external.graph.initializer[0].ClearField("raw_data")
external.graph.initializer[0].data_location = TensorProto.EXTERNAL
(folder / "external.onnx").write_bytes(external.SerializeToString())
(folder / "strings.onnx").write_bytes(
    onnx_model([helper.make_tensor("t", TensorProto.STRING, [1], [b"x"])]).SerializeToString())
