package io.sostenuto.operations.start;

import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SpotifyAccounts;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.storage.threads.Threads;
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
 * Whether a POST is sent twice where its connection ends unanswered, tried on this machine: on connections that are closed
 * and that are reset, new ones and such as have carried an answer, because the JDK's newer client repeats on the latter only.
 */
final class ResendTrial {

    private static final Logger LOG = Logger.getLogger(ResendTrial.class.getName());
    /** Loopback answers within milliseconds; a machine that starves takes longer, and then nothing is proved. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final SpotifyClients clients;
    private final Threads threads;
    private final FutureTask<Integer> trial = new FutureTask<>(this::posts);

    /** @param clients the very ones that Spotify is called with */
    ResendTrial(SpotifyClients clients, Threads threads) {
        this.clients = clients;
        this.threads = threads;
    }

    void begin() {
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

    /** @return how often one POST arrived; once where that could not be tried */
    int most() {
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
