"""Somebody before the review site: asks for pages, and sends their forms as a browser would."""

import asyncio
import re
from html import unescape
from typing import Any

from storage.review.site import Site

OWN = {"sec-fetch-site": "same-origin"}
TOKEN = "a token that nobody guesses"


class Visitor:
    """Keeps cookies. `runner` runs the site in this process."""

    def __init__(self, site: Site, runner: asyncio.Runner) -> None:
        self._site = site
        self._runner = runner
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **more: Any) -> Any:
        return self._keep(self._runner.run(self._site.client.get(path, cookies=self.cookies, **more)))

    def post(self, path: str, fields: dict[str, Any] | None = None, headers: dict[str, str] = OWN) -> Any:
        """Send a form with the CSRF token that this visitor has, unless `fields` hold another."""
        data = {"csrftoken": self.cookies.get("ds_csrftoken", ""), **(fields or {})}
        return self._keep(
            self._runner.run(self._site.client.post(path, data=data, headers=headers, cookies=self.cookies))
        )

    def sign_in(self, name: str, token: str = TOKEN, back: str = "/stories") -> Any:
        """Fill in the form, with the token that stands in it."""
        found = re.search(r'name="csrftoken" value="([^"]+)"', self.get("/sign-in").text)
        assert found
        return self.post("/sign-in", {"csrftoken": unescape(found[1]), "name": name, "token": token, "next": back})

    def _keep(self, answer: Any) -> Any:
        self.cookies.update(answer.cookies.items())
        return answer
