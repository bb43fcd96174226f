package io.sostenuto.grants.journal;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.settings.entity.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The second place of what the database has not stored yet: rotated refresh tokens and ends of sessions, in files of the data
 * folder. What is in here is in memory too.
 */
@ApplicationSingleton
public class Journal {

    private static final String GRANT = ".grant";
    private static final String END = ".end";

    private final JournalFiles files;
    private final Map<SessionId, GrantCopy> grants = new ConcurrentHashMap<>();
    private final Map<SessionId, GrantCopy> ends = new ConcurrentHashMap<>();

    @Inject
    public Journal(Seal seal, Settings settings) {
        this(new JournalFiles(seal, settings.dataDir().resolve("journal")));
    }

    public Journal(JournalFiles files) {
        this.files = files;
    }

    static boolean isEntry(String file) {
        return file.endsWith(GRANT) || file.endsWith(END);
    }

    /** Reads what an earlier run left. */
    @PostConstruct
    public void load() {
        files.read().forEach((name, copy) -> (name.endsWith(GRANT) ? grants : ends).merge(copy.session(), copy, Journal::newer));
    }

    /** Puts a rotated grant on the disk, before the database is asked to store it: a crash between loses nothing. */
    public void keep(GrantCopy copy) {
        files.write(grantFile(copy), copy);
    }

    /** The database has not stored the grant: it counts from here until {@link #done}. */
    public void holdUntilStored(GrantCopy copy) {
        grants.merge(copy.session(), copy, Journal::newer);
    }

    /** @return whether the session's end is on the disk; it holds in this node from now on */
    public boolean keepEnd(GrantCopy copy) {
        ends.put(copy.session(), copy);
        return files.write(endFile(copy.session()), copy.withoutToken());
    }

    /** The database has the grant of this generation: the entry goes. */
    public void done(GrantCopy copy) {
        grants.remove(copy.session(), copy);
        files.delete(grantFile(copy));
    }

    /** The database has the end. */
    public void endDone(SessionId session) {
        ends.remove(session);
        files.delete(endFile(session));
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
        files.probe();
    }

    /** @return whether the last write went well */
    public boolean isWritable() {
        return files.areWritable();
    }

    private static String grantFile(GrantCopy copy) {
        return name(copy.session()) + "-" + copy.generation() + GRANT;
    }

    private static String endFile(SessionId session) {
        return name(session) + END;
    }

    private static String name(SessionId session) {
        return SessionId.hash(session.value()).substring(0, 40);
    }
}
