// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The page and its files, from a list: what is not on it is not there, whatever a path says. All
 * are read once.
 */
final class PageFiles {

    private static final String FOLDER = "/org/timbrel/server/page/";

    /** Names, one a line. */
    private static final String LIST = "files.txt";

    private static final String INDEX = "index.html";

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
                    + " form-action 'none'";

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    PageFiles() {
        String list = new String(read(LIST), StandardCharsets.UTF_8);
        list.lines().filter(name -> !name.isBlank()).forEach(name -> files.put(name, read(name)));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the page's " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void index(Context ctx) {
        send(ctx, INDEX);
    }

    /** Any file but the page itself. */
    void file(Context ctx) {
        send(ctx, ctx.pathParam("file"));
    }

    private void send(Context ctx, String name) {
        byte[] file = files.get(name);
        if (file == null) {
            throw new Problem(ProblemType.NOT_FOUND, "the page has no such file");
        }
        ctx.res().setHeader("Content-Security-Policy", POLICY);
        ctx.res().setHeader("X-Content-Type-Options", "nosniff");
        ctx.res().setHeader("Referrer-Policy", "no-referrer");
        ctx.res().setHeader("Cache-Control", "no-cache");
        ctx.contentType(TYPES.get(name.substring(name.lastIndexOf('.') + 1))).result(file);
    }
}
