"""Replay in a browser: pywb, an external program, serving a collection as it lies.

pywb's requirements contradict ours and its licence is the GPL, so it lives in an environment
of its own, which is made once, and runs as another process; nothing of it is imported.

=============  ===================================================================
module         owns
=============  ===================================================================
addresses      where a capture is replayed
environment    making pywb's environment from ``pywb.lock``
server         the pywb process and its configuration
=============  ===================================================================
"""

from crawler.replay.addresses import Replay
from crawler.replay.environment import Environment
from crawler.replay.server import serve

__all__ = ["Environment", "Replay", "serve"]
