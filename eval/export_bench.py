"""How long the export of a comparison takes, each time in a new process with the writer's imports.

    python -m eval.export_bench [--index indexes/policies] [--topic 康复医疗服务]

Baseline: the same sentences as plain paragraphs through python-docx, without notes, tables,
annex or check.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from kb import FORMATS, KnowledgeBase

RUNS = 5
OURS = """
import pickle, sys, time
from kb import KnowledgeBase
with KnowledgeBase.open(sys.argv[1]) as library:
    library.documents()
    table = pickle.loads(open(sys.argv[2], "rb").read())
    start = time.perf_counter()
    from kb import export_bytes
    export_bytes(table, sys.argv[3], library=library)
    print(time.perf_counter() - start)
"""
BASELINE = """
import io, json, sys, time
texts = json.loads(open(sys.argv[1], encoding="utf-8").read())
start = time.perf_counter()
import docx
document = docx.Document()
for text in texts:
    document.add_paragraph(text)
document.save(io.BytesIO())
print(time.perf_counter() - start)
"""


def main() -> None:
    """Measure and print."""
    import pickle

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("indexes/policies"))
    parser.add_argument("--topic", default="康复医疗服务")
    options = parser.parse_args()
    with KnowledgeBase.open(options.index) as library, tempfile.TemporaryDirectory() as name:
        table = library.compare(options.topic)
        cells = [cell for row in table.rows for cell in row.cells]
        texts = [statement.text for cell in cells for statement in cell.statements]
        record, plain = Path(name, "table"), Path(name, "texts.json")
        record.write_bytes(pickle.dumps(table))
        plain.write_text(json.dumps(texts), "utf-8")
        print(f"export of a comparison, {len(table.columns)} columns, {len(texts)} quotations, s")
        for kind in FORMATS:
            pairs = [
                (_timed(OURS, str(options.index), str(record), kind), _timed(BASELINE, str(plain)))
                for _ in range(RUNS)  # by turns, so that what else the machine does hits both
            ]
            ours = sorted(one for one, _ in pairs)
            ratio = statistics.median(one / other for one, other in pairs)
            spread = f"{ours[RUNS // 2]:.2f}  ({ours[0]:.2f} to {ours[-1]:.2f})"
            print(f"  {kind:5} {spread}, ratio to python-docx paragraphs {ratio:.1f}")


def _timed(program: str, *arguments: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
