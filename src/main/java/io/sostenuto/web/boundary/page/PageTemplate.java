package io.sostenuto.web.boundary.page;

import io.sostenuto.ApplicationSingleton;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages of ours that are filled in by the server: resources with names in double braces. */
@ApplicationSingleton
public class PageTemplate {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final Map<String, String> read = new ConcurrentHashMap<>();

    /**
     * @param file   among the pages
     * @param values for each place, as HTML: see {@link #escaped}
     */
    public String filled(String file, Map<String, String> values) {
        return PLACE.matcher(read.computeIfAbsent(file, PageTemplate::text)).replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    private static String text(String file) {
        try (var content = PageTemplate.class.getResourceAsStream("/pages/" + file)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @return a text as it stands between tags or in quotation marks */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
