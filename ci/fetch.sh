#!/usr/bin/env bash
# Fetches the plan that the pull request of the commit GITHUB_SHA made, as $CAMPAIGN_CI_FOLDER/plan.json.
# Only a job of this very repository is believed, never a fork's. Without such a plan there is none, and it ends well.
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=ci/arguments.sh
source "$here/arguments.sh"
rm -f -- "$folder/plan.json"
exec "${PYTHON:-python3}" "$here/forge.py" fetch "campaign-$marker" "$folder/plan.json"
