package io.sostenuto.launcher;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
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

    private static final class Provider extends JavaNetHttpConnectorProvider {

        @Override
        public Connector getConnector(Client client, Configuration configuration) {
            return new Reporting(super.getConnector(client, configuration));
        }
    }

    /** Jersey's connector over HttpClient tells its caller of answers only; this one tells of failures too. */
    private record Reporting(Connector connector) implements Connector {

        @Override
        public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
            var answer = connector.apply(request, callback);
            if (answer instanceof CompletableFuture<?> future) {
                future.whenComplete((done, failure) -> {
                    if (failure != null) {
                        callback.failure(failure);
                    }
                });
            }
            return answer;
        }

        @Override
        public ClientResponse apply(ClientRequest request) {
            return connector.apply(request);
        }

        @Override
        public String getName() {
            return connector.getName();
        }

        @Override
        public void close() {
            connector.close();
        }
    }
}
