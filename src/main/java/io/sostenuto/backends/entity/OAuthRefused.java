package io.sostenuto.backends.entity;

/** A step of a backend's call ends it: nothing after that step is done. */
public final class OAuthRefused extends RuntimeException {

    private final transient OAuthError error;

    public OAuthRefused(OAuthError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    public OAuthError error() {
        return error;
    }
}
