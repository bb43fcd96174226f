package io.sostenuto.operations.control;

import io.sostenuto.operations.entity.ConfigurationException;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The JVM sends a POST again by itself where the connection is closed unanswered; with a refresh token that may be the
 * end of a grant. It is switched off, and whether it really is gets tried: the switch is read once, by whichever
 * application of the server comes first.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-6382788">JDK-6382788</a>
 */
final class SilentResend {

    private static final Logger LOG = Logger.getLogger(SilentResend.class.getName());
    private static final String SWITCH = "sun.net.http.retryPost";
    private static final int MILLIS = 300;
    /** In no header. */
    private static final int BODY = '~';

    private final FutureTask<Integer> posts = new FutureTask<>(SilentResend::posts);

    private SilentResend() {
    }

    /** Begins to try it. */
    static SilentResend off() {
        if (System.getProperty(SWITCH) == null) {
            System.setProperty(SWITCH, "false");
        }
        var trial = new SilentResend();
        new Thread(trial.posts, "sostenuto-resend-try").start();
        return trial;
    }

    /** Waits for the end of it. @throws ConfigurationException where the JVM would send a POST twice */
    void check() {
        if (tried() > 1) {
            throw new ConfigurationException(SWITCH, "should be false: start the JVM with -D" + SWITCH + "=false");
        }
    }

    private int tried() {
        try {
            return posts.get();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** @return how often one POST arrives at a server that closes the connection unanswered; 1 where it cannot be tried */
    private static int posts() {
        try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(MILLIS);
            var counted = new FutureTask<>(() -> count(server));
            new Thread(counted, "sostenuto-resend-check").start();
            post(server.getLocalPort());
            server.close(); // a second one would have come before that was over
            return counted.get();
        } catch (Exception notTried) {
            LOG.log(Level.WARNING, "Whether the JVM sends a POST twice could not be tried: {0}", notTried.toString());
            return 1;
        }
    }

    private static int count(ServerSocket server) throws IOException {
        var posts = 0;
        while (posts < 2) {
            try (var caller = server.accept()) {
                caller.setSoTimeout(MILLIS);
                posts += arrived(caller.getInputStream()) ? 1 : 0;
            } catch (SocketException | SocketTimeoutException nobodyElse) {
                break;
            }
        }
        return posts;
    }

    /** @return whether a whole request came */
    private static boolean arrived(InputStream request) throws IOException {
        var octet = request.read();
        while (octet >= 0 && octet != BODY) {
            octet = request.read();
        }
        return octet == BODY;
    }

    private static void post(int port) throws IOException {
        var address = new URL("http", InetAddress.getLoopbackAddress().getHostAddress(), port, "/");
        var connection = (HttpURLConnection) address.openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        try (var body = connection.getOutputStream()) {
            body.write(BODY);
        }
        try {
            connection.getResponseCode();
        } catch (IOException unanswered) {
            connection.disconnect(); // as it should be
        }
    }
}
