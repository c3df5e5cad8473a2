// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.timbrel.bench.serving.StreamNote.Ending;

/** One listener: a connection, one stream on it, and what is noted of it. */
final class StreamClient {

    /** So little that a server notices soon when nothing is read: 0.2 s of sound. */
    private static final int SMALL_BUFFER_BYTES = 16_384;

    private static final double NANOS = 1e9;

    private final ClientLoop loop;
    private final StreamWish wish;
    private final Exchange exchange;
    private final int rateHz;
    private final Playback playback;
    private final Beginnings.Beginning beginning;
    private final Consumer<StreamNote> then;

    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer out;
    private long opened;
    private long sent;
    private long firstAudio;
    private boolean ended;

    /**
     * A listener that has not opened its connection yet.
     *
     * @param then takes the note when all is over, once
     */
    StreamClient(
            ClientLoop loop,
            Server server,
            StreamWish wish,
            Beginnings beginnings,
            Consumer<StreamNote> then) {
        this.loop = loop;
        this.wish = wish;
        this.rateHz = server.rateHz();
        this.playback = new Playback(rateHz);
        this.beginning = beginnings.of(wish.seed());
        this.then = then;
        this.exchange =
                wish.way() == StreamWish.Way.LIVE
                        ? new LiveExchange(server.authority(), wish)
                        : HttpExchange.post(server.authority(), wish);
    }

    /** Opens the connection; the request follows when it stands. */
    void open(InetSocketAddress address) {
        opened = System.nanoTime();
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (leaves(Departure.Phase.NOT_READING)) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER_BYTES);
            }
            key = loop.register(channel, SelectionKey.OP_CONNECT, this);
            if (channel.connect(address)) {
                begin();
            }
        } catch (IOException e) {
            end(Ending.CUT, e.getMessage());
        }
    }

    /** The channel can be connected, written or read. */
    void ready() {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                begin();
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            end(exchange.ended() ? Ending.WHOLE : Ending.CUT, e.getMessage());
        }
    }

    /** The phase is over: leaves, if it is not done yet. */
    void over() {
        if (!ended) {
            // Who does not read at the moment does not wait for sound either.
            if (key == null || key.interestOps() != 0) {
                playback.abandoned(System.nanoTime());
            }
            end(Ending.OVER, null);
        }
    }

    private boolean leaves(Departure.Phase phase) {
        return wish.departure() != null && wish.departure().phase() == phase;
    }

    private void begin() throws IOException {
        sent = System.nanoTime();
        out = exchange.opening();
        if (leaves(Departure.Phase.IN_REQUEST)) {
            out.limit(out.limit() / 2);
        }
        write();
        if (leaves(Departure.Phase.IN_REQUEST) || leaves(Departure.Phase.BEFORE_ANSWER)) {
            later(wish.departure().afterSeconds(), this::leave);
        }
    }

    private void write() throws IOException {
        channel.write(out);
        key.interestOps(
                out.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ);
    }

    private void read() throws IOException {
        ByteBuffer in = loop.buffer();
        int count = channel.read(in);
        long now = System.nanoTime();
        if (count < 0) {
            exchange.closed();
            end(exchange.ended() ? Ending.WHOLE : Ending.CUT, null);
            return;
        }
        exchange.read(in.flip(), part -> heard(part, now));
        ByteBuffer reply = exchange.reply();
        if (reply.hasRemaining()) {
            out = reply;
            write();
        }
        if (exchange.ended()) {
            end(Ending.WHOLE, null);
        }
    }

    private void heard(ByteBuffer part, long now) {
        if (firstAudio == 0) {
            firstAudio = now;
            if (leaves(Departure.Phase.IN_SOUND)) {
                later(wish.departure().afterSeconds(), this::leave);
            } else if (leaves(Departure.Phase.NOT_READING)) {
                later(wish.departure().afterSeconds(), this::stopReading);
            }
        }
        beginning.take(part);
        playback.received(now, part.remaining());
    }

    private void stopReading() {
        if (!ended) {
            key.interestOps(0);
            later(wish.departure().pauseSeconds(), this::leave);
        }
    }

    private void leave() {
        if (!ended) {
            if (wish.departure().reset()) {
                try {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                } catch (IOException e) {
                    // The other end was quicker: there is nothing left to reset.
                }
            }
            end(Ending.LEFT, null);
        }
    }

    private void later(double seconds, Runnable task) {
        loop.at(System.nanoTime() + Math.round(seconds * NANOS), task);
    }

    private void end(Ending ending, String wrong) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        }
        Playback.Heard heard = playback.heard();
        boolean whole = ending == Ending.WHOLE && exchange.status() == StreamNote.OK;
        String problem = exchange.problem();
        then.accept(
                new StreamNote(
                        exchange.status(),
                        problem != null ? problem : wrong,
                        exchange.retryAfterSeconds(),
                        since(sent),
                        since(opened),
                        exchange.queuedSeconds(),
                        heard,
                        ending,
                        !whole || heard.bytes() == wish.bytes(rateHz),
                        beginning.right()));
    }

    private double since(long begin) {
        return firstAudio == 0 ? Double.NaN : (firstAudio - begin) / NANOS;
    }
}
