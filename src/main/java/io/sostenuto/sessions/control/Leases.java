package io.sostenuto.sessions.control;

import io.sostenuto.sessions.entity.Claim;
import io.sostenuto.sessions.entity.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes leases, those that are wanted at the same time by one statement: when thousands of sessions are due at once, the
 * database writes one record for many of them, and few threads are busy with it.
 */
@ApplicationScoped
public class Leases {

    private final Together<Claim, Lease> claims;
    private final Workers workers;

    @Inject
    public Leases(Storage storage, Grants grants, Workers workers) {
        this.claims = new Together<>(storage, grants::lease);
        this.workers = workers;
    }

    protected Leases() {
        this.claims = null;
        this.workers = null;
    }

    /**
     * @return the lease; empty where the row has changed, somebody is about to change it, or another attempt holds the
     * lease; it fails as {@link Storage#ask} does
     */
    public CompletionStage<Optional<Lease>> take(Claim claim) {
        return claims.ask(claim, workers.answers());
    }
}
