package io.sostenuto.backends.entity;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a call. One without a value counts as left out, and none may come twice. It is no record, because the text
 * of a record would show the tokens.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749 section 3.2</a>
 */
public final class Form {

    private final Map<String, String> parameters = new HashMap<>();

    private Form() {
    }

    /** @throws OAuthRefused where it is malformed, or a parameter comes twice */
    public static Form read(byte[] body) {
        var form = new Form();
        for (var pair : new String(body, StandardCharsets.ISO_8859_1).split("&")) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                form.add(decoded(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        form.parameters.values().removeIf(String::isEmpty);
        return form;
    }

    private void add(String name, String value) {
        if (parameters.putIfAbsent(name, value) != null) {
            throw new OAuthRefused(OAuthError.invalidRequest("A parameter comes twice."));
        }
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** @throws OAuthRefused where it is left out */
    public String required(String name) {
        return get(name).orElseThrow(() -> new OAuthRefused(OAuthError.invalidRequest("The parameter " + name + " is missing.")));
    }

    /**
     * @param octets one a character
     * @return the text that they are, with its escapes resolved
     * @throws OAuthRefused where an escape is broken, or it is no UTF-8
     */
    public static String decoded(String octets) {
        try {
            var resolved = URLDecoder.decode(octets, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(resolved)).toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            throw new OAuthRefused(OAuthError.invalidRequest("The form is malformed."));
        }
    }
}
