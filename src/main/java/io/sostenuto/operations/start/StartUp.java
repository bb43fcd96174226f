package io.sostenuto.operations.start;

import io.sostenuto.grants.journal.Journal;
import io.sostenuto.operations.upkeep.Recurring;
import io.sostenuto.operations.upkeep.SecretFiles;
import io.sostenuto.operations.upkeep.Timetable;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.settings.control.SettingsProducer;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.users.control.UserTokens;
import io.sostenuto.web.entity.Ending;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The order of the start: configuration, keys, journal, then the database, for which a node waits. What takes its time
 * goes on meanwhile, because that is how long an operator waits for a node.
 */
@ApplicationScoped
public class StartUp {

    private static final Logger LOG = Logger.getLogger(StartUp.class.getName());

    @Inject
    private Instance<Settings> settings;
    @Inject
    private Instance<Seal> seal;
    @Inject
    private Instance<UserTokens> users;
    @Inject
    private Journal journal;
    @Inject
    private Threads threads;
    @Inject
    private FirstContact firstContact;
    @Inject
    private Timetable timetable;
    @Inject
    private SecretFiles secrets;
    @Inject
    private NodeLife nodeLife;
    @Inject
    private SilentResend resend;
    @Inject
    private WayOut wayOut;
    private volatile boolean stopping;
    private volatile boolean loaded;

    void begin(@Observes @Initialized(ApplicationScoped.class) Object start) {
        try {
            SilentResend.switchOff();
            settings.get();
            resend.begin();
            seal.get();
            users.get();
            journal.depth();
            connect();
            secrets.watch();
            resend.check();
            nodeLife.offer();
        } catch (RuntimeException failure) {
            stopping = true;
            var fault = SettingsProducer.fault(failure).orElseThrow(() -> failure);
            LOG.log(Level.SEVERE, fault);
            throw new ConfigurationException(fault);
        }
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object end) {
        stopping = true;
        nodeLife.withdraw();
        timetable.finish();
    }

    /** @return whether this node is going away; the runnable jar knows it first, and answers on for a while */
    public boolean isStopping() {
        return stopping || Ending.isToldToEnd();
    }

    public void connect() {
        Recurring.until(Duration.ofSeconds(1), "The first contact with the database",
                () -> CompletableFuture.supplyAsync(this::connected, threads.storage())).begin(threads.timer());
    }

    /** @return whether there is nothing more to try */
    private boolean connected() {
        var there = stopping || firstContact.run();
        if (there && !stopping) {
            timetable.begin();
        }
        if (!loaded) {
            loaded = true;
            Preload.everything(); // what a ready node does not need yet
            wayOut.tell();
        }
        return there;
    }
}
