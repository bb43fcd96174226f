package io.sostenuto.web.boundary;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A form as it comes: who sends it slowly, or too much of it, holds no thread of the server's. The product reads it itself, because
 * a server would write what it cannot read into its log.
 */
public final class FormBody implements ReadListener {

    private static final int MOST_OCTETS = 16 * 1024;
    private static final int BUFFER = 4 * 1024;

    private final ServletInputStream source;
    /** As it was announced. */
    private final long length;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final int most;
    private final CompletableFuture<Optional<byte[]>> whole = new CompletableFuture<>();

    private FormBody(ServletInputStream source, long length, int most) {
        this.source = source;
        this.length = length;
        this.most = most;
    }

    /**
     * @param request asynchronous already
     * @return each parameter with its values; empty where there is too much of it, or it is no form, or its sender goes away
     */
    public static CompletionStage<Optional<Map<String, List<String>>>> of(HttpServletRequest request) throws IOException {
        return octets(request, MOST_OCTETS).thenApply(octets -> octets.flatMap(read -> parameters(new String(read, StandardCharsets.UTF_8))));
    }

    /**
     * @return it as it was sent; empty where there are more octets of it, or nobody has announced how many, or its sender goes away.
     * Without a length Payara may hold back the end of it until something else comes
     */
    public static CompletionStage<Optional<byte[]>> octets(HttpServletRequest request, int most) throws IOException {
        var length = request.getContentLengthLong();
        if (length > most || length <= 0) {
            return CompletableFuture.completedFuture(length == 0 ? Optional.of(new byte[0]) : Optional.empty());
        }
        var body = new FormBody(request.getInputStream(), length, most);
        body.source.setReadListener(body);
        return body.whole.minimalCompletionStage();
    }

    /** What was announced is all. Payara says that all is finished before any of it is read, so that is not asked. */
    @Override
    public void onDataAvailable() throws IOException {
        var buffer = new byte[BUFFER];
        while (!whole.isDone() && source.isReady()) {
            var count = source.read(buffer);
            octets.write(buffer, 0, Math.max(0, count));
            if (octets.size() > most) {
                whole.complete(Optional.empty());
            } else if (count < 0 || octets.size() == length) {
                onAllDataRead();
            }
        }
    }

    /** One that breaks off is none (RFC 9112 section 8). */
    @Override
    public void onAllDataRead() {
        whole.complete(Optional.of(octets.toByteArray()).filter(all -> all.length == length));
    }

    @Override
    public void onError(Throwable goneAway) {
        whole.complete(Optional.empty());
    }

    static Optional<Map<String, List<String>>> parameters(String form) {
        var all = new HashMap<String, List<String>>();
        try {
            for (var pair : form.split("&")) {
                var parts = pair.split("=", 2);
                if (!pair.isEmpty()) {
                    all.computeIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), name -> new ArrayList<>())
                            .add(parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                }
            }
            return Optional.of(all);
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
    }
}
