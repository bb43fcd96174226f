package io.sostenuto.sessions.control;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class WorkersTest {

    private static final int SIZE = 30;

    private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
    private final ExecutorService pool = Workers.pool(SIZE, task -> {
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
            CompletableFuture.runAsync(() -> { }, pool).join();
            await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(5)).until(() -> begun.stream().anyMatch(thread ->
                    thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING));
        }
        assertThat(begun.size()).as("threads for 100 calls in a row").isLessThan(10);
    }

    @Test
    void aThreadFindsOurClassesWhoeverHasItBegun() {
        var found = new CompletableFuture<ClassLoader>();
        var stranger = new Thread(() -> Workers.withClasses(Thread::new, Workers.class.getClassLoader())
                .newThread(() -> found.complete(Thread.currentThread().getContextClassLoader())).start());
        stranger.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        stranger.start();
        assertThat(found.join()).isSameAs(Workers.class.getClassLoader());
    }

    @Test
    void nothingIsTakenOnceItEnds() {
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatIsMoreThanAllThreadsTogetherWaitsForItsTurn() {
        var open = new CountDownLatch(1);
        var all = IntStream.range(0, 2 * SIZE).mapToObj(i -> CompletableFuture.runAsync(() -> {
            try {
                open.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }, pool)).toList();
        assertThat(begun).as("threads, all at work").hasSize(SIZE);
        open.countDown();
        for (var one : List.copyOf(all)) {
            one.join();
        }
    }
}
