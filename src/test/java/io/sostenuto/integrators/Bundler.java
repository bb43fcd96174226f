package io.sostenuto.integrators;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What integrators build their pages with. Each builds the page into the folder that {@code BUILT} names. */
enum Bundler {

    ESBUILD("/", "esbuild/bin/esbuild page/main.js --bundle --format=esm --log-level=warning --outfile=%s/main.js"),
    VITE_7("/app/", "vite-7/bin/vite.js build page --base ./ --outDir ../%s"),
    VITE_8("/app/", "vite/bin/vite.js build page --base ./ --outDir ../%s"),
    WEBPACK(null, "../webpack.mjs"),
    NEXT_TURBOPACK(null, "next/dist/bin/next build next --turbopack"),
    NEXT_WEBPACK(null, "next/dist/bin/next build next --webpack");

    private final String above;
    private final String command;

    /** @param above where the script's own address, as this bundler has it, leads to in {@code /app/}; null if to no server */
    Bundler(String above, String command) {
        this.above = above;
        this.command = command;
    }

    /** @return what the module takes for the context root where it is told none */
    Optional<String> above() {
        return Optional.ofNullable(above);
    }

    /** @return of the page, in the workshop */
    String folder() {
        return "built/" + name().toLowerCase().replace('_', '-');
    }

    /** @return a script and its arguments, for Node in the workshop */
    List<String> command(Path tools) {
        return List.of((tools + "/" + command.formatted(folder())).split(" "));
    }
}
