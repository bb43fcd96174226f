package io.sostenuto.sealing.control;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.XAesGcmParameters;
import com.google.crypto.tink.aead.subtle.XAesGcmAead;
import com.google.crypto.tink.util.SecretBytes;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Closes what leaves memory and opens it again: XAES-256-GCM with a random nonce, the text form being
 * {@code kid.base64url}. The first key seals, every key opens.
 *
 * <p>Bound as associated data are the format's version, the {@link Purpose} and the context (for a column the session
 * and its generation), so that a text moved to another place does not open.
 *
 * @see <a href="https://developers.google.com/tink/aead">Tink: AEAD</a>
 */
public class Seal {

    private static final String FORMAT = "sostenuto-1";
    private static final int SALT_LENGTH = 12;

    private volatile Ring ring;

    /** @param keys at least one; the first seals */
    public Seal(List<SealKey> keys) {
        use(keys);
    }

    /**
     * From now on these keys seal and open, and no others.
     *
     * @param keys at least one; the first seals
     */
    public final void use(List<SealKey> keys) {
        var open = new LinkedHashMap<String, Aead>();
        keys.forEach(key -> open.put(key.id(), aead(key)));
        ring = new Ring(open, keys.get(0).id());
    }

    /** The keys of one moment. */
    private record Ring(Map<String, Aead> keys, String sealing) {
    }

    private static Aead aead(SealKey key) {
        try {
            var parameters = XAesGcmParameters.create(XAesGcmParameters.Variant.NO_PREFIX, SALT_LENGTH);
            var secret = SecretBytes.copyFrom(key.bytes(), InsecureSecretKeyAccess.get());
            return XAesGcmAead.create(XAesGcmKey.create(parameters, secret, null));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("key " + key.id() + " cannot be used", unusable);
        }
    }

    /** @return the sealed form of {@code plain}, new at each call */
    public String close(Purpose purpose, String context, String plain) {
        var now = ring;
        try {
            var sealed = now.keys.get(now.sealing).encrypt(plain.getBytes(StandardCharsets.UTF_8), bound(purpose, context));
            return now.sealing + "." + written(sealed);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("sealing failed", broken);
        }
    }

    /** @return what was sealed; empty for anything altered, foreign, moved or sealed with a key that is not here */
    public Optional<String> open(Purpose purpose, String context, String sealed) {
        var dot = sealed.indexOf('.');
        var key = dot < 0 ? null : ring.keys.get(sealed.substring(0, dot));
        if (key == null) {
            return Optional.empty();
        }
        try {
            var text = sealed.substring(dot + 1);
            var bytes = Base64.getUrlDecoder().decode(text);
            if (!written(bytes).equals(text)) {
                return Optional.empty(); // the decoder overlooks spare bits and padding
            }
            return Optional.of(new String(key.decrypt(bytes, bound(purpose, context)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException doesNotOpen) {
            return Optional.empty();
        }
    }

    private static String written(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** @return whether this text was sealed with the key that seals today */
    public boolean current(String sealed) {
        return sealed.startsWith(ring.sealing + ".");
    }

    /** @return the id of the key that seals today */
    public String currentKeyId() {
        return ring.sealing;
    }

    /** @return the ids of the keys that open */
    public Set<String> keyIds() {
        return Set.copyOf(ring.keys.keySet());
    }

    private static byte[] bound(Purpose purpose, String context) {
        return (FORMAT + "\n" + purpose + "\n" + context).getBytes(StandardCharsets.UTF_8);
    }
}
