package io.sostenuto.users.entity;

/**
 * A user of the application, as its issuer names him. Both are compared octet by octet.
 *
 * @param subject 1 to 255 characters
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.2">RFC 7519 section 4.1.2</a>
 */
public record AppUser(String issuer, String subject) {
}
