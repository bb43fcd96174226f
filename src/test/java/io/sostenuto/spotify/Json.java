package io.sostenuto.spotify;

import java.util.Map;

/** Writes maps, lists, strings, numbers, booleans and null as JSON. */
final class Json {

    /** JSON, or what shall pass for it, written as it is. */
    record Raw(String text) {
    }

    private Json() {
    }

    static String write(Object value) {
        var json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> map) {
            var comma = "{";
            for (var entry : map.entrySet()) {
                json.append(comma);
                quote(entry.getKey().toString(), json);
                json.append(':');
                write(entry.getValue(), json);
                comma = ",";
            }
            json.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            var comma = "";
            json.append('[');
            for (var element : list) {
                json.append(comma);
                write(element, json);
                comma = ",";
            }
            json.append(']');
        } else if (value instanceof CharSequence text) {
            quote(text, json);
        } else if (value instanceof Raw raw) {
            json.append(raw.text());
        } else {
            json.append(value);
        }
    }

    private static void quote(CharSequence text, StringBuilder json) {
        json.append('"');
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        json.append('"');
    }
}
