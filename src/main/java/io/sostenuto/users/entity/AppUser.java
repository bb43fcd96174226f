package io.sostenuto.users.entity;

import java.nio.charset.StandardCharsets;

/**
 * A user of the application, as its issuer names him. Both are compared octet by octet.
 *
 * @param subject 1 to 255 characters
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.2">RFC 7519 section 4.1.2</a>
 */
public record AppUser(String issuer, String subject) {

    private static final int LONGEST_SUBJECT = 255;

    /** Two that differ have to differ in the database, too, which knows neither halves of characters nor NUL. */
    public static boolean isName(String subject) {
        return subject != null && !subject.isEmpty() && subject.codePointCount(0, subject.length()) <= LONGEST_SUBJECT
                && subject.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(subject);
    }
}
