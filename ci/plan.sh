#!/usr/bin/env bash
# What a pull request shows: validates, tries the tests, plans. Needs no secret and sends nothing. Reads: arguments.sh.
# Leaves in CAMPAIGN_CI_FOLDER: plan.json for `apply --plan`, plan-report.json, comment.md, validate.xml, test.xml.
# Ends with the first exit code that isn't 0; comment.md says what is wrong in any case.
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=ci/arguments.sh
source "$here/arguments.sh"
unset CAMPAIGN_CI_COMMAND

rm -f -- "$folder/plan.json"
run check bash "$here/check.sh"
checked=$code

summary=()
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || summary=(--summary)
run plan campaign plan ${target[@]+"${target[@]}"} ${ledger[@]+"${ledger[@]}"} ${variables[@]+"${variables[@]}"} ${further[@]+"${further[@]}"} \
    --out "$folder/plan.json" --marker "$marker" ${summary[@]+"${summary[@]}"} \
    --report "json=$folder/plan-report.json" --report "markdown=$folder/comment.md" -- ${paths[@]+"${paths[@]}"}
planned=$code

if [ "$checked" -ne 0 ] && [ "$planned" -eq 0 ]; then
    printf '\n**The checks before the plan ended with %s: see the log of this job.**\n' "$checked" >>"$folder/comment.md"
fi
[ "$checked" -ne 0 ] || checked=$planned
exit "$checked"
