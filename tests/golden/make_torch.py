#!/usr/bin/env python3
"""Small files as PyTorch writes them, and one that a stranger might send.

    tests/golden/make_torch.py    (PyTorch 1.13)
"""
import collections
import os
import pathlib
import pickle
import zipfile
import torch

folder = pathlib.Path(__file__).parent / "torch"

state = collections.OrderedDict()
state["0.weight"] = torch.arange(24, dtype=torch.float32).reshape(2, 3, 2, 2) / 8
state["0.bias"] = torch.tensor([1.5, -2.0]).half()
state["1.running_mean"] = torch.tensor([0.25, -0.125]).bfloat16()
state["1.num_batches_tracked"] = torch.tensor(7)
state["2.weight"] = torch.arange(6, dtype=torch.float64).reshape(3, 2).t()[:, 1:]  # a view with strides and an offset
torch.save(state, folder / "state.pth")
torch.save({"epoch": 3, "lr": 0.1, "state_dict": {"w": torch.nn.Parameter(torch.ones(2))}}, folder / "checkpoint.pth")
torch.manual_seed(0)
net = torch.nn.Linear(2, 1)
adam = torch.optim.Adam(net.parameters())
net(torch.ones(1, 2)).sum().backward()
adam.step()
training = {"model": {"0.weight": net.weight, "0.empty": torch.zeros(3, 0)}, "optimizer": adam.state_dict(), "last": [1]}
torch.save(training, folder / "training.pth")
torch.save([torch.ones(2)], folder / "list.pth")


class Evil:
    def __reduce__(self):
        return os.system, ("echo stolen",)


with zipfile.ZipFile(folder / "evil.pth", "w") as archive:
    archive.writestr("evil/data.pkl", pickle.dumps(Evil(), protocol=2))
