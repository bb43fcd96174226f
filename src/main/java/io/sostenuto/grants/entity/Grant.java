package io.sostenuto.grants.entity;

import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.entity.row.Quarantine;
import io.sostenuto.grants.entity.row.SealedTokens;
import io.sostenuto.grants.entity.row.TokenLife;
import io.sostenuto.settings.entity.AppName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The grant of a session and its access token, both sealed, as a row has them: to read. Who wants to change it needs a
 * {@link GrantRow} of their own.
 */
public interface Grant {

    /** Six months from the authorization, as advice. */
    Duration REAUTHORIZE_AFTER = Duration.ofDays(180);

    SessionId id();

    /** @return the app at Spotify that it was given to */
    AppName app();

    SealedTokens sealed();

    TokenLife life();

    Quarantine quarantine();

    String scope();

    Optional<SpotifyUser> user();

    /** @return as a person calls it */
    Optional<String> device();

    Instant authorizedAt();

    EarlyRenewals earlyRenewals();

    /**
     * @return whether the last refresh brought no new refresh token. The release before left its mark on a row that was
     * rotated later; no rotation can have made it untrue on a first generation only
     */
    boolean tokenKept();

    /** @return the last generation that was refreshed without a new refresh token */
    Optional<Integer> keptGeneration();

    boolean ended();

    /** @return why it ended, once it has */
    Optional<EndReason> endReason();

    long fence();

    /** @return a row like this one, to be changed: this one stays as it is */
    GrantRow copy();

    /** @return a row like this one, as the holder of this lease knows it */
    GrantRow under(long leaseFence);

    default int version() {
        return life().version();
    }

    default int generation() {
        return sealed().generation();
    }

    default Instant reauthorizeBy() {
        return authorizedAt().plus(REAUTHORIZE_AFTER);
    }

    default Optional<SuspensionReason> suspension() {
        return quarantine().suspension();
    }

    default boolean inIncident() {
        return quarantine().inIncident();
    }

    /** @return whether it could hand out tokens: neither ended, nor refused for a reason of its own */
    default boolean isUsable() {
        return !ended() && !quarantine().closes();
    }
}
