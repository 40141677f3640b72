"""Writes the encoder as an ONNX graph, ready optimised: in float32 or with int8 matrices.

Input ``input_ids`` int64 [batch, tokens], all of one length: there is no attention mask,
because every text is run by itself (see ``kb/indexing/embedding.py``). Outputs
``embedding`` float32 [batch, 384], mean of the tokens, unit length; and ``tokens``
float32 [batch, tokens, 384], which costs nothing unless it is asked for. With a head, ``marks``
float32 [batch, tokens, marks], linear in the tokens, as well.

In int8 a linear layer is ``DynamicQuantizeMatMul``: weights int8 with one scale an output
column, activations uint8 with one scale a text. Word vectors stay in the source's own
4-bit code, so they are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kb.model.weights import EPSILON, HEADS, HIDDEN, LAYERS, LINEAR, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto

# Operators of onnxruntime that plain ONNX does not have; the CPU has kernels for all.
CONTRIB = {"DynamicQuantizeMatMul": 1, "Gelu": 1, "MultiHeadAttention": 1}
OPSET = 18
IR_VERSION = 9

Head = tuple["NDArray[np.float32]", "NDArray[np.float32]"]
"""Weights [marks, 384] and biases [marks] of a linear layer over the tokens."""

Smoothing = dict[str, "NDArray[np.float32]"]
"""Divisor of each input channel of a linear layer, by the layer's name (``l0.fo``)."""

INPUTS = {"l{}.qkv": "l{}.in", "l{}.ao": "l{}.ctx", "l{}.fi": "l{}.mid", "l{}.fo": "l{}.gelu"}
"""The value that each linear layer reads, ``{}`` being the layer's number."""


class GraphWriter:
    """Collects nodes and their constants; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """Stores ``array`` in the file under ``name``."""
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Adds a node with one result."""
        self.nodes_out(operator, inputs, [output], **attributes)
        return output

    def nodes_out(
        self, operator: str, inputs: list[str], outputs: list[str], **attributes: object
    ) -> None:
        """Adds a node with several results."""
        from onnx import helper

        domain = "com.microsoft" if operator in CONTRIB else ""
        made = helper.make_node(operator, inputs, outputs, domain=domain, **attributes)
        self.nodes.append(made)


def weights_to_graph(
    weights: Weights,
    smoothing: Smoothing | None,
    *,
    expose: tuple[str, ...] = (),
    head: Head | None = None,
) -> ModelProto:
    """The encoder as ONNX.

    Args:
        weights: The encoder.
        smoothing: Divisors for int8; ``None`` writes float32 throughout.
        expose: Inner values to give out as well, for calibration.
        head: What ``marks`` are made with; in float32, it is small.
    """
    from onnx import TensorProto, helper

    writer = GraphWriter()
    hidden = _write_embeddings(writer, weights)
    for layer in range(LAYERS):
        hidden = _write_layer(writer, weights.tensors, smoothing, layer=layer, hidden=hidden)
    writer.node("Identity", [hidden], "tokens")
    writer.node("ReduceMean", [hidden, writer.constant("axis", np.array([1]))], "mean", keepdims=0)
    writer.node("LpNormalization", ["mean"], "embedding", axis=1, p=2)
    outputs = {"embedding": ["batch", HIDDEN], "tokens": ["batch", "tokens", HIDDEN]}
    outputs |= {name: ["batch", "tokens", None] for name in expose}
    if head is not None:
        by_row, shift = writer.constant("head.w", head[0].T), writer.constant("head.b", head[1])
        writer.node("Add", [writer.node("MatMul", ["tokens", by_row], "head.out"), shift], "marks")
        outputs["marks"] = ["batch", "tokens", len(head[1])]
    graph = helper.make_graph(
        writer.nodes,
        "e5",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
        writer.constants,
    )
    versions = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=IR_VERSION)


def _write_embeddings(w: GraphWriter, weights: Weights) -> str:
    """Word vectors, unpacked from 4 bits for the rows of this text only, plus positions."""
    w.constant("word.codes", weights.word_codes)
    w.constant("word.scales", weights.word_scales)
    w.node("Gather", ["word.codes", "input_ids"], "word.bytes")
    mask = w.constant("word.mask", np.array([15], dtype=np.uint8))
    shift = w.constant("word.shift", np.array([4], dtype=np.uint8))
    middle = w.constant("word.middle", np.array([8], dtype=np.float32))
    w.node("BitwiseAnd", ["word.bytes", mask], "word.low")
    w.node("BitShift", ["word.bytes", shift], "word.high", direction="RIGHT")
    w.node("Concat", ["word.low", "word.high"], "word.nibbles", axis=-1)
    w.node("Cast", ["word.nibbles"], "word.floats", to=1)
    w.node("Sub", ["word.floats", middle], "word.signed")
    w.node("Gather", ["word.scales", "input_ids"], "word.row_scales")
    w.node("Cast", ["word.row_scales"], "word.row_floats", to=1)
    w.node("Unsqueeze", ["word.row_floats", w.constant("last", np.array([-1]))], "word.factors")
    w.node("Mul", ["word.signed", "word.factors"], "word.blocks")
    w.node("Reshape", ["word.blocks", w.constant("rows", np.array([0, 0, HIDDEN]))], "word")
    positions = weights.tensors["emb.pos"] + weights.tensors["emb.type"][:1]
    w.constant("positions", positions)
    w.node("Shape", ["input_ids"], "length", start=1, end=2)
    w.constant("zero", np.array([0]))
    w.node("Slice", ["positions", "zero", "length", "zero"], "places")
    w.node("Add", ["word", "places"], "embedded")
    return _write_norm(w, weights.tensors, "emb.ln", "embedded")


def _write_layer(
    w: GraphWriter,
    tensors: dict[str, NDArray[np.float32]],
    smoothing: Smoothing | None,
    *,
    layer: int,
    hidden: str,
) -> str:
    """One transformer layer; the result is named as the next layer's input."""
    n = f"l{layer}"
    parts = {p: (tensors[f"{n}.{p}.w"], tensors[f"{n}.{p}.b"]) for p in LINEAR}
    if smoothing is not None:
        # The attention output is a mix of rows of v, so v can be made smaller once for all.
        divisor = smoothing[f"{n}.ao"]
        parts["v"] = (parts["v"][0] / divisor[:, None], parts["v"][1] / divisor)
        parts["ao"] = (parts["ao"][0] * divisor, parts["ao"][1])
    qkv = tuple(np.concatenate([parts[p][i] for p in "qkv"]) for i in (0, 1))

    joined = _write_linear(w, f"{n}.qkv", hidden, qkv, smoothing)
    heads = [f"{n}.query", f"{n}.key", f"{n}.value"]
    w.nodes_out("Split", [joined], heads, axis=-1, num_outputs=3)
    w.node("MultiHeadAttention", heads, f"{n}.ctx", num_heads=HEADS)
    attended = _write_linear(w, f"{n}.ao", f"{n}.ctx", parts["ao"], smoothing)
    # Add and LayerNormalization apart: onnxruntime's fused SkipLayerNormalization is four
    # times slower on the CPU (0.32 ms for 160 tokens against 0.08 ms).
    w.node("Add", [attended, hidden], f"{n}.sum1")
    middle = _write_norm(w, tensors, f"{n}.aln", f"{n}.sum1", f"{n}.mid")
    inner = _write_linear(w, f"{n}.fi", middle, parts["fi"], smoothing)
    w.node("Gelu", [inner], f"{n}.gelu")
    outer = _write_linear(w, f"{n}.fo", f"{n}.gelu", parts["fo"], smoothing)
    w.node("Add", [outer, middle], f"{n}.sum2")
    return _write_norm(w, tensors, f"{n}.oln", f"{n}.sum2", f"l{layer + 1}.in")


def _write_norm(
    w: GraphWriter,
    tensors: dict[str, NDArray[np.float32]],
    name: str,
    value: str,
    result: str = "l0.in",
) -> str:
    gain = w.constant(f"{name}.w", tensors[f"{name}.w"])
    shift = w.constant(f"{name}.b", tensors[f"{name}.b"])
    return w.node("LayerNormalization", [value, gain, shift], result, axis=-1, epsilon=EPSILON)


def _write_linear(
    w: GraphWriter,
    name: str,
    value: str,
    layer: tuple[NDArray[np.float32], ...],
    smoothing: Smoothing | None,
) -> str:
    """``value @ weight.T + bias``, in float32 or int8."""
    weight, bias = layer
    w.constant(f"{name}.b", bias)
    if smoothing is None:
        product = w.node("MatMul", [value, w.constant(f"{name}.w", weight.T)], f"{name}.product")
        return w.node("Add", [product, f"{name}.b"], f"{name}.out")
    if not name.endswith(".ao"):
        divisor = smoothing[name]
        weight = weight * divisor
        factor = w.constant(f"{name}.factor", (1 / divisor).astype(np.float32))
        value = w.node("Mul", [value, factor], f"{name}.even")
    scale = np.abs(weight).max(axis=1) / np.float32(127)
    codes = np.rint(weight / scale[:, None]).astype(np.int8)
    inputs = [value, w.constant(f"{name}.w", codes.T), w.constant(f"{name}.scale", scale)]
    return w.node("DynamicQuantizeMatMul", [*inputs, "", f"{name}.b"], f"{name}.out")
