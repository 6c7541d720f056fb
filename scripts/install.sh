#!/bin/sh
# Bring .venv in line with a hashed lock, and install the project in it:  scripts/install.sh requirements/runtime.txt
# All it writes lies in the clone. It needs some python3, and for .venv a Python that pyproject.toml accepts.
set -eu
cd "$(dirname "$0")/.."
lock=$1
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

say() { printf '%s\n' "$*" >&2; }

suits() { # does this Python run, and is it one that pyproject.toml accepts? A pyenv shim may do neither.
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

find_python() {
    pyenv=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for candidate in python3.12 python3.13 python3 "$pyenv"/3.12.*/bin/python3 "$pyenv"/3.13.*/bin/python3; do
        if suits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "No Python 3.12 or 3.13 here; asking uv for one"
    scripts/uv.sh python install -q 3.12 && scripts/uv.sh python find --managed-python 3.12
}

with_uv() {
    suits .venv/bin/python || scripts/uv.sh venv -q --clear --python "$PYTHON" .venv || return 1
    export VIRTUAL_ENV="$PWD/.venv"
    scripts/uv.sh pip install -q --require-hashes --compile-bytecode -r "$lock" || return 1
    scripts/uv.sh pip install -q --no-deps --no-build-isolation -e .
}

with_pip() {
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR="$PWD/.newswire/cache/pip"
    if ! suits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        "$PYTHON" -m venv --clear .venv
    fi
    .venv/bin/pip install -qq --require-hashes -r "$lock"
    .venv/bin/pip install -qq --no-deps --no-build-isolation -e .
}

if ! PYTHON=$(find_python); then
    say "Newswire needs Python 3.12 or 3.13, and there is none on PATH or in pyenv's folder."
    say "Install one, for example with: pyenv install 3.12   or: uv python install 3.12   and run make again."
    exit 1
fi
export PYTHON
say "Installing $lock with $("$PYTHON" --version)"
if ! with_uv; then
    say "uv cannot be had or does not find the packages; installing with pip, which takes longer"
    with_pip
fi
.venv/bin/python -m compileall -q pipeline dags
