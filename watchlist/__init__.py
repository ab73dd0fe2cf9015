"""The nouns of Landbridge, what is watched, and how a name is found in a text and why.

Pure: no HTTP, no SQLite, no Prefect, no clock.
"""
