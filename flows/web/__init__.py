"""Asking the web: checked addresses, good manners, bounded answers. `flows.fetch` is the way in."""
