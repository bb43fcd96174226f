package io.sostenuto.operations.operators;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.SessionNames;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.store.GrantsOfUser;
import io.sostenuto.grants.store.link.OwnedGrants;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.incident.IncidentResponse;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an operator may do. Each act is in the audit log, with who it was. */
@ApplicationScoped
public class Operators {

    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantsOfUser grants;
    @Inject
    private OwnedGrants owned;
    @Inject
    private Sessions sessions;
    @Inject
    private SessionNames names;
    @Inject
    private Incidents incidents;
    @Inject
    private IncidentResponse response;
    @Inject
    private Event<AuditEvent> audit;

    /** @return the sessions of this user that have not ended, the newest first, 200 at most */
    CompletionStage<List<Grant>> sessionsOf(Whose user) {
        return storage.ask(() -> user.ofApplication() ? owned.live(user.name()) : grants.live(user.name()));
    }

    /**
     * Ends one session of a user, or all of them.
     *
     * @param name of the session, see {@link SessionNames}; empty for all
     * @return how many were ended; fails with {@link StorageUnavailable} where an end could not be stored
     */
    CompletionStage<Integer> end(String operator, Whose user, Optional<String> name) {
        return end(operator, user, name, new HashSet<>());
    }

    /** @param before those that were ended by this call already: found again, the database has not heard of their end yet */
    private CompletionStage<Integer> end(String operator, Whose user, Optional<String> name, Set<SessionId> before) {
        return sessionsOf(user).thenCompose(all -> {
            var chosen = all.stream().filter(grant -> name.isEmpty() || name.get().equals(names.of(grant.id())))
                    .filter(grant -> before.add(grant.id())).toList();
            if (name.isEmpty() && chosen.isEmpty() && all.size() == GrantsOfUser.MOST) {
                throw new StorageUnavailable("More sessions cannot be found until the ends of these are stored", null);
            }
            var ends = chosen.stream().map(Operators::copy).map(copy -> sessions.end(copy, EndReason.OPERATOR)
                    .toCompletableFuture()).toList();
            return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .thenApply(done -> ended(operator, ends.stream().filter(CompletableFuture::join).count(), ends.size()))
                    .thenCompose(ended -> name.isPresent() || all.size() < GrantsOfUser.MOST
                            ? CompletableFuture.completedFuture(ended)
                            : end(operator, user, name, before).thenApply(more -> ended + more));
        });
    }

    private int ended(String operator, long stored, int chosen) {
        tell(operator, "ended " + stored + " sessions");
        if (stored < chosen) {
            throw new StorageUnavailable("The end of " + (chosen - stored) + " sessions could not be stored", null);
        }
        return chosen;
    }

    public boolean isIncident() {
        return incidents.anyIsOpen();
    }

    /** @return how many sessions came back */
    public CompletionStage<Integer> closeIncident(String operator) {
        tell(operator, "closed the incident");
        return response.close();
    }

    private void tell(String operator, String what) {
        audit.fire(new AuditEvent(AuditEvent.Kind.ADMIN, Optional.empty(), Optional.of(operator), Optional.of(what)));
    }

    private static GrantCopy copy(Grant grant) {
        return new GrantCopy(grant.id(), grant.app(), grant.user(), grant.scope(), grant.generation(), Optional.empty(),
                grant.authorizedAt(), grant.tokenKept());
    }
}
