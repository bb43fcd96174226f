package io.sostenuto.sessions.control;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The product's own threads, made by the server's factory: a bounded number asks the database, so that neither a slow
 * database nor a herd of callers takes the request threads; one more keeps time.
 */
@ApplicationScoped
public class Workers {

    /** Below the size of the connection pool, so that nobody waits for a connection. */
    private static final int STORAGE_THREADS = 24;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;
    private volatile ThreadPoolExecutor storage;
    private volatile ScheduledThreadPoolExecutor timer;

    @jakarta.annotation.PostConstruct
    void start() {
        storage = new ThreadPoolExecutor(STORAGE_THREADS, STORAGE_THREADS, 60, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), threads);
        storage.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(2, threads);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @return the threads that may wait for the database */
    public Executor storage() {
        return storage;
    }

    /** @return an executor that begins after the delay, on a thread that may wait for the database */
    public Executor after(Duration delay) {
        return task -> timer.schedule(() -> storage.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @return the clock for what recurs; its tasks must not wait long */
    public ScheduledExecutorService timer() {
        return timer;
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        storage.shutdown();
    }
}
