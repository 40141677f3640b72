"""Write the mean of checkpoints' weights: python -m training.mean CHECKPOINT OTHER... MEAN

The checkpoints are folders that one training went through, or several from one beginning; MEAN
becomes one like them (Wortsman et al., 2022: the mean of such weights generalises better than
most of them, at no cost in reading).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from kb.model.st_folder import WEIGHTS


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("mean", type=Path)
    options = parser.parse_args()
    write_mean(options.checkpoints, options.mean)


def write_mean(checkpoints: list[Path], mean: Path) -> None:
    """Write into the folder ``mean`` the mean of ``checkpoints``, all of the same shapes."""
    from safetensors.torch import load_file, save_file

    weights = [load_file(folder / WEIGHTS) for folder in checkpoints]
    shutil.copytree(checkpoints[0], mean, dirs_exist_ok=True)
    named = {name: torch.stack([of[name].float() for of in weights]).mean(0) for name in weights[0]}
    save_file(named, mean / WEIGHTS)


if __name__ == "__main__":
    main()
