package io.sostenuto.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request as it is written to the wire, well formed or not, and what comes back. */
record RawCall(String method, String target, List<String> headers, String body) {

    /** @param headers by name, whatever its case; of several with one name the last */
    record Reply(int status, Map<String, String> headers, String body) {

        static Reply read(String text) {
            var parts = text.split("\r\n\r\n", 2);
            var lines = parts[0].split("\r\n");
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            for (var line = 1; line < lines.length; line++) {
                headers.put(lines[line].replaceFirst(":.*", ""), lines[line].replaceFirst("[^:]*: *", ""));
            }
            var body = parts.length < 2 ? "" : parts[1];
            return new Reply(Integer.parseInt(lines[0].split(" ")[1]), headers,
                    "chunked".equals(headers.get("Transfer-Encoding")) ? joined(body) : body);
        }

        private static String joined(String chunks) {
            var body = new StringBuilder();
            for (var rest = chunks; !rest.startsWith("0\r\n"); ) {
                var length = Integer.parseInt(rest.substring(0, rest.indexOf('\r')), 16);
                var begin = rest.indexOf('\n') + 1;
                body.append(rest, begin, begin + length);
                rest = rest.substring(begin + length + 2);
            }
            return body.toString();
        }
    }

    String path() {
        return target.replaceFirst("[?#].*", "");
    }

    /** @return what the server answered before it closed the connection; status 0 where it only closed it */
    Reply send(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? new Reply(0, Map.of(), "") : Reply.read(answer);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String text() {
        var octets = body.getBytes(StandardCharsets.UTF_8).length;
        return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + octets + "\r\n"
                + String.join("", headers.stream().map(header -> header + "\r\n").toList()) + "\r\n" + body;
    }
}
