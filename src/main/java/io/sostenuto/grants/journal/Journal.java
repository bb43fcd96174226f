package io.sostenuto.grants.journal;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.store.GrantCopyText;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.settings.entity.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The second place of what the database has not stored yet: rotated refresh tokens and ends of sessions, sealed, one
 * file each in the data folder, on the disk before anyone relies on it. What is in here is in memory too.
 */
@ApplicationScoped
public class Journal {

    private static final Logger LOG = Logger.getLogger(Journal.class.getName());
    private static final String GRANT = ".grant";
    private static final String END = ".end";
    /** More than an entry has. */
    private static final int PROBE_OCTETS = 16 * 1024;

    private final Seal seal;
    private final Path folder;
    private final Map<SessionId, GrantCopy> grants = new ConcurrentHashMap<>();
    private final Map<SessionId, GrantCopy> ends = new ConcurrentHashMap<>();
    private final AtomicBoolean writable = new AtomicBoolean(true);

    @Inject
    public Journal(Seal seal, Settings settings) {
        this.seal = seal;
        this.folder = settings.dataDir().resolve("journal");
    }

    protected Journal() {
        this.seal = null;
        this.folder = null;
    }

    /** Reads what an earlier run left. A file that does not open is left alone: its key may come back. */
    @PostConstruct
    void load() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            files.forEach(this::load);
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "The journal cannot be read: {0}", unreadable.getMessage());
        }
    }

    private void load(Path file) {
        var name = file.getFileName().toString();
        var into = name.endsWith(GRANT) ? grants : name.endsWith(END) ? ends : null;
        if (into == null) {
            return;
        }
        try {
            var copy = seal.open(Purpose.JOURNAL, name, Files.readString(file))
                    .flatMap(text -> GrantCopyText.read(text, Instant.MIN));
            copy.ifPresentOrElse(found -> into.merge(found.session(), found, Journal::newer),
                    () -> LOG.log(Level.WARNING, "Journal entry {0} does not open with the keys of today; it is kept", name));
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "Journal entry {0} cannot be read; it is kept", name);
        }
    }

    /** Puts a rotated grant on the disk, before the database is asked to store it: a crash between loses nothing. */
    public void keep(GrantCopy copy) {
        write(copy, grantFile(copy));
    }

    /** The database has not stored the grant: it counts from here until {@link #done}. */
    public void await(GrantCopy copy) {
        grants.merge(copy.session(), copy, Journal::newer);
    }

    /** @return whether the session's end is on the disk; it holds in this node from now on */
    public boolean keepEnd(GrantCopy copy) {
        ends.put(copy.session(), copy);
        return write(copy.withoutToken(), endFile(copy.session()));
    }

    /** The database has the grant of this generation: the entry goes. */
    public void done(GrantCopy copy) {
        grants.remove(copy.session(), copy);
        delete(grantFile(copy));
    }

    /** The database has the end. */
    public void endDone(SessionId session) {
        ends.remove(session);
        delete(endFile(session));
    }

    /** @return the newest grant that waits here */
    public Optional<GrantCopy> grant(SessionId session) {
        return Optional.ofNullable(grants.get(session));
    }

    public boolean ended(SessionId session) {
        return ends.containsKey(session);
    }

    public List<GrantCopy> waitingGrants() {
        return List.copyOf(grants.values());
    }

    public List<GrantCopy> waitingEnds() {
        return List.copyOf(ends.values());
    }

    /** @return how many entries the database has not stored yet */
    public int depth() {
        return grants.size() + ends.size();
    }

    private static GrantCopy newer(GrantCopy one, GrantCopy other) {
        return other.generation() > one.generation() ? other : one;
    }

    /** Tries the disk, so that a full one is known before it is needed. */
    public void check() {
        var probe = folder.resolve("probe");
        try {
            Files.createDirectories(folder);
            Files.write(probe, new byte[PROBE_OCTETS]);
            note(Optional.empty());
        } catch (IOException full) {
            note(Optional.of(full));
        } finally {
            delete(probe);
        }
    }

    /** @return whether the last write went well */
    public boolean isWritable() {
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

    private boolean write(GrantCopy copy, Path file) {
        try {
            Files.createDirectories(folder);
            var part = file.resolveSibling(file.getFileName() + ".part");
            Files.deleteIfExists(part);
            Files.createFile(part);
            restrict(part);
            var text = seal.close(Purpose.JOURNAL, file.getFileName().toString(), GrantCopyText.write(copy, Instant.now()));
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
            note(Optional.empty());
            return true;
        } catch (IOException | RuntimeException failed) {
            note(Optional.of(failed));
            return false;
        }
    }

    private static void restrict(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.log(Level.WARNING, "A journal entry that is done cannot be deleted: {0}", stays.getMessage());
        }
    }

    private Path grantFile(GrantCopy copy) {
        return folder.resolve(name(copy.session()) + "-" + copy.generation() + GRANT);
    }

    private Path endFile(SessionId session) {
        return folder.resolve(name(session) + END);
    }

    private static String name(SessionId session) {
        return SessionId.hash(session.value()).substring(0, 40);
    }
}
