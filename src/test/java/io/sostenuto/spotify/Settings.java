package io.sostenuto.spotify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything about the stand-in that a test may set, with the defaults. */
final class Settings {

    volatile String clientId = "stand-in-client";
    volatile String clientSecret = "stand-in-secret";
    /** Other apps that are registered: their ids, each with its secret. */
    final Map<String, String> furtherApps = new ConcurrentHashMap<>();
    volatile String appName = "Sostenuto";
    final List<String> redirects = new CopyOnWriteArrayList<>(
            List.of("http://127.0.0.1/api/callback", "http://[::1]/api/callback"));

    volatile Rotation rotation = Rotation.NONE;
    volatile Duration grace = Duration.ofSeconds(30);
    volatile Duration accessTokenLife = Duration.ofSeconds(3600);
    volatile Duration refreshTokenLife = Duration.ofDays(183);
    volatile Duration codeLife = Duration.ofMinutes(10);
    volatile int accessTokenLength = 200;
    volatile int refreshTokenLength = 131;

    volatile Account account = new Account("listener-1", "Lena Listener", "account-of-listener-1");
    volatile String grantedScopes;
    volatile boolean rememberConsent;
    volatile boolean listed = true;
    volatile boolean ownerPremium = true;
    volatile boolean premium = true;
    volatile boolean meLacksDetails;
    volatile boolean playerAnswersText;
    volatile boolean discovery;

    /** @return the secret of an app; null where none of this id is registered */
    String secretOf(String id) {
        return clientId.equals(id) ? clientSecret : id == null ? null : furtherApps.get(id);
    }

    volatile Duration heartbeat = Duration.ofSeconds(30);
    volatile Duration deviceAppearsAfter = Duration.ZERO;
    volatile boolean dealerDown;
    volatile boolean kitchenRadio;
}
