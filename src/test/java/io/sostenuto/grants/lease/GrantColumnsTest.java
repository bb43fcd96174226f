package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.store.NewRow;
import io.sostenuto.settings.entity.AppName;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A column of the table of grants stands in five places: the migrations, the entity, the row of a new session, the leased write
 * and, on PostgreSQL, the trigger that tells other nodes. Whoever adds one decides here what the last three do with it.
 */
class GrantColumnsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db");
    /** Written by SQL alone. */
    private static final String LEASE = "lease_until";
    /** Others may write these while an attempt holds its lease, and it must not write over them. */
    private static final Set<String> NOT_LEASED = Set.of("id", "app", "spotify_user", "display_name", "authorized_at", "ended_at", "end_reason",
            "device", "fence", "owner_issuer", "owner_subject");
    /** A change of these alone changes nothing that another node has remembered or answers. */
    private static final Set<String> NOT_TOLD = Set.of("id", "app", "refresh_token", "previous_refresh_token", "access_token", "access_issued_at",
            "scope", "authorized_at", "kept_generation", "suspension", "in_incident", "end_reason", "early_renewals_until", "sealed_with",
            "device", "fence", "owner_issuer", "owner_subject");

    /** A browser's new session has none of these. */
    private static final Set<String> NOT_NEW = Set.of("previous_refresh_token", "suspended_at", "suspension", "ended_at", "end_reason",
            "owner_issuer", "owner_subject");

    private static Set<String> mapped() {
        return columns(GrantRow.class).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> columns(Class<?> mapped) {
        return Arrays.stream(mapped.getDeclaredFields()).filter(field -> !Modifier.isStatic(field.getModifiers()))
                .flatMap(field -> field.isAnnotationPresent(Embedded.class) ? columns(field.getType()) : Stream.of(name(field)));
    }

    private static String name(Field field) {
        return Optional.ofNullable(field.getAnnotation(Column.class)).map(Column::name).filter(name -> !name.isEmpty())
                .orElse(field.getName());
    }

    private static String migrations() {
        try (var files = Files.walk(MIGRATIONS)) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().map(GrantColumnsTest::text)
                    .collect(Collectors.joining("\n"));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static Stream<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(hit -> hit.group(1));
    }

    private static Set<String> leased() {
        var set = LeasedColumns.WRITE.substring(0, LeasedColumns.WRITE.indexOf(" where "));
        return found("(\\w+) = \\?", set).collect(Collectors.toSet());
    }

    @Test
    void theMigrationsMakeWhatTheEntityMaps() {
        var sql = migrations();
        var made = found("(?s)create table grants \\((.*?)\\n\\);", sql).flatMap(table -> found("(?m)^ +([a-z_]+) ", table));
        var added = found("alter table grants add column ([a-z_]+)", sql);
        var expected = new TreeSet<>(mapped());
        expected.add(LEASE);
        assertThat(Stream.concat(made, added).toList()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aLeasedWriteWritesAllButWhatOthersMayWriteMeanwhile() {
        var rest = new HashSet<>(mapped());
        rest.removeAll(NOT_LEASED);
        assertThat(leased()).isEqualTo(rest);
        assertThat(LeasedColumns.WRITE).contains(LEASE + " = null");
    }

    @Test
    void aNewSessionHasAllThatItsRowMaps() {
        var rest = new HashSet<>(mapped());
        rest.removeAll(NOT_NEW);
        var columns = found("\\((.*?)\\) values", NewRow.INSERT).flatMap(list -> Stream.of(list.split(", ")));
        assertThat(columns.toList()).containsExactlyInAnyOrderElementsOf(rest);
    }

    @Test
    void itHasAParameterForEachPlace() {
        var grant = new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.empty(), Instant.EPOCH, false));
        assertThat(LeasedColumns.parameters(grant, grant)).hasSize((int) LeasedColumns.WRITE.chars().filter(one -> one == '?').count());
    }

    @Test
    void otherNodesAreToldOfAllThatTheyRememberOrAnswer() {
        var told = found("(?s)create trigger grants_changed.*?when \\(\\((.*?)\\)\\s+is distinct from", migrations())
                .flatMap(list -> found("old\\.([a-z_]+)", list)).collect(Collectors.toSet());
        var rest = new HashSet<>(mapped());
        rest.removeAll(NOT_TOLD);
        assertThat(told).isEqualTo(rest);
    }
}
