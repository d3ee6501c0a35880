"""`python -m tutor` is `mlpath-tutor`."""

import sys

from tutor.cli import main

sys.exit(main())
