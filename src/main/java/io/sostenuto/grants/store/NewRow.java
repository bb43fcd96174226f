package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.row.RowPart;
import io.sostenuto.settings.entity.AppName;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The row of a new session, written by one statement of its own: neither its time is asked for first, nor is the entity given to
 * the persistence provider, which costs a login more than the rest of the transaction.
 */
public final class NewRow {

    private static final List<RowPart> COLUMNS = List.of(
            new RowPart("id", row -> row.id().value()),
            new RowPart("app", row -> Optional.of(row.app()).filter(app -> !app.isDefault()).map(AppName::value)),
            new RowPart("version", Grant::version),
            new RowPart("generation", Grant::generation),
            new RowPart("refresh_token", row -> row.sealed().refreshToken()),
            new RowPart("access_token", row -> row.sealed().accessToken()),
            new RowPart("sealed_with", row -> row.sealed().keys()),
            new RowPart("scope", Grant::scope),
            new RowPart("spotify_user", row -> row.user().map(SpotifyUser::id)),
            new RowPart("display_name", row -> row.user().flatMap(SpotifyUser::displayName)),
            new RowPart("device", Grant::device),
            new RowPart("authorized_at", Grant::authorizedAt),
            new RowPart("token_kept", Grant::tokenKept),
            new RowPart("kept_generation", Grant::keptGeneration),
            new RowPart("in_incident", Grant::inIncident),
            new RowPart("early_renewals_until", row -> row.earlyRenewals().until()),
            new RowPart("fence", Grant::fence));

    /** Milliseconds since 1970 by the database's clock. */
    private static final String NOW = "cast(floor(extract(epoch from CURRENT_TIMESTAMP) * 1000) as bigint)";

    public static final String INSERT = "insert into grants (" + RowPart.joined(COLUMNS, ", ")
            + ", access_issued_at, access_expires_at) values (" + String.join(", ", Collections.nCopies(COLUMNS.size(), "?"))
            + ", " + NOW + ", " + NOW + " + cast(? as bigint))";

    private NewRow() {
    }

    /** @param row its access token is issued at the statement's time, whenever the row says so, and lives as long */
    static Object[] parameters(Grant row) {
        return Stream.concat(RowPart.values(COLUMNS, row), Stream.of(row.life().whole().toMillis())).toArray();
    }
}
