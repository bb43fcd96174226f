package io.sostenuto.bench;

import io.sostenuto.Built;

import java.nio.file.Files;
import java.nio.file.Path;

/** How large the WAR is. */
final class WarRow implements Row.Measurement {

    /** @param servers are not needed */
    WarRow(Servers servers) {
    }

    @Override
    public Measured measure() throws Exception {
        var measured = new Measured("WAR");
        measured.note("MB", Files.size(Built.WAR) / 1e6);
        measured.line("size", Target.atMost(15, "MB"), measured.of("MB"));
        return measured;
    }
}
