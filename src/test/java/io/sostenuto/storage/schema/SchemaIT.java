package io.sostenuto.storage.schema;

import io.sostenuto.cluster.PgBouncer;
import io.sostenuto.cluster.Postgres;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The tables of the product in a database that others use, too, by a real PostgreSQL. */
class SchemaIT {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final String ALL_TABLES = "select string_agg(schemaname || '.' || tablename, ' ' order by 1) from"
            + " (select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2) t";
    private static Path folder;
    private static Postgres postgres;

    private String database;

    @BeforeAll
    static void server() throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of(System.getProperty("test.directory"), "schema")), "run");
        postgres = new Postgres(folder).start();
        postgres.change("create role plain login");
    }

    @AfterAll
    static void end() {
        postgres.close();
    }

    @BeforeEach
    void aDatabase() {
        database = "d" + DATABASES.incrementAndGet();
        postgres.change("create database " + database);
    }

    private PGSimpleDataSource source(String user) {
        return source(user, postgres.port());
    }

    private PGSimpleDataSource source(String user, int port) {
        var source = new PGSimpleDataSource();
        source.setUrl(Postgres.url(port, database));
        source.setUser(user);
        return source;
    }

    private void change(String sql) throws SQLException {
        try (var connection = source("postgres").getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String sql) throws SQLException {
        try (var connection = source("postgres").getConnection()) {
            return value(connection, sql);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void isUnfit(String user, Optional<String> schema, String... words) throws SQLException {
        var before = value(ALL_TABLES);
        assertThatThrownBy(() -> new Schema(source(user), true, schema).migrate()).isInstanceOf(SchemaUnfit.class)
                .hasMessageStartingWith("The database is reached, but ").hasMessageNotContaining("\n")
                .satisfies(unfit -> assertThat(unfit.getMessage()).contains(words));
        assertThat(value(ALL_TABLES)).as("nothing was changed").isEqualTo(before);
    }

    @Test
    void tablesOfOthersAreToldWithTheRemedyAndLeftAlone() throws SQLException {
        change("create table grants (id integer)");
        isUnfit("postgres", Optional.empty(), "schema public holds what is not the product's", "set sostenuto.db.schema",
                "Found non-empty schema(s) \"public\"");
        new Schema(source("postgres"), true, Optional.of("sostenuto")).migrate();
        assertThat(value(ALL_TABLES)).startsWith("public.grants sostenuto.begun_links sostenuto.changed_grants").doesNotContain("public.flyway");
        assertThat(value("select string_agg(column_name, ' ') from information_schema.columns where table_schema = 'public'"))
                .isEqualTo("id");
    }

    /** Flyway itself would go on with it: nothing in it contradicts the product's migrations but what they would meet. */
    @Test
    void anotherApplicationsHistoryIsToldAndLeftAlone() throws SQLException {
        change("create table grants (id integer)");
        change("create table flyway_schema_history (installed_rank integer primary key, version varchar(50), description varchar(200),"
                + " type varchar(20), script varchar(1000), checksum integer, installed_by varchar(100), installed_on timestamp,"
                + " execution_time integer, success boolean)");
        for (var version : new String[]{"1", "7"}) {
            change("insert into flyway_schema_history values (" + version + ", '" + version + "', '<< Flyway Baseline >>', 'BASELINE',"
                    + " '<< Flyway Baseline >>', null, 'other', now(), 0, true)");
        }
        isUnfit("postgres", Optional.empty(), "flyway_schema_history in its schema public is another application's",
                "set sostenuto.db.schema");
        new Schema(source("postgres"), true, Optional.of("sostenuto")).migrate();
        assertThat(value("select count(*) from public.flyway_schema_history")).isEqualTo("2");
    }

    @Test
    void aRoleThatMayNotIsNamedWithWhatToGrant() throws SQLException {
        isUnfit("plain", Optional.empty(), "role plain may not make tables in the schema public",
                "GRANT USAGE, CREATE ON SCHEMA public TO plain", "permission denied for schema public");
        isUnfit("plain", Optional.of("sostenuto"), "may not make the schema sostenuto",
                "CREATE SCHEMA sostenuto AUTHORIZATION plain", "GRANT CREATE ON DATABASE " + database + " TO plain");
        change("create schema sostenuto authorization plain");
        new Schema(source("plain"), true, Optional.of("sostenuto")).migrate();
        change("create role other login; grant usage, create on schema sostenuto to other");
        isUnfit("other", Optional.of("sostenuto"), "the tables in the schema sostenuto are another role's");
    }

    @Test
    void allThatFlywaySaysIsTold() throws SQLException {
        new Schema(source("postgres"), true, Optional.empty()).migrate();
        change("update flyway_schema_history set checksum = 7 where version in ('1', '2')");
        isUnfit("postgres", Optional.empty(), "its schema is not as it should be", "Validate failed",
                "Migration checksum mismatch for migration version 1", "Migration checksum mismatch for migration version 2");
    }

    @Test
    void aConnectionThatBreaksIsNotTheSchema() {
        assertThatThrownBy(() -> new Schema(source("postgres", 1), true, Optional.empty()).migrate())
                .isNotInstanceOf(SchemaUnfit.class).satisfies(away -> assertThat(SqlFailure.isAway(away)).isTrue());
    }

    /** Each of Flyway's connections gets whichever of the two is free, for one transaction. */
    @Test
    void twoNodesAtOnceBehindAPoolerMakeItOnceAndLeaveNothingOnItsConnections() throws Exception {
        change("create table grants (id integer)");
        try (var pooler = new PgBouncer(folder.resolve(database), postgres.port(), 2)) {
            var source = source("postgres", pooler.port());
            source.setPrepareThreshold(0);
            var both = IntStream.range(0, 2).mapToObj(i -> CompletableFuture.runAsync(() -> migrateAsANode(source))).toList();
            both.forEach(CompletableFuture::join);
            assertThat(value(ALL_TABLES)).startsWith("public.grants sostenuto.begun_links sostenuto.changed_grants").doesNotContain("public.flyway");
            assertThat(value("select count(*) filter (where success) || ' of ' || count(*) from sostenuto.flyway_schema_history"
                    + " where version = '1'")).isEqualTo("1 of 1");
            assertThat(searchPaths(source)).as("on both connections of the server").containsOnly("\"$user\", public");
        }
    }

    /** The runnable jar prevents it; another server's data source may do so, and then the remedy is in the line. */
    @Test
    void aPreparedStatementThatAnotherClientLeftIsKnownAsAPoolers() throws SQLException {
        try (var connection = source("postgres").getConnection(); var statement = connection.createStatement()) {
            statement.execute("prepare s as select 1");
            assertThatThrownBy(() -> statement.execute("prepare s as select 2"))
                    .satisfies(failed -> assertThat(SqlFailure.isOfPooler(new IllegalStateException(failed))).isTrue());
        }
    }

    /** As a role may have them, that is behind a pooler: half a second for a statement would not do. */
    @Test
    void aMigrationIsNotBoundAsAQuestionIs() throws SQLException {
        change("alter role plain in database " + database + " set statement_timeout = 1");
        change("create schema sostenuto authorization plain");
        try (var connection = PatientConnections.ofPostgres(source("plain"), Duration.ofMinutes(1), Optional.of("sostenuto")).getConnection()) {
            assertThatThrownBy(() -> value(connection, "select pg_sleep(0.1)")).as("the bound is there").isInstanceOf(SQLException.class);
            connection.setAutoCommit(false);
            assertThat(value(connection, "select pg_sleep(0.1) is not null and current_schema() = 'sostenuto'")).isEqualTo("t");
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(value(connection, "show search_path")).isEqualTo("\"$user\", public");
        }
    }

    private static void migrateAsANode(PGSimpleDataSource source) {
        for (var tries = 0; ; tries++) {
            try {
                new Schema(source, true, Optional.of("sostenuto")).migrate();
                return;
            } catch (SchemaUnfit waits) {
                assertThat(tries).as(waits.getMessage()).isLessThan(20);
                assertThat(waits).hasMessageContaining("another node brings its schema up to date");
            } catch (SQLException failed) {
                throw new AssertionError(failed);
            }
        }
    }

    private static List<String> searchPaths(PGSimpleDataSource source) throws SQLException {
        try (var one = source.getConnection(); var other = source.getConnection()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            assertThat(value(one, "select pg_backend_pid()")).isNotEqualTo(value(other, "select pg_backend_pid()"));
            return List.of(value(one, "show search_path"), value(other, "show search_path"));
        }
    }
}
