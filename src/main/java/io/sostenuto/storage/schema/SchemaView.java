package io.sostenuto.storage.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What PostgreSQL's catalogue says of the schema that the product is to use, and of its role there. It changes nothing. */
final class SchemaView {

    /** The first migration of ours: a history without it is somebody else's. */
    private static final String OURS = "V1__grants.sql";
    private static final String HISTORY = "to_regclass(quote_ident(?) || '.flyway_schema_history')";

    private final Connection connection;
    private final String name;

    /** @param own the configured schema; empty where the connection decides */
    SchemaView(Connection connection, Optional<String> own) throws SQLException {
        this.connection = connection;
        this.name = own.isPresent() ? own.get() : value("select current_schema()");
    }

    /** @return null where the connection's search path leads nowhere */
    String name() {
        return name;
    }

    /** @return whether migrations were done here, none of them the product's first one */
    boolean hasForeignHistory() throws SQLException {
        return isTrue("select " + HISTORY + " is not null and has_table_privilege(" + HISTORY + ", 'SELECT')", name, name)
                && !isTrue("select count(*) = 0 or bool_or(script = ?) from \"" + name.replace("\"", "\"\"")
                + "\".flyway_schema_history where version is not null", OURS);
    }

    /** @return what the role may not do, and what helps */
    String missingPrivilege() throws SQLException {
        var role = value("select quote_ident(current_user)");
        if (!isTrue("select to_regnamespace(quote_ident(?)) is not null", name)) {
            return "its role " + role + " may not make the schema " + name + ": run CREATE SCHEMA " + name + " AUTHORIZATION "
                    + role + ", or GRANT CREATE ON DATABASE " + value("select quote_ident(current_database())") + " TO " + role;
        }
        if (!isTrue("select has_schema_privilege(?, 'USAGE') and has_schema_privilege(?, 'CREATE')", name, name)) {
            return "its role " + role + " may not make tables in the schema " + name + ": run GRANT USAGE, CREATE ON SCHEMA "
                    + name + " TO " + role + ", or set sostenuto.db.schema to a schema of the role's own";
        }
        return "the tables in the schema " + name + " are another role's: log in as the role that made them, or run ALTER TABLE"
                + " … OWNER TO " + role + " for each";
    }

    private boolean isTrue(String question, String... parameters) throws SQLException {
        return "t".equals(value(question, parameters));
    }

    private String value(String question, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            for (var index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
