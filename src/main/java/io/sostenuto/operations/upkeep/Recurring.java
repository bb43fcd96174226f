package io.sostenuto.operations.upkeep;

import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.Causes;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Work that recurs until the node ends, one turn at a time, whatever becomes of a turn: one that throws, be it an error,
 * or whose stage fails, is followed by the next like any other. What went wrong is told once until it is something else;
 * a database that is away is told by {@link DatabaseGate}.
 */
public final class Recurring {

    private static final Logger LOG = Logger.getLogger(Recurring.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private final String name;
    private final Duration tick;
    private final UnaryOperator<Duration> rest;
    private final Supplier<CompletionStage<Boolean>> work;
    private final LongSupplier nanos;
    private final AtomicBoolean running = new AtomicBoolean();
    private ScheduledFuture<?> ticking;
    private volatile long due;
    private volatile boolean over;
    private volatile String told = "";

    /** @param work brings whether it was the last turn */
    private Recurring(String name, Duration tick, UnaryOperator<Duration> rest, Supplier<CompletionStage<Boolean>> work,
                      LongSupplier nanos) {
        this.name = name;
        this.tick = tick;
        this.rest = rest;
        this.work = work;
        this.nanos = nanos;
        this.due = nanos.getAsLong();
    }

    /**
     * A turn each time that so long has passed, and none while the one before is under way.
     *
     * @param name what it does, for the log
     * @param work begins a turn, and must not wait
     */
    public static Recurring every(Duration period, String name, Supplier<? extends CompletionStage<?>> work) {
        return new Recurring(name, period, took -> Duration.ZERO, endless(work), System::nanoTime);
    }

    /**
     * A turn, then a rest.
     *
     * @param rest for how long, from how long the turn took; it counts in seconds
     */
    public static Recurring resting(UnaryOperator<Duration> rest, String name, Supplier<? extends CompletionStage<?>> work) {
        return resting(rest, name, work, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    static Recurring resting(UnaryOperator<Duration> rest, String name, Supplier<? extends CompletionStage<?>> work,
                             LongSupplier nanos) {
        return new Recurring(name, TICK, rest, endless(work), nanos);
    }

    /** Turns like those of {@link #every} until one brings true. */
    public static Recurring until(Duration period, String name, Supplier<CompletionStage<Boolean>> work) {
        return new Recurring(name, period, took -> Duration.ZERO, work, System::nanoTime);
    }

    private static Supplier<CompletionStage<Boolean>> endless(Supplier<? extends CompletionStage<?>> work) {
        return () -> work.get().thenApply(done -> false);
    }

    /** The first turn begins at once. To be called again where it fails; where it has begun already, that does nothing. */
    public synchronized void begin(ScheduledExecutorService timer) {
        if (ticking == null) {
            ticking = timer.scheduleWithFixedDelay(this::tick, 0, tick.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A timer never calls again what has thrown once. */
    private void tick() {
        try {
            if (over) {
                stop();
            } else if (nanos.getAsLong() - due >= 0 && running.compareAndSet(false, true)) {
                turn(nanos.getAsLong());
            }
        } catch (RuntimeException | Error failure) {
            LOG.log(Level.FINE, "A turn could not be told", failure);
        }
    }

    private synchronized void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    private void turn(long begun) {
        try {
            work.get().whenComplete((last, failure) -> end(begun, Boolean.TRUE.equals(last), failure));
        } catch (RuntimeException | Error failure) {
            end(begun, false, failure);
        }
    }

    private void end(long begun, boolean last, Throwable failure) {
        try {
            over = last;
            var now = nanos.getAsLong();
            due = now + rest.apply(Duration.ofNanos(now - begun)).toNanos();
            tell(failure);
        } finally {
            running.set(false);
        }
    }

    private void tell(Throwable failure) {
        if (failure == null || StorageUnavailable.isCauseOf(failure)) {
            return;
        }
        var what = Causes.root(failure).getClass().getSimpleName();
        if (!what.equals(told)) {
            told = what;
            LOG.log(Level.WARNING, "{0}: failed ({1}), and will be tried again", new Object[]{name, what});
            LOG.log(Level.FINE, name, failure);
        }
    }

    /** @return a turn whose work may wait, on a thread of these */
    public static CompletionStage<?> on(Threads threads, Runnable work) {
        return CompletableFuture.runAsync(work, threads.storage());
    }
}
