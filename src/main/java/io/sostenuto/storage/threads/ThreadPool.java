package io.sostenuto.storage.threads;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A bounded number of threads. What it has taken it runs, also where the machine has no thread more to give: one is there
 * from the start, and no task ends it.
 */
final class ThreadPool extends ThreadPoolExecutor {

    private static final Logger LOG = Logger.getLogger(ThreadPool.class.getName());

    private volatile String told = "";

    ThreadPool(int size, ThreadFactory threads) {
        super(1, size, 60, TimeUnit.SECONDS, new Handover(), threads, Handover::wait);
        prestartCoreThread();
    }

    @Override
    public void execute(Runnable task) {
        Runnable survived = () -> survive(task);
        try {
            super.execute(survived);
        } catch (RejectedExecutionException ending) {
            throw ending;
        } catch (RuntimeException | Error noThread) { // an OutOfMemoryError, or a server's factory that makes none now
            getQueue().add(survived);
        }
    }

    private void survive(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            tell(failure);
        }
    }

    /** Once until it is something else. */
    private void tell(Throwable failure) {
        var what = failure.getClass().getSimpleName();
        if (!what.equals(told)) {
            told = what;
            LOG.log(Level.WARNING, "What was done beside the requests has failed ({0})", what);
            LOG.log(Level.FINE, what, failure);
        }
    }

    /**
     * A thread more where all are busy, and a queue where there are enough of them. A pool with a plain queue would begin
     * one with each task until it had them all: a node that had seen 1,500 logins, one after the other, had 285 too many.
     */
    private static final class Handover extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1;

        /** @return whether a thread without work took it; else the pool begins one */
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        static void wait(Runnable task, ThreadPoolExecutor full) {
            if (full.isShutdown()) {
                throw new RejectedExecutionException("the node ends");
            }
            full.getQueue().add(task);
        }
    }
}
