package io.sostenuto.spotify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One TCP connection of a client, with the ways to end it that a network has. */
final class Connection implements AutoCloseable {

    private static final int IDLE_MILLIS = 5 * 60 * 1000;

    private final long id;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(long id, Socket socket) throws IOException {
        this.id = id;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(IDLE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    long id() {
        return id;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    void send(Response response) throws IOException {
        var head = response.head(response.body().length);
        var whole = new byte[head.length + response.body().length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(response.body(), 0, whole, head.length, response.body().length);
        write(whole);
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits until the client gives up, or somebody closes this connection. */
    void awaitEnd() throws IOException {
        socket.setSoTimeout(0);
        while (in.read() >= 0) {
            // whatever the client still says, nobody answers
        }
    }

    /** Lets a connection live however long nothing is said. */
    void patient() throws IOException {
        socket.setSoTimeout(0);
    }

    /** Ends the connection with RST in place of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // closed is what was asked for
        }
    }
}
