#!/usr/bin/env bash
# Checks that a release binary is hardened. Usage: check_hardening.sh BINARY [COMPILE_COMMANDS.json]
# Prints what is missing and exits 1.
set -euo pipefail

binary=$1
commands=${2:-}
missing=0

want() { # want WHAT PATTERN TEXT
  if ! grep -Eq -- "$2" <<<"$3"; then
    echo "check_hardening: $binary: $1 is missing"
    missing=1
  fi
}

want "PIE" "Type: +DYN" "$(readelf -hW "$binary")"
segments=$(readelf -lW "$binary")
want "RELRO" "GNU_RELRO" "$segments"
want "a stack that is not executable" "GNU_STACK .* RW " "$segments"
want "immediate binding" "BIND_NOW|FLAGS_1.*NOW" "$(readelf -dW "$binary")"
symbols=$(readelf -sW --dyn-syms "$binary")
want "the stack protector" "__stack_chk_fail" "$symbols"
# These need not leave a symbol: the flags of every file are looked at.
if [ -n "$commands" ]; then
  for flag in -fstack-clash-protection "-fcf-protection=full|-mbranch-protection=standard" -D_FORTIFY_SOURCE=3; do
    if [ "$(grep '"command".*\.cc"' "$commands" | grep -Evc -- "$flag")" != 0 ]; then
      echo "check_hardening: $commands: a file is compiled without $flag"
      missing=1
    fi
  done
fi
exit $missing
