"""The same checks by an older release of the `anthropic` package, which speaks the older version of the API."""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["CLIENTS_CACHE"], "older"))

import anthropic  # noqa: E402
from anthropic_python import main  # noqa: E402

if __name__ == "__main__":
    if not anthropic.__file__.startswith(os.environ["CLIENTS_CACHE"] + "/older/"):
        sys.exit(f"not the older package: {anthropic.__file__}")
    main()
