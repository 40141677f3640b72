"""Start the web interface, without telemetry and for this machine only unless told otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from kb.errors import KbError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def serve(index: Path, *, address: str, port: int) -> int:
    """Run the app over ``index`` until it is stopped; gives its exit code.

    Raises:
        KbError: the app is not installed beside the package.
    """
    spec = find_spec("app")
    if spec is None or not spec.submodule_search_locations:
        raise KbError("没有找到网页界面；请从完整的代码目录安装后再运行 kb app。")
    page = Path(next(iter(spec.submodule_search_locations))) / "main.py"
    command = [
        sys.executable, "-m", "streamlit", "run", str(page),
        "--server.address", address, "--server.port", str(port), "--server.headless", "true",
        "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none",
    ]  # fmt: skip
    if address not in LOOPBACK and not os.environ.get("KB_SIGN_IN"):
        print(f"注意：{address} 上的其他人无需登录即可使用和导入文件；见 README 的“登录”一节。")
    environment = {**os.environ, "KB_INDEX": str(index.resolve())}
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0
