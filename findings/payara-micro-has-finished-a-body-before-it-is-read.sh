#!/usr/bin/env bash
# One would guess: ServletInputStream.isFinished() says that all of a request's body has been read (its Javadoc in Servlet 6.0), so
#   a ReadListener that reads while isReady() and not isFinished() gets the whole body.
# What happens: in Payara Micro isFinished() is true as soon as all has been received, before any of it was read. Such a listener
#   reads nothing, and onAllDataRead does not come either.
# Why it matters here: forms arrive empty. The product counts the octets that Content-Length announced, and asks isReady() alone
#   (FormBody).
# Seen with Payara Micro 6.2025.10 on OpenJDK 17, for a form of 7 octets: finished before it is read: true, read: 0
#   octets, told that all is read: false.
# Needs: a JDK 17 or newer with a compiler, Maven and curl. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" || true; wait "$server" || true; fi; rm -rf "$folder"' EXIT
cd "$folder"
copy() { mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy "-Dartifact=$1" -DoutputDirectory=. -Dmdep.stripVersion=true; }
copy fish.payara.extras:payara-micro:6.2025.10
copy jakarta.servlet:jakarta.servlet-api:6.0.0
mkdir -p war/WEB-INF/classes
cat > Probe.java <<'JAVA'
import jakarta.servlet.ReadListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@WebServlet(urlPatterns = "/probe", asyncSupported = true)
public class Probe extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var waiting = request.startAsync();
        var source = request.getInputStream();
        source.setReadListener(new ReadListener() {
            private Boolean finished;
            private int octets;
            private volatile boolean told;

            @Override
            public void onDataAvailable() throws IOException {
                if (finished == null) {
                    finished = source.isFinished();
                    CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(this::answer);
                }
                var buffer = new byte[64];
                while (source.isReady() && !source.isFinished()) {
                    var count = source.read(buffer);
                    if (count < 0) {
                        return;
                    }
                    octets += count;
                }
            }

            @Override
            public void onAllDataRead() {
                told = true;
            }

            @Override
            public void onError(Throwable failure) {
                failure.printStackTrace();
            }

            private void answer() {
                try {
                    response.getWriter().println("finished before it is read: " + finished + ", read: " + octets
                            + " octets, told that all is read: " + told);
                    waiting.complete();
                } catch (IOException gone) {
                    throw new java.io.UncheckedIOException(gone);
                }
            }
        });
    }
}
JAVA
javac -encoding UTF-8 -cp jakarta.servlet-api.jar -d war/WEB-INF/classes Probe.java
jar --create --file ROOT.war -C war .
cat > Free.java <<'JAVA'
class Free {
    public static void main(String... none) throws Exception {
        try (var one = new java.net.ServerSocket(0)) {
            System.out.println(one.getLocalPort());
        }
    }
}
JAVA
port=$(java Free.java)
java -Djava.io.tmpdir=. -jar payara-micro.jar --nohazelcast --disablephonehome --noCluster --rootDir root --port "$port" \
    --contextroot / --deploy ROOT.war > log 2>&1 & server=$!
for _ in $(seq 240); do grep -q "ready in" log && break; kill -0 "$server"; sleep 0.5; done
seen=$(curl --silent --show-error --max-time 20 --data 'a=b&c=d' "http://127.0.0.1:$port/probe")
echo "$seen"
[ "$seen" = "finished before it is read: true, read: 0 octets, told that all is read: false" ]
