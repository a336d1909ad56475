#!/usr/bin/env bash
# The training run of the Dockerfile: Recua starts, loads the sample and stops, on a MariaDB of the distribution, which
# exists for each architecture. The JVM writes its AOT cache while it ends.
#   train.sh APP     APP: the folder of recua.jar, jvm.options and the cache; runs in the folder of the test classes
set -euo pipefail
APP=$1
PORT=${PORT:-3306}
DATA=$(mktemp -d)

cat >"$DATA/accounts.sql" <<'SQL'
create database recua character set utf8mb4;
create user recua@'127.0.0.1' identified by 'recua';
grant all on *.* to recua@'127.0.0.1';
SQL

mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$DATA/data" --auth-root-authentication-method=normal >/dev/null
mariadbd --no-defaults --user="$(id -un)" --datadir="$DATA/data" --socket="$DATA/socket" --pid-file="$DATA/pid" \
  --bind-address=127.0.0.1 --port="$PORT" --skip-name-resolve --local-infile=1 --init-file="$DATA/accounts.sql" 2>"$DATA/log" &
SERVER=$!
trap 'kill $SERVER; wait $SERVER || true; rm -rf "$DATA"' EXIT
until mariadb --no-defaults --host=127.0.0.1 --port="$PORT" --user=recua --password=recua --execute='select 1' >/dev/null 2>&1; do
  kill -0 $SERVER || { cat "$DATA/log"; exit 1; }
  sleep 0.2
done

java -cp "test-classes:classes:lib/*" \
  -Drecua.sample=test-classes/sample/nuevas_filas.csv.gz \
  -Drecua.test.database="jdbc:mysql://127.0.0.1:$PORT/recua" \
  io.recua.TrainingRun \
  java "@$APP/jvm.options" "-XX:AOTCacheOutput=$APP/recua.aot" -jar "$APP/recua.jar"
