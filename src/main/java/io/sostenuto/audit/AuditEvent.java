package io.sostenuto.audit;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;

import java.util.Optional;

/**
 * Something that whoever looks into an incident wants to know; {@code operations} writes it down.
 *
 * @param address from where, as far as that is told
 * @param reason a word of ours; never anything that a client or Spotify sent
 * @param client the backend that did it, by the name that the configuration gives it
 */
public record AuditEvent(Kind kind, Optional<SessionId> session, Optional<String> user, Optional<String> reason,
                         Optional<String> address, Optional<String> client) {

    /**
     * What can happen, in the words of OWASP's logging vocabulary where it has one.
     *
     * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html">OWASP: Logging Vocabulary</a>
     */
    public enum Kind {
        LOGIN("authn_login_success", false, "a session was opened"),
        LOGIN_FAILED("authn_login_fail", true, "a login did not open a session"),
        RENEWAL_REFUSED("authn_token_revoked", true, "Spotify refused the grant; a login is needed"),
        LINK_BEGUN("link_begun", false, "a user of the application began a link"),
        LINKED("link_completed", false, "a user of the application completed a link"),
        LINK_REFUSED("link_refused", true, "a link was not begun or not completed"),
        LINK_ENDED("link_ended", false, "a user of the application ended a link"),
        SESSION_ENDED("session_expired", false, "a session was ended for good"),
        ADMIN("authz_admin", true, "an operator acted"),
        ADMIN_REFUSED("authz_fail", true, "a call of the operators' API was refused"),
        INCIDENT_OPENED("sys_incident_opened", true, "Spotify refuses many users at once: refusals are not believed"),
        INCIDENT_CLOSED("sys_incident_closed", true, "the incident is over"),
        KEY_RETIRED("sys_key_retired", true, "no session is sealed with this key any more"),
        COOKIE_REFUSED("input_validation_fail", true, "a cookie of ours did not open"),
        ORIGIN_REFUSED("malicious_cors", true, "a caller that is not allowed was refused"),
        TOKEN_EXCHANGED("authn_token_created", false, "a backend got an access token of a user's grant"),
        GRANT_REVOKED("authz_grant_revoked", false, "a backend ended a user's grants"),
        CLIENT_REFUSED("authn_client_fail", true, "a backend's call was refused");

        private final String event;
        private final boolean warning;
        private final String description;

        Kind(String event, boolean warning, String description) {
            this.event = event;
            this.warning = warning;
            this.description = description;
        }

        public String event() {
            return event;
        }

        public boolean warning() {
            return warning;
        }

        public String description() {
            return description;
        }
    }

    public AuditEvent(Kind kind, Optional<SessionId> session, Optional<String> user, Optional<String> reason) {
        this(kind, session, user, reason, Optional.empty(), Optional.empty());
    }

    /** @return the same, with the address that it came from */
    public AuditEvent from(Optional<String> where) {
        return new AuditEvent(kind, session, user, reason, where, client);
    }

    /** @return the same, with the backend that did it */
    public AuditEvent by(String backend) {
        return new AuditEvent(kind, session, user, reason, address, Optional.of(backend));
    }

    public static AuditEvent of(Kind kind) {
        return new AuditEvent(kind, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static AuditEvent of(Kind kind, String reason) {
        return new AuditEvent(kind, Optional.empty(), Optional.empty(), Optional.of(reason));
    }

    public static AuditEvent of(Kind kind, SessionId session, Optional<SpotifyUser> user, String reason) {
        return new AuditEvent(kind, Optional.of(session), user.map(SpotifyUser::id), Optional.of(reason));
    }

    public static AuditEvent of(Kind kind, GrantCopy copy) {
        return new AuditEvent(kind, Optional.of(copy.session()), copy.user().map(SpotifyUser::id), Optional.empty());
    }
}
