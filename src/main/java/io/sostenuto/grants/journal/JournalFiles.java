package io.sostenuto.grants.journal;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.store.GrantCopyText;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.storage.time.Clocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** One sealed file for each entry of the journal: on the disk, with its name in the folder, before anyone relies on it. */
public class JournalFiles {

    private static final Logger LOG = Logger.getLogger(JournalFiles.class.getName());
    /** More than an entry has. */
    private static final int PROBE_OCTETS = 16 * 1024;

    private final Seal seal;
    private final Path folder;
    private final Clocks clocks;
    private final AtomicBoolean writable = new AtomicBoolean(true);

    /** @param folder made with the first entry */
    public JournalFiles(Seal seal, Path folder) {
        this(seal, folder, Clocks.OF_THIS_MACHINE);
    }

    /** @param clocks for when an entry was sealed */
    JournalFiles(Seal seal, Path folder, Clocks clocks) {
        this.seal = seal;
        this.folder = folder;
        this.clocks = clocks;
    }

    /** @return the entries by their names. A file that does not open is left alone: its key may come back */
    public Map<String, GrantCopy> read() {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> Journal.isEntry(name(file))).flatMap(file -> read(file).stream()
                    .map(copy -> Map.entry(name(file), copy))).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "The journal cannot be read: {0}", unreadable.getMessage());
            return Map.of();
        }
    }

    private Optional<GrantCopy> read(Path file) {
        try {
            var copy = seal.open(Purpose.JOURNAL, name(file), Files.readString(file))
                    .flatMap(text -> GrantCopyText.read(text, Instant.MIN));
            if (copy.isEmpty()) {
                LOG.log(Level.WARNING, "Journal entry {0} does not open with the keys of today; it is kept", name(file));
            }
            return copy;
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "Journal entry {0} cannot be read; it is kept", name(file));
            return Optional.empty();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** @return whether the entry is on the disk */
    public boolean write(String name, GrantCopy copy) {
        try {
            DurableFile.write(folder, name, seal.close(Purpose.JOURNAL, name, GrantCopyText.write(copy, clocks.wall())));
            note(Optional.empty());
            return true;
        } catch (IOException | RuntimeException failed) {
            note(Optional.of(failed));
            return false;
        }
    }

    public void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException stays) {
            LOG.log(Level.WARNING, "A journal entry that is done cannot be deleted: {0}", stays.getMessage());
        }
    }

    /** Tries the disk, so that a full one is known before it is needed. */
    public void probe() {
        var probe = "probe";
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(probe), new byte[PROBE_OCTETS]);
            note(Optional.empty());
        } catch (IOException full) {
            note(Optional.of(full));
        } finally {
            delete(probe);
        }
    }

    /** @return whether the last write went well */
    public boolean areWritable() {
        return writable.get();
    }

    private void note(Optional<Exception> failure) {
        if (writable.getAndSet(failure.isEmpty()) == failure.isEmpty()) {
            return;
        }
        failure.ifPresentOrElse(
                why -> LOG.log(Level.WARNING, "The journal cannot be written: {0}", why.toString()),
                () -> LOG.info("The journal can be written again."));
    }
}
