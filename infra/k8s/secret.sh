#!/bin/sh
# Prints the secret that the manifests read, with new keys in it, to be made once and kept:
#   DATABASE_URL=… DATABASE_OWNER_URL=… REDIS_URL=… sh infra/k8s/secret.sh | kubectl create -f -
# Not `apply`: other master keys in their place would open none of the broker tokens and second factors sealed before.
set -eu
: "${DATABASE_URL:?of twin_app, as postgresql://user:password@host:5432/twin}"
: "${DATABASE_OWNER_URL:?of twin_owner, as postgresql://user:password@host:5432/twin}"
: "${REDIS_URL:?as redis://host:6379}"
master_keys=$(openssl rand -base64 32)
app_secret=$(openssl rand -hex 32)
metrics_token=$(openssl rand -hex 32)
ml_secret=$(openssl rand -hex 32)
cat <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: trading-twin
  namespace: trading-twin
stringData:
  database-url: '$DATABASE_URL'
  database-owner-url: '$DATABASE_OWNER_URL'
  redis-url: '$REDIS_URL'
  master-keys: '$master_keys'
  app-secret: '$app_secret'
  metrics-token: '$metrics_token'
  ml-secret: '$ml_secret'
YAML
