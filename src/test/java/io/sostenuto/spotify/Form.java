package io.sostenuto.spotify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The encoding of forms and queries (application/x-www-form-urlencoded). */
final class Form {

    private Form() {
    }

    static Map<String, String> decode(String encoded) {
        var fields = new LinkedHashMap<String, String>();
        pairs(encoded).forEach(pair -> fields.put(pair.getKey(), pair.getValue()));
        return fields;
    }

    /** The fields in their order, each as often as it was sent. */
    static List<Map.Entry<String, String>> pairs(String encoded) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (var pair : encoded.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            pairs.add(Map.entry(plain(name), equals < 0 ? "" : plain(pair.substring(equals + 1))));
        }
        return pairs;
    }

    static String encode(Map<String, String> fields) {
        var encoded = new StringBuilder();
        fields.forEach((name, value) -> encoded.append(encoded.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8)).append('=').append(URLEncoder.encode(value, UTF_8)));
        return encoded.toString();
    }

    static String plain(String encoded) {
        try {
            return URLDecoder.decode(encoded, UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return encoded;
        }
    }
}
