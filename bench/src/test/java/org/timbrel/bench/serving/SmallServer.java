// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small server of sounds on plain sockets, a thread a connection: noise of the seed in pieces of
 * 20 ms, ahead by the lead; 429 when its slots are taken; and with a flaw, if it is told to.
 */
final class SmallServer implements AutoCloseable {

    static final int RATE_HZ = 44_100;

    /** What it does wrong. */
    enum Flaw {
        NONE,
        /** Stands still for 0.3 s in the middle, with no lead. */
        STANDS_STILL,
        /** Closes without the last chunk. */
        CUTS,
        /** Ends a sample early. */
        SHORT,
        /** Makes something else of a seed each time. */
        FORGETS_SEEDS,
        /** Says what is no HTTP. */
        BABBLES
    }

    private static final int PIECE = RATE_HZ / 50;

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Semaphore slots;
    private final Flaw flaw;
    private final AtomicInteger requests = new AtomicInteger();

    SmallServer(int slots, Flaw flaw) throws IOException {
        this.slots = new Semaphore(slots);
        this.flaw = flaw;
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    int freeSlots() {
        return slots.availablePermits();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "small-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            String head = head(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            if (flaw == Flaw.BABBLES && head.startsWith("POST")) {
                say(out, "good day\r\n\r\n");
            } else if (head.startsWith("GET /v1/models/")) {
                json(out, "200 OK", "", "{\"sample_rate_hz\":" + RATE_HZ + "}");
            } else if (head.startsWith("GET /v1/streams")) {
                json(out, "200 OK", "", "{\"streams\":[]}");
            } else if (head.startsWith("GET /metrics")) {
                json(out, "200 OK", "", "texture_streams_running 2.0\n");
            } else if (head.startsWith("POST /v1/audio/textures")) {
                texture(head, body(head, connection.getInputStream()), out);
            } else {
                json(out, "404 Not Found", "", "{\"type\":\"urn:timbrel:problem:not-found\"}");
            }
        } catch (IOException | InterruptedException e) {
            // The listener left.
        }
    }

    private void texture(String head, String body, OutputStream out)
            throws IOException, InterruptedException {
        if (!slots.tryAcquire()) {
            json(
                    out,
                    "429 Too Many Requests",
                    "Retry-After: 1\r\n",
                    "{\"type\":\"urn:timbrel:problem:queue-full\",\"status\":429}");
            return;
        }
        try {
            say(
                    out,
                    "HTTP/1.1 200 OK\r\nServer-Timing: queue;dur=0.5\r\nX-Says: "
                            + head.lines().count()
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            sound(body, out);
        } finally {
            slots.release();
        }
    }

    private void sound(String body, OutputStream out) throws IOException, InterruptedException {
        double lead = flaw == Flaw.STANDS_STILL ? 0 : number(body, "lead_s");
        int other = flaw == Flaw.FORGETS_SEEDS ? requests.incrementAndGet() : 0;
        Random random = new Random((long) number(body, "seed") + 1_000_000L * other);
        long all = Math.round(number(body, "duration_s") * RATE_HZ);
        long samples = flaw == Flaw.SHORT ? all - 1 : all;
        long begun = System.nanoTime();
        for (long made = 0; made < samples; made += PIECE) {
            double early = (double) made / RATE_HZ - lead - (System.nanoTime() - begun) / 1e9;
            Thread.sleep(Math.max(0, Math.round(early * 1000)));
            if (flaw == Flaw.STANDS_STILL && made >= all / 2 && made < all / 2 + PIECE) {
                Thread.sleep(300);
            }
            byte[] piece = new byte[2 * (int) Math.min(PIECE, samples - made)];
            random.nextBytes(piece);
            say(out, Integer.toHexString(piece.length) + "\r\n");
            out.write(piece);
            say(out, "\r\n");
        }
        if (flaw != Flaw.CUTS) {
            say(out, "0\r\n\r\n");
        }
    }

    private static double number(String json, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":([0-9.E-]+)").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("there is no " + field + " in " + json);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static void json(OutputStream out, String status, String headers, String body)
            throws IOException {
        say(
                out,
                "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(status, headers, body.length(), body));
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the listener left");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(String head, InputStream in) throws IOException {
        Matcher length =
                Pattern.compile("content-length: (\\d+)").matcher(head.toLowerCase(Locale.ROOT));
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
