package io.sostenuto.web.entity;

/**
 * Whether this node has been told to end. The runnable jar hears it first, and the node answers on for a while: a system
 * property is what the two class paths share.
 */
public final class Ending {

    private static final String PROPERTY = "sostenuto.stopping";

    private Ending() {
    }

    public static boolean isToldToEnd() {
        return Boolean.getBoolean(PROPERTY);
    }
}
