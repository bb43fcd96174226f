package io.sostenuto.launcher;

import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;

import javax.net.ssl.SSLException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A connector that leaves all its idle connections behind once one of them broke or kept silent: a network that has
 * forgotten one has forgotten those that idled with it, and each would swallow one call. The next call gets a connection of
 * its own; calls that are under way go on. Besides, it tells its caller of failures, and Jersey's over HttpClient of answers
 * only.
 */
final class RenewedConnector implements Connector {

    /**
     * Against a far side that breaks every connection: a connector has a thread until the collector finds it unused. What is
     * swallowed sooner after a break than this leaves nothing behind.
     */
    private static final long AT_MOST_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    /** Where idle connections are kept for long, those left first are forgotten. */
    private static final int MOST_LEFT = 8;

    private final Supplier<Connector> maker;
    private final Duration patience;
    private final long idleNanos;
    private final LongSupplier nanos;
    private final Queue<Left> left = new ArrayDeque<>();
    private volatile Connector current;
    private long leftAt;

    private record Left(Connector connector, long at) {
    }

    /**
     * @param patience how long a call may be silent before its connection's neighbours are left behind
     * @param idle     how long a connector keeps a connection that idles: what was left longer ago than that is as good as a
     *                 new one, and is used again, so that a Spotify that is slow for hours costs no thread more
     */
    RenewedConnector(Supplier<Connector> maker, Duration patience, Duration idle, LongSupplier nanos) {
        this.maker = maker;
        this.patience = patience;
        this.idleNanos = idle.toNanos();
        this.nanos = nanos;
        this.current = maker.get();
        this.leftAt = nanos.getAsLong() - AT_MOST_EVERY_NANOS;
    }

    @Override
    public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        var used = current;
        var answer = used.apply(request, callback);
        if (answer instanceof CompletableFuture<?> future) {
            future.whenComplete((done, failure) -> {
                if (failure != null) {
                    callback.failure(failure);
                }
            });
            future.copy().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).whenComplete((done, failure) -> {
                if (failure != null && isOfTheConnection(failure)) {
                    leave(used);
                }
            });
        }
        return answer;
    }

    @Override
    public ClientResponse apply(ClientRequest request) {
        return current.apply(request);
    }

    private synchronized void leave(Connector used) {
        var now = nanos.getAsLong();
        if (used == current && now - leftAt >= AT_MOST_EVERY_NANOS) {
            left.add(new Left(used, now));
            current = now - left.peek().at() > idleNanos ? left.remove().connector() : maker.get();
            leftAt = now;
            if (left.size() > MOST_LEFT) {
                left.remove();
            }
        }
    }

    /** Where there never was a connection, those that idle are not to blame. */
    private static boolean isOfTheConnection(Throwable failure) {
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(50).toList();
        return causes.stream().anyMatch(cause -> cause instanceof IOException || cause instanceof TimeoutException)
                && causes.stream().noneMatch(cause -> cause instanceof ConnectException
                        || cause instanceof HttpConnectTimeoutException || cause instanceof SSLException);
    }

    @Override
    public String getName() {
        return current.getName();
    }

    @Override
    public void close() {
        current.close();
    }
}
