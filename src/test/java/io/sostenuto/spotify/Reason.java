package io.sostenuto.spotify;

import java.util.Map;

/** Reason phrases of the status codes that the stand-in uses. */
final class Reason {

    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(101, "Switching Protocols"), Map.entry(200, "OK"), Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"), Map.entry(303, "See Other"), Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"), Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"), Map.entry(408, "Request Timeout"),
            Map.entry(429, "Too Many Requests"), Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"), Map.entry(503, "Service Unavailable"), Map.entry(504, "Gateway Timeout"));

    private Reason() {
    }

    static String of(int status) {
        return PHRASES.getOrDefault(status, "Status");
    }
}
