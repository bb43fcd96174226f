package io.sostenuto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, for a test that does what the page says. */
public record Page(String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** What stands between fences, and the language that is said. */
    public record Block(String language, String text) {
    }

    /** @param name without the folder */
    public static Page read(String name) throws IOException {
        return new Page(Files.readString(Path.of("src/site/markdown", name)));
    }

    /** @return the fenced blocks in these languages, in their order */
    public List<Block> blocks(String... languages) {
        return BLOCK.matcher(text).results().map(block -> new Block(block.group(1), block.group(2)))
                .filter(block -> List.of(languages).contains(block.language())).toList();
    }
}
