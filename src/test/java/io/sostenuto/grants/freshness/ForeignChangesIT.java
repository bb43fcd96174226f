package io.sostenuto.grants.freshness;

import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.cluster.Postgres;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a node hears of the others, from a real PostgreSQL, at moments that the test chooses. */
class ForeignChangesIT {

    private static Postgres postgres;
    private static PGSimpleDataSource source;

    private final ChangeCounters counters = new ChangeCounters();
    private final SessionId session = SessionId.random();
    private long nanos;
    private int questions;
    private boolean setBack;
    private String lastSql;
    private Object lastSnapshot;
    private ForeignChanges foreignChanges;

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
            public <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
                var snapshot = setBack ? "9000000000000:9000000000000:" : parameters.length == 0 ? "" : parameters[0];
                lastSql = sql;
                lastSnapshot = snapshot;
                return super.rows(sql, row, parameters.length == 0 ? parameters : new Object[]{snapshot});
            }
        };
        var field = Database.class.getDeclaredField("source"); // as the container sets it
        field.setAccessible(true);
        field.set(database, source);
        foreignChanges = new ForeignChanges(new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                questions++;
                try {
                    return CompletableFuture.completedFuture(work.get());
                } catch (RuntimeException away) {
                    return CompletableFuture.failedFuture(away);
                }
            }
        }, database, counters, null, () -> nanos);
        foreignChanges.enable(true);
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
        pass(ForeignChanges.HOLD);
        assertThat(foreignChanges.counted().toCompletableFuture()).isCompleted();
    }

    private boolean isCounted(SessionId id, Runnable what) {
        var before = counters.count(id);
        what.run();
        return counters.count(id) != before;
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
        var before = others.stream().map(counters::count).toList();
        assertThat(isCounted(renew(session))).isTrue();
        var touched = IntStream.range(0, others.size()).filter(i -> counters.count(others.get(i)) != before.get(i)).count();
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

    private static void begin(Connection connection, String change) {
        try (var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThat(statement.executeUpdate(change)).isEqualTo(1);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void whatWasHeardIsGoodForAWhile() {
        pass(ForeignChanges.HOLD.dividedBy(2).minusNanos(1));
        foreignChanges.counted();
        assertThat(questions).isZero();
        pass(Duration.ofNanos(1));
        postgres.change(renew(session));
        assertThat(isCounted(session, foreignChanges::counted)).as("it asks ahead").isTrue();
        assertThat(questions).isEqualTo(1);
        pass(ForeignChanges.HOLD.minusNanos(1));
        foreignChanges.counted();
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
        var other = new ForeignChangesIT();
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
        pass(ForeignChanges.HOLD);
        assertThatThrownBy(() -> foreignChanges.counted().toCompletableFuture().join()).isNotNull();
        postgres.start();
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
    }

    @Test
    void aTableThatIsAnotherOneIsForgottenAboutButNotWhatHasEnded() {
        assertThat(isCounted("update grants set ended_at = 7 where id = '" + session.value() + "'")).isTrue();
        postgres.change("truncate grants");
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        assertThat(foreignChanges.places()).isEqualTo(1);
        assertThat(foreignChanges.ends()).containsKey(session);
    }

    /** As a virtual machine is, with all that runs on it: its next transactions are numbered as those that were undone. */
    @Test
    void aDatabaseThatIsSetBackWhileItRunsIsForgottenAbout() {
        setBack = true;
        assertThat(isCounted(SessionId.random(), this::hear)).isTrue();
        assertThat(foreignChanges.places()).isEqualTo(1);
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

    @Test
    void whatItCostsToAskDoesNotDependOnHowLongSomebodysTransactionStaysOpen() throws SQLException {
        clearAfter(Duration.ZERO);
        hear();
        var before = pages();
        try (var somebody = source.getConnection(); var noting = postgres.patient().createStatement()) {
            somebody.setAutoCommit(false);
            somebody.createStatement().execute("select pg_current_xact_id()");
            noting.execute("set synchronous_commit = off");
            noting.execute("do $$ begin for i in 1..100000 loop insert into changed_grants values (pg_current_xact_id(), i);"
                    + " commit; end loop; end $$");
            hear();
            assertThat(isCounted(renew(session))).isTrue();
            var noted = pages();
            assertThat(noted).as("with 100,000 notes since then").isLessThan(before + 20);
            assertThat(isCounted(session, () -> {
                begin(somebody, renew(session));
                hear();
            })).as("not yet").isFalse();
            clearAfter(Duration.ofSeconds(60));
            clearAfter(Duration.ofSeconds(60));
            assertThat(postgres.value("select count(*) from changed_grants")).as("left").isEqualTo("0");
            noting.execute("do $$ begin for i in 1..10000 loop update changed_grants_since set cleared = cleared;"
                    + " commit; end loop; end $$"); // as the nodes do in some days
            hear();
            var cleared = pages();
            assertThat(cleared).as("with 100,000 that cannot be removed yet").isLessThan(before + 20);
            somebody.commit();
            assertThat(isCounted(session, this::hear)).as("what was noted before all these").isTrue();
            assertThat(isCounted(session, this::hear)).as("once").isFalse();
            Results.report(Fault.F48, "100,000 notes of others since it began; then cleared away, not to be removed yet",
                    "the question for changes reads as much as before; its own note is heard when it is over", "pages read: "
                            + before + " before, " + noted + " with the notes, " + cleared + " after they were cleared away", 1);
        }
    }

    /** @return how many pages the next question would read; the first one of a connection reads the catalogue, too */
    private int pages() throws SQLException {
        hear();
        try (var connection = source.getConnection(); var statement = connection.createStatement()) {
            var text = new StringBuilder();
            for (var turn = 0; turn < 2; turn++) {
                text.setLength(0);
                try (var plan = statement.executeQuery("explain (analyze, buffers) " + lastSql.replace("?", "'" + lastSnapshot + "'"))) {
                    while (plan.next()) {
                        text.append(plan.getString(1)).append('\n');
                    }
                }
            }
            var buffers = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?").matcher(text);
            assertThat(buffers.find()).as(text.toString()).isTrue();
            return Stream.of(buffers.group(1), buffers.group(2)).filter(Objects::nonNull).mapToInt(Integer::parseInt).sum();
        }
    }

    @Test
    void aNodeOfTheReleaseBeforeThatClearsAwayIsHeardToHaveDoneSo() {
        clearAfter(Duration.ZERO);
        hear();
        postgres.change(renew(session));
        postgres.change("with gone as (delete from changed_grants returning 1)"
                + " update changed_grants_since set cleared = pg_current_snapshot() where exists (select from gone)");
        assertThat(isCounted(SessionId.random(), this::hear)).as("all is forgotten").isTrue();
        assertThat(isCounted(SessionId.random(), this::hear)).as("once").isFalse();
    }

    @Test
    void anEndIsRememberedWithItsReason() {
        postgres.change("update grants set ended_at = 7, end_reason = 'OPERATOR' where id = '" + session.value() + "'");
        hear();
        assertThat(foreignChanges.ends()).containsEntry(session, EndReason.OPERATOR);
        assertThat(foreignChanges.knowsEnd(session)).isTrue();
        assertThat(foreignChanges.places()).isZero();
    }

    @Test
    void aNodeWithoutCallersAsksEachSecond() {
        foreignChanges.keepUp();
        pass(Duration.ofMillis(999));
        foreignChanges.keepUp();
        assertThat(questions).isZero();
        pass(Duration.ofMillis(1));
        assertThat(isCounted(session, () -> {
            postgres.change(renew(session));
            foreignChanges.keepUp();
        })).isTrue();
        assertThat(questions).isEqualTo(1);
    }

    private void clearAfter(Duration time) {
        pass(time);
        foreignChanges.clear();
    }

    private static int noted(SessionId id) {
        return Integer.parseInt(postgres.value("select count(*) from changed_grants where session = '" + id.value() + "'"));
    }
}
