#!/bin/sh
# Starts or resumes the bundled training run:  sh start.sh MINUTES [more words for farface train …]
# Needs a Linux of the same processor with sh, cat, tar, sha256sum and timeout; no network. Results: result/
set -eu
cd "$(dirname "$0")"
minutes=${1:?"Say for how many minutes: sh start.sh 60"}
shift
if [ ! -e bundle/words ]; then
  sha256sum -c --quiet SHA256SUMS || { echo 'A piece is damaged or lacks: copy it again.' >&2; exit 1; }
  rm -rf bundle.new && mkdir bundle.new
  cat bundle.part-* | tar -xf - -C bundle.new
  mv bundle.new bundle
fi
cd bundle
[ ! -e run/checkpoint.safetensors ] || set -- --resume "$@"
# A run that is resumed begins as its checkpoint, not as other weights.
words=$(if [ -e run/checkpoint.safetensors ]; then sed '/^--start-from$/,+1d' words; else cat words; fi)
code=0
# shellcheck disable=SC2086 # a word a line, without blanks
timeout -s INT -k 300 "${minutes}m" ./bin/node farface/dist/cli/main.js $words "$@" || code=$?
rm -rf ../result && mkdir ../result
cp -r run/. ../result/
echo "The run is in $(cd .. && pwd)/result" >&2
# Stopped by the clock, it has saved all the same.
case $code in 124 | 130) exit 0 ;; *) exit "$code" ;; esac
