"""The token of the review site is made once, whole, and for nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.review.token import FILE, own_token, secret_of
from watchlist.errors import Trouble


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    token = own_token(tmp_path)
    assert len(token) >= 32
    assert own_token(tmp_path) == token
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_sites_that_start_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(own_token, [tmp_path] * 32))) == 1


@pytest.mark.parametrize("said", [b"", b"short", b"\xff" * 40])
def test_what_is_no_token_is_one_clear_line(tmp_path: Path, said: bytes) -> None:
    (tmp_path / FILE).write_bytes(said)
    with pytest.raises(Trouble, match="delete the file"):
        own_token(tmp_path)


def test_a_folder_that_takes_no_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be written"):
        own_token(tmp_path / "nowhere")


def test_cookies_are_signed_with_something_else(tmp_path: Path) -> None:
    token = own_token(tmp_path)
    assert token not in secret_of(token)
    assert secret_of(token) != secret_of(f"{token}x")
