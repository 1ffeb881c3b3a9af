#!/bin/sh
# The two roles of the application, when the database is made: neither is a superuser nor passes row-level security.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner_password="$(cat /run/secrets/postgres_owner)" --set app_password="$(cat /run/secrets/postgres_app)" <<'SQL'
CREATE ROLE twin_owner LOGIN PASSWORD :'owner_password' NOSUPERUSER NOBYPASSRLS;
CREATE ROLE twin_app LOGIN PASSWORD :'app_password' NOSUPERUSER NOBYPASSRLS;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE twin TO twin_owner;
GRANT CONNECT ON DATABASE twin TO twin_app;
GRANT USAGE, CREATE ON SCHEMA public TO twin_owner;
SQL
