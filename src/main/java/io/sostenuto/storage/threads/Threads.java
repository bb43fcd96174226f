package io.sostenuto.storage.threads;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The product's own threads, made by the server's factory: a bounded number asks the database, so that neither a slow
 * database nor a herd of callers takes the request threads; one more keeps time.
 */
@ApplicationScoped
public class Threads {

    /** Below the size of the connection pool, so that nobody waits for a connection. */
    private static final int STORAGE_THREADS = 24;
    private static final int ANSWER_THREADS = 4;
    /** As many calls to Spotify may be on their way where the server's transport waits on a thread. */
    public static final int CALL_THREADS = 256;
    private static final int EXCHANGE_THREADS = 64;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;
    private volatile ThreadPoolExecutor storage;
    private volatile ThreadPoolExecutor answers;
    private volatile ThreadPoolExecutor calls;
    private volatile ThreadPoolExecutor exchanges;
    private volatile ScheduledThreadPoolExecutor timer;

    @jakarta.annotation.PostConstruct
    void start() {
        var ours = withClasses(threads, Thread.currentThread().getContextClassLoader());
        storage = pool(STORAGE_THREADS, ours);
        answers = pool(ANSWER_THREADS, ours);
        calls = pool(CALL_THREADS, ours);
        exchanges = pool(EXCHANGE_THREADS, ours);
        timer = new ScheduledThreadPoolExecutor(2, ours);
        timer.prestartAllCoreThreads(); // so that it needs no thread later, when the machine may have none to give
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * A thread finds the classes that the application's start found, whoever has it begun: one that an HTTP client's
     * thread began found none to try a database connection with (seen on Payara Micro).
     *
     * @param classes the context's at the start, which on some servers (Open Liberty) sees more than the application's
     */
    static ThreadFactory withClasses(ThreadFactory threads, ClassLoader classes) {
        return work -> threads.newThread(() -> {
            Thread.currentThread().setContextClassLoader(classes);
            work.run();
        });
    }

    static ThreadPoolExecutor pool(int size, ThreadFactory threads) {
        return new ThreadPool(size, threads);
    }

    /** @return the threads that go on where the database or Spotify did not answer; they never wait themselves */
    public Executor answers() {
        return answers;
    }

    /** @return the threads that may wait for the database */
    public Executor storage() {
        return storage;
    }

    /** @return the threads of the REST clients: never those that requests, ours or another application's, wait for */
    public ExecutorService calls() {
        return calls;
    }

    /** @return the threads of the REST clients that a login needs: strangers' made-up codes take none of the renewals' */
    public ExecutorService exchanges() {
        return exchanges;
    }

    /** @return an executor that begins after the delay, on a thread that may wait for the database */
    public Executor after(Duration delay) {
        return task -> timer().schedule(() -> storage().execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @return what will have this result after the delay; what follows must not wait. A node that ends does not wait for it */
    public <T> CompletionStage<T> later(Duration delay, T result) {
        var later = new CompletableFuture<T>();
        try {
            timer().schedule(() -> answer(() -> later.complete(result)), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            later.complete(result);
        }
        return later;
    }

    /** @return the stage's result, or another where that takes longer; the stage itself goes on */
    public <T> CompletionStage<T> within(Duration time, CompletionStage<T> stage, Supplier<T> instead) {
        var first = new CompletableFuture<T>();
        Future<?> alarm;
        try {
            alarm = timer().schedule(() -> answer(() -> first.complete(instead.get())), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            return stage;
        }
        stage.whenComplete((result, failure) -> {
            alarm.cancel(false);
            if (failure == null) {
                first.complete(result);
            } else {
                first.completeExceptionally(failure);
            }
        });
        return first;
    }

    /** Where a node ends and takes no work any more, on the timer's own thread: somebody waits for it. */
    private void answer(Runnable work) {
        try {
            answers().execute(work);
        } catch (RejectedExecutionException ending) {
            work.run();
        }
    }

    /** @return the clock for what recurs; its tasks must not wait long */
    public ScheduledExecutorService timer() {
        return timer;
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        storage.shutdown();
        answers.shutdown();
        calls.shutdown();
        exchanges.shutdown();
    }
}
