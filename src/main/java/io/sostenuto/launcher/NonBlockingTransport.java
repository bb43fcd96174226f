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
import java.util.concurrent.Future;

/**
 * Puts the JDK's HttpClient under the REST clients of this server (Jersey's), so that a call that waits for Spotify
 * holds no thread. It lies among the server's own libraries; another server brings its own transport.
 */
public class NonBlockingTransport implements RestClientListener {

    @Override
    public void onNewClient(Class<?> type, RestClientBuilder builder) {
        builder.register(new Provider());
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
