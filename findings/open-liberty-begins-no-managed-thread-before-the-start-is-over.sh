#!/usr/bin/env bash
# One would guess: a thread of the default ManagedThreadFactory runs as soon as it is started, also while the application
#   starts.
# What happens: Open Liberty lets it wait until the application's start is over. Who waits for it in a
#   ServletContextListener, or in an observer of @Initialized(ApplicationScoped.class), waits in vain. A plain thread runs.
# Why it matters here: at the start the product tries whether a POST is sent twice, beside the rest of the start, and waits
#   for the outcome before it lets anybody in. On managed threads that start never came to its end. It uses threads of its own.
# Seen with Open Liberty 26.0.0.3 on OpenJDK 17.0.15:
#   plain thread: ran while the application started
#   managed thread: did not run within 5 s of the start; ran when it was over
# Needs: a JDK 17 or newer with a compiler, Maven. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
dependency() {
  mvn --batch-mode --quiet "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:$1" -Dartifact="$2" -DoutputDirectory="$3"
}
dependency unpack io.openliberty:openliberty-runtime:26.0.0.3:zip "$folder"
dependency copy jakarta.platform:jakarta.jakartaee-api:10.0.0 "$folder/lib"
server=wlp/usr/servers/probe
mkdir -p $server/dropins classes/WEB-INF/classes
cat > $server/server.xml <<'XML'
<server>
  <featureManager>
    <feature>servlet-6.0</feature>
    <feature>concurrent-3.0</feature>
  </featureManager>
  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="0" httpsPort="-1"/>
</server>
XML
cat > Probe.java <<'JAVA'
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@WebListener
public class Probe implements ServletContextListener {

    @Resource
    private ManagedThreadFactory factory;

    @Override
    public void contextInitialized(ServletContextEvent start) {
        try {
            var plain = new CountDownLatch(1);
            new Thread(plain::countDown).start();
            tell("plain thread: " + (plain.await(5, TimeUnit.SECONDS) ? "ran while the application started" : "did not run"));
            var managed = new CountDownLatch(1);
            factory.newThread(() -> {
                managed.countDown();
                tell("managed thread: runs");
            }).start();
            tell("managed thread: " + (managed.await(5, TimeUnit.SECONDS) ? "ran while the application started"
                    : "did not run within 5 s of the start"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        tell("the start is over");
    }

    private static void tell(String what) {
        System.out.println("PROBE " + what);
    }
}
JAVA
javac -d classes/WEB-INF/classes -cp lib/jakarta.jakartaee-api-10.0.0.jar Probe.java
jar cf $server/dropins/probe.war -C classes .
timeout 60 wlp/bin/server run probe > run.log 2>&1 &
running=$!
for _ in $(seq 100); do
  if [ "$(grep -c 'PROBE' run.log)" -ge 4 ]; then break; fi
  sleep 0.5
done
wlp/bin/server stop probe > /dev/null 2>&1 || true
wait "$running" || true
grep -o 'PROBE.*' run.log
[ "$(grep -o 'PROBE.*' run.log | sed -n 2,4p | tr '\n' ';')" = \
  "PROBE managed thread: did not run within 5 s of the start;PROBE the start is over;PROBE managed thread: runs;" ]
