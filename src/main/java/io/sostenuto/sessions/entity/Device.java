package io.sostenuto.sessions.entity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a person calls the browser they logged in with, like "Firefox on Linux": no version and no more detail. */
public final class Device {

    /** In this order: what claims to be several is the first. */
    private static final List<Map.Entry<String, String>> BROWSERS = List.of(Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"), Map.entry("SamsungBrowser/", "Samsung Internet"), Map.entry("Firefox/", "Firefox"),
            Map.entry("FxiOS/", "Firefox"), Map.entry("Chrome/", "Chrome"), Map.entry("CriOS/", "Chrome"),
            Map.entry("Safari/", "Safari"));
    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"), Map.entry("Android", "Android"), Map.entry("Windows", "Windows"),
            Map.entry("Mac OS X", "macOS"), Map.entry("CrOS", "ChromeOS"), Map.entry("Linux", "Linux"));

    private Device() {
    }

    /** @return words of ours; empty for a user agent that says neither */
    public static Optional<String> named(String userAgent) {
        if (userAgent == null) {
            return Optional.empty();
        }
        var browser = first(BROWSERS, userAgent);
        var system = first(SYSTEMS, userAgent);
        return browser.flatMap(one -> system.map(other -> one + " on " + other)).or(() -> browser).or(() -> system);
    }

    private static Optional<String> first(List<Map.Entry<String, String>> signs, String userAgent) {
        return signs.stream().filter(sign -> userAgent.contains(sign.getKey())).map(Map.Entry::getValue).findFirst();
    }
}
