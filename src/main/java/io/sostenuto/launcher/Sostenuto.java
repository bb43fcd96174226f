package io.sostenuto.launcher;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code java -jar sostenuto.jar [--port 8080]}: one node. Ends with status 1 and one line on the standard error
 * stream when the configuration is wrong, the port is taken, or the application does not start.
 * Further arguments go to Payara Micro as they are.
 */
public final class Sostenuto {

    private Sostenuto() {
    }

    public static void main(String... arguments) throws IOException {
        // Before the first use of HttpURLConnection: a POST with a refresh token is never sent twice (JDK-6382788).
        System.setProperty("sun.net.http.retryPost", "false");
        // A cookie of another application with an octet beyond ASCII is no reason to refuse a request.
        System.setProperty("org.glassfish.grizzly.http.STRICT_HEADER_VALUE_VALIDATION_RFC_9110", "false");
        ConfigurationCheck.problem().ifPresent(Sostenuto::refuse);
        var address = Environment.value("sostenuto.http-address").orElse("127.0.0.1");
        checkPort(address, port(arguments));
        prepareDataFolder();
        try {
            start(address, arguments);
        } catch (BootstrapException failed) {
            refuse("The server did not start: see the log above.");
        }
    }

    private static int port(String... arguments) {
        var at = List.of(arguments).indexOf("--port");
        if (at < 0) {
            return 8080;
        }
        try {
            var port = Integer.parseInt(arguments[at + 1]);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notANumber) {
            // refused below
        }
        refuse("--port should be a number from 1 to 65535");
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
            Files.createDirectories(folder);
        } catch (IOException unusable) {
            refuse("Configuration: sostenuto.data-dir should be a folder that can be written: " + folder);
        }
    }

    private static void start(String address, String... arguments) throws BootstrapException, IOException {
        var all = new ArrayList<>(List.of("--nohazelcast", "--disablephonehome",
                "--prebootcommandfile", preBootCommands(address).toString()));
        if (!List.of(arguments).contains("--port")) {
            all.addAll(List.of("--port", "8080"));
        }
        all.addAll(List.of(arguments));
        PayaraMicro.main(all.toArray(String[]::new));
        var runtime = PayaraMicro.getInstance().getRuntime();
        if (!isDeployed(runtime)) {
            refuse("The application did not start: see the log above.");
        }
    }

    private static boolean isDeployed(PayaraMicroRuntime runtime) {
        return !runtime.getDeployedApplicationNames().isEmpty();
    }

    private static Path preBootCommands(String address) throws IOException {
        try (var template = Sostenuto.class.getResourceAsStream("/SOSTENUTO-INF/pre-boot-commands.txt")) {
            var text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            var file = Files.createTempFile("sostenuto", ".commands");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text.replace("@address@", address.replace(":", "\\:")));
        }
    }

    private static void refuse(String line) {
        System.err.println(line);
        Runtime.getRuntime().halt(1);
    }
}
