package io.sostenuto.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A TCP proxy on 127.0.0.1 between the nodes and PostgreSQL, with the faults of a network. */
final class Proxy implements AutoCloseable {

    private final ServerSocket listening;
    private volatile int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger fired = new AtomicInteger();
    private volatile boolean refusing;
    private volatile String armed;

    Proxy(int target) throws IOException {
        this.target = target;
        listening = new ServerSocket(0, 200, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Resets what is open and every new connection, until {@link #mend()}. */
    void cut() {
        refusing = true;
        open.forEach(Proxy::reset);
    }

    void mend() {
        refusing = false;
    }

    /** Leads to another server from now on; what is open is reset. */
    void lead(int port) {
        target = port;
        open.forEach(Proxy::reset);
    }

    /**
     * The next UPDATE with this among what it writes is done and committed, and its answer is lost with the connection.
     * The statement's own text is no sign: a driver that has prepared it does not send it again.
     */
    void loseAnswerOfUpdateWith(String value) {
        armed = value;
    }

    /** @return how often an armed fault has fired */
    int fired() {
        return fired.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                if (refusing) {
                    reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException closing) {
                // the condition tells whether it was the end
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var server = new Socket(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        var said = new AtomicBoolean();
        daemon(() -> toServer(client, server, said));
        daemon(() -> toClient(client, server, said));
    }

    private void toServer(Socket client, Socket server, AtomicBoolean said) {
        pass(client, server, text -> {
            if (armed != null && text.contains(armed)) {
                said.set(true);
            }
            return true;
        });
    }

    private void toClient(Socket client, Socket server, AtomicBoolean said) {
        pass(server, client, text -> {
            if (!said.get() || !text.contains("UPDATE 1")) {
                return true;
            }
            armed = null;
            fired.incrementAndGet();
            reset(client);
            return false;
        });
    }

    /** Passes bytes on for as long as both ends are there and {@code goesOn} lets them. */
    private void pass(Socket from, Socket to, Predicate<String> goesOn) {
        var bytes = new byte[64 * 1024];
        try {
            for (var read = from.getInputStream().read(bytes); read >= 0; read = from.getInputStream().read(bytes)) {
                if (!goesOn.test(new String(bytes, 0, read, StandardCharsets.ISO_8859_1))) {
                    break;
                }
                to.getOutputStream().write(bytes, 0, read);
            }
        } catch (IOException gone) {
            // both ends are closed below
        }
        end(from, to);
    }

    private void end(Socket client, Socket server) {
        for (var socket : new Socket[]{client, server}) {
            open.remove(socket);
            try {
                socket.close();
            } catch (IOException closed) {
                // closed is what was asked for
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // closed is what was asked for
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(Proxy::reset);
    }
}
