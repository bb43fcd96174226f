package io.sostenuto.storage.schema;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaNamesTest {

    private final SchemaNames names = new SchemaNames(null, "order");

    @Test
    void ourTablesAreNamedWithTheirSchemaAndNothingElseIs() {
        assertThat(names.qualified("update grants set fence = ? from free where grants.id = free.id returning grants.id"))
                .isEqualTo("update \"order\".grants set fence = ? from free where \"order\".grants.id = free.id returning \"order\".grants.id");
        assertThat(names.qualified("select pg_relation_filenode('grants')"))
                .isEqualTo("select pg_relation_filenode('\"order\".grants')");
        assertThat(names.qualified("SELECT t0.id FROM grants t0, changed_grants_since")).as("the longest name")
                .isEqualTo("SELECT t0.id FROM \"order\".grants t0, \"order\".changed_grants_since");
        for (var other : new String[]{"select t.turns from other t", "select \"grants\" from foreign_grants", "show pool_mode",
            "insert into public.grants values (?)"}) {
            assertThat(names.qualified(other)).isEqualTo(other);
        }
    }

    /** One that is missing would be looked for in another schema. */
    @Test
    void everyTableOfTheMigrationsIsKnown() throws IOException {
        var made = new TreeSet<String>();
        for (var folder : List.of("migration", "postgresql")) {
            try (var files = Files.list(Path.of("src/main/resources/db", folder))) {
                for (var file : files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                    Pattern.compile("(?im)^\\s*create (?:unlogged )?(?:table|sequence|view|function) (?:if not exists )?(\\w+)(?!\\w|.*trigger)")
                            .matcher(Files.readString(file)).results().forEach(hit -> made.add(hit.group(1)));
                }
            }
        }
        assertThat(made).hasSizeGreaterThan(5);
        assertThat(SchemaNames.TABLES.split("\\|")).containsExactlyInAnyOrderElementsOf(made);
    }
}
