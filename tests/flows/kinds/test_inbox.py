"""Files that are dropped into a folder."""

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.kinds import inbox
from flows.kinds.inbox import Inbox, read_inbox
from tests.flows.kinds.written import NOW, source
from watchlist.page import Failed


def look(folder: Path, known: str = "") -> Inbox:
    found = read_inbox(folder, source("ar"), NOW, known)
    assert isinstance(found, Inbox)
    return found


def refusals(folder: Path) -> dict[str, str]:
    return {link.title: reason for link, reason, _ in look(folder).listing.refused}


def mail(html: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "قصف ليلي على البوكمال", "Desk <desk@news.example>"
    message["Date"] = "Sat, 21 Nov 2026 09:00:00 +0300"
    if html:
        message.set_content("<p>Two <b>lorries</b> burned.</p><p>No one was hurt.</p>", subtype="html")
    else:
        message.set_content("Two lorries burned.\n\nNo one was hurt.\n")
    return bytes(message)


@pytest.mark.parametrize("html", [False, True])
def test_a_mail_is_its_subject_sender_date_and_text(tmp_path: Path, html: bool) -> None:
    (tmp_path / "a.eml").write_bytes(mail(html))
    (link,) = look(tmp_path).listing.links
    assert (link.title, link.text) == ("قصف ليلي على البوكمال", "Two lorries burned.\nNo one was hurt.")
    assert link.published == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert "desk@news.example" in link.author


def test_a_text_begins_with_its_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("غارة على القائم\n\nسمع دوي < الانفجارات".encode("cp1256"))
    (link,) = look(tmp_path).listing.links
    assert (link.title, link.text) == ("غارة على القائم", "غارة على القائم\nسمع دوي < الانفجارات")


def test_a_page_is_left_to_be_extracted(tmp_path: Path) -> None:
    (tmp_path / "saved.HTML").write_bytes(b"<html><p>Words</p></html>")
    found = look(tmp_path)
    (link,) = found.listing.links
    assert link.text == ""
    assert found.files[link.url].body == b"<html><p>Words</p></html>"
    assert found.files[link.url].header("X-File-Name") == "saved.HTML"


def test_a_shortcut_is_the_address_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.url").write_text("[InternetShortcut]\r\nURL=https://news.example/1\r\n")
    assert [link.url for link in look(tmp_path).listing.links] == ["https://news.example/1"]


def test_the_same_content_is_one_item_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The same words")
    first = look(tmp_path).listing.links
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    (tmp_path / "c.txt").write_text("The same words")
    again = look(tmp_path).listing
    assert [link.url for link in again.links] == [link.url for link in first]
    assert again.drops == (("duplicate", 1),)


def test_nothing_is_read_while_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words")
    state = look(tmp_path).state
    assert read_inbox(tmp_path, source(), NOW, state) is None
    (tmp_path / "b.txt").write_text("Words too")
    assert len(look(tmp_path, state).listing.links) == 2


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "secret")
    (folder / "b.url").symlink_to(tmp_path / "nothing")
    assert refusals(folder) == {"a.txt": "symlink", "b.url": "symlink"}
    assert look(folder).listing.links == ()


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refusals(tmp_path) == {"a.txt": "not-a-file"}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"PK", "unknown-type"),
        ("a.txt", b" \n", "empty"),
        ("a.url", b"[InternetShortcut]\nURL=file:///etc/hostname", "no-address"),
        ("a.url", b"https://news.example/", "no-address"),
        ("a.eml", b"Subject: nothing\n\n", "no-text"),
        ("a.eml", b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n", "no-text"),
    ],
)
def test_a_bad_file_is_named_with_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert refusals(tmp_path) == {name: reason}
    ((_, _, detail),) = look(tmp_path).listing.refused
    assert detail.startswith(f"{name}: ")


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_BYTES", 10)
    (tmp_path / "a.txt").write_text("eleven signs")
    assert refusals(tmp_path) == {"a.txt": "too-large"}


def test_a_mail_of_ten_thousand_parts_within_each_other_harms_nobody(tmp_path: Path) -> None:
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(10_000))
    (tmp_path / "a.eml").write_bytes(parts + b"Content-Type: text/plain\n\nwords\n")
    assert "a.eml" in refusals(tmp_path)


def test_folders_and_hidden_files_are_counted(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden.txt").write_text("x")
    assert look(tmp_path).listing.drops == (("folder", 1), ("hidden", 1))


def test_a_folder_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    failed = read_inbox(tmp_path / "gone", source(), NOW)
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.retry) == ("no-folder", True)


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\x1b[31m.txt")).write_text("Words")
    (link,) = look(tmp_path).listing.links
    assert look(tmp_path).files[link.url].header("X-File-Name").isprintable()
