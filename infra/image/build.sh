#!/bin/sh
# Builds what the image runs, in the folder it is called in: the same commands that the image's first stage runs, so
# that they can be tried without a container engine. Leaves only what is needed at run time.
set -eu
npm install --no-save --ignore-scripts --no-audit --no-fund
node packages/launcher/bin/ensure.js --build
# The second install keeps what the two processes import, and nothing that builds or tests.
rm -rf node_modules
npm install --no-save --ignore-scripts --no-audit --no-fund --omit=dev \
  --workspace apps/bff --workspace prisma --workspace packages/shared --workspace packages/engine \
  --workspace packages/formats
