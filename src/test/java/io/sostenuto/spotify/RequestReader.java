package io.sostenuto.spotify;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads one HTTP/1.1 request with limits: 64 KiB of head, 1 MiB of body. */
final class RequestReader {

    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private int headLeft;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The next request, or null when the client has closed the connection between two requests. */
    Request read() throws IOException {
        headLeft = HEAD_LIMIT;
        var line = line();
        if (line == null) {
            return null;
        }
        var parts = line.split(" ");
        if (parts.length != 3) {
            throw new IOException("not an HTTP request");
        }
        var headers = headers();
        var target = parts[1];
        var mark = target.indexOf('?');
        return new Request(parts[0], mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1), headers, body(headers));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(); line != null && !line.isEmpty(); line = line()) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).trim().toLowerCase(), line.substring(colon + 1).trim());
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        return exactly(limited(Long.parseLong(headers.getOrDefault("content-length", "0"))));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            limited((long) body.size() + size);
            body.write(exactly(size));
            line();
        }
        headers(); // trailers, of no interest
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        var line = line();
        if (line == null) {
            throw new EOFException();
        }
        return limited(Long.parseLong(line.split(";")[0].trim(), 16));
    }

    private static int limited(long size) throws IOException {
        if (size < 0 || size > BODY_LIMIT) {
            throw new IOException("a body of " + size + " bytes");
        }
        return (int) size;
    }

    private byte[] exactly(int size) throws IOException {
        var bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new EOFException();
            }
            if (--headLeft < 0) {
                throw new IOException("a head that is too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
