package io.sostenuto.integrators;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The quickest of the bundlers, in every build. */
class BundlerIT extends BundlerFixture {

    @Override
    List<Bundler> bundlers() {
        return List.of(Bundler.ESBUILD);
    }

    @Override
    Workshop workshop() throws IOException, InterruptedException {
        assumeTrue(Workshop.packed().isPresent(), "Node or npm is missing, and the build has packed no module");
        return Workshop.withTheBuildsBundler();
    }
}
