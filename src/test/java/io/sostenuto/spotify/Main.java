package io.sostenuto.spotify;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The stand-in as a process of its own, until it is ended. Writes its URL to standard output once it listens. Ends with
 * 2 and one line on standard error for an option that is wrong, with 1 if it cannot listen.
 */
public final class Main {

    private static final int PORT = 9090;

    private Main() {
    }

    /** @param arguments {@code --port}, {@code --help}, and every {@link Switch} as {@code --name=value} */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            help();
            return;
        }
        try {
            System.out.println(start(arguments).url());
        } catch (IllegalArgumentException wrong) {
            end(2, wrong.getMessage() + "; --help lists all options");
        } catch (UncheckedIOException taken) {
            end(1, taken.getMessage());
        }
        Thread.currentThread().join();
    }

    private static SpotifyStandIn start(String[] arguments) {
        var port = PORT;
        var setup = new ArrayList<Consumer<SpotifyStandIn>>();
        for (var option : options(arguments)) {
            if (option.getKey().equals("port")) {
                port = port(option.getValue());
            } else {
                setup.add(setting(option));
            }
        }
        return SpotifyStandIn.start(port, spotify -> setup.forEach(call -> call.accept(spotify)));
    }

    private static Consumer<SpotifyStandIn> setting(Map.Entry<String, String> option) {
        if (switches().noneMatch(one -> one.title().equals(option.getKey()))) {
            throw new IllegalArgumentException(option.getKey() + ": there is no such option");
        }
        return Switch.read(option);
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
            throw new IllegalArgumentException("port: \"" + value + "\" should be a number from 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    /** {@code --name=value}, {@code --name value}, or {@code --name} of a flag. */
    private static List<Map.Entry<String, String>> options(String[] arguments) {
        var options = new ArrayList<Map.Entry<String, String>>();
        for (var i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException("\"" + arguments[i] + "\" should begin with --");
            }
            var parts = arguments[i].substring(2).split("=", 2);
            if (parts.length == 2) {
                options.add(Map.entry(parts[0], parts[1]));
            } else if (isFlag(parts[0]) || i + 1 == arguments.length) {
                options.add(Map.entry(parts[0], ""));
            } else {
                options.add(Map.entry(parts[0], arguments[++i]));
            }
        }
        return options;
    }

    private static boolean isFlag(String name) {
        return switches().anyMatch(one -> one.title().equals(name) && one.isFlag());
    }

    private static Stream<Switch> switches() {
        return Stream.of(Switch.values()).filter(Switch::isOption);
    }

    private static void help() {
        System.out.printf("A stand-in for Spotify on 127.0.0.1. Options:%n  %-32s %s%n", "--port=number",
                "9090 unless said otherwise; 0 takes any free one");
        switches().forEach(one ->
                System.out.printf("  %-32s %s%n", "--" + one.title() + "=" + one.shape(), one.meaning()));
        System.out.printf("Faults: %s%nWhile it runs: curl -d 'next=status 503' http://127.0.0.1:9090%s%n",
                String.join(", ", FaultReader.names()), Control.PATH);
    }

    private static void end(int status, String why) {
        System.err.println(why);
        System.exit(status);
    }
}
