package io.sostenuto.launcher.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What the machine has to offer before the server boots. Where it does not, there is no start. */
public final class Preflight {

    private Preflight() {
    }

    public static void checkAddress(String address) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        } catch (IOException foreign) {
            NoStart.because("Configuration: sostenuto.http-address should be an address of this machine like 127.0.0.1 or 0.0.0.0");
        }
    }

    public static void checkPort(String address, int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException taken) {
            NoStart.because("Port " + port + " of " + address + " cannot be opened (" + taken.getMessage()
                    + "): choose another with --port");
        }
    }

    public static void makeDataFolder(Path folder) {
        try {
            // what is in there is nobody else's on this machine; a folder that exists keeps what it was given
            Files.createDirectories(folder, folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                    : new FileAttribute<?>[0]);
        } catch (IOException unusable) {
            NoStart.because("Configuration: sostenuto.data-dir should be a folder that can be written: " + folder);
        }
    }
}
