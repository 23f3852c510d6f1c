"""`python -m autograd_widgets` is the same as `autograd-widgets`."""

from __future__ import annotations

import sys

from autograd_widgets.cli import main

if __name__ == "__main__":
    sys.exit(main())
