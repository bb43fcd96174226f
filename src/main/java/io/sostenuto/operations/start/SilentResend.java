package io.sostenuto.operations.start;

import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * HTTP clients send a POST again by themselves where its connection ends unanswered; with a refresh token that may be the
 * end of a grant. What is known to do so is switched off, and whether nothing does is tried at each start: see
 * {@link ResendTrial}.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-6382788">JDK-6382788</a>
 */
@ApplicationScoped
public class SilentResend {

    private static final String OLD_CLIENT = "sun.net.http.retryPost";
    private static final String NEW_CLIENT = "jdk.httpclient.enableAllMethodRetry";

    @Inject
    private SpotifyClients clients;
    @Inject
    private Threads threads;
    private ResendTrial trial;

    /** Before the first use of the JVM's old client, which reads it once. */
    static void switchOff() {
        if (System.getProperty(OLD_CLIENT) == null) {
            System.setProperty(OLD_CLIENT, "false");
        }
    }

    /** Begins to try it. */
    void begin() {
        trial = new ResendTrial(clients, threads);
        trial.begin();
    }

    /**
     * Waits for the end of it.
     *
     * @throws ConfigurationException where one POST would be sent twice
     */
    void check() {
        if (trial.most() > 1) {
            throw refusal();
        }
    }

    private static ConfigurationException refusal() {
        var again = System.getProperty(NEW_CLIENT);
        if (again != null && (again.isEmpty() || Boolean.parseBoolean(again))) {
            return new ConfigurationException(NEW_CLIENT, "should not be set: with it the JVM sends a POST twice, and a"
                    + " refresh token may be good for one use; start the JVM without it");
        }
        if (!"false".equals(System.getProperty(OLD_CLIENT))) {
            return new ConfigurationException(OLD_CLIENT, "should be false: start the JVM with -D" + OLD_CLIENT + "=false");
        }
        return new ConfigurationException("the HTTP client of this server", "sends a POST twice where its connection breaks:"
                + " switch its repetitions off (-D" + OLD_CLIENT + "=false where another application was faster, no "
                + NEW_CLIENT + " in the JVM's conf/net.properties)");
    }
}
