package io.sostenuto.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A request whose body goes on for as long as somebody writes it. Nobody waits for a server that does not read it. */
final class UnendingBody implements AutoCloseable {

    private static final ByteBuffer OCTETS = ByteBuffer.allocateDirect(1 << 18);

    private final SocketChannel channel;
    private long taken;
    private boolean closed;

    UnendingBody(int port, String path) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nSostenuto-Client: 1\r\nContent-Length: "
                + Integer.MAX_VALUE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
    }

    /** Writes as much of the next piece as is taken at once. */
    void goOn() {
        try {
            taken += closed ? 0 : channel.write(OCTETS.duplicate());
        } catch (IOException byTheServer) {
            closed = true;
        }
    }

    /** @return octets of the body */
    long taken() {
        return taken;
    }

    boolean wasClosed() {
        return closed;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
