package io.sostenuto.storage.threads;

import io.sostenuto.FakeClocks;
import io.sostenuto.Unchecked;
import io.sostenuto.storage.time.Alarms;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bound is for a thread that never comes. */
@Timeout(60)
class ThreadsTest {

    private static final int SIZE = 30;

    private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor pool = Threads.pool(SIZE, task -> {
        var thread = new Thread(task);
        thread.setDaemon(true);
        begun.add(thread);
        return thread;
    });

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void workThatComesOneAfterTheOtherDoesNotBeginAThreadEach() {
        for (var call = 0; call < 100; call++) {
            untilAThreadIsIdle();
            CompletableFuture.runAsync(() -> { }, pool).join();
        }
        assertThat(begun).as("threads for 100 calls in a row").hasSize(1);
    }

    /** One whose task is done asks for the next a moment later. */
    private void untilAThreadIsIdle() {
        while (!((TransferQueue<Runnable>) pool.getQueue()).hasWaitingConsumer()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aThreadFindsOurClassesWhoeverHasItBegun() {
        var found = new CompletableFuture<ClassLoader>();
        var stranger = new Thread(() -> Threads.withClasses(Thread::new, Threads.class.getClassLoader())
                .newThread(() -> found.complete(Thread.currentThread().getContextClassLoader())).start());
        stranger.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        stranger.start();
        assertThat(found.join()).isSameAs(Threads.class.getClassLoader());
    }

    /** The machine has no thread more: the start of one fails, and what it was to do would be gone. */
    @Test
    void aTaskIsRunWhereNoThreadCanBeBegun() {
        for (var failure : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
                new IllegalStateException("the server's factory is shut down")}) {
            var spent = new AtomicBoolean();
            var scarce = Threads.pool(SIZE, task -> {
                if (spent.getAndSet(true)) {
                    throw Unchecked.of(failure);
                }
                return daemon(task);
            });
            var open = new CountDownLatch(1);
            var all = IntStream.range(0, 50).mapToObj(i -> CompletableFuture.runAsync(() -> wait(open), scarce)).toList();
            open.countDown();
            assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))).as(failure.toString())
                    .succeedsWithin(Duration.ofSeconds(10));
            scarce.shutdownNow();
        }
    }

    @Test
    void aTaskIsRunWhereTheStartOfAThreadFails() {
        var spent = new AtomicBoolean();
        var scarce = Threads.pool(SIZE, task -> spent.getAndSet(true) ? new Thread(task) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        } : daemon(task));
        var open = new CountDownLatch(1);
        var first = CompletableFuture.runAsync(() -> wait(open), scarce);
        var second = CompletableFuture.runAsync(() -> { }, scarce);
        open.countDown();
        assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(Duration.ofSeconds(10));
        scarce.shutdownNow();
    }

    @Test
    void aTaskThatThrowsEndsNoThread() {
        for (var turn = 0; turn < 20; turn++) {
            pool.execute(() -> {
                throw new OutOfMemoryError("Java heap space");
            });
        }
        assertThat(CompletableFuture.runAsync(() -> { }, pool)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(begun).allMatch(Thread::isAlive);
    }

    @Test
    void whoIsToBeAnsweredLaterIsAnsweredWhereTheNodeEnds() throws ReflectiveOperationException {
        var threads = started();
        threads.timer().shutdownNow();
        assertThat(threads.later(Duration.ofSeconds(1), "result").toCompletableFuture()).isCompletedWithValue("result");
        var never = new CompletableFuture<String>();
        assertThat(threads.within(Duration.ofSeconds(1), never, () -> "instead")).isSameAs(never);
        var ending = started();
        ((ExecutorService) ending.answers()).shutdownNow();
        assertThat(ending.later(Duration.ZERO, "result").toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(ending.within(Duration.ZERO, never, () -> "instead").toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10)).isEqualTo("instead");
        ending.stop();
    }

    private final Alarms timer = new Alarms(new FakeClocks());
    private final Threads moved = new Threads() {
        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }

        @Override
        public Executor answers() {
            return Runnable::run;
        }

        @Override
        public Executor storage() {
            return Runnable::run;
        }
    };

    @Test
    void whatIsForLaterComesWhenItsTimeHas() {
        var later = moved.later(Duration.ofSeconds(2), "result").toCompletableFuture();
        var after = CompletableFuture.supplyAsync(() -> "done", moved.after(Duration.ofSeconds(2)));
        timer.pass(Duration.ofMillis(1_999));
        assertThat(later).isNotDone();
        assertThat(after).isNotDone();
        timer.pass(Duration.ofMillis(1));
        assertThat(later).isCompletedWithValue("result");
        assertThat(after).isCompletedWithValue("done");
    }

    @Test
    void whatTakesLongerIsAnsweredInItsPlaceAndGoesOn() {
        var slow = new CompletableFuture<String>();
        var first = moved.within(Duration.ofSeconds(2), slow, () -> "instead").toCompletableFuture();
        timer.pass(Duration.ofMillis(1_999));
        assertThat(first).isNotDone();
        timer.pass(Duration.ofMillis(1));
        assertThat(first).isCompletedWithValue("instead");
        assertThat(slow).isNotDone();
    }

    @Test
    void whatIsInTimeLeavesNoAlarmBehind() {
        var quick = new CompletableFuture<String>();
        var first = moved.within(Duration.ofSeconds(2), quick, () -> "instead").toCompletableFuture();
        quick.complete("result");
        assertThat(first).isCompletedWithValue("result");
        assertThat(timer.waiting()).isZero();
    }

    private Threads started() throws ReflectiveOperationException {
        var threads = new Threads();
        var field = Threads.class.getDeclaredField("threads"); // as the container sets it
        field.setAccessible(true);
        field.set(threads, new ManagedThreadFactory() {
            @Override
            public Thread newThread(Runnable task) {
                return daemon(task);
            }

            @Override
            public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
                return null;
            }
        });
        threads.start();
        return threads;
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private static void wait(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsTakenOnceItEnds() {
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatIsMoreThanAllThreadsTogetherWaitsForItsTurn() {
        var open = new CountDownLatch(1);
        var all = IntStream.range(0, 2 * SIZE).mapToObj(i -> CompletableFuture.runAsync(() -> wait(open), pool)).toList();
        assertThat(begun).as("threads, all at work").hasSize(SIZE);
        open.countDown();
        for (var one : List.copyOf(all)) {
            one.join();
        }
    }
}
