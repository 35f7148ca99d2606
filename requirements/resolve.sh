#!/bin/sh
# Resolve the locked requirements anew: hashes for every platform, nothing younger than a week.
set -eu
cd "$(dirname "$0")/.."
newest=$(date -d '7 days ago' +%F)
common="--universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate --no-emit-index-url"
# shellcheck disable=SC2086
uv pip compile -q pyproject.toml $common --exclude-newer "$newest" -o requirements/run.lock
# shellcheck disable=SC2086
uv pip compile -q pyproject.toml --extra dev $common --exclude-newer "$newest" -o requirements/dev.lock
