package io.sostenuto.tokens.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.tokens.entity.RenewalNeed;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The end of step 2 for most token requests: a token that is good, in memory or in the row, and nothing to be done. It keeps
 * to what {@link TokenManager} promises.
 */
@ApplicationSingleton
public class ShortWay {

    private final Sessions sessions;
    private final StoredTokens stored;
    private final GrantSealer sealer;
    private final UnstoredRefusals refusals;
    private final TokenMemory memory;

    @Inject
    public ShortWay(Sessions sessions, StoredTokens stored, GrantSealer sealer, UnstoredRefusals refusals, TokenMemory memory) {
        this.sessions = sessions;
        this.stored = stored;
        this.sealer = sealer;
        this.refusals = refusals;
        this.memory = memory;
    }

    /**
     * It waits for the database a quarter of a second at most, twice where it has heard of a change.
     *
     * @param cookie what the browser holds
     * @return without an answer where {@link TokenManager#token} has to be asked
     */
    public FirstLook look(GrantCopy cookie, TokenRequest request) {
        if (request.newerThan().isPresent()) {
            return FirstLook.none(request); // all nodes have to hear of it before it is answered
        }
        var last = sessions.areFollowed() ? memory.last(cookie.session()).filter(served -> served.stamp().isPresent())
                : Optional.<TokenResult.Served>empty();
        if (last.isPresent()) {
            var served = last.get();
            var idle = stored.need(served, request) == RenewalNeed.NONE
                    && served.scope().equals(cookie.scope()) && refusals.of(cookie.session(), cookie.generation()).isEmpty();
            var stands = idle ? now(sessions.stands(cookie, served.stamp().orElseThrow())) : Optional.<Boolean>empty();
            if (stands.isEmpty() || stands.get()) {
                return stands.isEmpty() ? FirstLook.none(request) : new FirstLook(request, Optional.of(served), Optional.empty());
            }
        }
        var row = sessions.healedRow(cookie);
        return new FirstLook(request, now(row).flatMap(found -> found).flatMap(found -> good(found, cookie, request)), Optional.of(row));
    }

    /** @return what is known already; nothing where the database is away, which {@link TokenManager} can do without */
    private static <T> Optional<T> now(CompletionStage<T> stage) {
        try {
            return Optional.ofNullable(stage.toCompletableFuture().getNow(null));
        } catch (CompletionException failed) {
            if (StorageUnavailable.isCauseOf(failed)) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    /** @return the answer, where the row has a token that is good and the browser's copy is the newest */
    private Optional<TokenResult.Served> good(Snapshot row, GrantCopy cookie, TokenRequest request) {
        if (stored.suspension(row.grant()).isPresent() || sealer.newer(row.grant(), cookie).isPresent()) {
            return Optional.empty();
        }
        return sealer.accessToken(row.grant()).filter(token -> stored.need(row, Optional.of(token), request) == RenewalNeed.NONE)
                .map(token -> memory.remember(cookie.session(), stored.served(row, token, cookie)));
    }
}
