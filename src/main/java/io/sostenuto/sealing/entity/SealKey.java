package io.sostenuto.sealing.entity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One key of 32 bytes and its id. In configuration it is written {@code kid:base64}; printed, it shows its id only.
 */
public record SealKey(String id, byte[] bytes) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public SealKey {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a key id has 1 to 32 letters, digits, '-' or '_'");
        }
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has 32 bytes");
        }
        bytes = bytes.clone();
    }

    /** @return the keys of a comma separated list; the first seals, all open
     *  @throws IllegalArgumentException if one is malformed or an id is there twice; the message holds no key */
    public static List<SealKey> parse(String text) {
        var keys = Stream.of(text.split(",")).map(String::strip).map(SealKey::parseOne).toList();
        if (keys.stream().map(SealKey::id).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("a key id is there twice");
        }
        return keys;
    }

    private static SealKey parseOne(String text) {
        var colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a key is written kid:base64");
        }
        return new SealKey(text.substring(0, colon), decode(text.substring(colon + 1).strip()));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the part behind the colon is not base64");
        }
    }

    /** @return a new random key under a random id */
    public static SealKey generate() {
        var id = new byte[4];
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(bytes);
        return new SealKey("k" + HexFormat.of().formatHex(id), bytes);
    }

    /** @return the form in which {@link #parse} reads it; a secret */
    public String written() {
        return id + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SealKey[" + id + "]";
    }
}
