#!/bin/sh
# Run uv with the package index that pip is configured for:  scripts/uv.sh ARGUMENTS…
# uv is the one on PATH, or it is installed from the index into the clone. Status 127: it cannot be had.
set -eu
clone=$(cd "$(dirname "$0")/.." && pwd)
tools=$clone/.newswire/tools
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR="$clone/.newswire/cache/pip" UV_NO_PROGRESS=1
export UV_CACHE_DIR="${UV_CACHE_DIR:-$clone/.newswire/cache/uv}" UV_PYTHON_INSTALL_DIR="$clone/.newswire/python"

find_uv() {
    if uv --version >/dev/null 2>&1; then
        command -v uv
        return
    fi
    if ! "$tools/bin/uv" --version >/dev/null 2>&1; then
        rm -rf "$tools"
        "${PYTHON:-python3}" -m venv "$tools" >/dev/null 2>&1 && "$tools/bin/pip" install -qq uv >&2 || return 127
    fi
    printf '%s\n' "$tools/bin/uv"
}

pip_setting() {
    "${PYTHON:-python3}" -m pip config list 2>/dev/null | sed -n "s/^[^.]*\.$1='\(.*\)'$/\1/p" | sed 's/\\n/ /g' | tail -n 1
}

uv=$(find_uv) || exit 127
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-}" ]; then # uv does not read pip's settings
    index=${PIP_INDEX_URL:-$(pip_setting index-url)}
    certificates=${PIP_CERT:-$(pip_setting cert)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
    if [ "$1 ${2:-}" != "pip compile" ]; then # a lock is made from the main index alone; others may hold a part of it
        extra=${PIP_EXTRA_INDEX_URL:-$(pip_setting extra-index-url)}
        links=$(printf '%s' "${PIP_FIND_LINKS:-$(pip_setting find-links)}" | tr ' ' ',')
        if [ -n "$extra" ]; then export UV_INDEX="$extra"; fi
        if [ -n "$links" ]; then export UV_FIND_LINKS="$links"; fi
        export UV_INDEX_STRATEGY=unsafe-best-match # as with pip; the lock's hashes decide what is let in
    fi
fi
exec "$uv" "$@"
