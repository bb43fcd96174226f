package io.sostenuto.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * An answer's body, gathered as it comes, so that no thread waits for the rest of it: a body that comes slowly, or never
 * ends, holds its octets and nothing else. Who reads it finds what came, and a failure where it broke off.
 */
final class HttpClientBody implements HttpResponse.BodySubscriber<InputStream> {

    /** As much as the product reads of any answer. It is given a little more, and sees by that that there was too much. */
    static final int MOST = 64 * 1024;

    private final CompletableFuture<InputStream> body = new CompletableFuture<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private Flow.Subscription source;

    @Override
    public CompletionStage<InputStream> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (isFirst(subscription)) {
            subscription.request(1);
        } else {
            subscription.cancel();
        }
    }

    private synchronized boolean isFirst(Flow.Subscription subscription) {
        var isFirst = source == null;
        if (isFirst) {
            source = subscription;
        }
        return isFirst && !body.isDone();
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        if (body.isDone()) {
            return;
        }
        if (gathered(parts) <= MOST) {
            source().request(1);
        } else {
            source().cancel();
            onComplete();
        }
    }

    private synchronized int gathered(List<ByteBuffer> parts) {
        for (var part : parts) {
            var copy = new byte[Math.min(part.remaining(), MOST + 1 - octets.size())];
            part.get(copy);
            octets.writeBytes(copy);
        }
        return octets.size();
    }

    private synchronized Flow.Subscription source() {
        return source;
    }

    @Override
    public void onComplete() {
        body.complete(come());
    }

    @Override
    public void onError(Throwable broken) {
        end(broken instanceof IOException failure ? failure : new IOException(broken));
    }

    /** Its time is over: what has not come by now does not come any more. */
    void giveUp() {
        if (end(new SocketTimeoutException("the body has not come in time")) && source() != null) {
            source().cancel();
        }
    }

    private boolean end(IOException failure) {
        return body.complete(new SequenceInputStream(come(), new Failing(failure)));
    }

    private synchronized InputStream come() {
        return new ByteArrayInputStream(octets.toByteArray());
    }

    private static final class Failing extends InputStream {

        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }
    }
}
