#!/usr/bin/env bash
# One would guess: the connectTimeout of java.net.http.HttpClient bounds the whole way to a connection that can be used:
#   TCP, the proxy's answer to CONNECT, and TLS.
# What happens: it bounds TCP and TLS. A proxy that takes the TCP connection and does not answer CONNECT is bounded by the
#   request's own timeout alone, and is told as "HTTP connect timed out" when that one has run out.
# Why it matters here: a refresh token must not leave after the deadline of its attempt. The time for a connection is two
#   fifths of it, so that none is made later; through such a proxy one can be. So the product looks at the deadline once
#   more before the body, and withholds it (design.md, "a request on its way that nobody owns").
# Seen with OpenJDK 17.0.15 and Temurin 25.0.3: TLS 2.4 to 2.5 s, proxy 8.0 to 8.1 s, with 2 s to connect and 8 s to answer.
# Needs: a JDK 17 or newer with a compiler. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/Probe.java" <<'JAVA'
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

public class Probe {

    public static void main(String... arguments) throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Socket> taken = new ArrayList<>();
            var acceptor = new Thread(() -> {
                try {
                    while (true) {
                        taken.add(silent.accept());
                    }
                } catch (java.io.IOException closed) {
                    // the end
                }
            });
            acceptor.setDaemon(true);
            acceptor.start();
            var port = silent.getLocalPort();
            var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2));
            System.out.println(System.getProperty("java.vm.version"));
            var tls = millis("TLS that is not answered", client.build(), "https://127.0.0.1:" + port + "/");
            var proxy = millis("CONNECT that is not answered", client.proxy(ProxySelector.of(
                    new InetSocketAddress("127.0.0.1", port))).build(), "https://host.example/");
            System.exit(tls < 6_000 && proxy > 6_000 ? 0 : 1);
        }
    }

    private static long millis(String what, HttpClient client, String url) {
        var begun = System.nanoTime();
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(8))
                .POST(HttpRequest.BodyPublishers.ofString("x")).build();
        String end;
        try {
            end = "answered " + client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join().statusCode();
        } catch (CompletionException failed) {
            end = failed.getCause().toString();
        }
        var millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        System.out.println(what + ": " + millis + " ms, " + end);
        return millis;
    }
}
JAVA
java "$folder/Probe.java"
