package io.sostenuto.renewals.attempt;

import io.sostenuto.grants.entity.SessionId;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What Spotify had not answered at the deadline and may answer yet: this node listens on, for as long as the lease lasts,
 * and presents nothing else of the session meanwhile.
 */
@ApplicationScoped
public class LateAnswers {

    private final SingleFlight<Void> awaited = new SingleFlight<>();

    /** @param settled ends when the answer has come and is stored, or none can come any more */
    public void listen(SessionId session, CompletionStage<Void> settled) {
        awaited.join(session, () -> settled);
    }

    public boolean isAwaited(SessionId session) {
        return awaited.isRunning(session);
    }

    /** @return whether all of them are stored, or given up, within this time */
    public boolean awaitEnd(Duration atMost) {
        return awaited.awaitEnd(atMost);
    }
}
