package io.sostenuto.bench;

import io.sostenuto.Listener;
import io.sostenuto.cluster.Postgres;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.store.GrantCopyText;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.AppName;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.awaitility.Awaitility.await;

/**
 * Sessions in PostgreSQL as logins and a first renewal would have left them, by the thousand, and their cookies. All
 * share the refresh token of one real login, which the stand-in does not rotate.
 */
final class Fill {

    private static final String INSERT = "insert into grants (id, version, generation, refresh_token, access_token,"
            + " access_issued_at, access_expires_at, scope, spotify_user, authorized_at, token_kept, in_incident, fence,"
            + " sealed_with) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, 0, ?)";
    private static final int AT_ONCE = 1000;
    private static final Duration LIFE = Duration.ofHours(1);
    /** More than a node goes by what it has heard: what is changed here is no answer that waits for that. */
    private static final Duration HEARD = Duration.ofMillis(100);

    private final Postgres postgres;
    private final Seal seal;
    private final GrantSealer sealer;
    private final GrantCopy first;

    /**
     * Logs one listener in, and then empties the table: what an ended load has left on its way has found its row by then,
     * and is not healed into the table again. @param keys of the node
     */
    Fill(Postgres postgres, String keys, String node) {
        this.postgres = postgres;
        seal = new Seal(SealKey.parse(keys));
        sealer = new GrantSealer(seal);
        var cookie = new Listener(node).connected().cookie(Listener.SESSION);
        first = seal.open(Purpose.SESSION_COOKIE, "", cookie).flatMap(text -> GrantCopyText.read(text, Instant.MIN))
                .orElseThrow(() -> new AssertionError("the cookie does not open"));
        postgres.change("truncate grants");
    }

    /** The refresh token that all of them have. */
    String refreshToken() {
        return first.refreshToken().map(RefreshToken::value).orElseThrow();
    }

    /** Adds so many sessions with a valid access token. @param users the beginning of their names */
    List<Session> add(String users, int number) throws SQLException {
        var sessions = new ArrayList<Session>(number);
        try (var connection = postgres.connect(); var insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (var i = 1; i <= number; i++) {
                var copy = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.of(new SpotifyUser(users + "-" + i, Optional.empty())),
                        first.scope(), 1, first.refreshToken(), first.authorizedAt(), true);
                add(copy, insert);
                sessions.add(Session.of(seal.close(Purpose.SESSION_COOKIE, "", GrantCopyText.write(copy, Instant.now()))));
                if (i % AT_ONCE == 0 || i == number) {
                    store(connection, insert);
                }
            }
        }
        postgres.change("analyze grants"); // as autovacuum does in a while: a plan for an empty table reads all of it
        return sessions;
    }

    private static void store(Connection connection, PreparedStatement insert) throws SQLException {
        insert.executeBatch();
        connection.commit();
    }

    private void add(GrantCopy copy, PreparedStatement insert) throws SQLException {
        var row = new GrantRow(copy);
        sealer.advance(row, copy.generation(), copy.refreshToken().orElseThrow());
        sealer.issue(row, new AccessToken("BQ" + SessionId.random().value().repeat(5)), Instant.now(), LIFE, copy.scope());
        var values = List.of(row.id().value(), row.version(), row.generation(), row.sealed().refreshToken().orElseThrow(),
                row.sealed().accessToken().orElseThrow(), row.life().issuedAt().orElseThrow().toEpochMilli(),
                row.life().expiresAt().orElseThrow().toEpochMilli(), row.scope(), copy.user().orElseThrow().id(),
                row.authorizedAt().toEpochMilli(), row.tokenKept(), seal.currentKeyId());
        for (var i = 0; i < values.size(); i++) {
            insert.setObject(i + 1, values.get(i));
        }
        insert.addBatch();
    }

    /** The access tokens of these users have been dead for an hour, and every node has heard of it. */
    void expire(String users) {
        var now = Instant.now().toEpochMilli();
        var changed = postgres.change("update grants set access_issued_at = " + (now - 2 * LIFE.toMillis())
                + ", access_expires_at = " + (now - LIFE.toMillis()) + " where spotify_user like '" + users + "-%'");
        if (changed < 1) {
            throw new AssertionError("nobody's access token has expired");
        }
        var committed = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() - committed > HEARD.toNanos());
    }
}
