package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Suspension;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Refusals that the database could not store yet: a refused generation is not presented again meanwhile. */
@ApplicationScoped
public class Refusals {

    /** Spotify's {@code invalid_grant} for one generation of a session. */
    public record Refusal(SessionId session, int generation, Suspension reason) {
    }

    private final Map<SessionId, Refusal> waiting = new ConcurrentHashMap<>();

    void remember(Grant grant, Suspension reason) {
        waiting.put(grant.id(), new Refusal(grant.id(), grant.generation(), reason));
    }

    /** @return why this row's generation was refused, if it was */
    Optional<Suspension> of(Grant grant) {
        return Optional.ofNullable(waiting.get(grant.id()))
                .filter(refusal -> refusal.generation() >= grant.generation()).map(Refusal::reason);
    }

    public List<Refusal> waiting() {
        return List.copyOf(waiting.values());
    }

    /** The database has it. */
    public void done(Refusal refusal) {
        waiting.remove(refusal.session(), refusal);
    }
}
