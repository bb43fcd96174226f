package io.sostenuto.accounts.transport;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * The last look at the clock before a form goes to the transport, on the thread that sends it: a call may have waited
 * for that thread, and a host name for its resolver, until nobody waits for the answer any more. And, where the transport
 * is ours, one more before the body: a proxy may take a connection and answer much later.
 */
public final class SendInTime implements ClientRequestFilter {

    /** What the transport of the runnable jar runs when its connection is made, and before it sends the body. */
    static final String BEFORE_BODY = "io.sostenuto.before-body";

    /** It was too late: nothing was sent. */
    public static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TooLate() {
            super("too late to be sent");
        }
    }

    private final Predicate<URI> isCalledDirectly;

    /** @param isCalledDirectly whether this machine has to know the address: behind a proxy it need not */
    SendInTime(Predicate<URI> isCalledDirectly) {
        this.isCalledDirectly = isCalledDirectly;
    }

    @Override
    public void filter(ClientRequestContext request) {
        if (request.getEntity() instanceof TimedForm form) {
            if (isCalledDirectly.test(request.getUri())) {
                resolve(request.getUri().getHost());
            }
            if (form.isTooLate()) {
                throw new TooLate();
            }
            Runnable look = () -> {
                if (form.isOver()) {
                    throw new TooLate();
                }
            };
            request.setProperty(BEFORE_BODY, look);
            request.setEntity(form.plain());
        }
    }

    /** The transport asks again, and finds it in the JVM's cache. */
    private static void resolve(String host) {
        try {
            InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            // the transport says so, too
        }
    }
}
