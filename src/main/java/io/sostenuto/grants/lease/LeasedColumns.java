package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SpotifyUser;

import java.time.Instant;
import java.util.Optional;

/**
 * The columns that an attempt may change under its lease. One statement writes them and gives the lease back, if the lease is
 * still held and nobody has changed the row since it was read. So nothing is written over that others write without a lease:
 * a logout, a newer copy, the user, a refusal, another key.
 */
public final class LeasedColumns {

    public static final String WRITE = "update grants set version = ?, generation = ?, refresh_token = ?,"
            + " previous_refresh_token = ?, access_token = ?, access_issued_at = ?, access_expires_at = ?, scope = ?,"
            + " token_kept = ?, kept_generation = ?, suspended_at = ?, suspension = ?, in_incident = ?, early_renewals_until = ?,"
            + " sealed_with = ?, lease_until = null"
            + " where id = ? and fence = ? and lease_until is not null and ended_at is null and version = ?"
            + " and generation = ? and in_incident = ? and (suspended_at is null) = ?"
            + " and sealed_with is not distinct from ? and refresh_token is not distinct from ?"
            + " and spotify_user is not distinct from ?";

    private LeasedColumns() {
    }

    /** @param seen as it was read; @param now as it should be */
    public static Object[] parameters(Grant seen, Grant now) {
        return new Object[]{now.version(), now.generation(), text(now.sealed().refreshToken()),
            text(now.sealed().previousRefreshToken()), text(now.sealed().accessToken()), millis(now.life().issuedAt()),
            millis(now.life().expiresAt()), now.scope(), now.tokenKept(), now.keptGeneration().orElse(null),
            millis(now.quarantine().suspendedAt()), text(now.suspension().map(Enum::name)), now.inIncident(),
            millis(Optional.of(now.earlyRenewals().until())), text(now.sealed().keys()),
            now.id().value(), now.fence(), seen.version(), seen.generation(), seen.inIncident(),
            seen.suspension().isEmpty(), text(seen.sealed().keys()), text(seen.sealed().refreshToken()),
            text(seen.user().map(SpotifyUser::id))};
    }

    private static String text(Optional<String> value) {
        return value.orElse(null);
    }

    private static Long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }
}
