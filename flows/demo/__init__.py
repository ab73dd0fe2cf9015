"""The demonstration: a small news site and an alert receiver on loopback, and one whole cycle between them."""
