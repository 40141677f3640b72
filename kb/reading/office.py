"""Older office files (DOC, WPS, RTF, ODT …): LibreOffice turns them into DOCX, when it is there.

Seen: numbers (一、（一）), tables and every character come through. In a PDF made by LibreOffice
the marks that hang over the margin are missing; in text, deleted words come back. Macros are never
run and links never followed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kb.errors import SourceError
from kb.reading.raw import RawText
from kb.reading.word import read_word

SECONDS = 90  # that LibreOffice may take for one file; its first start takes ten
INSTALL = "请安装 LibreOffice 后再导入，或用 Word、WPS 另存为 DOCX。"
PASSWORD = "EncryptedPackage".encode("utf-16-le")  # a stream of DOCX and XLSX with a password
SHEETS = ("Workbook".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"))
WORDS = "WordDocument".encode("utf-16-le")
OLE_MARK = b"\xd0\xcf\x11\xe0"
# Usual places where the command is not on the path.
PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)
# Settings of the throw-away profile: no macro, no link.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501


def read_office(data: bytes, name: str) -> RawText:
    """The text of the office file ``data`` a paragraph or a table's row a line.

    Raises:
        SourceError: it is encrypted, a slide show or an old workbook, damaged, or LibreOffice
            is not installed.
    """
    if data.startswith(OLE_MARK):
        if PASSWORD in data:
            raise SourceError(f"{name}：文件有密码；请去掉密码后再导入。")
        if WORDS not in data and any(mark in data for mark in SHEETS):
            raise SourceError(f"{name}：是旧版表格或幻灯片；请另存为 XLSX 或 PDF 后再导入。")
    command = find_office()
    if command is None:
        raise SourceError(f"{name}：是旧版办公文件（DOC、WPS 等）；{INSTALL}")
    return read_word(_to_docx(command, data, name), name)


def find_office() -> str | None:
    """The command of LibreOffice, None where it is not installed."""
    for command in ("soffice", "libreoffice"):
        found = shutil.which(command)
        if found:
            return found
    return next((place for place in PLACES if Path(place).is_file()), None)


def _to_docx(command: str, data: bytes, name: str) -> bytes:
    failed = SourceError(f"{name}：LibreOffice 无法打开，文件可能已损坏；请用 Word 另存为 DOCX。")
    with tempfile.TemporaryDirectory(prefix="kb-office-") as folder:
        home = Path(folder)
        source = home / "source.doc"  # never the file's own name
        source.write_bytes(data)
        profile = home / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
        arguments = [
            command, "--headless", "--norestore", "--nolockcheck", "--nodefault",
            f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "docx",
            "--outdir", str(home / "made"), str(source),
        ]  # fmt: skip
        environment = {**os.environ, "HOME": folder, "SAL_USE_VCLPLUGIN": "svp"}
        try:
            subprocess.run(
                arguments, cwd=folder, env=environment, timeout=SECONDS, check=False,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                creationflags=0x08000000 if sys.platform == "win32" else 0,  # no window
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            raise failed from None
        made = home / "made" / "source.docx"
        if not made.is_file():
            raise failed
        return made.read_bytes()
