"""CSV exports whose cells are text to a spreadsheet, whatever they begin with."""

import csv
import io
from codecs import getincrementaldecoder

from storage.review.guard import Application, Message, Receive, Send

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheets take the wide ones too
_CSV = (b"text/csv", b"text/plain")  # Datasette says the latter, so that browsers show it
_LONGEST_CELL = 1 << 30  # code points; the default of the csv module is shorter than some articles


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before it, unless it is a number."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) and not _is_number(cell) else cell


class InertCells:
    """Makes the cells of a CSV file inert, piece by piece as it comes."""

    def __init__(self) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._open: list[str] = []  # lines of a record that has not ended
        self._quoted = False  # whether they end within quotation marks
        self._line = ""  # a line that has not ended

    def feed(self, piece: bytes, last: bool = False) -> bytes:
        """The records that this piece of UTF-8 completes; all that is left, where it is the last."""
        *lines, self._line = (self._line + self._decoder.decode(piece, last)).split("\n")
        records = [record for line in lines if (record := self._add(f"{line}\n"))]
        if last:
            records.append("".join((*self._open, self._line)))
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        for record in records:
            writer.writerows(map(inert, row) for row in csv.reader(io.StringIO(record, newline="")))
        return written.getvalue().encode()

    def _add(self, line: str) -> str:
        """The record that this line ends, or nothing."""
        self._open.append(line)
        self._quoted ^= line.count('"') % 2 == 1
        if self._quoted:
            return ""
        record = "".join(self._open)
        self._open.clear()
        return record


class Inert:
    """An ASGI application whose answers to `….csv` hold inert cells."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(".csv"):
            await self._app(scope, receive, send)
            return
        cells: InertCells | None = None

        async def send_inert(message: Message) -> None:
            nonlocal cells
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if any(name.lower() == b"content-type" and value.startswith(_CSV) for name, value in headers):
                    cells = InertCells()
                    headers = [(name, value) for name, value in headers if name.lower() != b"content-length"]
                    message = {**message, "headers": headers}  # it will not be so long
            elif cells is not None:
                more = message.get("more_body", False)
                message = {**message, "body": cells.feed(message.get("body", b""), last=not more)}
            await send(message)

        await self._app(scope, receive, send_inert)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
