"""A run's numbers in the files of other tools, written as the run goes on."""
