package io.sostenuto.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.StreamHandler;

/** The audit log of the runnable jar: the standard output holds its lines of JSON, as they are, and nothing else. */
public final class AuditLines extends StreamHandler {

    public AuditLines() {
        super(new FileOutputStream(FileDescriptor.out), new Formatter() {
            @Override
            public String format(LogRecord record) {
                return formatMessage(record) + System.lineSeparator();
            }
        });
    }

    @Override
    public synchronized void publish(LogRecord record) {
        super.publish(record);
        flush();
    }

    /** Flushes only: the standard output is not ours to close. */
    @Override
    public synchronized void close() {
        flush();
    }
}
