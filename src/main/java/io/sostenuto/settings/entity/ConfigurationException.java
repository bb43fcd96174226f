package io.sostenuto.settings.entity;

/** A value that is wrong or missing. The message is one line that names the key and what it should be. */
public class ConfigurationException extends RuntimeException {
    public ConfigurationException(String line) {
        super(line);
    }

    public ConfigurationException(String key, String problem) {
        super("Configuration: " + key + " " + problem);
    }
}
