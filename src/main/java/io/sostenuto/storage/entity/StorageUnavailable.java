package io.sostenuto.storage.entity;

/** The database did not answer in time, or refused. */
public class StorageUnavailable extends RuntimeException {
    public StorageUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** @return whether a stage failed for this reason, also where it wraps its causes */
    public static boolean isCauseOf(Throwable failure) {
        return failure instanceof StorageUnavailable || failure.getCause() instanceof StorageUnavailable;
    }
}
