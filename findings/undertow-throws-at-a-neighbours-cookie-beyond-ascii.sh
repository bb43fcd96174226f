#!/usr/bin/env bash
# One would guess: a header may hold octets beyond ASCII (obs-text, RFC 9110 section 5.5), so a cookie with one is some other
#   application's affair, and whoever asks for his own cookie gets it.
# What happens: Undertow reads all cookies of a request as soon as one is asked for, and throws an IllegalArgumentException
#   (UT000173) for the neighbour's. WildFly's Weld asks for the session's cookie at each request, which is then a 500 with a
#   stack trace, before any filter of the application.
# Why it matters here: cookies know no applications. One with an "e acute" from elsewhere on the host ends every session. So
#   web.xml takes the server's sessions, of which there are none, out of the cookies, and the product reads the Cookie header
#   itself (design.md, "what neighbours do to a request").
# Seen with Undertow 2.3.23.Final (that of WildFly 39.0.1) on OpenJDK 17: 200 without a look at cookies, 500 with one.
# Needs: a JDK 17 or newer with a compiler, and Maven. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>probe</groupId>
  <artifactId>probe</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.undertow</groupId><artifactId>undertow-core</artifactId><version>2.3.23.Final</version></dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat > Probe.java <<'JAVA'
import io.undertow.Undertow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

public class Probe {

    public static void main(String... which) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Undertow.builder().addHttpListener(port, "127.0.0.1", exchange -> {
            if (which[0].equals("cookie")) {
                exchange.getRequestCookie("ours");
            }
            exchange.setStatusCode(200);
        }).build().start();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: theirs=caf\u00e9; ours=x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            System.out.println(answer.split(" ", 3)[1]);
        }
        System.exit(0);
    }
}
JAVA
javac -encoding UTF-8 -cp 'lib/*' Probe.java
status() { java -cp '.:lib/*' Probe "$1" 2>/dev/null | tail -1; }
seen="without a look at cookies $(status none), with one $(status cookie)"
echo "$seen"
[ "$seen" = "without a look at cookies 200, with one 500" ]
