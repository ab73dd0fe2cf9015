"""Reading pages, in worker processes: bytes to articles. `flows.extract` is the way in."""
