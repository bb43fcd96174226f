package io.sostenuto.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy on 127.0.0.1 between the nodes and PostgreSQL, with the faults of a network. */
final class Proxy implements AutoCloseable {

    private final ServerSocket listening;
    private final int target;
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

    /** The next COMMIT of a transaction that has said this is passed on, and its answer is lost with the connection. */
    void loseAnswerOfCommitAfter(String statement) {
        armed = statement;
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
        daemon(() -> toServer(client, server));
        daemon(() -> toClient(client, server));
    }

    private void toServer(Socket client, Socket server) {
        var said = false;
        var bytes = new byte[64 * 1024];
        try {
            for (var read = client.getInputStream().read(bytes); read >= 0; read = client.getInputStream().read(bytes)) {
                var text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
                said |= armed != null && text.contains(armed);
                server.getOutputStream().write(bytes, 0, read);
                if (said && text.contains("COMMIT")) {
                    armed = null;
                    fired.incrementAndGet();
                    reset(client);
                    Thread.sleep(200); // the server commits meanwhile; its answer finds nobody
                    break;
                }
            }
        } catch (IOException gone) {
            // both ends are closed below
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        end(client, server);
    }

    private void toClient(Socket client, Socket server) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException gone) {
            // both ends are closed below
        }
        end(client, server);
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
