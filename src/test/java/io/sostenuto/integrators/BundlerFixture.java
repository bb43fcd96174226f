package io.sostenuto.integrators;

import io.sostenuto.browser.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The packed client module in an integrator's page: it is built as it is, and asks the right server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BundlerFixture {

    Workshop workshop;
    private Chromium chromium;

    abstract List<Bundler> bundlers();

    abstract Workshop workshop() throws IOException, InterruptedException;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        workshop = workshop();
        chromium = new Chromium();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @MethodSource("bundlers")
    void theBuiltPageAsksTheServerOfItsBaseUrl(Bundler bundler) throws IOException, InterruptedException {
        assertThat(open(bundler, "?baseUrl=/product/")).isEqualTo(asked("/product/"));
    }

    @ParameterizedTest
    @MethodSource("bundlers")
    void withoutBaseUrlItAsksAboveItsScriptOrSaysWhatIsMissing(Bundler bundler) throws IOException, InterruptedException {
        assertThat(open(bundler, "")).isEqualTo(bundler.above().map(BundlerFixture::asked)
                .orElse(new BuiltPage("TypeError: Sostenuto: baseUrl is missing", List.of(), List.of())));
    }

    @ParameterizedTest
    @MethodSource("bundlers")
    void nothingInItTellsWhereItWasBuilt(Bundler bundler) throws IOException, InterruptedException {
        var seen = new ArrayList<Path>();
        try (var files = Files.walk(workshop.build(bundler))) {
            for (var file : files.filter(path -> path.toString().matches(".*\\.(js|html|txt|json)")).toList()) {
                seen.add(file);
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(workshop.folder().toString());
            }
        }
        assertThat(seen).hasSizeGreaterThan(1);
    }

    private BuiltPage open(Bundler bundler, String query) throws IOException, InterruptedException {
        return BuiltPage.open(chromium, workshop.build(bundler), query);
    }

    private static BuiltPage asked(String root) {
        return new BuiltPage("a token", List.of("POST " + root + "api/token?minTtl=3500 by sostenuto-page"), List.of());
    }
}
