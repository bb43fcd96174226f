package io.sostenuto;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** {@code target/sostenuto.zip}, unpacked as unzip does it, with modes and times. */
public final class FolderZip {

    private FolderZip() {
    }

    /** @return the only thing in it, below this folder */
    public static Path unpack(Path below) throws IOException {
        try (var zip = FileSystems.newFileSystem(Built.FOLDER_ZIP, Map.of("enablePosixFileAttributes", true));
             var files = Files.walk(zip.getPath("/"))) {
            for (var file : files.toList()) {
                var place = below.resolve(zip.getPath("/").relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
                    Files.setPosixFilePermissions(place, Files.getPosixFilePermissions(file));
                }
            }
        }
        try (var all = Files.newDirectoryStream(below)) {
            return all.iterator().next();
        }
    }
}
