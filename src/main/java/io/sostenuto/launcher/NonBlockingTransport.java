package io.sostenuto.launcher;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.client.spi.ConnectorProvider;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Puts the JDK's HttpClient under the REST clients of this server (Jersey's), so that a call that waits for Spotify
 * holds no thread. It lies among the server's own libraries; another server brings its own transport.
 */
public class NonBlockingTransport implements RestClientListener {

    /** For what is done before a call waits; the pool of a transport that waits on a thread is as large as the crowd. */
    private static final int THREADS = 8;
    /** Spotify answers within a second; who waits longer may be waiting on a connection that the network has forgotten. */
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(5);

    @Override
    public void onNewClient(Class<?> type, RestClientBuilder builder) {
        builder.register(new Provider()).executorService(threads());
    }

    /** They find the application's classes, whoever has them begun, and end when nothing is to do. */
    private static ExecutorService threads() {
        var classes = Thread.currentThread().getContextClassLoader();
        var threads = new ThreadPoolExecutor(THREADS, THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            var thread = new Thread(work, "sostenuto-call");
            thread.setDaemon(true);
            thread.setContextClassLoader(classes);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static final class Provider implements ConnectorProvider {

        @Override
        public Connector getConnector(Client client, Configuration configuration) {
            return new RenewedConnector(() -> new HttpClientConnector(client, configuration), patience(), idle(), System::nanoTime);
        }

        /** As the HttpClient reads it, and with what it takes where nobody has set it. */
        private static Duration idle() {
            return Duration.ofSeconds(Long.getLong("jdk.httpclient.keepalive.timeout", 1200));
        }

        /** Half of the time that callers wait: how long the transport itself waits is another matter. */
        private static Duration patience() {
            var half = Environment.value("sostenuto.spotify-deadline").map(Duration::parse).orElse(LONGEST_PATIENCE.multipliedBy(2))
                    .dividedBy(2);
            return half.compareTo(LONGEST_PATIENCE) < 0 ? half : LONGEST_PATIENCE;
        }
    }
}
