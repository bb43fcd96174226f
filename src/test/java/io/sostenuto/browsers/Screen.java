package io.sostenuto.browsers;

import io.sostenuto.Debian;

import java.util.Map;

/** A screen that nobody sees: Xvfb, with a free number of its own choice. */
final class Screen implements AutoCloseable {

    private final Program xvfb;
    private final String name;

    Screen() {
        xvfb = new Program(Map.of(), Debian.program("/usr/bin/Xvfb", "xvfb").toString(),
                "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp");
        name = ":" + xvfb.line();
    }

    /** @return what the environment calls it */
    String name() {
        return name;
    }

    @Override
    public void close() {
        xvfb.close();
    }
}
