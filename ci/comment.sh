#!/usr/bin/env bash
# Puts comment.md of CAMPAIGN_CI_FOLDER under the pull (or merge) request: written once, then changed (sticky).
# On GitHub: GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, CAMPAIGN_CI_REQUEST (its number).
# On GitLab: CAMPAIGN_CI_GITLAB_TOKEN, CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID.
# Who may not write (a fork's token) ends well: the plan stands in the job's summary and among its files.
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
exec "${PYTHON:-python3}" "$here/forge.py" comment "${CAMPAIGN_CI_FOLDER:-campaign-report}/comment.md"
