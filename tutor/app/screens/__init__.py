"""The screens: where widgets are laid out and wired to the run."""
