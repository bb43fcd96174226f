package io.sostenuto.operations.start;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A far side on loopback that ends a POST's connection unanswered, as its Authorization header says, and counts the POSTs. */
final class TrialListener implements AutoCloseable {

    static final String CLOSE = "close";
    static final String RESET = "reset";
    /** Answered once as many have come as are answered, so that each has a connection of its own. */
    static final String ANSWER = "answer";
    /** Of a request's body: in no header. */
    static final String END = "the-end-of-the-trial";

    private static final Pattern TRIAL = Pattern.compile("(?im)^authorization: (.*?)\\s*$");
    private static final byte[] NOTHING =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);
    private static final int MILLIS = 3_000;

    private final ServerSocket listening = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    private final Map<String, Integer> posts = new ConcurrentHashMap<>();
    private final CountDownLatch answered = new CountDownLatch(2);

    TrialListener() throws IOException {
        daemon(this::accept);
    }

    URI address() {
        var host = listening.getInetAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listening.getLocalPort());
    }

    /** @return how often the POST arrived that came most often */
    int most() {
        return posts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var caller = listening.accept();
                daemon(() -> serve(caller));
            } catch (IOException closing) {
                // the condition tells whether it was the end
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            caller.setSoTimeout(MILLIS);
            for (var trial = trial(caller.getInputStream()); !trial.isEmpty(); trial = trial(caller.getInputStream())) {
                posts.merge(trial, 1, Integer::sum);
                if (!trial.startsWith(ANSWER)) {
                    caller.setSoLinger(trial.startsWith(RESET), 0);
                    return;
                }
                answered.countDown();
                if (answered.await(MILLIS, TimeUnit.MILLISECONDS)) {
                    caller.getOutputStream().write(NOTHING);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // what has come is counted
        }
    }

    /** @return which trial a whole request belongs to; empty at the end of the connection */
    private static String trial(InputStream request) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(END) < 0) {
            var octet = request.read();
            if (octet < 0) {
                return "";
            }
            text.append((char) octet);
        }
        var named = TRIAL.matcher(text);
        return named.find() ? named.group(1) : "unnamed";
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "sostenuto-resend-trial");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
