package io.sostenuto.sessions.entity;

/** The database did not answer in time, or refused. */
public class StorageUnavailable extends RuntimeException {
    public StorageUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
