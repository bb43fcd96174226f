package io.sostenuto.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server of this machine that can fall silent: the kernel then answers no new connection at all. */
final class Dam implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MOST_TO_FILL = 16;

    private final ServerSocket listening = new ServerSocket(0, 1, LOOPBACK);
    private final int target;
    private final Set<Socket> passing = ConcurrentHashMap.newKeySet();
    private final List<Socket> filling = new ArrayList<>();
    private int dropped;
    private boolean open = true;
    /** Whether the acceptor has one in its hands, and so takes no other out of the queue. */
    private boolean holding;

    Dam(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Ends what is connected, and fills the queue of those who want to be: no further one gets an answer from the kernel. */
    synchronized void shut() throws IOException, InterruptedException {
        open = false;
        filling.add(connected());
        while (!holding) {
            wait();
        }
        end(passing);
        while (dropped == 0) {
            if (filling.size() > MOST_TO_FILL) {
                throw new IOException("the queue does not fill");
            }
            try {
                filling.add(connected());
            } catch (SocketTimeoutException silent) {
                dropped++;
            }
        }
    }

    private Socket connected() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(LOOPBACK, listening.getLocalPort()), 500);
        return socket;
    }

    /** From now on connections are taken again. */
    synchronized void open() {
        end(filling);
        open = true;
        notifyAll();
    }

    /** @return how many tries to connect were seen to get no answer */
    synchronized int droppedConnections() {
        return dropped;
    }

    private static void end(Collection<Socket> sockets) {
        sockets.forEach(Dam::close);
        sockets.clear();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                waitUntilOpen();
                var server = new Socket(LOOPBACK, target);
                passing.add(client);
                passing.add(server);
                daemon(() -> pass(client, server));
                daemon(() -> pass(server, client));
            } catch (IOException | InterruptedException ended) {
                // the condition tells whether it was the end
            }
        }
    }

    private synchronized void waitUntilOpen() throws InterruptedException {
        while (!open) {
            holding = true;
            notifyAll();
            wait();
        }
        holding = false;
    }

    private static void pass(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // both are closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // closed is what was asked for
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "dam");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() throws IOException {
        listening.close();
        open();
        end(passing);
    }
}
