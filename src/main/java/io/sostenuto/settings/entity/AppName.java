package io.sostenuto.settings.entity;

/** The name that the configuration gives an app at Spotify; it is in cookies, rows, metrics and addresses. */
public record AppName(String value) {

    /** The app of the keys without a name, and of every grant that tells none. */
    public static final AppName DEFAULT = new AppName("default");

    /** @return the app of a grant's cookie or row */
    public static AppName orDefault(String stored) {
        return stored == null ? DEFAULT : new AppName(stored);
    }

    public boolean isDefault() {
        return equals(DEFAULT);
    }

    @Override
    public String toString() {
        return value;
    }
}
