"""The far side of mail channels on loopback: a real SMTP server that takes what it gets, refuses it or vanishes.

The far side of every other channel is `tests.flows.loopback.Loopback`.
"""

import asyncio
import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Mailbox:
    """A mail server: a context manager that listens on 127.0.0.1."""

    recipient: str = "250 OK"  # what a recipient is answered …
    recipients: dict[str, str] = field(default_factory=dict)  # … unless the address has an answer of its own
    text: str = "250 OK"  # what the text of a mail is answered
    vanish: bool = False  # whether it hangs up in place of that
    password: str = ""  # what a user has to say, if anything
    mails: list[EmailMessage] = field(default_factory=list)  # as they arrived

    def __enter__(self) -> "Mailbox":
        def right(server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
            return AuthResult(success=said.password == self.password.encode(), handled=False)

        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), authenticator=right, auth_require_tls=False
        )
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def url(self, *recipients: str, password: str = "") -> str:
        """The Apprise URL of a channel that mails through this server."""
        user = f"watch:{password}@" if password else ""
        to = ",".join(recipients or ("editor@example.org",))
        return (
            f"mailto://{user}127.0.0.1:{self._controller.port}"
            f"?smtp=127.0.0.1&mode=insecure&from=watch@example.org&to={to}"
        )

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipients.get(address, self.recipient)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.mails.append(mail)
        answer = await self.answer(mail)
        if not answer:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    async def answer(self, mail: EmailMessage) -> str:
        """What the text of this mail is answered; "" hangs up in place of that."""
        return "" if self.vanish else self.text


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
