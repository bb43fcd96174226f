package io.sostenuto.launcher;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Response;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.innate.ClientProxy;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HttpClient as a transport of Jersey's: HTTP/1.1, where a call that breaks off takes no other with it, no
 * redirects, and a bound for making a connection, which Jersey's own connector of this kind (3.1.11) leaves out. Bodies are
 * written to memory first and read into memory first, because ours are small and no thread should wait for a large one.
 */
final class HttpClientConnector implements Connector {

    /** The HttpClient sets them itself, and takes them from nobody. */
    private static final Set<String> RESTRICTED = headers("Connection", "Content-Length", "Expect", "Host", "Upgrade");

    /** A property of the request: run before the body is sent; where it throws, the body is not sent. */
    static final String BEFORE_BODY = "io.sostenuto.before-body";

    private final HttpClient client;

    HttpClientConnector(Client owner, Configuration configuration) {
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).sslContext(owner.getSslContext()).executor(HttpClientThreads.ALL);
        duration(configuration.getProperty(ClientProperties.CONNECT_TIMEOUT)).ifPresent(builder::connectTimeout);
        ClientProxy.proxyFromConfiguration(configuration).map(proxy -> (InetSocketAddress) proxy.proxy().address())
                .ifPresent(address -> builder.proxy(ProxySelector.of(address)));
        this.client = builder.build();
    }

    private static Set<String> headers(String... names) {
        var headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(Set.of(names));
        return headers;
    }

    private static Optional<Duration> duration(Object millis) {
        return millis instanceof Number number && number.longValue() > 0
                ? Optional.of(Duration.ofMillis(number.longValue())) : Optional.empty();
    }

    @Override
    public CompletableFuture<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        var answer = send(request);
        answer.thenAccept(callback::response);
        return answer;
    }

    @Override
    public ClientResponse apply(ClientRequest request) {
        try {
            return send(request).join();
        } catch (CompletionException failed) {
            throw new ProcessingException(failed.getCause());
        }
    }

    private CompletableFuture<ClientResponse> send(ClientRequest request) {
        var withheld = new CompletableFuture<RuntimeException>();
        var body = new HttpClientBody();
        var sent = client.sendAsync(written(request, withheld), head -> body);
        patience(request).ifPresent(time -> sent.copy().orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((done, late) -> body.giveUp())); // the HttpClient's own timeout is over with the head
        var answer = sent.thenApply(response -> read(request, response));
        withheld.thenAccept(why -> { // the HttpClient would wait for an answer all the same
            answer.completeExceptionally(why);
            sent.cancel(true);
        });
        return answer;
    }

    private static HttpRequest written(ClientRequest request, CompletableFuture<RuntimeException> withheld) {
        var builder = HttpRequest.newBuilder(request.getUri()).method(request.getMethod(), body(request, withheld));
        request.getRequestHeaders().forEach((name, values) -> values.stream().filter(value -> !RESTRICTED.contains(name))
                .forEach(value -> builder.header(name, value)));
        patience(request).ifPresent(builder::timeout);
        return builder.build();
    }

    private static Optional<Duration> patience(ClientRequest request) {
        return duration(request.resolveProperty(ClientProperties.READ_TIMEOUT, Object.class));
    }

    /** Before the headers are read: Jersey knows some of them when the body is written. */
    private static HttpRequest.BodyPublisher body(ClientRequest request, CompletableFuture<RuntimeException> withheld) {
        if (!request.hasEntity()) {
            return HttpRequest.BodyPublishers.noBody();
        }
        var octets = new ByteArrayOutputStream();
        request.setStreamProvider(length -> octets);
        try {
            request.writeEntity();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        var body = HttpRequest.BodyPublishers.ofByteArray(octets.toByteArray());
        return request.getProperty(BEFORE_BODY) instanceof Runnable look ? new Looked(body, look, withheld) : body;
    }

    /** The HttpClient asks for the body when it has its connection, through a proxy as well. */
    private record Looked(HttpRequest.BodyPublisher body, Runnable look, CompletableFuture<RuntimeException> withheld)
            implements HttpRequest.BodyPublisher {

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> sender) {
            try {
                look.run();
            } catch (RuntimeException refused) {
                sender.onSubscribe(new Nothing());
                withheld.complete(refused);
                return;
            }
            body.subscribe(sender);
        }
    }

    private static final class Nothing implements Flow.Subscription {

        @Override
        public void request(long parts) {
            // there are none
        }

        @Override
        public void cancel() {
            // there is nothing to stop
        }
    }

    private static ClientResponse read(ClientRequest request, HttpResponse<InputStream> answer) {
        var status = Optional.<Response.StatusType>ofNullable(Response.Status.fromStatusCode(answer.statusCode()));
        var response = new ClientResponse(status.orElseGet(() -> new Unnamed(answer.statusCode())), request);
        answer.headers().map().forEach((name, values) -> response.getHeaders().addAll(name, values));
        response.setEntityStream(answer.body());
        return response;
    }

    /** A status that has no name in JAX-RS. */
    private record Unnamed(int code) implements Response.StatusType {

        @Override
        public int getStatusCode() {
            return code;
        }

        @Override
        public Response.Status.Family getFamily() {
            return Response.Status.Family.familyOf(code);
        }

        @Override
        public String getReasonPhrase() {
            return "";
        }
    }

    @Override
    public String getName() {
        return "java.net.http";
    }

    @Override
    public void close() {
        // its connections and its thread end when nobody uses it any more
    }
}
