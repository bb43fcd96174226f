package io.sostenuto.spotify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, doubles, booleans and null; anything else is an IllegalArgumentException. */
final class JsonReader {

    private final String json;
    private int at;

    private JsonReader(String json) {
        this.json = json;
    }

    static Object read(String json) {
        var reader = new JsonReader(json);
        var value = reader.value();
        if (reader.peek() != 0) {
            throw reader.broken();
        }
        return value;
    }

    /** The object that the text holds, empty for an empty text. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String json) {
        if (json.isBlank()) {
            return Map.of();
        }
        if (read(json) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> text();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        expect('{');
        while (peek() != '}') {
            var name = text();
            expect(':');
            map.put(name, value());
            if (peek() != '}') {
                expect(',');
            }
        }
        expect('}');
        return map;
    }

    private List<Object> list() {
        var list = new ArrayList<>();
        expect('[');
        while (peek() != ']') {
            list.add(value());
            if (peek() != ']') {
                expect(',');
            }
        }
        expect(']');
        return list;
    }

    private String text() {
        var text = new StringBuilder();
        expect('"');
        for (var c = next(); c != '"'; c = next()) {
            text.append(c == '\\' ? escaped() : c);
        }
        return text.toString();
    }

    private char escaped() {
        var c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (char) Integer.parseInt(json.substring(at, at += 4), 16);
            default -> c;
        };
    }

    private Object word(String word, Object value) {
        if (!json.startsWith(word, at)) {
            throw broken();
        }
        at += word.length();
        return value;
    }

    private Double number() {
        var start = at;
        while (at < json.length() && "+-.eE0123456789".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return Double.valueOf(json.substring(start, at));
    }

    private char next() {
        if (at >= json.length()) {
            throw broken();
        }
        return json.charAt(at++);
    }

    private char peek() {
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at < json.length() ? json.charAt(at) : 0;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw broken();
        }
        at++;
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("not JSON at " + at);
    }
}
