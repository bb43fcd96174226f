package io.sostenuto.browsers;

import io.sostenuto.Debian;
import io.sostenuto.Node;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** WebKitGTK, whose engine is Safari's, in its MiniBrowser on a screen nobody sees, by its own driver. */
final class WebKit implements OtherBrowser {

    private final Screen screen;
    private final Program program;
    private final WebDriver driver;
    /** The window that it began with is taken. */
    private boolean begun;

    WebKit() {
        var binary = Debian.program("/usr/bin/WebKitWebDriver", "webkit2gtk-driver");
        var port = Node.freePort();
        screen = new Screen();
        program = new Program(Map.of("DISPLAY", screen.name()), binary.toString(), "--host=127.0.0.1", "--port=" + port);
        driver = opened("http://127.0.0.1:" + port);
    }

    private WebDriver opened(String address) {
        try {
            return WebDriver.open(address);
        } catch (RuntimeException failed) {
            try (screen; program) {
                throw failed;
            }
        }
    }

    @Override
    public Tab newTab() {
        var handle = begun ? driver.post("/window/new", json("type", "window")).asJsonObject().getString("handle")
                : text(driver.get("/window"));
        begun = true;
        return new WebKitTab(handle);
    }

    @Override
    public Set<String> cookies() {
        return driver.get("/cookie").asJsonArray().stream().map(cookie -> cookie.asJsonObject().getString("name"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        try (screen; program) {
            driver.close();
        }
    }

    private static String text(JsonValue value) {
        return ((JsonString) value).getString();
    }

    private static JsonObject json(String name, String value) {
        return Json.createObjectBuilder().add(name, value).build();
    }

    private final class WebKitTab implements Tab {

        private final String handle;

        WebKitTab(String handle) {
            this.handle = handle;
        }

        @Override
        public void open(String address) {
            post("/url", json("url", address));
        }

        @Override
        public boolean offers(String name) {
            return unlessItChanges(false, () -> control(name).isPresent());
        }

        @Override
        public void press(String name) {
            await(name).atMost(PATIENCE).until(() -> unlessItChanges(false, () -> {
                var control = control(name);
                control.ifPresent(element -> post(element + "/click", JsonValue.EMPTY_JSON_OBJECT));
                return control.isPresent();
            }));
        }

        @Override
        public String reads(String name) {
            return unlessItChanges("", () -> named("[role=group], section", name)
                    .map(element -> text(driver.get(element + "/text"))).orElse(""));
        }

        @Override
        public String evaluate(String expression) {
            return text(post("/execute/sync", Json.createObjectBuilder().add("script", "return " + expression)
                    .add("args", JsonValue.EMPTY_JSON_ARRAY).build()));
        }

        private Optional<String> control(String name) {
            return named("a[href], button", name);
        }

        /** @return where the driver has the first visible element of this name, as the browser computes it */
        private Optional<String> named(String selector, String name) {
            var found = post("/elements", Json.createObjectBuilder().add("using", "css selector").add("value", selector).build());
            return found.asJsonArray().stream()
                    .map(element -> "/element/" + text(element.asJsonObject().values().iterator().next()))
                    .filter(element -> driver.get(element + "/displayed") == JsonValue.TRUE)
                    .filter(element -> text(driver.get(element + "/computedlabel")).equals(name))
                    .findFirst();
        }

        private JsonValue post(String command, JsonObject parameters) {
            driver.post("/window", json("handle", handle));
            return driver.post(command, parameters);
        }

        private static <T> T unlessItChanges(T otherwise, Supplier<T> look) {
            try {
                return look.get();
            } catch (WebDriver.Refusal changing) {
                if (changing.passes()) {
                    return otherwise;
                }
                throw changing;
            }
        }
    }
}
