"""How it is told whether two articles tell the same piece of news."""
