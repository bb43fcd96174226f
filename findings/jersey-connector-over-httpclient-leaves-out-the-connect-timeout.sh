#!/usr/bin/env bash
# One would guess: connectTimeout of a JAX-RS client bounds the connection with each of Jersey's connectors, as it does with
#   the default one.
# What happens: jersey-jnh-connector, the one over java.net.http.HttpClient, leaves it out, whether it is set at the builder
#   or as a property. A connection that nobody accepts ends with the read timeout.
# Why it matters here: a refresh token must not leave after the deadline of its attempt. With this connector a connection
#   could still be made, and the POST sent, when the caller had been told long ago and the lease was given back. The runnable
#   jar brings a connector of its own (HttpClientConnector).
# Seen with Jersey 3.1.11 on OpenJDK 17.0.15, 1 s to connect and 8 s to read, about 1 s for the first client included:
#   default connector: 2092 ms, java.net.SocketTimeoutException: Connect timed out
#   jersey-jnh-connector: 8603 ms, java.net.http.HttpConnectTimeoutException: HTTP connect timed out
# Needs: a JDK 17 or newer with a compiler, Maven, Linux (a full backlog drops what would connect). Exits with 0 while it is
# so, with 1 when it has changed.
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
    <dependency>
      <groupId>org.glassfish.jersey.connectors</groupId>
      <artifactId>jersey-jnh-connector</artifactId>
      <version>3.1.11</version>
    </dependency>
    <dependency>
      <groupId>org.glassfish.jersey.inject</groupId>
      <artifactId>jersey-hk2</artifactId>
      <version>3.1.11</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat > Probe.java <<'JAVA'
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

public class Probe {

    public static void main(String... arguments) throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            fill(full.getLocalPort(), waiting);
            var url = "http://127.0.0.1:" + full.getLocalPort() + "/";
            var standard = millis("default connector", new HttpUrlConnectorProvider(), url);
            var httpClient = millis("jersey-jnh-connector", new JavaNetHttpConnectorProvider(), url);
            System.exit(standard < 5_000 && httpClient > 7_000 ? 0 : 1);
        }
    }

    /** Until one more is not let in. */
    private static void fill(int port, List<Socket> waiting) throws IOException {
        while (waiting.size() < 100) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 300);
                waiting.add(socket);
            } catch (java.net.SocketTimeoutException isFull) {
                return;
            }
        }
        throw new IOException("the backlog has no end here");
    }

    private static long millis(String what, ConnectorProvider connector, String url) {
        Client client = ClientBuilder.newBuilder().withConfig(new ClientConfig().connectorProvider(connector))
                .connectTimeout(1, TimeUnit.SECONDS).readTimeout(8, TimeUnit.SECONDS).build();
        var begun = System.nanoTime();
        String end;
        try {
            end = "answered " + client.target(url).request().get().getStatus();
        } catch (ProcessingException failed) {
            end = String.valueOf(failed.getCause());
        }
        var millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        System.out.println(what + ": " + millis + " ms, " + end);
        return millis;
    }
}
JAVA
java -cp 'lib/*' Probe.java
