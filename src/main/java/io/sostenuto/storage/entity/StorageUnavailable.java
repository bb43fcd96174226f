package io.sostenuto.storage.entity;

/** The database did not answer in time, or refused. */
public class StorageUnavailable extends RuntimeException {
    public StorageUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** @return whether a stage failed for this reason, however deep it is wrapped */
    public static boolean isCauseOf(Throwable failure) {
        return Causes.of(failure).anyMatch(StorageUnavailable.class::isInstance);
    }
}
