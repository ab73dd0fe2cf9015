"""What runs beside the caller is answered, and a bug in it is heard of."""

import threading

import pytest

from storage.threads import begun


def test_the_answer_comes_from_a_thread_that_keeps_no_process_alive() -> None:
    thread = begun(threading.current_thread, "beside").result(10)
    assert (thread.name, thread.daemon) == ("beside", True)


def test_a_bug_is_for_who_asks_to_hear_of() -> None:
    with pytest.raises(ZeroDivisionError):
        begun(lambda: 1 // 0, "beside").result(10)


def test_who_does_not_wait_any_more_takes_it_from_nobody() -> None:
    go = threading.Event()
    future = begun(lambda: go.wait(10), "beside")
    assert not future.cancel()
    go.set()
    assert future.result(10)
