"""What Landbridge keeps: one SQLite file, the evidence beside it, and the review site over both."""
