package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Origins;
import io.sostenuto.settings.entity.Secret;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads single values from any source of keys: each as a type, refused with a line that names the key and what it should be. */
final class SettingValues {

    private static final String LOOPBACK = "127(\\.[0-9]{1,3}){3}|\\[::1]";

    private final Function<String, Optional<String>> source;
    private final Supplier<Stream<String>> names;

    /**
     * @param source the value of a key, empty when it is not set
     * @param names  of all keys that are set, as the source writes them
     */
    SettingValues(Function<String, Optional<String>> source, Supplier<Stream<String>> names) {
        this.source = source;
        this.names = names;
    }

    Stream<String> names() {
        return names.get();
    }

    /** @return the value without the blanks around it; empty where there is none */
    Optional<String> text(String key) {
        return source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** @return what stands between commas */
    Stream<String> list(String key) {
        return text(key).stream().flatMap(list -> Stream.of(list.split(","))).map(String::strip).filter(one -> !one.isEmpty());
    }

    /** @return the key's value, or the content of the file that its {@code -file} names */
    Optional<Secret> secret(String key) {
        var fileKey = key + "-file";
        var file = text(fileKey);
        var value = text(key);
        if (file.isPresent() && value.isPresent()) {
            throw new ConfigurationException(key, "and " + fileKey + " are both set: keep one of them");
        }
        return value.or(() -> file.map(name -> content(fileKey, name))).map(Secret::new);
    }

    static String content(String key, String file) {
        try {
            var content = Files.readString(Path.of(file)).strip();
            if (content.isEmpty()) {
                throw new ConfigurationException(key, "names an empty file: it should hold the secret");
            }
            return content;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException(key, "names a file that cannot be read: it should be a readable text file");
        }
    }

    /** @return an address without a slash at its end: https, or http on a loopback literal */
    URI url(String key, String byDefault) {
        var text = text(key).orElse(byDefault);
        try {
            var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (isHttp(url) && url.getUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null) {
                requireTls(key, url);
                return url;
            }
        } catch (URISyntaxException malformed) {
            // refused below, as any other text that is no URL
        }
        throw new ConfigurationException(key, "is not a URL of a site: it should look like " + byDefault);
    }

    /** @return origins as browsers write them */
    Set<String> origins(String key) {
        return list(key).map(origin -> {
            if (!origin.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+") || URI.create(origin).getHost() == null) {
                throw new ConfigurationException(key, "should be origins like https://app.example.com with commas between them");
            }
            requireTls(key, URI.create(origin));
            return Origins.of(URI.create(origin));
        }).collect(Collectors.toUnmodifiableSet());
    }

    /** @return an address of the web, with or without a path and a query; empty where the text is none */
    static Optional<URI> address(String key, String text) {
        try {
            var url = new URI(text);
            if (isHttp(url) && url.getUserInfo() == null && url.getRawFragment() == null) {
                requireTls(key, url);
                return Optional.of(url);
            }
        } catch (URISyntaxException malformed) {
            // none
        }
        return Optional.empty();
    }

    static boolean isHttp(URI url) {
        return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT).matches("https?") && url.getHost() != null;
    }

    /** What goes over the wire in the clear, or comes back so, is not for a wire. */
    static void requireTls(String key, URI url) {
        if (url.getScheme().equalsIgnoreCase("http") && !url.getHost().matches(LOOPBACK)) {
            throw new ConfigurationException(key, "should begin with https://"
                    + " (http is for http://127.0.0.1 and http://[::1] only, not for localhost)");
        }
    }

    Duration duration(String key, Duration byDefault, Duration least, Duration most) {
        var problem = "should be a duration from " + least + " to " + most + " like " + byDefault;
        try {
            var duration = text(key).map(Duration::parse).orElse(byDefault);
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException malformed) {
            // refused below, as a duration out of range
        }
        throw new ConfigurationException(key, problem);
    }

    Optional<Instant> instant(String key) {
        try {
            return text(key).map(Instant::parse);
        } catch (DateTimeParseException malformed) {
            throw new ConfigurationException(key, "should be an instant like 2026-11-23T10:00:00Z");
        }
    }

    int count(String key, int byDefault) {
        var text = text(key).orElse(String.valueOf(byDefault));
        if (!text.matches("[0-9]{1,6}")) {
            throw new ConfigurationException(key, "should be a whole number from 0 to 999999; 0 is no bound");
        }
        return Integer.parseInt(text);
    }
}
