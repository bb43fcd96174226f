package io.sostenuto;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * A client that knows only the contract: it keeps cookies like a browser, follows nothing by itself, and consents at
 * the stand-in like a person who clicks "Allow".
 */
public final class Listener {

    public static final String SESSION = "__Host-Http-sostenuto";
    /** What the name of each login's cookie begins with. */
    public static final String LOGIN = "__Host-Http-sostenuto-login";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofSeconds(5)).build();
    private static final Pattern FIELD = Pattern.compile("<input[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"");
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");

    private final String product;
    private final HttpClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** @param product the public URL, without a trailing slash */
    public Listener(String product) {
        this(product, HTTP);
    }

    /** @param http knows the product's certificate */
    public Listener(String product, HttpClient http) {
        this.product = product;
        this.http = http;
    }

    /** What came back. */
    public record Answer(int status, HttpResponse<String> response) {

        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(response.body()))) {
                return reader.readObject();
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public List<String> setCookies() {
            return response.headers().allValues("Set-Cookie");
        }

        public Optional<String> setCookie(String name) {
            return setCookies().stream().filter(line -> line.startsWith(name + "=")).findFirst();
        }

        /** @return the lines of the logins' cookies */
        public List<String> loginCookies() {
            return setCookies().stream().filter(line -> line.startsWith(LOGIN)).toList();
        }

        public String error() {
            var json = json();
            return json.isNull("error") ? null : json.getString("error");
        }

        public int version() {
            return json().getInt("version");
        }

        public String accessToken() {
            return json().isNull("accessToken") ? null : json().getString("accessToken");
        }
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public String cookie(String name) {
        return cookies.get(name);
    }

    /** @return the names of the cookies of logins that are under way */
    public List<String> logins() {
        return cookies.keySet().stream().filter(name -> name.startsWith(LOGIN)).toList();
    }

    public void cookie(String name, String value) {
        cookies.put(name, value);
    }

    /** @return a second browser with the same cookies */
    public Listener copy() {
        var copy = new Listener(product, http);
        copy.cookies.putAll(cookies);
        return copy;
    }

    public Answer get(String path, String... headers) {
        return send(request(product + path, headers).GET().build());
    }

    /** A POST as our own page sends it. */
    public Answer post(String path) {
        return post(path, "Sostenuto-Client", "test");
    }

    public Answer post(String path, String... headers) {
        return send(request(product + path, headers).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    public Answer token() {
        return token("");
    }

    public Answer token(String query) {
        return post("/api/token" + query);
    }

    public CompletableFuture<Answer> tokenLater(String query) {
        return http.sendAsync(request(product + "/api/token" + query, "Sostenuto-Client", "test")
                        .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    ApiDescription.check(response);
                    return new Answer(response.statusCode(), response);
                });
    }

    /** Logs in and consents; fails where that does not end at the return path. */
    public Listener connected() {
        var end = consent(get("/api/login?return_to=/there").header("Location"), "allow");
        if (end.status() != 303 || !end.header("Location").endsWith("/there")) {
            throw new AssertionError("the login ended with " + end.status() + " " + end.header("Location"));
        }
        return this;
    }

    /** Shows the consent page and presses the button; @return the product's answer to Spotify's redirect */
    public Answer consent(String authorize, String decision) {
        return follow(callback(authorize, decision));
    }

    /** @return where Spotify sends the browser back to */
    public String callback(String authorize, String decision) {
        var page = send(HttpRequest.newBuilder(URI.create(authorize)).GET().build(), false);
        if (page.status() != 200) {
            throw new AssertionError("the consent page answers " + page.status() + ": " + page.response().body());
        }
        var form = new StringBuilder("decision=" + decision);
        FIELD.matcher(page.response().body()).results().filter(field -> !field.group(1).equals("decision"))
                .forEach(field -> form.append('&').append(encode(field.group(1))).append('=')
                        .append(encode(unescape(field.group(2)))));
        var action = ACTION.matcher(page.response().body());
        var target = URI.create(authorize).resolve(action.find() ? unescape(action.group(1)) : "/authorize");
        var answer = send(HttpRequest.newBuilder(target).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())).build(), false);
        if (answer.status() < 300 || answer.status() > 303) {
            throw new AssertionError("consent answers " + answer.status() + ": " + answer.response().body());
        }
        return answer.header("Location");
    }

    /** Opens an absolute URL of the product, as a redirect does. */
    public Answer follow(String url, String... headers) {
        return send(request(url, headers).GET().build());
    }

    /** Takes the cookies of an answer that came by {@link #tokenLater}. */
    public void keep(Answer answer) {
        answer.setCookies().forEach(this::store);
    }

    public static String parameter(String url, String name) {
        for (var pair : URI.create(url).getRawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescape(String html) {
        return html.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private HttpRequest.Builder request(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(40));
        if (!cookies.isEmpty()) {
            request.header("Cookie", String.join("; ",
                    cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue()).toList()));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private Answer send(HttpRequest request) {
        return send(request, true);
    }

    private Answer send(HttpRequest request, boolean ours) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            var answer = new Answer(response.statusCode(), response);
            if (ours) {
                ApiDescription.check(response);
                answer.setCookies().forEach(this::store);
            }
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Servers write it in different ways: no life, or an end that is long past. @return whether the line deletes its cookie */
    public static boolean deletes(String line) {
        return line.toLowerCase(Locale.ROOT).matches(".*;\\s*(max-age=0|expires=[^;]*19\\d\\d[^;]*)(;.*)?");
    }

    private void store(String line) {
        var pair = line.substring(0, line.indexOf(';'));
        var name = pair.substring(0, pair.indexOf('='));
        if (deletes(line)) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(pair.indexOf('=') + 1));
        }
    }
}
