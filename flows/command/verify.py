"""`landbridge verify`: proves the evidence."""

import json
from dataclasses import asdict

import click

from flows.command.main import pass_home
from flows.command.progress import Progress
from flows.home import Home
from flows.terminal import counted, harmless
from storage.database import read_database
from storage.proof import Proof, prove


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def verify(home: Home, as_json: bool) -> None:
    """Prove the evidence: each row against the chain, each kept response against its SHA-256.

    Exits 1 at the first break, and names it. Keep the last digest elsewhere: whoever has it can tell later whether
    anything before it was changed or taken out.
    """
    db = read_database(home.database)
    try:
        with Progress() as bar:
            proof = prove(db, home.evidence, bar.show)
    finally:
        db.close()
    click.echo(json.dumps(_as_json(proof), ensure_ascii=False, indent=2) if as_json else harmless(_in_words(proof)))
    if proof.broken:
        raise SystemExit(1)


def _in_words(proof: Proof) -> str:
    if proof.broken:
        one = proof.broken
        return f"BROKEN  at evidence {one.evidence}, {one.file}: {one.what}\n        {one.url}"
    said = [
        f"OK  {counted(proof.rows, 'row')} of evidence, {counted(proof.responses, 'response')},"
        f" {proof.bytes / 1e6:.1f} MB: all as they were taken"
    ]
    if proof.rows:
        said.append(f"    last digest {proof.end}")
    if proof.uncited:
        said.append(
            f"    {counted(proof.uncited, 'record')} in the files that no row names: another database's, or a cycle's"
            " that is on"
        )
    return "\n".join(said)


def _as_json(proof: Proof) -> dict[str, object]:
    return {"ok": proof.broken is None, **asdict(proof)}
