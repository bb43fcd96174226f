package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SpotifyUser;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that an attempt may change under its lease. One statement writes them and gives the lease back, if the lease is
 * still held and nobody has changed the row since it was read. So nothing is written over that others write without a lease:
 * a logout, a newer copy, the user, a refusal, another key.
 */
public final class LeasedColumns {

    /** A part of the statement, and what a row has for its parameter. */
    private record Part(String sql, Function<Grant, Object> value) {

        /** @return a number, a text, true or false, or null */
        Object of(Grant row) {
            var told = value.apply(row);
            var known = told instanceof Optional<?> optional ? optional.orElse(null) : told;
            return known instanceof Instant instant ? (Object) instant.toEpochMilli() : known;
        }
    }

    private static final List<Part> WRITTEN = List.of(
            new Part("version = ?", Grant::version),
            new Part("generation = ?", Grant::generation),
            new Part("refresh_token = ?", row -> row.sealed().refreshToken()),
            new Part("previous_refresh_token = ?", row -> row.sealed().previousRefreshToken()),
            new Part("access_token = ?", row -> row.sealed().accessToken()),
            new Part("access_issued_at = ?", row -> row.life().issuedAt()),
            new Part("access_expires_at = ?", row -> row.life().expiresAt()),
            new Part("scope = ?", Grant::scope),
            new Part("token_kept = ?", Grant::tokenKept),
            new Part("kept_generation = ?", Grant::keptGeneration),
            new Part("suspended_at = ?", row -> row.quarantine().suspendedAt()),
            new Part("suspension = ?", row -> row.suspension().map(Enum::name)),
            new Part("in_incident = ?", Grant::inIncident),
            new Part("early_renewals_until = ?", row -> row.earlyRenewals().until()),
            new Part("sealed_with = ?", row -> row.sealed().keys()));

    private static final List<Part> LEASED = List.of(
            new Part("id = ?", row -> row.id().value()),
            new Part("fence = ?", Grant::fence));

    private static final List<Part> AS_SEEN = List.of(
            new Part("version = ?", Grant::version),
            new Part("generation = ?", Grant::generation),
            new Part("in_incident = ?", Grant::inIncident),
            new Part("(suspended_at is null) = ?", row -> row.suspension().isEmpty()),
            new Part("sealed_with is not distinct from ?", row -> row.sealed().keys()),
            new Part("refresh_token is not distinct from ?", row -> row.sealed().refreshToken()),
            new Part("spotify_user is not distinct from ?", row -> row.user().map(SpotifyUser::id)));

    private static final String SET = "update grants set " + joined(WRITTEN, ", ") + ", lease_until = null where ";
    private static final String AS_IT_WAS = joined(LEASED, " and ") + " and lease_until is not null and ended_at is null and "
            + joined(AS_SEEN, " and ");

    static final String WRITE = SET + AS_IT_WAS;
    /** On PostgreSQL; who waits for a row makes those wait who write others with it. */
    static final String WRITE_UNLESS_HELD = SET + "id = (select id from grants where " + AS_IT_WAS + " for update skip locked)";

    private LeasedColumns() {
    }

    private static String joined(List<Part> parts, String by) {
        return parts.stream().map(Part::sql).collect(Collectors.joining(by));
    }

    /**
     * @param seen the row as it was read
     * @param now  the row as it should be
     */
    public static Object[] parameters(Grant seen, Grant now) {
        return Stream.of(values(WRITTEN, now), values(LEASED, now), values(AS_SEEN, seen)).flatMap(Function.identity()).toArray();
    }

    private static Stream<Object> values(List<Part> parts, Grant row) {
        return parts.stream().map(part -> part.of(row));
    }
}
