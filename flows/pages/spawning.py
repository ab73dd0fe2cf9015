"""Processes that start clean: spawned without running the parent's main module again.

The standard library's spawn imports the main module of the parent in each child. Ours may be a console script or
Prefect's engine: seconds of work for nothing, and a fork bomb where a user's script lacks its guard.
"""

import io
import os
from multiprocessing import reduction, resource_tracker, spawn, util
from multiprocessing.context import SpawnContext, SpawnProcess, set_spawning_popen
from multiprocessing.popen_spawn_posix import Popen
from multiprocessing.process import BaseProcess
from typing import Any

_MAIN = ("init_main_from_name", "init_main_from_path")


class _CleanPopen(Popen):
    """As its parent, but for the main module, which is left out of what the child prepares."""

    def _launch(self, process_obj: BaseProcess) -> None:
        tracker = resource_tracker.getfd()  # type: ignore[attr-defined, unused-ignore]
        message = self._message(process_obj)
        alive_read, alive_write = os.pipe()
        work_read, work_write = os.pipe()
        self.finalizer = util.Finalize(self, util.close_fds, (alive_read, work_write))  # type: ignore[attr-defined]
        try:
            command = spawn.get_command_line(tracker_fd=tracker, pipe_handle=work_read)
            fds: list[Any] = [*vars(self)["_fds"], tracker, work_read, alive_write]
            executable: Any = spawn.get_executable()
            self.pid = util.spawnv_passfds(executable, command, fds)
            self.sentinel = alive_read
            with open(work_write, "wb", closefd=False) as pipe:
                pipe.write(message)
        finally:
            os.close(work_read)
            os.close(alive_write)

    def _message(self, process: BaseProcess) -> memoryview:
        buffer = io.BytesIO()
        prepared = spawn.get_preparation_data(process.name)
        set_spawning_popen(self)
        try:
            reduction.dump({key: value for key, value in prepared.items() if key not in _MAIN}, buffer)
            reduction.dump(process, buffer)
        finally:
            set_spawning_popen(None)
        return buffer.getbuffer()


class _CleanProcess(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        return _CleanPopen(process_obj)


class CleanContext(SpawnContext):
    """A multiprocessing context whose processes know nothing of the parent's main module."""

    Process = _CleanProcess
