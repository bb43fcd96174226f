package io.sostenuto.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One caller's connection, kept alive: a plain socket, so that a thousand of them cost next to nothing. */
final class Wire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 40_000;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

    /** @param head in lower case */
    record Answer(int status, String head, String body) {
    }

    private final int port;
    private Socket socket;
    private InputStream in;

    Wire(String server) throws IOException {
        port = URI.create(server).getPort();
        open();
    }

    private void open() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One request on a connection of its own. */
    static Answer once(String server, byte[] request) throws IOException {
        try (var wire = new Wire(server)) {
            wire.send(request);
            return wire.read();
        }
    }

    /** A POST without a body, in octets. @param headers whole lines */
    static byte[] post(String path, String... headers) {
        return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nSostenuto-Client: bench\r\nContent-Length: 0\r\n"
                + Stream.of(headers).map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    void send(byte[] request) throws IOException {
        if (socket.isClosed()) {
            open(); // the server ends a connection after so many requests
        }
        socket.getOutputStream().write(request);
    }

    /** @return whether nothing was answered yet */
    boolean isSilent() throws IOException {
        return in.available() == 0;
    }

    Answer read() throws IOException {
        var head = upTo("\r\n\r\n").toLowerCase(Locale.ROOT);
        var length = LENGTH.matcher(head);
        var body = length.find() ? take(Integer.parseInt(length.group(1)))
                : head.contains("transfer-encoding: chunked") ? chunks() : "";
        if (head.contains("\r\nconnection: close")) {
            close();
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, body);
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        for (var size = -1; size != 0; ) {
            size = Integer.parseInt(upTo("\r\n").strip(), 16);
            body.append(take(size));
            upTo("\r\n");
        }
        return body.toString();
    }

    private String upTo(String end) throws IOException {
        var read = new ByteArrayOutputStream(512);
        for (var matched = 0; matched < end.length(); ) {
            var octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended in an answer: " + read);
            }
            read.write(octet);
            matched = octet == end.charAt(matched) ? matched + 1 : octet == end.charAt(0) ? 1 : 0;
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private String take(int length) throws IOException {
        var octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException("the connection ended in a body");
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
