package io.sostenuto.login.control;

import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.audit.LineLimit;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.storage.entity.StorageUnavailable;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What a login is told that brings no session; the log is told why. */
final class LoginFailures {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(Logins.class.getName()));

    private LoginFailures() {
    }

    /** @param reply without a grant */
    static Failed refused(SpotifyAnswer reply) {
        return reply.fold(
                issued -> noGrant("no refresh token"),
                invalid -> Failed.INVALID_CODE,
                wrong -> misconfigured(wrong.code()),
                limited -> noGrant("HTTP 429"),
                unavailable -> noGrant(unavailable.why()),
                unanswered -> noGrant("no answer in time"),
                garbled -> noGrant(garbled.why()));
    }

    private static Failed misconfigured(String code) {
        LINES.log(Level.SEVERE, "No code can be exchanged ({0}): check the app''s client id, its client secret and the app at Spotify", code);
        return Failed.BROKER_MISCONFIGURED;
    }

    private static Failed noGrant(String why) {
        LINES.log(Level.WARNING, "A login failed: Spotify''s token endpoint gave no grant ({0})", why);
        return Failed.TEMPORARILY_UNAVAILABLE;
    }

    /** @return what is told where the database is away, or the product has a defect */
    static LoginResult unfinished(Throwable failure) {
        if (StorageUnavailable.isCauseOf(failure)) {
            LINES.log(Level.WARNING, "A login could not be stored: the database is away");
        } else {
            LINES.log(Level.SEVERE, "A defect in a login", failure);
        }
        return Failed.TEMPORARILY_UNAVAILABLE;
    }
}
