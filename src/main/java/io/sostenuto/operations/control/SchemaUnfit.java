package io.sostenuto.operations.control;

/** The database is reached, and cannot be used as it is. The message says why, and what helps. */
final class SchemaUnfit extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaUnfit(String words, Throwable cause) {
        super(words, cause);
    }
}
