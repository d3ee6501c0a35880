"""Mathematics written to be read: one idea a file, a formula and a source a function."""
