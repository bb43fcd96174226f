package io.sostenuto.spotify;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fault that holds a request until the test lets it go. One gate may hold any number of requests. */
public final class Gate implements Fault {

    private final boolean processesFirst;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Gate(boolean processesFirst) {
        this.processesFirst = processesFirst;
    }

    /** Whether a request is held, or was: waits for the first one at most this long. */
    public boolean awaitArrived(Duration atMost) {
        try {
            return arrived.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets go what is held, and holds nothing from now on. */
    public void release() {
        released.countDown();
    }

    /** Whether it was released already. */
    public boolean isReleased() {
        return released.getCount() == 0;
    }

    @Override
    public boolean processes() {
        return true;
    }

    boolean processesFirst() {
        return processesFirst;
    }

    void pass() {
        arrived.countDown();
        try {
            released.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return processesFirst ? "hold the answer" : "hold the request";
    }
}
