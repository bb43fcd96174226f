package io.sostenuto.storage.time;

import io.sostenuto.FakeClocks;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that rings while a test lets time pass, in order, on the test's own thread. */
public final class Alarms extends ScheduledThreadPoolExecutor {

    private final FakeClocks clocks;
    private final long began;
    private final Queue<Alarm> set = new PriorityQueue<>(Comparator.comparingLong((Alarm alarm) -> alarm.at)
            .thenComparingInt(alarm -> alarm.number));
    private int number;

    public Alarms(FakeClocks clocks) {
        super(1);
        this.clocks = clocks;
        this.began = clocks.monotonic.getAsLong();
    }

    private final class Alarm extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long at;
        private final int number;

        Alarm(Runnable work, long at, int number) {
            super(work, null);
            this.at = at;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - passed(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private long passed() {
        return clocks.monotonic.getAsLong() - began;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        var alarm = new Alarm(work, passed() + unit.toNanos(delay), number++);
        set.add(alarm);
        return alarm;
    }

    /** Time passes, and what it brings is done meanwhile. */
    public void pass(Duration time) {
        var end = passed() + time.toNanos();
        while (!set.isEmpty() && set.peek().at <= end) {
            var next = set.remove();
            clocks.pass(Duration.ofNanos(Math.max(0, next.at - passed())));
            next.run();
        }
        clocks.pass(Duration.ofNanos(end - passed()));
    }

    /** @return how many would ring if enough time passed */
    public long waiting() {
        return set.stream().filter(alarm -> !alarm.isDone()).count();
    }
}
