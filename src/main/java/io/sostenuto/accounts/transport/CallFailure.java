package io.sostenuto.accounts.transport;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.storage.entity.Causes;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What an operator reads in the log of a call that failed: the true reason, with nothing of the call itself. */
public final class CallFailure {

    private static final int LONGEST = 200;

    private CallFailure() {
    }

    /** @return our words for it, in one line */
    public static String inWords(Throwable failure) {
        var root = Causes.root(failure);
        if (root instanceof CircuitBreakerOpenException) {
            return "the circuit is open";
        }
        if (root instanceof ConfigurationException) {
            return safe(root.getMessage());
        }
        if (root instanceof SendInTime.TooLate) {
            return "its turn came too late";
        }
        if (root instanceof BulkheadException) {
            return "too many calls are on their way";
        }
        return tls(failure).or(() -> proxy(failure)).orElseGet(() -> transport(failure, root));
    }

    private static Optional<String> tls(Throwable failure) {
        return found(failure, UntrustedCertificate.class).map(Throwable::getMessage)
                .or(() -> found(failure, SSLException.class).map(refused -> safe(refused.getMessage())))
                .or(() -> found(failure, GeneralSecurityException.class).map(refused -> safe(refused.getMessage())))
                .map(why -> "no TLS connection: " + why);
    }

    /** The JDK's clients and Apache's each have a sentence and no type for a proxy that refuses to connect. */
    private static Optional<String> proxy(Throwable failure) {
        return Causes.of(failure).map(cause -> String.valueOf(cause.getMessage()))
                .filter(text -> text.toLowerCase(Locale.ROOT).matches("(?s).*\\b(tunnel|connect refused by proxy).*"))
                .findFirst().map(text -> "the proxy of sostenuto.egress-proxy does not connect to it (" + safe(text) + ")");
    }

    private static String transport(Throwable failure, Throwable root) {
        if (root instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (root instanceof TimeoutException || root instanceof SocketTimeoutException
                || root instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (root instanceof UnknownHostException || root instanceof UnresolvedAddressException) {
            return "its host name is not known";
        }
        return has(failure, ConnectException.class) ? "no connection" : "the connection broke off";
    }

    static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return found(failure, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> found(Throwable failure, Class<T> type) {
        return Causes.of(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** @return the text in one line of visible ASCII, and not a long one */
    static String safe(String text) {
        var line = String.valueOf(text).replaceAll("[^\\x20-\\x7e]+", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
