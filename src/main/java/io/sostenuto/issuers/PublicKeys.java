package io.sostenuto.issuers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads what an operator has of an issuer's keys. */
public final class PublicKeys {

    private PublicKeys() {
    }

    /**
     * @param location a path, or the URL of a file
     * @throws IOException              where it cannot be read
     * @throws IllegalArgumentException where it names no file
     */
    public static String content(String location) throws IOException {
        return Files.readString(location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location)).strip();
    }

    /** @param pem or the base64 part of it. @throws GeneralSecurityException where it is neither an RSA nor an EC key */
    public static PublicKey pem(String pem) throws GeneralSecurityException {
        var spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
