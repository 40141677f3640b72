"""Scanned pages and pictures: characters recognised by a model that ships in a package.

The extra ``ocr`` (rapidocr with PP-OCR models in its wheel) is asked for at use; nothing is
fetched. Its classifier of line directions stays off: it turned upright lines over.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from kb.errors import SourceError
from kb.reading.heartbeat import beat
from kb.reading.layout import Line, Page, pages_to_text
from kb.reading.pieces import rows_of
from kb.reading.raw import RawText

MISSING = "要识别扫描件和图片，请先安装：pip install policy-kb[ocr]。"
PAGE_PIXELS = 2400  # on the longer side of a rendered page: 200 dots an inch of A4
MAX_PIXELS = 80_000_000  # of a picture; more is an attack or a map
LONGEST_SIDE = 1400  # pixels that the model looks at; more is slower and no better
SURE = 0.5  # certainty below which what was recognised is noise
CLEAR = 0.85  # mean certainty of a page that lies upright: .97 to .99; on its side .60
SAMPLE = 3  # lines that show whether a page is upside down
SLACK = 0.8  # ems by which a line's end may be misplaced
HAN = "[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u201c\u201d]"
# + 意见:请   + 意见，请   - 8:30   - GB/T 1.1
HALF_WIDTH = re.compile(rf"(?<={HAN})[,:;?!]|[,:;?!](?={HAN})")
# + (一)   + (1991年通过   + 省卫健委)   - (2019)
BRACKETED = re.compile(r"[(（][^()（）]*(?:[)）]|$)|^[^()（）]*[)）]")
FULL_WIDTH = str.maketrans("(),:;?!", "（），：；？！")
Pixels = Any  # array of height x width x 3, blue green red


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None


def read_picture(data: bytes, name: str) -> RawText:
    """The text in a picture, or in the pages of a TIFF.

    Raises:
        SourceError: the extra is missing, the picture is damaged, too large or has no text.
    """
    if not is_installed():
        raise SourceError(f"{name}：是图片；{MISSING}")
    pages = []
    for pixels in _frames(data, name):
        height, width = pixels.shape[:2]
        pages.append(Page(tuple(recognise(pixels)), float(width), float(height), SLACK))
    text = pages_to_text(pages)
    if not text.strip():
        raise SourceError(f"{name}：图片里没有识别出文字；请换成更清楚的图片。")
    return RawText(text, wrapped=False)


def recognise(pixels: Pixels) -> list[Line]:
    """The lines of text in a picture from the top; nothing where nothing is sure enough."""
    import numpy as np

    beat()
    best, certainty = _read_upright(pixels)
    if _is_upside_down(pixels, best):
        return rows_of(_read_upright(np.ascontiguousarray(np.rot90(pixels, 2)))[0])
    # A page that lies on its side reads as noise.
    for turns in (1, 3) if certainty < CLEAR else ():
        pieces, sure = _read_upright(np.ascontiguousarray(np.rot90(pixels, turns)))
        if sure > certainty:
            best, certainty = pieces, sure
    return rows_of(best)


def _is_upside_down(pixels: Pixels, pieces: list[Line]) -> bool:
    """Whether the longest lines are read with more certainty when they are turned over."""
    import numpy as np

    gained = 0.0
    for piece in sorted(pieces, key=lambda line: line.x0 - line.x1)[:SAMPLE]:
        cut = pixels[max(0, int(piece.top)) : int(piece.bottom) + 1,
                     max(0, int(piece.x0)) : int(piece.x1) + 1]  # fmt: skip
        gained += _certainty(np.ascontiguousarray(np.rot90(cut, 2))) - _certainty(cut)
    return gained > 0


def _certainty(line: Pixels) -> float:
    found = _engine()(line, use_det=False, use_cls=False, use_rec=True)
    return float(found.scores[0]) if found.scores else 0.0


def _read_upright(pixels: Pixels) -> tuple[list[Line], float]:
    """What is recognised of a picture as it lies, and the mean certainty by character."""
    found = _engine()(pixels, use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None or not len(found.boxes):
        return [], 0.0
    pieces, weighed, count = [], 0.0, 0
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
        weighed += score * len(text)
        count += len(text)
        if score >= SURE and text.strip():
            said = full_width(text.strip())
            pieces.append(Line(said, min(xs), max(xs), min(ys), max(ys), max(ys) - min(ys)))
    return pieces, weighed / max(count, 1)


def full_width(text: str) -> str:
    """``text`` with full-width marks beside Chinese characters: the model does not tell widths."""
    text = HALF_WIDTH.sub(lambda mark: mark.group().translate(FULL_WIDTH), text)
    return BRACKETED.sub(_wide_brackets, text)


def _wide_brackets(match: re.Match[str]) -> str:
    inner = match.group()
    if not re.search(HAN, inner.strip("()（）")):
        return inner
    return inner.replace("(", "（").replace(")", "）")


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.max_side_len": LONGEST_SIDE,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
        }
    )


def _frames(data: bytes, name: str) -> list[Pixels]:
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise SourceError(f"{name}：图片有 {width}*{height} 个像素，过大；请缩小后再导入。")
            frames = []
            for frame in ImageSequence.Iterator(picture):
                upright = ImageOps.exif_transpose(frame).convert("RGB")
                upright.thumbnail((PAGE_PIXELS, PAGE_PIXELS))
                frames.append(np.asarray(upright)[:, :, ::-1].copy())
                if len(frames) >= 50:
                    break
            return frames
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        raise SourceError(f"{name}：图片已损坏或过大，无法读取；请重新获取这个文件。") from None
