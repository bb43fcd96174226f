package io.sostenuto.backends.control;

import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.Secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** Compares secrets in the same time, whoever names whom, and however right he is. */
final class ClientSecrets {

    /** As many as a client can have. */
    private static final int COMPARISONS = 2;

    private ClientSecrets() {
    }

    /** @param client empty where nobody has the name */
    static boolean isRight(Optional<BackendClient> client, String sent) {
        var secrets = client.map(BackendClient::secrets).orElse(List.of());
        var digest = digest(sent);
        var isRight = false;
        for (var index = 0; index < COMPARISONS; index++) {
            var isSame = MessageDigest.isEqual(digest(index < secrets.size() ? secrets.get(index) : new Secret("")), digest);
            isRight = isRight || index < secrets.size() && isSame;
        }
        return isRight;
    }

    private static byte[] digest(Secret secret) {
        return digest(secret.value());
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
