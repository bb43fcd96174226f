package io.sostenuto.launcher.boot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words after the jar's name: those of the launcher, and those that go to Payara Micro as they are. */
public final class Arguments {

    private final List<String> words;

    public Arguments(String... words) {
        this.words = List.of(words);
    }

    /** @return the number that follows this word; what is no such number is no start */
    public int number(String name, int byDefault, int least, int most) {
        var at = words.indexOf(name);
        if (at < 0) {
            return byDefault;
        }
        try {
            var number = Integer.parseInt(words.get(at + 1));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException | IndexOutOfBoundsException notANumber) {
            // refused below
        }
        NoStart.because(name + " should be a number from " + least + " to " + most);
        return 0;
    }

    /** @param commands that it carries out before anything else */
    List<String> ofServer(Path commands) {
        var all = new ArrayList<>(List.of("--nohazelcast", "--disablephonehome", "--prebootcommandfile", commands.toString()));
        if (!words.contains("--port")) {
            all.addAll(List.of("--port", "8080"));
        }
        all.addAll(words);
        if (all.contains("--accesslog") && !all.contains("--accessloginterval")) {
            all.addAll(List.of("--accessloginterval", "1")); // Payara Micro would write every five minutes
        }
        if (all.contains("--drain")) {
            all.subList(all.indexOf("--drain"), all.indexOf("--drain") + 2).clear();
        }
        return all;
    }
}
