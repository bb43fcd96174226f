package io.sostenuto.backends.entity;

/**
 * A backend's call for a token was answered.
 *
 * @param client  a name of the configuration, or {@link #UNKNOWN}
 * @param outcome {@code served}, or the code of the error
 */
public record ExchangeEnded(String client, String outcome) {

    /** Who did not show that he is a client. */
    public static final String UNKNOWN = "unknown";
    public static final String SERVED = "served";
}
