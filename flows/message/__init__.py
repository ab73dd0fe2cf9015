"""What an alert says: facts frozen when it became due, and their rendering for a channel when it is sent.

    article, matches ── facts ──▶ ledger ── telling ──▶ lines ── writing ──▶ text │ Markdown │ HTML

What strangers wrote (headlines, snippets) is inert in every format: no markup, no link, no mention of people or groups,
no control or direction-changing characters. What we cannot do without, the source and the link, is never cut off.
"""

from flows.message.facts import content, trial
from flows.message.rendering import PLAINLY, Manner, Message, render
from flows.message.writing import Format

__all__ = ["PLAINLY", "Format", "Manner", "Message", "content", "render", "trial"]
