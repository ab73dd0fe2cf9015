"""A demonstration: one whole cycle over a small news site of our own on loopback."""
