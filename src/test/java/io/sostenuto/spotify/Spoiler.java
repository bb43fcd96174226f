package io.sostenuto.spotify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends an answer the way a fault wants it. */
final class Spoiler {

    private static final int HUGE_BYTES = 64 * 1024 * 1024;
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<Connection> hanging = ConcurrentHashMap.newKeySet();

    /** Answers on the connection; {@code work} is done at most once, and only if the fault lets it. */
    void answer(Fault fault, Supplier<Response> work, Connection connection) throws IOException {
        if (fault instanceof Fault.Canned canned) {
            connection.send(canned.answer());
        } else if (fault instanceof Fault.Altered altered) {
            connection.send(altered.change().apply(work.get()));
        } else if (fault instanceof Fault.Delayed delayed) {
            var answer = work.get();
            pause(delayed.by());
            connection.send(answer);
        } else if (fault instanceof Fault.Dripped dripped) {
            drip(dripped, work.get(), connection);
        } else if (fault instanceof Gate gate) {
            hold(gate, work, connection);
        } else {
            broken((Fault.Broken) fault, work, connection);
        }
    }

    /** Ends all waiting: what is late is sent now, and what hangs is closed. */
    void end() {
        over.countDown();
        hanging.forEach(Connection::close);
    }

    /** How many connections hang, their clients not having given up yet. */
    int hanging() {
        return hanging.size();
    }

    private static void hold(Gate gate, Supplier<Response> work, Connection connection) throws IOException {
        if (gate.processesFirst()) {
            var answer = work.get();
            gate.pass();
            connection.send(answer);
        } else {
            gate.pass();
            connection.send(work.get());
        }
    }

    private void drip(Fault.Dripped dripped, Response answer, Connection connection) throws IOException {
        var head = answer.head(answer.body().length);
        if (dripped.headAtOnce()) {
            connection.write(head);
        } else {
            drip(head, dripped.perByte(), connection);
        }
        drip(answer.body(), dripped.perByte(), connection);
    }

    private void drip(byte[] bytes, Duration perByte, Connection connection) throws IOException {
        for (var one : bytes) {
            pause(perByte);
            connection.write(new byte[] {one});
        }
    }

    private void broken(Fault.Broken kind, Supplier<Response> work, Connection connection) throws IOException {
        switch (kind) {
            case HANG -> hang(connection);
            case RESET_BEFORE_HEADERS -> connection.reset();
            case CLOSE_BEFORE_HEADERS -> connection.close();
            case HUGE -> huge(connection);
            case LOSE_REPLY -> {
                work.get();
                connection.reset();
            }
            case RESET_MID_BODY -> {
                half(work.get(), connection);
                pause(A_MOMENT); // so that the client reads the half before the reset discards it
                connection.reset();
            }
            case CUT_HEAD -> {
                var head = work.get().head(0);
                connection.write(Arrays.copyOf(head, head.length / 2));
                connection.close();
            }
            case TRUNCATED -> {
                half(work.get(), connection);
                connection.close();
            }
            case TRUNCATED_WITHOUT_LENGTH -> {
                var answer = work.get();
                connection.write(answer.headWithoutLength());
                connection.write(Arrays.copyOf(answer.body(), answer.body().length / 2));
                connection.close();
            }
            case HANG_MID_BODY -> {
                half(work.get(), connection);
                hang(connection);
            }
        }
    }

    private void hang(Connection connection) throws IOException {
        hanging.add(connection);
        try {
            if (over.getCount() > 0) {
                connection.awaitEnd();
            }
        } finally {
            hanging.remove(connection);
            connection.close();
        }
    }

    private static void half(Response answer, Connection connection) throws IOException {
        connection.write(answer.head(answer.body().length));
        connection.write(Arrays.copyOf(answer.body(), answer.body().length / 2));
    }

    private static void huge(Connection connection) throws IOException {
        var start = "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"BQ".getBytes(US_ASCII);
        var end = "\"}".getBytes(US_ASCII);
        var block = "A".repeat(64 * 1024).getBytes(US_ASCII);
        connection.write(Response.of(200, "application/json", start).head((long) start.length + HUGE_BYTES + end.length));
        connection.write(start);
        for (var written = 0; written < HUGE_BYTES; written += block.length) {
            connection.write(block);
        }
        connection.write(end);
    }

    private void pause(Duration time) {
        try {
            over.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
