package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.login.entity.UsedLogin;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A login's {@code state} works once, on all nodes together; and which session came of it. Only hashes of states and names
 * are stored, and no token. Each method is one statement. Call it through {@link DatabaseGate}.
 */
@ApplicationSingleton
public class UsedStates {

    private static final String USE = "insert into used_states (state_hash, used_at, login_name, session_id, failure)";
    private static final String USE_ONCE = USE + " values (?, ?, ?, ?, ?) on conflict do nothing";
    /** Where two are at it at once, the second is refused, and finds at its next try that it is the second. */
    private static final String USE_ONCE_EMBEDDED = USE + " select cast(? as varchar), cast(? as bigint), cast(? as varchar),"
            + " cast(? as varchar), cast(? as varchar) where not exists (select 1 from used_states where state_hash = ?)";

    private final Database database;

    @Inject
    public UsedStates(Database database) {
        this.database = database;
    }

    /**
     * @param name    that the logins under way in one browser share
     * @param session that the login will open
     * @param failure the code that it has failed with already
     * @return false where this state was used before
     */
    public boolean use(String state, String name, SessionId session, Instant now, Optional<String> failure) {
        var hash = SessionId.hash(state);
        var at = now.toEpochMilli();
        var code = failure.orElse(null);
        return (database.isPostgres() ? database.update(USE_ONCE, hash, at, SessionId.hash(name), session.value(), code)
                : database.update(USE_ONCE_EMBEDDED, hash, at, SessionId.hash(name), session.value(), code, hash)) == 1;
    }

    /** @return what became of the login with this state, so far; empty where it never came back */
    public Optional<UsedLogin> find(String state) {
        return database.rows("select s.session_id, s.used_at, s.failure, g.id from used_states s"
                        + " left join grants g on g.id = s.session_id and g.ended_at is null where s.state_hash = ?",
                row -> new UsedLogin(Optional.ofNullable(row.getString(1)).map(SessionId::new), Instant.ofEpochMilli(row.getLong(2)),
                        Optional.ofNullable(row.getString(3)), row.getString(4) != null), SessionId.hash(state)).stream().findFirst();
    }

    /** The login opened no session. */
    public boolean fail(String state, String code) {
        return database.update("update used_states set failure = ? where state_hash = ?", code, SessionId.hash(state)) == 1;
    }

    /** The sessions that logins of the same name have opened and that have not ended. */
    public record Siblings(List<SessionId> earlier, boolean anyLater) {
    }

    /** @return those of logins that came back before this one, and whether there is one of a login that came back later */
    public Siblings siblings(String state, String name, Instant usedAt) {
        var own = new Order(usedAt.toEpochMilli(), SessionId.hash(state));
        var others = database.rows("select s.used_at, s.state_hash, s.session_id from used_states s"
                        + " join grants g on g.id = s.session_id where s.login_name = ? and s.state_hash <> ? and g.ended_at is null",
                row -> new Other(new Order(row.getLong(1), row.getString(2)), new SessionId(row.getString(3))),
                SessionId.hash(name), own.hash());
        return new Siblings(others.stream().filter(other -> other.order().compareTo(own) < 0).map(Other::session).toList(),
                others.stream().anyMatch(other -> other.order().compareTo(own) > 0));
    }

    private record Other(Order order, SessionId session) {
    }

    /** One order on all nodes, also for two logins of the same millisecond: of each pair one is the later. */
    private record Order(long usedAt, String hash) implements Comparable<Order> {
        @Override
        public int compareTo(Order other) {
            return usedAt == other.usedAt ? hash.compareTo(other.hash) : Long.compare(usedAt, other.usedAt);
        }
    }
}
