package io.sostenuto.egress;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lies between a node and Spotify on 127.0.0.1: it passes on what it gets, ends TLS where it is told to, and forgets
 * connections that were idle for long, as networks do: what is sent on them then is swallowed, and nobody is told.
 */
public final class Relay implements AutoCloseable {

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> offeredProtocols = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile Duration forgetsAfter = Duration.ofDays(1);

    /** One that speaks what its target speaks. */
    public Relay(int target) throws IOException {
        this(target, new ServerSocket(0, 200, InetAddress.getByAddress(new byte[]{127, 0, 0, 1})));
    }

    /** One that speaks TLS to its callers. */
    public Relay(int target, SSLContext tls) throws IOException {
        this(target, tls.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getByAddress(new byte[]{127, 0, 0, 1})));
    }

    private Relay(int target, ServerSocket listening) {
        this.target = target;
        this.listening = listening;
        daemon(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public void forgetsAfter(Duration idle) {
        forgetsAfter = idle;
    }

    /** @return how many connections were made since the start */
    int connections() {
        return connections.get();
    }

    /** @return how many connections were forgotten and then written to */
    int swallowed() {
        return swallowed.get();
    }

    /** @return the protocols that callers offered by ALPN */
    List<String> offeredProtocols() {
        return List.copyOf(offeredProtocols);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var caller = listening.accept();
                daemon(() -> connect(caller));
            } catch (IOException closing) {
                // the condition tells whether it was the end
            }
        }
    }

    private void connect(Socket caller) {
        open.add(caller);
        try {
            if (caller instanceof SSLSocket tls) {
                tls.setHandshakeApplicationProtocolSelector((socket, offered) -> {
                    offeredProtocols.addAll(offered);
                    return offered.contains("h2") ? "h2" : "";
                });
                tls.startHandshake();
            }
            var server = new Socket(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), target);
            open.add(server);
            connections.incrementAndGet();
            var last = new AtomicLong(System.nanoTime());
            var forgotten = new AtomicBoolean();
            daemon(() -> pass(caller, server, last, forgotten));
            daemon(() -> pass(server, caller, last, forgotten));
        } catch (IOException refused) {
            end(caller);
        }
    }

    private void pass(Socket from, Socket to, AtomicLong last, AtomicBoolean forgotten) {
        var bytes = new byte[64 * 1024];
        try {
            for (var read = from.getInputStream().read(bytes); read >= 0; read = from.getInputStream().read(bytes)) {
                if (System.nanoTime() - last.get() > forgetsAfter.toNanos() && !forgotten.getAndSet(true)) {
                    swallowed.incrementAndGet();
                }
                if (!forgotten.get()) {
                    last.set(System.nanoTime());
                    to.getOutputStream().write(bytes, 0, read);
                    to.getOutputStream().flush();
                }
            }
        } catch (IOException gone) {
            // both ends are closed below
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException closed) {
            // closed is what was asked for
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(this::end);
    }
}
