package io.sostenuto.sealing.control;

import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.ConfigurationException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The key that the product makes for itself, once, beside its embedded database; readable by its owner only. */
final class KeyFile {

    private final Path file;

    KeyFile(Path dataDir) {
        this.file = dataDir.resolve("seal-key");
    }

    SealKey key() {
        try {
            Files.createDirectories(file.getParent());
            create();
            return SealKey.parse(Files.readString(file).strip()).get(0);
        } catch (IOException unusable) {
            throw new ConfigurationException("sostenuto.data-dir",
                    "should be a folder that can be written: " + file.getParent());
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException("sostenuto.data-dir",
                    "holds a damaged key: restore " + file + " from a backup, or remove it and all log in anew");
        }
    }

    private void create() throws IOException {
        var posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
        var ownerOnly = posix ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------"))} : new FileAttribute<?>[0];
        if (Files.exists(file)) {
            return;
        }
        var part = file.resolveSibling("seal-key.part");
        Files.deleteIfExists(part);
        try (var channel = FileChannel.open(part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap((SealKey.generate().written() + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        try {
            Files.move(part, file);
        } catch (FileAlreadyExistsException somebodyWasFaster) {
            Files.delete(part);
        }
    }
}
