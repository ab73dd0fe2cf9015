"""Pages that scripts would fill, put into a browser: an installed Chromium, that reaches nothing but through our gate.

It is started for one page, in a folder of its own, without our environment; its memory and time are bounded, and it is
ended with all that it started. Whatever it asks for is checked by `flows.web.gate`.
"""

import asyncio
import os
import resource
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flows.web.failure import failed
from flows.web.gate import Gate
from flows.web.manners import FetchSettings
from flows.web.network import GuardedNetwork
from watchlist.page import Failed, Page

RENDERED = "X-Landbridge-Rendered"  # the header that tells a page out of a browser from one as its server sent it

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_MEMORY = 1024**3  # bytes of data, of each of its processes
_HEAP = 512  # MB of what scripts may hold
_SCRIPTS_RUN = 10_000  # milliseconds by the clock of the page, that leaps over waiting
_FLAGS = (
    "--headless", "--disable-gpu", "--dump-dom", f"--virtual-time-budget={_SCRIPTS_RUN}", "--incognito",
    # Nothing of its own accord, and no way past the proxy: neither names, nor UDP, nor loopback.
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--no-first-run", "--no-default-browser-check", "--disable-breakpad", "--no-pings",
    "--disable-crash-reporter", "--disable-client-side-phishing-detection", "--disable-domain-reliability",
    "--dns-prefetch-disable", "--disable-quic", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--proxy-bypass-list=<-loopback>",
    "--disable-features=NetworkTimeServiceQuerying,HttpsUpgrades,MediaRouter,OptimizationHints,Translate,AsyncDns",
    "--disable-field-trial-config", "--gaia-url=http://127.0.0.1:9", "--variations-server-url=http://127.0.0.1:9",
    "--component-updater=url-source=http://127.0.0.1:9", "--apps-gallery-update-url=http://127.0.0.1:9",
    "--deny-permission-prompts", "--mute-audio", "--blink-settings=imagesEnabled=false", "--disable-dev-shm-usage",
    f"--js-flags=--max-old-space-size={_HEAP}",
)  # fmt: skip


def find_browser() -> str | None:
    """The Chromium that is installed, or None."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@dataclass(frozen=True, slots=True)
class Browser:
    """Renders one page at a time."""

    settings: FetchSettings
    network: GuardedNetwork
    program: str  # path of a Chromium

    async def render(self, url: str, address: str, now: datetime) -> Page | Failed:
        """The page at an address as it stands once its scripts have run; `url` is what was asked for first.

        Failed "hung" where it does not end, "crashed" where nothing comes of it, "too-large".
        """
        host = urlsplit(address).netloc
        most = self.settings.max_decoded_bytes
        gate = Gate(self.network, seconds=self.settings.read_seconds, most_bytes=most)
        with tempfile.TemporaryDirectory(prefix="landbridge-", ignore_cleanup_errors=True) as folder:
            try:
                async with gate, asyncio.timeout(self.settings.total_seconds):
                    dom = await _run([self.program, *self._flags(folder, gate.port), address], folder, most)
            except OSError as error:
                if not isinstance(error, TimeoutError):
                    return failed(url, "crashed", f"the browser cannot be started ({error.strerror})", retry=False)
                took = f"{self.settings.total_seconds:g} s"
                return failed(
                    url, "hung", f"{host}: the page did not come to rest in a browser within {took}", retry=False
                )
        if len(dom) > most:
            return failed(url, "too-large", f"{host}: more than {most} bytes once rendered", retry=False)
        if not dom.strip():
            return failed(url, "crashed", f"{host}: the browser ended without a page", retry=False)
        headers = (("Content-Type", "text/html; charset=utf-8"), (RENDERED, os.path.basename(self.program)))
        return Page(url, address, 200, headers, dom, dom, now)

    def _flags(self, folder: str, port: int) -> list[str]:
        own = [f"--user-data-dir={folder}", f"--proxy-server=127.0.0.1:{port}"]
        own.append(f"--user-agent={self.settings.user_agent}")
        # Chromium's sandbox refuses to work for root.
        return [*_FLAGS, *own, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


async def _run(command: list[str], folder: str, most: int) -> bytes:
    """What a program prints, a little more than `most` bytes at the most; it ends with all that it started."""
    environ = {"HOME": folder, "TMPDIR": folder, "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env=environ, cwd=folder, start_new_session=True,
    )  # fmt: skip
    try:
        if sys.platform == "linux":
            _bound(process.pid)
        return await _read(process.stdout, most) if process.stdout else b""
    finally:
        _end(process.pid)
        await process.wait()


async def _read(printing: asyncio.StreamReader, most: int) -> bytes:
    printed = bytearray()
    while len(printed) <= most and (piece := await printing.read(65536)):
        printed += piece
    return bytes(printed)


def _bound(process: int) -> None:
    """Bound the memory of a process that has just been started, and so of those that it starts."""
    try:
        resource.prlimit(process, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    except ProcessLookupError:
        return  # it has ended already


def _end(group: int) -> None:
    """End a process and all that stayed in its group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
