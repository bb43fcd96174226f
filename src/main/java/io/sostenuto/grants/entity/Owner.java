package io.sostenuto.grants.entity;

import io.sostenuto.settings.entity.AppName;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whose a grant is that belongs to no browser: a user of the application has one for each app at Spotify. */
public record Owner(String issuer, String subject, AppName app) {

    /** @return SHA-256 in hex; no two owners have the same, whatever characters they are made of */
    public String key() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(octets(issuer));
            digest.update(octets(subject));
            return HexFormat.of().formatHex(digest.digest(octets(app.value())));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** With the length before it; each half of a character as it is, because UTF-8 writes all lone ones alike. */
    private static byte[] octets(String part) {
        var octets = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * part.length()).putInt(part.length());
        part.chars().forEach(one -> octets.putChar((char) one));
        return octets.array();
    }
}
