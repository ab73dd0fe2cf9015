"""The outside world and the order of the work: sources, stages, flows and the command line."""
