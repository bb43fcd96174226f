package io.sostenuto.storage.schema;

/** The database is reached, and cannot be used as it is. The message says why, and what helps. */
public final class SchemaUnfit extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaUnfit(String words, Throwable cause) {
        super(words, cause);
    }
}
