#!/bin/sh
# Bring .venv in line with a hashed lock, and install the project in it:  scripts/install.sh requirements/runtime.txt
# Everything it writes lies in the clone. It needs any python3, and for .venv a Python that pyproject.toml accepts.
set -eu
cd "$(dirname "$0")/.."
lock=$1
tools=$PWD/.newswire/tools
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR="$PWD/.newswire/cache/pip"
export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.newswire/cache/uv}" UV_PYTHON_INSTALL_DIR="$PWD/.newswire/python" UV_NO_PROGRESS=1

say() { printf '%s\n' "$*" >&2; }

suits() { # does this Python run, and is it one that pyproject.toml accepts? A pyenv shim may do neither.
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

find_python() {
    for candidate in python3.12 python3.13 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*/bin/python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3; do
        if suits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

find_uv() { # on PATH, or from the package index; prints nothing where neither works
    if uv --version >/dev/null 2>&1; then
        command -v uv
        return
    fi
    if [ ! -x "$tools/bin/uv" ]; then
        for python in "$1" python3; do
            rm -rf "$tools"
            if "$python" -m venv "$tools" >/dev/null 2>&1 && "$tools/bin/pip" install -qq uv >&2; then break; fi
        done
    fi
    if "$tools/bin/uv" --version >/dev/null 2>&1; then printf '%s\n' "$tools/bin/uv"; fi
}

pip_setting() { "$1" -m pip config list 2>/dev/null | sed -n "s/^[^.]*\.$2='\(.*\)'$/\1/p" | sed 's/\\n/ /g' | tail -n 1; }

adopt_pip_settings() { # uv does not read pip's configuration, and a machine's package index may be named only there
    if [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-}" ]; then return; fi
    index=${PIP_INDEX_URL:-$(pip_setting "$1" index-url)}
    extra=${PIP_EXTRA_INDEX_URL:-$(pip_setting "$1" extra-index-url)}
    links=${PIP_FIND_LINKS:-$(pip_setting "$1" find-links)}
    certificates=${PIP_CERT:-$(pip_setting "$1" cert)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -n "$extra" ]; then export UV_INDEX="$extra"; fi
    links=$(printf '%s' "$links" | tr ' ' ',')
    if [ -n "$links" ]; then export UV_FIND_LINKS="$links"; fi
    if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
    export UV_INDEX_STRATEGY=unsafe-best-match # all indexes count, as with pip; the hashes in the lock decide what is let in
}

with_uv() {
    adopt_pip_settings "$python"
    suits .venv/bin/python || "$uv" venv -q --clear --python "$python" .venv || return 1
    VIRTUAL_ENV=$PWD/.venv "$uv" pip install -qq --require-hashes --compile-bytecode -r "$lock" || return 1
    VIRTUAL_ENV=$PWD/.venv "$uv" pip install -qq --no-deps --no-build-isolation -e .
}

with_pip() {
    if ! suits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear .venv
    fi
    .venv/bin/pip install -qq --require-hashes -r "$lock"
    .venv/bin/pip install -qq --no-deps --no-build-isolation -e .
}

python=$(find_python)
uv=$(find_uv "${python:-python3}")
if [ -z "$python" ] && [ -n "$uv" ]; then
    say "No Python 3.12 or 3.13 here; asking uv for one"
    adopt_pip_settings python3
    if "$uv" python install -q 3.12 && python=$("$uv" python find --managed-python 3.12); then :; else python=; fi
fi
if [ -z "$python" ]; then
    say "Newswire needs Python 3.12 or 3.13, and there is none on PATH or in pyenv's folder."
    say "Install one, for example with: pyenv install 3.12   or: uv python install 3.12   and run make again."
    exit 1
fi
say "Installing $lock with $("$python" --version)"
if [ -z "$uv" ] || ! with_uv; then
    say "uv cannot be had or found no way to the packages; installing with pip, which takes longer"
    with_pip
fi
.venv/bin/python -m compileall -q pipeline dags
