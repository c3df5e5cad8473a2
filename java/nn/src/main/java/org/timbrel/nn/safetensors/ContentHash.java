// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * SHA-256 of a file that carries the digits of its own hash: they count as 64 characters {@code 0}.
 * In Python: {@code hashlib.sha256(data.replace(digits, b"0" * 64)).hexdigest() == digits}.
 */
final class ContentHash {

    /** What stands in the digits' place while the hash is taken. */
    static final String BLANK = "0".repeat(64);

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    private ContentHash() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether {@code text} is 64 lower-case hexadecimal digits. */
    static boolean isDigits(String text) {
        return DIGITS.matcher(text).matches();
    }

    /** Where {@code digits} stand in {@code header}: -1 if nowhere, or in more than one place. */
    static int position(byte[] header, String digits) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        int first = text.indexOf(digits);
        return first == text.lastIndexOf(digits) ? first : -1;
    }

    /** Puts 64 {@code digits} into {@code header} at {@code position}. */
    static void put(byte[] header, int position, String digits) {
        byte[] bytes = digits.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, position, bytes.length);
    }
}
