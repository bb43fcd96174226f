package io.sostenuto.tokens.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.tokens.entity.RenewalNeed;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;

/** What a row says of its access token: how long it is good, whether it has to be renewed, and the answer that hands it out. */
@ApplicationSingleton
public class StoredTokens {

    private final GrantSealer sealer;
    private final UnstoredRefusals refusals;
    private final TokenMemory memory;
    private final Duration margin;

    @Inject
    public StoredTokens(GrantSealer sealer, UnstoredRefusals refusals, TokenMemory memory, Settings settings) {
        this.sealer = sealer;
        this.refusals = refusals;
        this.memory = memory;
        this.margin = settings.refreshMargin();
    }

    /** @return why Spotify refuses the grant, as the row knows it, or as this node does before the row */
    Optional<SuspensionReason> suspension(Grant grant) {
        return grant.suspension().or(() -> refusals.of(grant.id(), grant.generation()));
    }

    /** @return the access token, where it opens and any of its life is left */
    Optional<AccessToken> token(Snapshot row) {
        return sealer.accessToken(row.grant()).filter(token -> !left(row, token).isZero());
    }

    /** A token that was handed out here ends when it was said to, whatever has become of the database's clock since. */
    Duration left(Snapshot row, AccessToken token) {
        var left = row.left();
        return memory.leftByMonotonicClock(row.grant().id(), token)
                .filter(here -> here.compareTo(left) < 0).orElse(left);
    }

    RenewalNeed need(Snapshot row, Optional<AccessToken> token, TokenRequest request) {
        return RenewalNeed.of(request, row.grant().version(), token.map(opened -> left(row, opened)).orElse(Duration.ZERO),
                row.life(), margin);
    }

    RenewalNeed need(TokenResult.Served handedOut, TokenRequest request) {
        return RenewalNeed.of(request, handedOut.version(), handedOut.expiry().left(), handedOut.life(), margin);
    }

    /** @return the answer with this token; a row whose grant is suspended is looked at again each time */
    TokenResult.Served served(Snapshot row, AccessToken token, GrantCopy cookie) {
        var grant = row.grant();
        return new TokenResult.Served(token, memory.expiry(left(row, token)), row.life(), grant.scope(), grant.version(),
                grant.reauthorizeBy(), sealer.newer(grant, cookie), Optional.of(row.stamp()).filter(stamp -> grant.suspension().isEmpty()));
    }
}
