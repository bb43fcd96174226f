package io.sostenuto.launcher;

import fish.payara.micro.BootstrapException;
import io.sostenuto.launcher.boot.Arguments;
import io.sostenuto.launcher.boot.JvmSettings;
import io.sostenuto.launcher.boot.NoStart;
import io.sostenuto.launcher.boot.Preflight;
import io.sostenuto.launcher.boot.Server;
import io.sostenuto.launcher.boot.TemporaryFolder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code java -jar sostenuto.jar [--port 8080] [--drain 5]}, and {@code bin/sostenuto} in the folder: one node. Ends with
 * status 1 and one line on the standard error stream when the configuration is wrong, the port is taken, or the
 * application does not start. Told to end, it answers on for the seconds of {@code --drain}, not ready any more: five where
 * it shares its database with others.
 * Further arguments go to Payara Micro as they are.
 */
public final class Sostenuto {

    /** In seconds: a balancer that asks every second has noticed by then. */
    private static final int DRAIN = 5;

    private Sostenuto() {
    }

    public static void main(String... words) throws IOException {
        JvmSettings.make();
        ConfigurationCheck.problem().ifPresent(NoStart::because);
        var arguments = new Arguments(words);
        var address = Environment.value("sostenuto.http-address").orElse("127.0.0.1");
        var port = arguments.number("--port", 8080, 1, 65535);
        Preflight.checkAddress(address);
        Preflight.checkPort(address, port);
        var unpacked = TemporaryFolder.take(port);
        var drain = arguments.number("--drain", hasNeighbours() ? DRAIN : 0, 0, 600);
        Preflight.makeDataFolder(dataFolder());
        try {
            if (!Server.start(address, unpacked, arguments) || !Farewell.isExpected()) { // the server names what failed, too
                NoStart.because("The application did not start: see the log above.");
            }
            Server.silence();
            Farewell.arrange(Duration.ofSeconds(drain));
            if (!Listening.begin() && !Farewell.hasBegun()) {
                NoStart.because("The node does not listen at port " + port + " of " + address + ": has somebody else taken it meanwhile?");
            }
        } catch (BootstrapException | IllegalStateException failed) { // the second one where the server is gone already
            NoStart.because("The server did not start: see the log above.");
        }
    }

    private static Path dataFolder() {
        return Path.of(Environment.value("sostenuto.data-dir").orElse(System.getProperty("user.home") + "/.sostenuto"));
    }

    /** A node that others may stand in for goes on answering for a while, not ready any more, when it is told to end. */
    private static boolean hasNeighbours() {
        return Environment.value("sostenuto.db.url").filter(url -> !url.startsWith("jdbc:h2:file:")).isPresent();
    }
}
