package io.sostenuto.integrators;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.List;

/** Every bundler that the page of the npm package names, by {@code mvn verify -Pbundlers}: with Node, npm and its registry. */
@Tag("bundlers")
class BundlersIT extends BundlerFixture {

    @Override
    List<Bundler> bundlers() {
        return List.of(Bundler.values());
    }

    @Override
    Workshop workshop() throws IOException, InterruptedException {
        return Workshop.withAllBundlers();
    }

    @ParameterizedTest
    @CsvSource({"esnext, bundler", "node16, node16", "nodenext, nodenext"})
    void typeScriptFindsTheTypes(String module, String resolution) throws IOException, InterruptedException {
        workshop.checkTypes(module, resolution);
    }
}
