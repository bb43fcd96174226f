package io.sostenuto.renewals.late;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SuspensionReason;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Refusals that the database could not store yet: a refused generation is not presented again meanwhile. */
@ApplicationScoped
public class UnstoredRefusals {

    /** Spotify's {@code invalid_grant} for one generation of a session. */
    public record Refusal(SessionId session, int generation, SuspensionReason reason) {
    }

    private final Map<SessionId, Refusal> waiting = new ConcurrentHashMap<>();

    public void remember(SessionId session, int generation, SuspensionReason reason) {
        waiting.put(session, new Refusal(session, generation, reason));
    }

    /** @return why this generation was refused, if it was */
    public Optional<SuspensionReason> of(SessionId session, int generation) {
        return Optional.ofNullable(waiting.get(session))
                .filter(refusal -> refusal.generation() >= generation).map(Refusal::reason);
    }

    public List<Refusal> waiting() {
        return List.copyOf(waiting.values());
    }

    /** The database has it. */
    public void done(Refusal refusal) {
        waiting.remove(refusal.session(), refusal);
    }
}
