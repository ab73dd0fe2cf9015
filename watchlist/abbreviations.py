"""Nouns as hasty notes shorten them: bdr xing, airport rd ckpt, 4th Div."""

from collections.abc import Mapping

# What nothing else is called; and what only other words of a name make certain.
_ALONE = {
    "border": "bdr brdr",
    "crossing": "xing",
    "checkpoint": "ckpt chkpt chckpt",
    "checkpoints": "ckpts chkpts",
    "brigade": "bde bgd",
    "brigades": "bdes",
    "battalion": "btn",
    "regiment": "regt rgmt rgt",
    "hospital": "hosp",
    "garrison": "garr",
    "government": "govt gvt",
    "regime": "rgm",
    "movement": "mvmt",
    "compound": "cmpd",
    "warehouse": "whse",
    "warehouses": "whses",
    "building": "bldg",
    "tunnel": "tnl",
    "tunnels": "tnls",
    "soldier": "sldr",
    "soldiers": "sldrs",
    "artillery": "arty",
    "missile": "msl",
    "missiles": "msls",
    "rocket": "rkt",
    "rockets": "rkts",
    "weapons": "wpns",
    "positions": "posns",
    "headquarters": "hqs",
    "reinforcements": "reinf",
    "vehicle": "veh",
    "vehicles": "vehs",
    "truck": "trk",
    "trucks": "trks",
    "strike": "strk",
    "strikes": "strks",
    "airstrike": "airstrk",
    "airstrikes": "airstrks",
    "attack": "atk",
    "attacks": "atks",
    "attacked": "atkd",
    "helicopter": "helo",
    "helicopters": "helos",
    "countryside": "csd",
    "industrial": "indus",
    "centre": "ctr",
    "center": "ctr",
}
_BESIDE = {
    "checkpoint": "cp",
    "battalion": "bn batt",
    "battalions": "bns",
    "brigade": "brig",
    "division": "div",
    "squadron": "sqn",
    "national": "nat natl",
    "defence": "def",
    "defense": "def",
    "industrial": "ind",
    "military": "mil",
    "government": "gov",
    "regime": "reg",
    "forces": "fcs frcs",
    "force": "fce",
    "troops": "trps",
    "headquarters": "hq",
    "group": "grp",
    "airbase": "ab",
    "station": "stn sta",
    "pumping": "pump",
    "position": "pos posn",
    "positions": "pos",
    "points": "pts",
    "quarter": "qtr",
    "district": "dist",
    "neighbourhood": "nbhd",
    "road": "rd",
    "route": "rte",
    "routes": "rtes",
    "bridge": "brdg",
    "highway": "hwy",
    "facility": "fac",
    "facilities": "facs",
    "complex": "cplx",
    "building": "bld",
    "fighters": "ftrs",
    "commander": "cmdr cdr",
    "democratic": "dem",
    "revolutionary": "rev",
    "popular": "pop",
    "mobilization": "mob",
    "syrian": "syr",
    "iranian": "irn",
    "iraqi": "irq",
    "militia": "mil",
    "militias": "mils",
    "members": "mbrs",
    "coalition": "coal",
    "aircraft": "a/c",
    "airstrike": "a/s",
    "airport": "apt",
    "zone": "zn",
    "chamber": "chbr",
    "commerce": "comm",
    "islamic": "isl",
}


def _parted(said: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(short.replace("/", " ") for short in shorts.split()) for word, shorts in said.items()}


_SHORT_ALONE, _SHORT_BESIDE = _parted(_ALONE), _parted(_BESIDE)
_SHORTENED = frozenset(short for some in (_SHORT_ALONE, _SHORT_BESIDE) for words in some.values() for short in words)


def shortened(word: str, *, alone: bool) -> tuple[str, ...]:
    """The ways to shorten a folded Latin word; `alone`: where no other word of its name stands beside it."""
    return _SHORT_ALONE.get(word, ()) + (() if alone else _SHORT_BESIDE.get(word, ()))


def is_short(word: str) -> bool:
    """Whether a full stop may follow a folded word and end no sentence: ind. zone."""
    return word in _SHORTENED
