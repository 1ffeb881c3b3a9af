#!/bin/sh
# Makes the secrets of this installation, each once and readable by their owner alone. Nothing has a default.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
for name in postgres_admin postgres_owner postgres_app app_secret metrics_token ml_secret grafana_admin; do
  [ -s "secrets/$name" ] || openssl rand -hex 32 > "secrets/$name"
done
# Whoever loses it loses the broker tokens and second factors that it seals.
[ -s secrets/master_keys ] || openssl rand -base64 32 > secrets/master_keys
[ -s secrets/database_url ] ||
  printf 'postgresql://twin_app:%s@postgres:5432/twin' "$(cat secrets/postgres_app)" > secrets/database_url
[ -s secrets/database_owner_url ] ||
  printf 'postgresql://twin_owner:%s@postgres:5432/twin' "$(cat secrets/postgres_owner)" > secrets/database_owner_url
# Containers read them under accounts of their own; the folder itself stays closed to everyone else.
chmod 644 secrets/*
