"""The two faces that a PDF carries: Noto Serif SC for text, Noto Sans SC for what stands out."""

from pathlib import Path

FOLDER = Path(__file__).parent
BODY = "NotoSerifSC-Regular.ttf"
HEAVY = "NotoSansSC-SemiBold.ttf"
