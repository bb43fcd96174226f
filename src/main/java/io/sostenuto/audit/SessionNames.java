package io.sostenuto.audit;

import io.sostenuto.grants.entity.SessionId;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What a session is called outside: in audit events, for operators, and to the person it belongs to. A hash of its id
 * and of nothing that can change, so that every node at every time has the same name for it. It needs no key: nobody can
 * go back from it to 256 random bits, and an id opens nothing without the key that sealed a cookie.
 */
@ApplicationScoped
public class SessionNames {

    /** So that a name tells nothing of the other hashes of an id: those in the log and of the journal's files. */
    private static final String PURPOSE = "sostenuto session name 2\n";
    private static final int DIGITS = 24;

    /** @return 24 hex digits */
    public String of(SessionId session) {
        return SessionId.hash(PURPOSE + session.value()).substring(0, DIGITS);
    }
}
