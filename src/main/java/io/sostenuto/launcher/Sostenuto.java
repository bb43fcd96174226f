package io.sostenuto.launcher;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import io.sostenuto.launcher.boot.TemporaryFolder;
import io.sostenuto.launcher.boot.UnpackedServer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code java -jar sostenuto.jar [--port 8080] [--drain 5]}: one node. Ends with status 1 and one line on the standard
 * error stream when the configuration is wrong, the port is taken, or the application does not start. Told to end, it
 * answers on for the seconds of {@code --drain}, not ready any more: five where it shares its database with others.
 * Further arguments go to Payara Micro as they are.
 */
public final class Sostenuto {

    /** Held, like the next one, so that what is set at it stays. */
    private static final Logger SERVERS_WORDS = Logger.getLogger("PayaraMicro");
    private static final Logger SERVERS_COMMANDS = Logger.getLogger("fish.payara.boot.runtime.BootCommand");
    /** In seconds: a balancer that asks every second has noticed by then. */
    private static final int DRAIN = 5;

    private Sostenuto() {
    }

    public static void main(String... arguments) throws IOException {
        // Before the first use of HttpURLConnection: a POST with a refresh token is never sent twice (JDK-6382788).
        System.setProperty("sun.net.http.retryPost", "false");
        // A cookie of another application with an octet beyond ASCII is no reason to refuse a request.
        System.setProperty("org.glassfish.grizzly.http.STRICT_HEADER_VALUE_VALIDATION_RFC_9110", "false");
        forgetIdleConnections();
        trustAsTheJvmDoes();
        spareThreads();
        ConfigurationCheck.problem().ifPresent(Sostenuto::refuse);
        var address = Environment.value("sostenuto.http-address").orElse("127.0.0.1");
        var port = number("--port", 8080, 1, 65535, arguments);
        checkPort(address, port);
        var unpacked = TemporaryFolder.take(port);
        var drain = number("--drain", hasNeighbours() ? DRAIN : 0, 0, 600, arguments);
        prepareDataFolder();
        try {
            start(address, unpacked, arguments);
            Farewell.arrange(Duration.ofSeconds(drain));
            if (!Listening.begin() && !Farewell.hasBegun()) {
                refuse("The node does not listen at port " + port + " of " + address + ": has somebody else taken it meanwhile?");
            }
        } catch (BootstrapException | IllegalStateException failed) { // the second one where the server is gone already
            refuse("The server did not start: see the log above.");
        }
    }

    /**
     * Networks forget a connection that is idle, and tell nobody: what is sent on it then is lost, and a POST cannot be sent
     * again. The JDK keeps idle ones for 20 minutes. In seconds, read once.
     */
    private static void forgetIdleConnections() {
        setUnlessSet("jdk.httpclient.keepalive.timeout", "15");
    }

    /**
     * Payara Micro brings authorities of 2015, and would put them over the JVM's own. A list that is named is copied and
     * used by it; so the JVM's is named, where the operator has not named another one.
     */
    private static void trustAsTheJvmDoes() {
        Stream.of("jssecacerts", "cacerts").map(name -> Path.of(System.getProperty("java.home"), "lib", "security", name))
                .filter(Files::exists).findFirst().ifPresent(list -> setUnlessSet("javax.net.ssl.trustStore", list.toString()));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * With one or two processors the JDK has no common pool for what follows an answer of its HttpClient, and begins a
     * thread for each: one a renewal. Before the first use of that pool.
     */
    private static void spareThreads() {
        var parallelism = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (Runtime.getRuntime().availableProcessors() < 3) {
            setUnlessSet(parallelism, "2");
        }
    }

    private static int number(String name, int byDefault, int least, int most, String... arguments) {
        var at = List.of(arguments).indexOf(name);
        if (at < 0) {
            return byDefault;
        }
        try {
            var number = Integer.parseInt(arguments[at + 1]);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notANumber) {
            // refused below
        }
        refuse(name + " should be a number from " + least + " to " + most);
        return 0;
    }

    private static void checkPort(String address, int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        } catch (IOException foreign) {
            refuse("Configuration: sostenuto.http-address should be an address of this machine like 127.0.0.1 or 0.0.0.0");
        }
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException taken) {
            refuse("Port " + port + " of " + address + " cannot be opened (" + taken.getMessage()
                    + "): choose another with --port");
        }
    }

    private static void prepareDataFolder() {
        var folder = Path.of(Environment.value("sostenuto.data-dir")
                .orElse(System.getProperty("user.home") + "/.sostenuto"));
        try {
            // what is in there is nobody else's on this machine; a folder that exists keeps what it was given
            Files.createDirectories(folder, folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                    : new FileAttribute<?>[0]);
        } catch (IOException unusable) {
            refuse("Configuration: sostenuto.data-dir should be a folder that can be written: " + folder);
        }
    }

    private static void start(String address, Optional<Path> unpacked, String... arguments) throws BootstrapException, IOException {
        var all = new ArrayList<>(List.of("--nohazelcast", "--disablephonehome",
                "--prebootcommandfile", preBootCommands(address).toString()));
        if (!List.of(arguments).contains("--port")) {
            all.addAll(List.of("--port", "8080"));
        }
        all.addAll(List.of(arguments));
        if (all.contains("--accesslog") && !all.contains("--accessloginterval")) {
            all.addAll(List.of("--accessloginterval", "1")); // Payara Micro would write every five minutes
        }
        if (all.contains("--drain")) {
            all.subList(all.indexOf("--drain"), all.indexOf("--drain") + 2).clear();
        }
        heedCommands();
        UnpackedServer.start(unpacked, all);
        var runtime = PayaraMicro.getInstance().getRuntime();
        if (!isDeployed(runtime)) {
            refuse("The application did not start: see the log above.");
        }
        keepLogClean();
    }

    /** Where the server refuses a setting, it warns, goes on without any, and listens on all addresses: that is no start. */
    private static void heedCommands() {
        SERVERS_COMMANDS.setFilter(line -> {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                refuse("The server did not start, it refused a command: " + line.getMessage());
            }
            return true;
        });
    }

    /** What the server says at its end is no line of the log's format, or there twice. */
    private static void keepLogClean() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        SERVERS_WORDS.setFilter(line -> false);
    }

    /** A node that others may stand in for goes on answering for a while, not ready any more, when it is told to end. */
    private static boolean hasNeighbours() {
        return Environment.value("sostenuto.db.url").filter(url -> !url.startsWith("jdbc:h2:file:")).isPresent();
    }

    private static boolean isDeployed(PayaraMicroRuntime runtime) {
        return !runtime.getDeployedApplicationNames().isEmpty() && Farewell.isExpected(); // the server names those that failed, too
    }

    /** All settings by one command, since the server takes some 20 ms for each; the address in the form that it knows. */
    private static Path preBootCommands(String address) throws IOException {
        try (var settings = Sostenuto.class.getResourceAsStream("/SOSTENUTO-INF/settings.txt")) {
            var text = new String(settings.readAllBytes(), StandardCharsets.UTF_8);
            var command = text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining(" ", "set ", "\n"));
            // by name: the class Files remembers the temporary folder that the process began with
            var file = Files.createTempFile(Path.of(System.getProperty("java.io.tmpdir")), "sostenuto", ".commands");
            file.toFile().deleteOnExit();
            return Files.writeString(file, command.replace("@address@", InetAddress.getByName(address).getHostAddress()));
        }
    }

    private static void refuse(String line) {
        System.err.println(line);
        Runtime.getRuntime().halt(1);
    }
}
