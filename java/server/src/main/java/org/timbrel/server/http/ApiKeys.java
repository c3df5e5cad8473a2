// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use the server. A file has one key a line, {@code NAME KEY} or {@code NAME KEY operator};
 * what begins with # is a comment. Only digests of the keys are kept.
 */
public final class ApiKeys {

    private static final int LEAST_LENGTH = 16;

    private static final int MOST_LENGTH = 256;

    /**
     * Whose a request is.
     *
     * @param name of the key; what streams belong to
     * @param operator whether it may drain the server
     */
    record Caller(String name, boolean operator) {}

    @SuppressWarnings("ArrayRecordComponent") // Nobody else has it.
    private record Key(Caller caller, byte[] digest) {}

    private final List<Key> keys;

    private ApiKeys(List<Key> keys) {
        this.keys = keys;
    }

    /**
     * Reads a file of keys.
     *
     * @throws IOException if it cannot be read, has no key, or a line is wrong, in one line that
     *     never shows a key
     */
    public static ApiKeys read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": is no text in UTF-8", e);
        }
        List<Key> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int k = 0; k < lines.size(); k++) {
            String line = lines.get(k).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Key key = key(line, file + " line " + (k + 1));
                String where = file + " line " + (k + 1) + ": ";
                if (!names.add(key.caller.name)) {
                    throw new IOException(where + "'" + key.caller.name + "' is there twice");
                }
                if (keys.stream()
                        .anyMatch(other -> MessageDigest.isEqual(other.digest, key.digest))) {
                    throw new IOException(
                            where + "'" + key.caller.name + "' has the key of another");
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + ": has no key: write lines of NAME KEY");
        }
        return new ApiKeys(List.copyOf(keys));
    }

    private static Key key(String line, String where) throws IOException {
        String[] parts = line.split("\\s+", -1);
        boolean operator = parts.length == 3 && parts[2].equals("operator");
        if (parts.length != 2 && !operator) {
            throw new IOException(where + ": must be NAME KEY or NAME KEY operator");
        }
        if (!parts[1].matches("[!-~]{" + LEAST_LENGTH + "," + MOST_LENGTH + "}")) {
            throw new IOException(
                    "%s: the key of '%s' must have %d to %d characters of ASCII; such as those of: openssl rand -hex 24"
                            .formatted(where, parts[0], LEAST_LENGTH, MOST_LENGTH));
        }
        return new Key(new Caller(parts[0], operator), digest(parts[1]));
    }

    /**
     * Whose a key is. Takes as long for every key: digests of equal length are compared, all of
     * them and to their ends.
     */
    Optional<Caller> caller(String key) {
        byte[] digest = digest(key);
        Caller found = null;
        for (Key known : keys) {
            if (MessageDigest.isEqual(known.digest, digest)) {
                found = known.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
