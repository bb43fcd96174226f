package io.sostenuto.sessions.control;

import io.sostenuto.cluster.Postgres;
import io.sostenuto.sessions.entity.SessionId;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a node hears of the others, from a real PostgreSQL, at moments that the test chooses. */
class ChangesElsewhereIT {

    private static Postgres postgres;
    private static PGSimpleDataSource source;

    private final Changes changes = new Changes();
    private final SessionId session = SessionId.random();
    private long nanos;
    private int questions;
    private boolean setBack;
    private ChangesElsewhere elsewhere;

    @BeforeAll
    static void database() throws IOException {
        var folder = Path.of(System.getProperty("test.directory"), "changes");
        postgres = new Postgres(Files.createTempDirectory(Files.createDirectories(folder), "run")).start();
        source = new PGSimpleDataSource();
        source.setUrl(postgres.url());
        source.setUser("postgres");
        Flyway.configure().dataSource(source).locations("classpath:db/migration", "classpath:db/postgresql").load().migrate();
    }

    @AfterAll
    static void end() {
        postgres.close();
    }

    @BeforeEach
    void aNode() throws ReflectiveOperationException {
        var database = new Database() {
            @Override
            <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
                return super.rows(!setBack ? sql : sql.replace("select pg_current_snapshot() as now",
                        "select '1:1:'::pg_snapshot as now"), row, parameters);
            }
        };
        var field = Database.class.getDeclaredField("source"); // as the container sets it
        field.setAccessible(true);
        field.set(database, source);
        elsewhere = new ChangesElsewhere(new Storage() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                questions++;
                try {
                    return CompletableFuture.completedFuture(work.get());
                } catch (RuntimeException away) {
                    return CompletableFuture.failedFuture(away);
                }
            }
        }, database, changes, null, () -> nanos);
        elsewhere.areTold(true);
        open(session);
        hear();
        questions = 0;
    }

    private static void open(SessionId id) {
        postgres.change("insert into grants (id, version, generation, scope, authorized_at, token_kept, in_incident, fence)"
                + " values ('" + id.value() + "', 1, 1, 'streaming', 0, false, false, 0)");
    }

    private static String renew(SessionId id) {
        return "update grants set version = version + 1 where id = '" + id.value() + "'";
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Asks, however new what was heard is. */
    private void hear() {
        pass(ChangesElsewhere.HOLD);
        assertThat(elsewhere.counted().toCompletableFuture()).isCompleted();
    }

    private boolean isCounted(SessionId id, Runnable what) {
        var before = changes.count(id);
        what.run();
        return changes.count(id) != before;
    }

    private boolean isCounted(String change) {
        return isCounted(session, () -> {
            assertThat(postgres.change(change)).isEqualTo(1);
            hear();
        });
    }

    @Test
    void whatTellsOfASessionIsHeard() {
        for (var change : new String[]{"version = 2", "generation = 2", "token_kept = true", "access_expires_at = 7",
            "spotify_user = 'somebody'", "display_name = 'Some Body'", "suspended_at = 7", "ended_at = 7"}) {
            assertThat(isCounted("update grants set " + change + " where id = '" + session.value() + "'")).as(change).isTrue();
        }
        assertThat(isCounted(session, this::hear)).as("once").isFalse();
    }

    @Test
    void aLeaseAndAnotherSealTellNothing() {
        assertThat(isCounted("update grants set fence = fence + 1, lease_until = now(), sealed_with = 'k2', refresh_token = 'x'"
                + " where id = '" + session.value() + "'")).isFalse();
    }

    @Test
    void aTombstoneOfASessionWithoutARowIsHeard() {
        var unknown = SessionId.random();
        assertThat(isCounted(unknown, () -> {
            postgres.change("insert into grants (id, version, generation, scope, authorized_at, token_kept, in_incident, fence,"
                    + " ended_at) values ('" + unknown.value() + "', 1, 1, 'streaming', 0, false, false, 0, 7)");
            hear();
        })).isTrue();
    }

    @Test
    void othersAreNotForgottenForIt() {
        var others = IntStream.range(0, 50).mapToObj(i -> SessionId.random()).toList();
        var before = others.stream().map(changes::count).toList();
        assertThat(isCounted(renew(session))).isTrue();
        var touched = IntStream.range(0, others.size()).filter(i -> changes.count(others.get(i)) != before.get(i)).count();
        assertThat(touched).as("who shares a counter with it").isLessThan(3);
    }

    @Test
    void aTransactionThatTakesLongIsHeardWhenItIsOver() throws SQLException {
        var quick = SessionId.random();
        open(quick);
        try (var slow = source.getConnection()) {
            begin(slow, renew(session));
            assertThat(isCounted(quick, () -> {
                postgres.change(renew(quick)); // it began later
                hear();
            })).isTrue();
            assertThat(isCounted(session, this::hear)).as("it is not over").isFalse();
            assertThat(isCounted(quick, this::hear)).as("once").isFalse();
            slow.commit();
            assertThat(isCounted(session, this::hear)).isTrue();
        }
    }

    private static void begin(Connection connection, String change) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(change)).isEqualTo(1);
        }
    }

    @Test
    void whatWasHeardIsGoodForAWhile() {
        pass(ChangesElsewhere.HOLD.dividedBy(2).minusNanos(1));
        elsewhere.counted();
        assertThat(questions).isZero();
        pass(Duration.ofNanos(1));
        postgres.change(renew(session));
        assertThat(isCounted(session, elsewhere::counted)).as("it asks ahead").isTrue();
        assertThat(questions).isEqualTo(1);
        pass(ChangesElsewhere.HOLD.minusNanos(1));
        elsewhere.counted();
        assertThat(questions).as("a second time").isEqualTo(2);
    }

    @Test
    void silenceAloneIsNoReasonToForget() {
        pass(Duration.ofDays(1));
        assertThat(isCounted(SessionId.random(), this::hear)).isFalse();
        assertThat(isCounted(renew(session))).isTrue();
    }

    @Test
    void whoHasNotHeardWhatWasClearedAwayForgetsAll() throws ReflectiveOperationException {
        var other = new ChangesElsewhereIT();
        other.aNode();
        clearAfter(Duration.ZERO);
        postgres.change(renew(session));
        clearAfter(Duration.ofSeconds(60));
        open(SessionId.random()); // so that what is heard now is later
        other.hear();
        clearAfter(Duration.ofSeconds(60));
        assertThat(noted(session)).isZero();
        assertThat(other.isCounted(SessionId.random(), other::hear)).as("it had heard of it").isFalse();
        assertThat(isCounted(SessionId.random(), this::hear)).as("it had not").isTrue();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
    }

    /** Its postmaster lives on; what is not written ahead is empty afterwards. */
    @Test
    void aDatabaseThatCrashedForgotItsNotesAndAllIsForgotten() throws SQLException {
        postgres.change(renew(session));
        try (var victim = source.getConnection(); var pid = victim.createStatement().executeQuery("select pg_backend_pid()")) {
            assertThat(pid.next()).isTrue();
            assertThat(ProcessHandle.of(pid.getLong(1)).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(noted(session)).isZero());
        }
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        hear();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
        assertThat(isCounted(renew(session))).isTrue();
    }

    @Test
    void aDatabaseThatIsAwayIsNoAnswerAndWhenItIsBackAllIsForgotten() throws Exception {
        postgres.close();
        pass(ChangesElsewhere.HOLD);
        assertThatThrownBy(() -> elsewhere.counted().toCompletableFuture().join()).isNotNull();
        postgres.start();
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
    }

    @Test
    void aTableThatIsAnotherOneIsForgottenAbout() {
        postgres.change("truncate grants");
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
    }

    /** As a virtual machine is, with all that runs on it: its next transactions are numbered as those that were undone. */
    @Test
    void aDatabaseThatIsSetBackWhileItRunsIsForgottenAbout() {
        setBack = true;
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
    }

    @Test
    void moreThanCanBeToldApartIsAll() {
        postgres.change("insert into changed_grants select pg_current_xact_id(), 'x' || i from generate_series(1, 10001) i");
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
    }

    @Test
    void whatHasBeenThereForAMinuteIsClearedAway() throws SQLException {
        clearAfter(Duration.ZERO);
        var other = SessionId.random();
        open(other);
        try (var slow = source.getConnection()) {
            begin(slow, renew(session));
            postgres.change(renew(other));
            clearAfter(Duration.ofSeconds(60)); // as of now
            slow.commit();
            clearAfter(Duration.ofSeconds(59));
            assertThat(noted(other)).isEqualTo(1);
            clearAfter(Duration.ofSeconds(1));
            assertThat(noted(other)).isZero();
            assertThat(noted(session)).as("it has not been there for a minute").isEqualTo(1);
            clearAfter(Duration.ofSeconds(60));
            assertThat(noted(session)).isZero();
        }
    }

    @Test
    void whatABackupOfAnotherServerBroughtIsClearedAway() {
        clearAfter(Duration.ZERO);
        postgres.change("insert into changed_grants values ('9000000000000', 'far')");
        clearAfter(Duration.ofSeconds(60));
        assertThat(postgres.value("select count(*) from changed_grants where session = 'far'")).isEqualTo("0");
    }

    private void clearAfter(Duration time) {
        pass(time);
        elsewhere.clear();
    }

    private static int noted(SessionId id) {
        return Integer.parseInt(postgres.value("select count(*) from changed_grants where session = '" + id.value() + "'"));
    }
}
