package io.sostenuto.sessions.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.entity.SessionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * What a session is called outside: in audit events, for operators, and to the person it belongs to. A keyed hash, the
 * same on every node; it opens nothing, and who knows an id but not the key cannot make it.
 */
@ApplicationScoped
public class SessionNames {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGITS = 24;

    private final SecretKeySpec key;

    @Inject
    public SessionNames(Settings settings) {
        // derived from what all nodes have, and what no rotation of the seal keys changes
        this.key = new SecretKeySpec(mac(new SecretKeySpec(settings.clientSecret().value()
                .getBytes(StandardCharsets.UTF_8), ALGORITHM), "sostenuto session names 1"), ALGORITHM);
    }

    protected SessionNames() {
        this.key = null;
    }

    /** @return 24 hex digits */
    public String of(SessionId session) {
        return HexFormat.of().formatHex(mac(key, session.value())).substring(0, DIGITS);
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
