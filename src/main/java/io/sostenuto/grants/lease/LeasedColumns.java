package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.row.RowPart;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The columns that an attempt may change under its lease. One statement writes them and gives the lease back, if the lease is
 * still held and nobody has changed the row since it was read. So nothing is written over that others write without a lease:
 * a logout, a newer copy, the user, a refusal, another key.
 */
public final class LeasedColumns {

    private static final List<RowPart> WRITTEN = List.of(
            new RowPart("version = ?", Grant::version),
            new RowPart("generation = ?", Grant::generation),
            new RowPart("refresh_token = ?", row -> row.sealed().refreshToken()),
            new RowPart("previous_refresh_token = ?", row -> row.sealed().previousRefreshToken()),
            new RowPart("access_token = ?", row -> row.sealed().accessToken()),
            new RowPart("access_issued_at = ?", row -> row.life().issuedAt()),
            new RowPart("access_expires_at = ?", row -> row.life().expiresAt()),
            new RowPart("scope = ?", Grant::scope),
            new RowPart("token_kept = ?", Grant::tokenKept),
            new RowPart("kept_generation = ?", Grant::keptGeneration),
            new RowPart("suspended_at = ?", row -> row.quarantine().suspendedAt()),
            new RowPart("suspension = ?", row -> row.suspension().map(Enum::name)),
            new RowPart("in_incident = ?", Grant::inIncident),
            new RowPart("early_renewals_until = ?", row -> row.earlyRenewals().until()),
            new RowPart("sealed_with = ?", row -> row.sealed().keys()));

    private static final List<RowPart> LEASED = List.of(
            new RowPart("id = ?", row -> row.id().value()),
            new RowPart("fence = ?", Grant::fence));

    private static final List<RowPart> AS_SEEN = List.of(
            new RowPart("version = ?", Grant::version),
            new RowPart("generation = ?", Grant::generation),
            new RowPart("in_incident = ?", Grant::inIncident),
            new RowPart("(suspended_at is null) = ?", row -> row.suspension().isEmpty()),
            new RowPart("sealed_with is not distinct from ?", row -> row.sealed().keys()),
            new RowPart("refresh_token is not distinct from ?", row -> row.sealed().refreshToken()),
            new RowPart("spotify_user is not distinct from ?", row -> row.user().map(SpotifyUser::id)));

    private static final String SET = "update grants set " + RowPart.joined(WRITTEN, ", ") + ", lease_until = null where ";
    private static final String AS_IT_WAS = RowPart.joined(LEASED, " and ") + " and lease_until is not null and ended_at is null and "
            + RowPart.joined(AS_SEEN, " and ");

    static final String WRITE = SET + AS_IT_WAS;
    /** On PostgreSQL; who waits for a row makes those wait who write others with it. */
    static final String WRITE_UNLESS_HELD = SET + "id = (select id from grants where " + AS_IT_WAS + " for update skip locked)";

    private LeasedColumns() {
    }

    /**
     * @param seen the row as it was read
     * @param now  the row as it should be
     */
    public static Object[] parameters(Grant seen, Grant now) {
        return Stream.of(RowPart.values(WRITTEN, now), RowPart.values(LEASED, now), RowPart.values(AS_SEEN, seen)).flatMap(Function.identity()).toArray();
    }
}
