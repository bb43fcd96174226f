package io.sostenuto.settings.entity;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A backend that gets tokens for users: how it shows who it is, and for whom it may ask.
 *
 * @param secrets any of them is right; one, or two while it is changed; empty where it has none
 * @param jwks    its public keys as text, from a file; empty where it has none, or they are at an address
 * @param mayAssert whether it may name the user itself
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749 section 2.3</a>
 */
public record BackendClient(String name, List<Secret> secrets, Optional<String> jwks, Optional<URI> jwksUrl, boolean mayAssert) {
}
