package io.sostenuto.operations.start;

import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SpotifyAccounts;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Form;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * HTTP clients send a POST again by themselves where its connection ends unanswered; with a refresh token that may be the
 * end of a grant. What is known to do so is switched off, and whether nothing does is tried at each start, by the very
 * client that Spotify is called with: on connections that are closed and that are reset, new ones and such as have carried
 * an answer, because the JDK's newer client repeats on the latter only.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-6382788">JDK-6382788</a>
 */
@ApplicationScoped
public class SilentResend {

    private static final Logger LOG = Logger.getLogger(SilentResend.class.getName());
    private static final String OLD_CLIENT = "sun.net.http.retryPost";
    private static final String NEW_CLIENT = "jdk.httpclient.enableAllMethodRetry";
    /** Loopback answers within milliseconds; a machine that starves takes longer, and then nothing is proved. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    @Inject
    private SpotifyClients clients;
    @Inject
    private Threads threads;
    private FutureTask<Integer> trial;

    /** Before the first use of the JVM's old client, which reads it once. */
    static void switchOff() {
        if (System.getProperty(OLD_CLIENT) == null) {
            System.setProperty(OLD_CLIENT, "false");
        }
    }

    /** Begins to try it. */
    void begin() {
        trial = new FutureTask<>(this::posts);
        threads(Thread.currentThread().getContextClassLoader()).execute(trial);
    }

    /** Not the server's: Open Liberty lets none of its threads begin before the start is over, which waits for this. */
    private static ExecutorService threads(ClassLoader classes) {
        return Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "sostenuto-resend-trial");
            thread.setDaemon(true);
            thread.setContextClassLoader(classes);
            return thread;
        });
    }

    /**
     * Waits for the end of it.
     *
     * @throws ConfigurationException where one POST would be sent twice
     */
    void check() {
        if (tried() > 1) {
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

    private int tried() {
        try {
            return trial.get(LONGEST.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            LOG.log(Level.WARNING, "Whether a POST is sent twice could not be tried: {0}", failed.getCause().toString());
            return 1;
        } catch (TimeoutException tooSlow) {
            LOG.warning("Whether a POST is sent twice could not be tried: there was no answer in time");
            return 1;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** @return how often the one that came most often arrived */
    private int posts() throws IOException {
        try (var far = new TrialListener()) {
            var client = clients.local(SpotifyAccounts.class, far.address(), threads(Thread.currentThread().getContextClassLoader()));
            together(client, List.of(TrialListener.CLOSE + " new", TrialListener.RESET + " new", TrialListener.ANSWER + " 1",
                    TrialListener.ANSWER + " 2"));
            together(client, List.of(TrialListener.CLOSE + " kept", TrialListener.RESET + " kept"));
            return far.most();
        }
    }

    /** A second POST comes before the caller is told of the first, so that nobody has to wait for one that does not come. */
    private void together(SpotifyAccounts client, List<String> trials) {
        CompletableFuture.allOf(trials.stream().map(trial -> BoundedReply.within(LONGEST, client.token(trial,
                        new Form().param("trial", TrialListener.END)), threads.answers()).exceptionally(unanswered -> null))
                .toArray(CompletableFuture[]::new)).join();
    }
}
