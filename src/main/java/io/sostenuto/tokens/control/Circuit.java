package io.sostenuto.tokens.control;

import io.sostenuto.tokens.entity.Deadline;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Open where most of the last calls to Spotify found nobody: then nothing is sent but one call every ten seconds,
 * until one is answered. MicroProfile Fault Tolerance has a circuit breaker too, but its asynchronous form holds a
 * thread for every call that waits (seen on Payara 6.2025.10).
 */
@ApplicationScoped
public class Circuit {

    private static final int REMEMBERED = 20;
    private static final int TO_OPEN = 15;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Deque<Boolean> failures = new ArrayDeque<>();
    private boolean open;
    private Deadline nextTry = Deadline.in(Duration.ZERO);

    /** @return whether this caller may send, if need be as the one that tries */
    synchronized boolean admits() {
        if (!open) {
            return true;
        }
        if (!nextTry.isPast()) {
            return false;
        }
        nextTry = Deadline.in(PAUSE);
        return true;
    }

    synchronized void note(boolean failed) {
        if (!failed && open) {
            open = false;
            failures.clear();
        }
        failures.addLast(failed);
        if (failures.size() > REMEMBERED) {
            failures.removeFirst();
        }
        if (!open && failures.stream().filter(failure -> failure).count() >= TO_OPEN) {
            open = true;
            nextTry = Deadline.in(PAUSE);
        }
    }
}
