#!/usr/bin/env bash
# The check of a pull request: reviews the change from BASE to HEAD, shows it where the service shows such things, and
# fails when it must not be merged. It reads both versions from git's objects and runs nothing that they contain.
#
#   BASE, HEAD     revisions (HEAD: the current commit)
#   PLANT          folder of the plant (.)
#   FAIL_ON        least severity that fails (high)
#   OUT            folder for the files (zonewright-review)
#   FLOWS          captures and logs, one a line; must not come from the change
#   APPROVED_BY    who agreed, one a line; with it, missing approvals of zone owners fail
#   APPROVALS      true: on GitHub, who approved exactly HEAD, which must be a full hash; needs what COMMENT needs
#   COMMENT        true: write one comment on GitHub; needs PULL_REQUEST (its number), GH_TOKEN and `gh`
#   ZONEWRIGHT     the program (zonewright)
set -euo pipefail

read -r -a zonewright <<<"${ZONEWRIGHT:-zonewright}"
out="${OUT:-zonewright-review}"
arguments=(--plant "${PLANT:-.}" --out "$out" --fail-on "${FAIL_ON:-high}")
while IFS= read -r flow; do [ -z "$flow" ] || arguments+=(--flows "$flow"); done <<<"${FLOWS:-}"
if [ "${APPROVALS:-false}" = true ]; then
  # The last word of each reviewer counts, and only on what is reviewed here: approving an older version says nothing of it.
  reviews="repos/${GITHUB_REPOSITORY:?}/pulls/${PULL_REQUEST:?the number of the pull request}/reviews"
  states='.[] | select(.commit_id == env.HEAD and (.state | IN("APPROVED", "CHANGES_REQUESTED", "DISMISSED"))) | .state + " " + .user.login'
  said="$(gh api "$reviews" --paginate --jq "$states")" || { echo "the approvals cannot be read with this token, so there is none"; said=; }
  APPROVED_BY="$(awk '{ last[$2] = $1 } END { for (name in last) if (last[name] == "APPROVED") print name }' <<<"$said")"
fi
if [ -n "${APPROVED_BY+set}" ]; then
  arguments+=(--approved-by '')
  while IFS= read -r name; do [ -z "$name" ] || arguments+=(--approved-by "$name"); done <<<"$APPROVED_BY"
fi

code=0
"${zonewright[@]}" review "${BASE:?the revision that the change starts from}" "${HEAD:-HEAD}" "${arguments[@]}" || code=$?
# 2: nothing could run, and there is nothing to show.
[ "$code" -lt 2 ] || exit "$code"

if [ -n "${GITHUB_ACTIONS:-}" ]; then cat "$out/annotations.txt"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/comment.md" >>"$GITHUB_STEP_SUMMARY"; fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "folder=$out" >>"$GITHUB_OUTPUT"; fi

# One comment, which each push replaces: it is found by its author and its first line, which others could write too. A fork's token may not write; the check still says all.
if [ "${COMMENT:-false}" = true ] && [ -n "${PULL_REQUEST:-}" ] && [ -n "${GH_TOKEN:-}" ]; then
  marker="$(head -n 1 "$out/comment.md")"
  comments="repos/${GITHUB_REPOSITORY:?}/issues/$PULL_REQUEST/comments"
  known="$(MARKER="$marker" gh api "$comments" --paginate --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARKER))) | .id' | head -n 1)" || known=unreadable
  case "$known" in
    unreadable) echo "the comments cannot be read with this token, so none was written" ;;
    '') gh api "$comments" --silent -F "body=@$out/comment.md" || echo "no comment was written: this token may not" ;;
    *) gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --silent -F "body=@$out/comment.md" ||
      echo "the comment was not replaced: this token may not" ;;
  esac
fi
exit "$code"
