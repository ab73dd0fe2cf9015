"""Reading what lists news, sound or broken: bytes to entries, entries to links. `flows.discover` is the way in."""
