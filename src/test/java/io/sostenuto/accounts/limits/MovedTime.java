package io.sostenuto.accounts.limits;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.faulttolerance.apiimpl.BasicCircuitBreakerMaintenanceImpl;
import io.smallrye.faulttolerance.apiimpl.BuilderLazyDependencies;
import io.smallrye.faulttolerance.apiimpl.TypedGuardImpl;
import io.smallrye.faulttolerance.core.event.loop.EventLoop;
import io.smallrye.faulttolerance.core.metrics.MeteredOperation;
import io.smallrye.faulttolerance.core.metrics.MetricsProvider;
import io.smallrye.faulttolerance.core.metrics.MetricsRecorder;
import io.smallrye.faulttolerance.core.timer.Timer;
import io.smallrye.faulttolerance.core.timer.TimerTask;
import io.sostenuto.storage.time.Alarms;
import jakarta.enterprise.util.TypeLiteral;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** What guards are made of, with a timer that a test moves in the place of the library's own. */
final class MovedTime implements BuilderLazyDependencies, Timer {

    private final Alarms alarms;

    MovedTime(Alarms alarms) {
        this.alarms = alarms;
    }

    <T> TypedGuard.Builder<T> guard(TypeLiteral<T> type) {
        var circuits = new BasicCircuitBreakerMaintenanceImpl();
        return new TypedGuardImpl.BuilderImpl<>(() -> circuits, () -> this, type.getType());
    }

    @Override
    public TimerTask schedule(long delayInMillis, Runnable work) {
        var alarm = alarms.schedule(work, delayInMillis, TimeUnit.MILLISECONDS);
        return new TimerTask() {
            @Override
            public boolean isDone() {
                return alarm.isDone();
            }

            @Override
            public boolean cancel() {
                return alarm.cancel(false);
            }
        };
    }

    @Override
    public TimerTask schedule(long delayInMillis, Runnable work, Executor executor) {
        return schedule(delayInMillis, () -> executor.execute(work));
    }

    @Override
    public int countScheduledTasks() {
        return (int) alarms.waiting();
    }

    @Override
    public int getId() {
        return 0;
    }

    @Override
    public void shutdown() {
        // it has no thread
    }

    @Override
    public boolean ftEnabled() {
        return true;
    }

    @Override
    public ExecutorService asyncExecutor() {
        return ForkJoinPool.commonPool();
    }

    @Override
    public EventLoop eventLoop() {
        return EventLoop.get();
    }

    @Override
    public Timer timer() {
        return this;
    }

    @Override
    public MetricsProvider metricsProvider() {
        return new MetricsProvider() {
            @Override
            public boolean isEnabled() {
                return false;
            }

            @Override
            public MetricsRecorder create(MeteredOperation operation) {
                return MetricsRecorder.NOOP;
            }
        };
    }
}
