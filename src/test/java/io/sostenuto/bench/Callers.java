package io.sostenuto.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Asks a fixed list of requests, so many at a time, each caller on a connection of its own. */
final class Callers {

    /** What an answer has to be; it fails otherwise. */
    interface Check {
        void accept(int request, Wire.Answer answer);
    }

    private final String server;
    private final List<byte[]> requests;
    private final Check check;

    Callers(String server, List<byte[]> requests, Check check) {
        this.server = server;
        this.requests = requests;
        this.check = check;
    }

    /** Asks each request once. @param atOnce how many callers there are */
    Figures run(int atOnce) throws IOException, InterruptedException {
        var nanos = new long[requests.size()];
        var next = new AtomicInteger();
        var pool = Executors.newFixedThreadPool(atOnce);
        try {
            var begun = System.nanoTime();
            var callers = pool.invokeAll(IntStream.range(0, atOnce).mapToObj(i -> caller(next, nanos)).toList());
            for (var caller : callers) {
                caller.get();
            }
            return Figures.of(nanos, System.nanoTime() - begun);
        } catch (ExecutionException failed) {
            throw new AssertionError(server + " was not answered as it should be", failed.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private Callable<Void> caller(AtomicInteger next, long[] nanos) {
        return () -> {
            try (var wire = new Wire(server)) {
                for (var mine = next.getAndIncrement(); mine < nanos.length; mine = next.getAndIncrement()) {
                    var begun = System.nanoTime();
                    wire.send(requests.get(mine));
                    var answer = wire.read();
                    nanos[mine] = System.nanoTime() - begun;
                    check.accept(mine, answer);
                }
                return null;
            }
        };
    }
}
