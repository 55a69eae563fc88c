#!/usr/bin/env bash
# Plays both contestants of each bench in turn and prints what they cost. See README.md.
# usage: benches/run.sh [sso-sign-in|runner-overhead|webhook-deliveries|oidc-logins]...   (all, if none is named; ROUNDS=5 of each)
set -euo pipefail

benches=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benches")
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
export BIN=$CARGO_TARGET_DIR/release BENCHES=$benches
rounds=${ROUNDS:-5}
# A run that takes longer is stuck.
export LIMIT=300

work=$(mktemp -d)
export WORK=$work
started=()
clean_up() {
  for pid in "${started[@]}"; do
    kill "$pid" && wait "$pid" || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

side_by_side() {
  "$BIN/side-by-side" --rounds "$rounds" --logs "$CARGO_TARGET_DIR/benches/$bench" "$@"
}

prepare() {
  # The same versions of everything as in the command itself.
  cp "$root/Cargo.lock" "$benches/Cargo.lock"
  cargo build --quiet --release --manifest-path "$root/Cargo.toml" --bin conformance
  cargo build --quiet --release --manifest-path "$root/Cargo.toml" --package mock-idp
  cargo build --quiet --release --manifest-path "$benches/Cargo.toml"
  if ! (cd "$benches" && npm ls >"$work/npm.log" 2>&1); then
    (cd "$benches" && npm ci >"$work/npm.log" 2>&1) || { cat "$work/npm.log" >&2; exit 1; }
  fi
}

# Starts the embedded deployment on free ports, and writes a profile of it.
deploy() {
  export CLERK_SECRET_KEY=sk_test_embedded CHROMIUM=${CHROMIUM:-$(command -v chromium)}
  "$BIN/conformance" app --port 0 --clerk-port 0 --idp-port 0 >"$work/app.log" &
  started+=($!)
  for _ in {1..100}; do
    if grep -q '^stop it' "$work/app.log"; then break; fi
    sleep 0.1
  done
  address() { sed -n "s/^$1  *\(http[^ ]*\).*/\1/p" "$work/app.log" | sed 's:/$::'; }
  APP_URL=$(address app) CLERK_URL=$(address 'Clerk stand-in') IDP_URL=$(address 'identity provider')
  export APP_URL CLERK_URL IDP_URL
  [[ -n $APP_URL ]] || { echo "error: the deployment did not start" >&2; exit 1; }
  cat >"$work/deployment.toml" <<TOML
[app]
kind = "url"
url = "$APP_URL"

[clerk]
backend_api = "$CLERK_URL"
secret_key_env = "CLERK_SECRET_KEY"

[identity_provider]
url = "$IDP_URL"
strategy = "oauth_custom_acme"
TOML
}

sso_sign_in() {
  deploy
  side_by_side --title 'One SSO sign-in, 30 times, 2 workers' --scenarios 30 \
    'clerk-conformance=exec timeout $LIMIT "$BIN/conformance" "$BENCHES/sso-sign-in" \
      --target "$WORK/deployment.toml" --workers 2 --output "$WORK/report"' \
    'Playwright=exec timeout $LIMIT node "$BENCHES/sso-sign-in/playwright.mjs" 30 2 "$WORK/pictures"'
}

runner_overhead() {
  "$benches/runner-overhead/features.sh" "$work/features"
  export CUCUMBER=$benches/node_modules/@cucumber/cucumber/bin/cucumber.js
  side_by_side --title '1,000 scenarios of 5 steps that do nothing' --scenarios 1000 \
    'clerk-conformance=exec timeout $LIMIT "$BIN/runner-overhead" "$WORK/features" "$WORK/report"' \
    'cucumber-js, the same four reports=exec timeout $LIMIT node "$CUCUMBER" "$WORK/features" \
      --import "$BENCHES/runner-overhead/cucumber-js/steps.mjs" --format json:"$WORK/cucumber.json" \
      --format junit:"$WORK/cucumber.xml" --format html:"$WORK/cucumber.html" \
      --format message:"$WORK/cucumber.ndjson"' \
    'cucumber-js, no report=exec timeout $LIMIT node "$CUCUMBER" "$WORK/features" \
      --import "$BENCHES/runner-overhead/cucumber-js/steps.mjs"'
}

# The same payload, signed and posted to the same sink, which has to have taken each of them.
webhook_deliveries() {
  export CLERK_WEBHOOK_SIGNING_SECRET=whsec_ZW1iZWRkZWQtc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Rz
  "$BIN/webhook-deliveries" >"$work/sink" &
  started+=($!)
  for _ in {1..100}; do
    if [[ -s $work/sink ]]; then break; fi
    sleep 0.1
  done
  SINK=$(cat "$work/sink")
  export SINK EVENT=subscriptionItem.active
  [[ -n $SINK ]] || { echo "error: the sink did not start" >&2; exit 1; }
  "$BIN/conformance" send "$EVENT" --print >"$work/payload.json"
  for count in 10000 100000; do
    export COUNT=$count
    side_by_side --title "$COUNT signed deliveries, 50 at a time" --deliveries "$COUNT" \
      'clerk-conformance=timeout $LIMIT "$BIN/conformance" send "$EVENT" --url "$SINK" --count "$COUNT" --in-flight 50 \
        && [[ $(curl -s "$SINK/taken") = "$COUNT" ]]' \
      'svix for Node=timeout $LIMIT node "$BENCHES/webhook-deliveries/svix.mjs" "$WORK/payload.json" "$COUNT" 50 "$SINK" \
        && [[ $(curl -s "$SINK/taken") = "$COUNT" ]]'
  done
}

# The same relying party at three providers; then ours again, for long.
oidc_logins() {
  local ours='mock-idp=exec "$BIN/mock-idp" --port "$PORT" --config "$BENCHES/oidc-logins/mock-idp.toml"'
  "$BIN/oidc-logins" --rounds "$rounds" --logins 1000 "$ours" \
    'oauth2-mock-server=exec node "$BENCHES/node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs" \
      -a 127.0.0.1 -p "$PORT"' \
    'oidc-provider=exec node "$BENCHES/oidc-logins/oidc-provider.mjs" "$PORT"'
  "$BIN/oidc-logins" --rounds 1 --logins 100000 "$ours"
}

if [[ $# -eq 0 ]]; then set -- sso-sign-in runner-overhead webhook-deliveries oidc-logins; fi
for bench in "$@"; do
  case $bench in
    sso-sign-in | runner-overhead | webhook-deliveries | oidc-logins) ;;
    *) sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2 ;;
  esac
done
prepare
for bench in "$@"; do
  "${bench//-/_}"
done
