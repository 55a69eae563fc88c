#!/usr/bin/env bash
# Writes 1,000 scenarios of 5 steps, 10 files of 100, to the folder $1.
set -euo pipefail

mkdir -p "$1"
for file in {0..9}; do
  {
    printf 'Feature: Baskets, part %d\n' "$file"
    for scenario in {1..100}; do
      printf '\n  Scenario: Basket %d\n' "$scenario"
      printf '    Given an empty basket\n'
      printf '    When %d apples are added\n' "$scenario"
      printf '    And %d pears are added\n' "$file"
      printf '    Then the basket holds %d pieces\n' "$((scenario + file))"
      printf '    And the first piece is an "apple"\n'
    done
  } >"$1/baskets-$file.feature"
done
