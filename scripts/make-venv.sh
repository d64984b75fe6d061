#!/bin/sh
# Make .venv, or say in one sentence why that cannot be done.
set -u
python="${PYTHON:-python3}"

if ! command -v "$python" >/dev/null 2>&1; then
  echo "Kompas needs Python 3.11, 3.12 or 3.13, and no '$python' was found; install it, or run: make PYTHON=/path/to/python3 chat" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
  found=$("$python" -c 'import platform; print(platform.python_version())')
  echo "Kompas needs Python 3.11, 3.12 or 3.13, and '$python' is $found; run: make PYTHON=/path/to/python3.11 chat" >&2
  exit 1
fi
if ! (mkdir -p .venv && : >.venv/.writable) 2>/dev/null; then
  echo "Kompas cannot write in this folder, so .venv cannot be made here; allow writing or copy the project to another folder." >&2
  exit 1
fi
rm -f .venv/.writable
if ! "$python" -m venv .venv >.venv/make-venv.log 2>&1; then
  echo "Python could not make a virtual environment (on Debian and Ubuntu: apt install python3-venv); details are in .venv/make-venv.log" >&2
  exit 1
fi
touch .venv/.python
