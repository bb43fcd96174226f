package io.sostenuto.storage.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that the test moves. Like a real one it never calls again what has thrown once. */
public final class Ticks extends ScheduledThreadPoolExecutor {

    private final List<Runnable> recurring = new ArrayList<>();
    private final List<ScheduledFuture<?>> futures = new ArrayList<>();

    public Ticks() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
        recurring.add(work);
        futures.add(super.schedule(() -> { }, 1, TimeUnit.DAYS));
        return futures.get(futures.size() - 1);
    }

    /** Every recurring task is called once. */
    public void tick() {
        for (var index = 0; index < recurring.size(); index++) {
            if (!futures.get(index).isCancelled()) {
                try {
                    recurring.get(index).run();
                } catch (RuntimeException | Error over) {
                    futures.get(index).cancel(false);
                }
            }
        }
    }

    /** @return how many recur */
    public long alive() {
        return futures.stream().filter(future -> !future.isCancelled()).count();
    }
}
