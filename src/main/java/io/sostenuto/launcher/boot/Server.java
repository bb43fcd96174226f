package io.sostenuto.launcher.boot;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Payara Micro with our settings, and without its words in our log. */
public final class Server {

    /** Held, like the next one, so that what is set at it stays. */
    private static final Logger WORDS = Logger.getLogger("PayaraMicro");
    private static final Logger COMMANDS = Logger.getLogger("fish.payara.boot.runtime.BootCommand");

    private Server() {
    }

    /**
     * @param unpacked see {@link TemporaryFolder#take}
     * @return whether it has the application; of that it may have failed to start, see the server's log
     */
    public static boolean start(String address, Optional<Path> unpacked, Arguments arguments) throws BootstrapException, IOException {
        heedCommands();
        UnpackedServer.start(unpacked, arguments.ofServer(commands(address)));
        return !PayaraMicro.getInstance().getRuntime().getDeployedApplicationNames().isEmpty();
    }

    /** Where the server refuses a setting, it warns, goes on without any, and listens on all addresses: that is no start. */
    private static void heedCommands() {
        COMMANDS.setFilter(line -> {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                NoStart.because("The server did not start, it refused a command: " + line.getMessage());
            }
            return true;
        });
    }

    /** All settings by one command, since the server takes some 20 ms for each; the address in the form that it knows. */
    private static Path commands(String address) throws IOException {
        try (var settings = Server.class.getResourceAsStream("/SOSTENUTO-INF/settings.txt")) {
            var text = new String(settings.readAllBytes(), StandardCharsets.UTF_8);
            var command = text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining(" ", "set ", "\n"));
            // by name: the class Files remembers the temporary folder that the process began with
            var file = Files.createTempFile(Path.of(System.getProperty("java.io.tmpdir")), "sostenuto", ".commands");
            file.toFile().deleteOnExit();
            return Files.writeString(file, command.replace("@address@", InetAddress.getByName(address).getHostAddress()));
        }
    }

    /** What it says at its end is no line of the log's format, or there twice. */
    public static void silence() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        WORDS.setFilter(line -> false);
    }
}
