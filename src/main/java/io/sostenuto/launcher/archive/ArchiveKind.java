package io.sostenuto.launcher.archive;

import java.nio.file.Path;

/** What a JVM can keep of a life for the next ones, and the options that say so. */
enum ArchiveKind {

    /** Linked classes and profiles: JEP 483, 514 and 515. */
    AOT_CACHE("aot", "-XX:AOTCacheOutput=", "-XX:AOTCache="),
    /** Parsed and verified classes: JEP 350. */
    CLASS_DATA("jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=");

    /** From here on by one option. */
    private static final int FIRST_WITH_CACHE = 25;

    private final String suffix;
    private final String writes;
    private final String reads;

    ArchiveKind(String suffix, String writes, String reads) {
        this.suffix = suffix;
        this.writes = writes;
        this.reads = reads;
    }

    /** @param feature Java's release, like 17 */
    static ArchiveKind of(int feature) {
        return feature >= FIRST_WITH_CACHE ? AOT_CACHE : CLASS_DATA;
    }

    /** @return a name that no earlier one has, so that whoever starts meanwhile keeps the old one */
    String fileName(long number) {
        return "classes-" + number + "." + suffix;
    }

    /**
     * A JVM knows a class in an archive by where it came from. Up to Java 24 it takes none where a URL writes that in another
     * way than a path does, like a blank: seen on 17.0.15, and no more on 25.
     */
    boolean isOfUseIn(Path home) {
        return this == AOT_CACHE || !home.toUri().getRawPath().contains("%");
    }

    String writing(Path file) {
        return writes + file;
    }

    static String reading(Path file) {
        for (var kind : values()) {
            if (file.toString().endsWith("." + kind.suffix)) {
                return kind.reads + file;
            }
        }
        throw new IllegalArgumentException(file + " is no archive");
    }
}
