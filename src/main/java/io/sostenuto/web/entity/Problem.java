package io.sostenuto.web.entity;

import java.util.Locale;

/**
 * Every failure a client can meet: its status, what the client should do, and the text it is told. Nothing of
 * Spotify's and nothing of our insides is in it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public enum Problem {
    NO_SESSION(401, Action.LOGIN, false, "No session",
            "There is no session for this browser, or it was ended. Log in to open one."),
    REAUTHORIZATION_REQUIRED(401, Action.LOGIN, false, "Spotify asks for a new authorization",
            "Spotify no longer accepts this grant. Connect with Spotify again."),
    TOO_MANY_RENEWALS(429, Action.RETRY, true, "Too many early renewals",
            "This session asked for newer tokens too often. Wait as told and ask again."),
    SPOTIFY_UNAVAILABLE(503, Action.RETRY, true, "Spotify is not answering",
            "Spotify could not be asked for a new access token. The session is kept; ask again as told."),
    SPOTIFY_RATE_LIMITED(503, Action.RETRY, true, "Spotify is limiting requests",
            "Spotify asked this application to wait. The session is kept; ask again as told."),
    SPOTIFY_PROTOCOL_ERROR(502, Action.RETRY, true, "Spotify's answer could not be used",
            "Spotify's answer held no usable access token. The session is kept; ask again as told."),
    BROKER_MISCONFIGURED(500, Action.OPERATOR, true, "The application is not set up correctly",
            "No token can be had until an operator has looked at the configuration and the log. The session is kept."),
    STORAGE_UNAVAILABLE(503, Action.RETRY, true, "The session store is not answering",
            "The session cannot be read or renewed at the moment. It is kept; ask again as told."),
    ISSUER_UNAVAILABLE(503, Action.RETRY, true, "The issuer of tokens is not answering",
            "The keys that tokens are checked with could not be fetched yet. Ask again as told."),
    INVALID_USER_TOKEN(401, Action.LOGIN, true, "No valid user token",
            "The request needs a bearer token of the users' issuer that is for this service and not over. Log in there for a new one."),
    TOO_MANY_LOGINS(429, Action.RETRY, true, "Too many links",
            "Links were begun too often. Wait as told and begin again."),
    FOREIGN_LINK(403, Action.LINK, false, "Not this user's link",
            "Another user began this link. Begin a new one."),
    INVALID_CONNECT_CODE(400, Action.LINK, false, "The connect code is not valid",
            "The code is unknown, was used, has expired or belongs to another address. Begin a new link."),
    FORBIDDEN_ORIGIN(403, Action.OPERATOR, true, "This caller is not allowed",
            "The request needs the header Sostenuto-Client and has to come from an allowed origin."),
    INVALID_PARAMETER(400, Action.OPERATOR, true, "A parameter is out of range",
            "newerThan is a whole number from 1 to 2147483647, minTtl one from 0 to 86400."),
    NOT_AN_OPERATOR(401, Action.OPERATOR, true, "Only for operators",
            "The request needs a bearer token of the configured issuer, with a name and the role sostenuto-admin."),
    NOT_FOUND(404, Action.OPERATOR, true, "There is nothing here", "See /openapi for what there is."),
    REQUEST_REFUSED(400, Action.OPERATOR, true, "The request cannot be answered",
            "The method or the form of the request is not one of this API's. See /openapi."),
    INTERNAL_ERROR(500, Action.OPERATOR, true, "A defect of ours",
            "Something went wrong inside. The session is kept; the log says more.");

    /** What a client should do about it. */
    public enum Action {
        LOGIN, LINK, RETRY, OPERATOR
    }

    private final int status;
    private final Action action;
    private final boolean sessionPreserved;
    private final String title;
    private final String detail;

    Problem(int status, Action action, boolean sessionPreserved, String title, String detail) {
        this.status = status;
        this.action = action;
        this.sessionPreserved = sessionPreserved;
        this.title = title;
        this.detail = detail;
    }

    /** @return the stable code that clients compare */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int status() {
        return status;
    }

    public Action action() {
        return action;
    }

    /** @return the same for the application's user, whose grant is linked: no login here makes one */
    public Action actionOfUser() {
        return endsWithLogin() ? Action.LINK : action;
    }

    /** @return whether a login here helps a browser; the application's user logs in at his issuer */
    public boolean endsWithLogin() {
        return action == Action.LOGIN && this != INVALID_USER_TOKEN;
    }

    public boolean sessionPreserved() {
        return sessionPreserved;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return detail;
    }
}
