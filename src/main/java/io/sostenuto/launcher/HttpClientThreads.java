package io.sostenuto.launcher;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of all HttpClients together; by itself each client has as many as it finds work for. They cannot wait for
 * each other: a call is sent, and its answer gathered ({@link HttpClientBody}), in steps that a selector begins and none of
 * which waits for another; what follows an answer is done elsewhere, by the JVM's common pool.
 */
final class HttpClientThreads {

    static final String NAME = "sostenuto-transport";
    /** The steps compute. Two a processor: one of them may look up a name that the JVM has forgotten since it was last asked for. */
    static final int NUMBER = 2 * Runtime.getRuntime().availableProcessors();
    static final Executor ALL = begun();

    private HttpClientThreads() {
    }

    /** All from the start: a client whose step finds no thread breaks for good. */
    private static Executor begun() {
        var threads = new ThreadPoolExecutor(NUMBER, NUMBER, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            var thread = new Thread(work, NAME);
            thread.setDaemon(true);
            thread.setContextClassLoader(HttpClientThreads.class.getClassLoader()); // they outlive an application
            return thread;
        });
        threads.prestartAllCoreThreads();
        return threads;
    }
}
