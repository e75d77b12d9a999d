"""Training and export, deterministic: fixed seeds, one thread, deterministic kernels, nothing in the file that depends on the day."""
import io
import random
import warnings

import numpy
import onnx
import torch
from torch import nn
from torch.onnx import TrainingMode, register_custom_op_symbolic

OPSET = 13


def train(recipe, examples):
    """The network trained on a list of (point, label), in evaluation mode."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(recipe.seed)
    order = random.Random(recipe.seed)
    points, labels = tensors(recipe, examples)
    network = recipe.network()
    optimizer = torch.optim.Adam(network.parameters(), lr=recipe.rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.epochs)
    network.train()
    for _ in range(recipe.epochs):
        indices = list(range(len(examples)))
        order.shuffle(indices)
        for start in range(0, len(indices), recipe.batch):
            chosen = indices[start:start + recipe.batch]
            optimizer.zero_grad()
            loss(network(points[chosen]), labels[chosen]).backward()
            optimizer.step()
        schedule.step()
    return network.eval()


def loss(outputs, labels):
    """Cross entropy over several outputs; logistic loss of the sign over one."""
    if outputs.shape[1] == 1:
        return nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], labels.to(outputs.dtype))
    return nn.functional.cross_entropy(outputs, labels)


def tensors(recipe, examples):
    """(points of the network's input shape, labels) of a list of examples."""
    points = torch.tensor([point for point, _ in examples], dtype=torch.float32)
    return points.reshape(-1, *recipe.input_shape), torch.tensor([label for _, label in examples])


def correct(recipe, network, examples):
    """How many of the examples the network gets right."""
    points, labels = tensors(recipe, examples)
    with torch.no_grad():
        outputs = network(points)
    decisions = (outputs[:, 0] > 0).long() if outputs.shape[1] == 1 else outputs.argmax(1)
    return int((decisions == labels).sum())


def export(recipe, network):
    """The ONNX file's bytes: opset 13, float32, symbolic dimension 'batch', one node per module, nothing folded."""
    # In evaluation mode the exporter drops dropout; users' files often keep it, so ours does: as a node that inference passes through.
    register_custom_op_symbolic("::dropout", lambda g, x, ratio, train: g.op("Dropout", x), OPSET)
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, torch.zeros(1, *recipe.input_shape), buffer, opset_version=OPSET,
            training=TrainingMode.PRESERVE, do_constant_folding=False,
            input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
    return canonical(buffer.getvalue())


def canonical(data):
    """The same model without whatever says when, where or by which version it was written, and with plain names."""
    model = onnx.load_from_string(data)
    model.producer_version = ""
    model.doc_string = ""
    model.graph.name = "network"
    names = {}
    for index, node in enumerate(model.graph.node):
        node.doc_string = ""
        node.name = f"{node.op_type.lower()}_{index}"
        for output in node.output:
            names[output] = output if output == "y" else f"{node.name}_output"
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = names.get(name, name)
        for index, name in enumerate(node.output):
            node.output[index] = names[name]
    del model.graph.value_info[:]
    for tensor in model.graph.initializer:
        if not tensor.raw_data:
            tensor.CopyFrom(onnx.numpy_helper.from_array(numpy.array(onnx.numpy_helper.to_array(tensor)), tensor.name))
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)
