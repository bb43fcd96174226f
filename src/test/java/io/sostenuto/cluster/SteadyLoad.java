package io.sostenuto.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Requests at a steady pace, whatever their answers take. Each has its moment, counted from the beginning. A caller that
 * waits for an answer then sends it late, and leaves none out.
 */
final class SteadyLoad implements AutoCloseable {

    /** What a caller asks for in one of its turns. It is answered when this returns. */
    interface Request {
        void send(int caller, int turn);
    }

    private final Request request;
    private final int callers;
    private final Duration interval;
    private final long begin = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Duration> late = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads;
    private final List<CompletableFuture<Void>> running;
    private Duration length;

    /** Begins at once; the callers come one after the other. */
    SteadyLoad(int perSecond, int callers, Request request) {
        this.request = request;
        this.callers = callers;
        interval = Duration.ofSeconds(1).dividedBy(perSecond);
        threads = Executors.newFixedThreadPool(callers);
        running = IntStream.range(0, callers)
                .mapToObj(caller -> CompletableFuture.runAsync(() -> call(caller), threads)).toList();
    }

    private void call(int caller) {
        for (var turn = 0; !over.get(); turn++) {
            var lateBy = await(interval.multipliedBy((long) turn * callers + caller));
            request.send(caller, turn);
            late.add(lateBy);
        }
    }

    /** @return how much later it is than it should be */
    private Duration await(Duration moment) {
        while (sinceBegin().compareTo(moment) < 0) {
            LockSupport.parkNanos(moment.minus(sinceBegin()).toNanos());
        }
        return sinceBegin().minus(moment);
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    int answered() {
        return late.size();
    }

    /** @return answers a second, from the beginning to the last one; when it is closed */
    double rate() {
        return answered() * 1000.0 / length.toMillis();
    }

    /** @return of a hundred requests, how late this many were sent at most */
    Duration late(int ofHundred) {
        var sorted = late.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * ofHundred / 100);
    }

    /** Sends no more, and waits for what is under way; fails where a caller did. */
    @Override
    public void close() throws InterruptedException {
        over.set(true);
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("a request has no end");
        }
        length = sinceBegin();
        running.forEach(CompletableFuture::join);
    }
}
