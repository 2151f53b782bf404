"""Meaning of titles, computed by a child process at low priority so that no page waits.

The child (``python -m prospecting.services.embedding``) reads texts as JSON lines, and answers each
line of texts with their vectors as raw float32; only it imports the heavy libraries.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from prospecting.workspace import Workspace

AT_ONCE = 256


def embed_in_child(ws: Workspace, texts: Sequence[str], handle: Any) -> int:
    """Store a vector for each of ``texts``; how many. Stops between batches when cancelled.

    Raises:
        RuntimeError: the child ended early; what it had answered is kept.
    """
    from scoring import semantic

    command = [sys.executable, "-m", "prospecting.services.embedding"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = 0
    with subprocess.Popen(  # noqa: S603 - our own module, no text of the user in the command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as child:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the child process has no pipes")
        try:
            for start in range(0, len(texts), AT_ONCE):
                if handle.cancelled():
                    break
                part = list(texts[start : start + AT_ONCE])
                child.stdin.write(json.dumps(part).encode() + b"\n")
                child.stdin.flush()
                size = len(part) * semantic.DIMENSIONS * 4
                data = child.stdout.read(size)
                if len(data) != size:
                    raise RuntimeError("reading titles by meaning stopped early; start it again")
                vectors = np.frombuffer(data, dtype="<f4").reshape(len(part), -1)
                ws.save_vectors(semantic.MODEL_NAME, part, vectors)
                done += len(part)
                handle.progress("Reading titles by meaning", done, len(texts))
        finally:
            child.stdin.close()
            child.terminate()
    return done


def _serve() -> None:
    """The child: a line of texts in, their vectors out, until the input ends."""
    import psutil

    low = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 15)  # the name exists on Windows only
    psutil.Process().nice(low)
    from scoring import semantic

    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # what libraries print must not mix with the vectors
    for line in sys.stdin.buffer:
        vectors = semantic.encode(json.loads(line))
        out.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
        out.flush()


if __name__ == "__main__":
    _serve()
