"""Published results, measured again: claims with numbers, settings with sources, verdicts."""
