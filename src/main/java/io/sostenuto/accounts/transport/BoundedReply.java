package io.sostenuto.accounts.transport;

import io.sostenuto.storage.time.Deadline;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP answer read into memory, with bounds: 64 KiB and a deadline, whatever the far side sends.
 *
 * @param end how the body ended
 */
public record BoundedReply(int status, Optional<String> retryAfter, String body, End end) {

    private static final int LONGEST = 64 * 1024;

    /** What the end of a body says about the body. @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112 section 6.3</a> */
    public enum End {
        /** As its length or its last chunk said. */
        WHOLE,
        /** With the connection: nothing tells whether that was the end. */
        UNSAID,
        /** The connection broke before. */
        CUT
    }

    /** One that is whole. */
    public BoundedReply(int status, Optional<String> retryAfter, String body) {
        this(status, retryAfter, body, End.WHOLE);
    }

    /**
     * Reads an answer that is on its way. What is still open at the deadline is closed, so that no thread waits on.
     *
     * @param closing runs the closing, which may wait
     * @return the answer; it fails with what the transport said, an {@link UncheckedIOException} where the body is slower
     * than the deadline, or a {@link java.util.concurrent.TimeoutException}
     */
    public static CompletableFuture<BoundedReply> within(Duration time, CompletionStage<Response> coming, Executor closing) {
        return within(Deadline.in(time, System::nanoTime), coming, closing);
    }

    /** The same, by the deadline's own clock. */
    public static CompletableFuture<BoundedReply> within(Deadline deadline, CompletionStage<Response> coming, Executor closing) {
        var open = new AtomicReference<Response>();
        var reply = coming.thenApply(response -> {
            open.set(response);
            return read(response, deadline);
        }).toCompletableFuture().orTimeout(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        reply.whenComplete((read, failure) -> {
            if (failure != null && open.get() != null) {
                closing.execute(open.get()::close);
            }
        });
        coming.thenAccept(late -> {
            if (reply.isCompletedExceptionally()) {
                closing.execute(late::close);
            }
        });
        return reply;
    }

    /**
     * Reads the answer to its end. A body beyond the bound is left unread and counts as an empty one.
     *
     * @throws UncheckedIOException where the body is too slow
     */
    private static BoundedReply read(Response response, Deadline deadline) {
        try (response; var stream = response.readEntity(InputStream.class)) {
            var content = stream == null ? new Content(new byte[0], false) : bounded(stream, deadline);
            var isShort = content.cut || isShorterThanSaid(response, content);
            if (content.isCompressed()) {
                content = bounded(new GZIPInputStream(new ByteArrayInputStream(content.bytes)), deadline);
            }
            return new BoundedReply(response.getStatus(),
                    retryAfter(response),
                    new String(content.bytes, StandardCharsets.UTF_8),
                    isShort || content.cut ? End.CUT : isFramed(response) ? End.WHOLE : End.UNSAID);
        } catch (IOException slowOrNoArchive) {
            throw new UncheckedIOException(slowOrNoArchive);
        }
    }

    /** Some transports do not notice. What they decompress themselves has another length than was said. */
    private static boolean isShorterThanSaid(Response response, Content content) {
        return response.getHeaderString(HttpHeaders.CONTENT_ENCODING) == null && !content.isTooLong
                && content.bytes.length < response.getLength();
    }

    private static boolean isFramed(Response response) {
        return response.getLength() >= 0 || response.getHeaderString("Transfer-Encoding") != null
                || response.getStatus() == 204 || response.getStatus() == 304;
    }

    private record Content(byte[] bytes, boolean cut, boolean isTooLong) {

        Content(byte[] bytes, boolean cut) {
            this(bytes, cut, false);
        }

        boolean isCompressed() {
            return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        }
    }

    /** @return as it was sent, a date in seconds by the clock of who sent it, where that told it: ours may be set wrongly */
    private static Optional<String> retryAfter(Response response) {
        var sent = Optional.ofNullable(response.getHeaderString(HttpHeaders.RETRY_AFTER)).map(String::strip);
        return sent.map(text -> instant(text).flatMap(then -> Optional.ofNullable(response.getHeaderString(HttpHeaders.DATE))
                .flatMap(BoundedReply::instant).map(now -> String.valueOf(Math.max(0, Duration.between(now, then).toSeconds()))))
                .orElse(text));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    private static Content bounded(InputStream stream, Deadline deadline) throws IOException {
        var bytes = new byte[LONGEST + 1];
        var length = 0;
        while (length <= LONGEST) {
            if (deadline.isPast()) {
                throw new IOException("slower than the deadline");
            }
            int read;
            try {
                read = stream.read(bytes, length, bytes.length - length);
            } catch (SocketTimeoutException slow) {
                throw slow;
            } catch (IOException broken) {
                return new Content(Arrays.copyOf(bytes, length), true);
            }
            if (read < 0) {
                return new Content(Arrays.copyOf(bytes, length), false);
            }
            length += read;
        }
        return new Content(new byte[0], false, true);
    }
}
