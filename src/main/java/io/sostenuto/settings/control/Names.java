package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that operators give to apps and clients: those of one list, each with keys of its own.
 *
 * @param list   the key that lists them
 * @param prefix of the keys that have such a name, up to the dot before it
 * @param keys   what such a key may have after the name
 * @param others of the environment's names that begin alike and are of another thing
 * @param example a few of them
 */
record Names(SettingValues values, String list, String prefix, List<String> keys, Set<String> others, String example) {

    private static final String RESERVED = "default";

    /** @return those that are listed. @throws ConfigurationException where one is none, or a key is of none of them */
    List<String> read() {
        var names = values.list(list).toList();
        if (!names.stream().allMatch(name -> name.matches("[a-z][a-z0-9-]{0,30}")) || names.contains(RESERVED)) {
            throw new ConfigurationException(list, "should be names like " + example + " with commas between them: small letters,"
                    + " digits and dashes, a letter first, at most 31; default is not free");
        }
        if (areAlike(names)) {
            throw new ConfigurationException(list, "has a name twice, or two that differ in a dash alone: an environment"
                    + " variable could not tell them apart");
        }
        refuseKeysOfOthers(names);
        return names;
    }

    String key(String name, String key) {
        return prefix + name + "." + key;
    }

    private static boolean areAlike(List<String> names) {
        var seen = new HashSet<String>();
        return !names.stream().map(name -> name.replace("-", "")).allMatch(seen::add);
    }

    /** A key with a name that was mistyped would be one that nobody reads. */
    private void refuseKeysOfOthers(List<String> names) {
        var known = names.stream().flatMap(name -> keys.stream().map(key -> variable(key(name, key)))).collect(Collectors.toSet());
        values.names().filter(name -> isOfAnother(name, known)).findFirst().ifPresent(name -> {
            throw new ConfigurationException(name, "is of no name that " + list + " lists, or no key that one has: add the name"
                    + " there, or correct this key (" + String.join(", ", keys) + " are there)");
        });
    }

    private boolean isOfAnother(String name, Set<String> known) {
        return variable(name).startsWith(variable(prefix)) && !known.contains(variable(name)) && !others.contains(variable(name));
    }

    /** @return as the environment has a key */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
