package io.sostenuto.operations.start;

/**
 * What the process that runs this node asks and tells it, at its beginning and at its end: {@code io.sostenuto:type=NodeLife}
 * among the JVM's MBeans.
 */
public interface NodeLifeMBean {

    /** @return whether the database has been there once, so that sessions can be served from now on */
    boolean isDatabaseReached();

    /** Answers all who wait for Spotify, and returns when what was under way is stored, or cannot be waited for any longer. */
    void finish();
}
