#!/usr/bin/env bash
# Installs `campaign` into a venv of its own and puts it on the PATH of the steps that follow.
#   CAMPAIGN_CI_VERSION  what pip installs, e.g. campaign-runner==0.1.0; none: the program beside this script
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
venv=${CAMPAIGN_CI_VENV:-${RUNNER_TEMP:-${TMPDIR:-/tmp}}/campaign-venv}
python=${PYTHON:-python3}

"$python" -m venv "$venv"
if [ -n "${CAMPAIGN_CI_VERSION:-}" ]; then
    "$venv/bin/pip" install --quiet --disable-pip-version-check -- "$CAMPAIGN_CI_VERSION"
else
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements/run.txt"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps "$here"
fi
[ -z "${GITHUB_PATH:-}" ] || echo "$venv/bin" >>"$GITHUB_PATH"
"$venv/bin/campaign" --version
