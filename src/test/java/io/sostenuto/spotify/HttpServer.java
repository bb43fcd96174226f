package io.sostenuto.spotify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A small HTTP/1.1 server on 127.0.0.1: keep-alive, one daemon thread a connection, handlers may misuse the socket. */
final class HttpServer implements AutoCloseable {

    /** Answers one request, or ends the connection. */
    interface Handler {
        void handle(Request request, Connection connection) throws IOException;
    }

    private final Handler handler;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final int port;
    private volatile ServerSocket listening;

    HttpServer(int port, Handler handler) {
        this.handler = handler;
        listening = listen(port);
        this.port = listening.getLocalPort();
        acceptFrom(listening);
    }

    int port() {
        return port;
    }

    /** Listens again after {@link #close()}, on the same port. */
    synchronized void reopen() {
        if (listening.isClosed()) {
            listening = listen(port);
            acceptFrom(listening);
        }
    }

    @Override
    public synchronized void close() {
        try {
            listening.close();
        } catch (IOException alreadyGone) {
            // closed is what was asked for
        }
        open.forEach(Connection::close);
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1000);
            return socket;
        } catch (IOException taken) {
            throw new UncheckedIOException("port " + port + " is taken", taken);
        }
    }

    private void acceptFrom(ServerSocket server) {
        daemon("stand-in-accept", () -> {
            while (!server.isClosed()) {
                try {
                    serve(server.accept(), server);
                } catch (IOException closing) {
                    // the loop's condition tells whether it was the end
                }
            }
        });
    }

    private void serve(Socket socket, ServerSocket server) throws IOException {
        var connection = new Connection(ids.incrementAndGet(), socket);
        open.add(connection);
        if (server.isClosed()) {
            connection.close();
        }
        daemon("stand-in-" + connection.id(), () -> talk(connection));
    }

    private void talk(Connection connection) {
        try (connection) {
            var reader = new RequestReader(connection.in(), connection.out());
            for (var request = reader.read(); request != null; request = reader.read()) {
                handler.handle(request, connection);
                if (!connection.isOpen() || request.wantsClose()) {
                    return;
                }
            }
        } catch (IOException | NumberFormatException gone) {
            // a client that left or talked nonsense gets no answer
        } finally {
            open.remove(connection);
        }
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
