#!/bin/sh
# Builds what the image runs, in the folder it is called in. `npm run image` tries it without a container engine.
set -eu
npm install --no-save --ignore-scripts --no-audit --no-fund
node packages/launcher/bin/ensure.js --build
# The second install keeps what the two processes import, and nothing that builds or tests.
rm -rf node_modules
npm install --no-save --ignore-scripts --no-audit --no-fund --omit=dev \
  --workspace apps/bff --workspace prisma --workspace packages/shared --workspace packages/engine \
  --workspace packages/formats
