#!/usr/bin/env bash
# Validates the campaigns and tries their tests; needs no secret. Ends with the first exit code that isn't 0.
# Leaves validate.xml, validation.json and test.xml in CAMPAIGN_CI_FOLDER. Reads: see arguments.sh.
#   CAMPAIGN_CI_COMMAND  validate or test: only that; none: both
set -euo pipefail
# shellcheck source=ci/arguments.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/arguments.sh"

ended=0
if [ "${CAMPAIGN_CI_COMMAND:-validate}" = validate ]; then
    run validate campaign validate ${target[@]+"${target[@]}"} ${variables[@]+"${variables[@]}"} --marker "$marker" \
        --report "junit=$folder/validate.xml" --report "json=$folder/validation.json" \
        --report "markdown=$folder/comment.md" -- ${paths[@]+"${paths[@]}"}
    ended=$code
fi
if [ "${CAMPAIGN_CI_COMMAND:-test}" = test ]; then
    run test campaign test ${variables[@]+"${variables[@]}"} --report "junit=$folder/test.xml" -- ${paths[@]+"${paths[@]}"}
    [ "$ended" -ne 0 ] || ended=$code
fi
exit "$ended"
