package io.sostenuto.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy on 127.0.0.1, as companies have them: it connects for TLS, and passes on requests for plain HTTP. */
public final class ForwardProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;

    public ForwardProxy() throws IOException {
        daemon(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** @return method and target of each request, in their order */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void refuse(boolean all) {
        refusing = all;
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
            var head = head(caller.getInputStream());
            var words = head.split(" ", 3);
            asked.add(words[0] + " " + words[1]);
            if (refusing) {
                write(caller.getOutputStream(), "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
            var isTunnel = words[0].equals("CONNECT");
            var target = URI.create(isTunnel ? "tunnel://" + words[1] : words[1]);
            try (var server = new Socket(target.getHost(), target.getPort())) {
                if (isTunnel) {
                    write(caller.getOutputStream(), "HTTP/1.1 200 Connection established\r\n\r\n");
                } else {
                    write(server.getOutputStream(), words[0] + " " + target.getRawPath() + " "
                            + words[2].replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                }
                daemon(() -> pass(server, caller));
                caller.getInputStream().transferTo(server.getOutputStream());
            }
        } catch (IOException gone) {
            // whoever asked finds the connection closed
        }
    }

    private static String head(InputStream request) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var octet = request.read();
            if (octet < 0) {
                throw new IOException("half a head");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pass(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // both ends are closed
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
