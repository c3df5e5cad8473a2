// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Soundbank;

/** A score as Gervill plays it, with no more messages under way than a second holds. */
final class SoundfontSound implements ScoreSound {

    private static final int BLOCK = 4096;
    // A block is a tenth of a second of sound; damaged soundfonts can make it endless.
    private static final long PATIENCE_SECONDS = 20;
    private static final double MICROS = 1e6;

    private final int sampleRateHz;
    private final long samples;
    private final List<ChannelNotes.Stroke> strokes;
    private final List<Gervill.Opened> opened = new ArrayList<>();
    private final ExecutorService player = player();
    private final List<Receiver> receivers = new ArrayList<>();
    // How many notes hold a key: [synthesizer][channel * 128 + key].
    private final int[][] holding;
    private final byte[] bytes = new byte[BLOCK * Float.BYTES];
    private final ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    private final double[] mix = new double[BLOCK];
    private int next;
    private long given;

    SoundfontSound(NoteSchedule schedule, Soundbank soundbank, int sampleRateHz)
            throws IOException {
        this.sampleRateHz = sampleRateHz;
        samples = schedule.samples();
        ChannelNotes notes = new ChannelNotes(schedule.notes());
        strokes = notes.strokes();
        holding = new int[notes.synthesizers()][16 * 128];
        try {
            for (int s = 0; s < holding.length; s++) {
                open(soundbank, notes.programs(s));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void open(Soundbank soundbank, int[] programs) throws IOException {
        Gervill.Opened one = Gervill.open(sampleRateHz);
        opened.add(one);
        try {
            one.synthesizer().loadAllInstruments(soundbank);
            Receiver receiver = one.synthesizer().getReceiver();
            receivers.add(receiver);
            for (int channel = 0; channel < programs.length; channel++) {
                if (programs[channel] >= 0) {
                    receiver.send(
                            new ShortMessage(
                                    ShortMessage.PROGRAM_CHANGE, channel, programs[channel], 0),
                            0);
                }
            }
        } catch (MidiUnavailableException | InvalidMidiDataException | RuntimeException e) {
            throw new SoundfontException("damaged soundfont: its samples cannot be loaded", e);
        }
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        if (given == samples) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, BLOCK), samples - given);
        send(given + BLOCK + sampleRateHz);
        Arrays.fill(mix, 0, count, 0);
        watched(
                () -> {
                    for (Gervill.Opened one : opened) {
                        play(one, count);
                    }
                    return null;
                });
        for (int i = 0; i < count; i++) {
            out[offset + i] = (float) SoftLimiter.limit(mix[i]);
        }
        given += count;
        return count;
    }

    private void watched(Callable<Void> work) throws IOException {
        try {
            player.submit(work).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new SoundfontException(
                    "damaged soundfont: Java's synthesizer does not come to an end with it", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof IOException io
                    ? io
                    : new SoundfontException(
                            "damaged soundfont: Java's synthesizer fails", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static ExecutorService player() {
        return Executors.newSingleThreadExecutor(
                task -> {
                    Thread thread = new Thread(task, "soundfont");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private void play(Gervill.Opened one, int count) throws IOException {
        int length = count * Float.BYTES;
        for (int at = 0; at < length; ) {
            int read = one.stream().read(bytes, at, length - at);
            if (read <= 0) {
                throw new IOException("Java's synthesizer ended too soon");
            }
            at += read;
        }
        for (int i = 0; i < count; i++) {
            mix[i] += floats.getFloat(i * Float.BYTES);
        }
    }

    /** Sends what happens before a sample. */
    private void send(long until) throws IOException {
        while (next < strokes.size() && strokes.get(next).sample() < until) {
            ChannelNotes.Stroke stroke = strokes.get(next++);
            int[] keys = holding[stroke.synthesizer()];
            int key = stroke.channel() * 128 + stroke.key();
            boolean down = stroke.velocity() > 0;
            keys[key] += down ? 1 : -1;
            if (down || keys[key] == 0) {
                send(stroke, down ? ShortMessage.NOTE_ON : ShortMessage.NOTE_OFF);
            }
        }
    }

    private void send(ChannelNotes.Stroke stroke, int command) throws IOException {
        long micros = Math.round(stroke.sample() * (MICROS / sampleRateHz));
        try {
            receivers
                    .get(stroke.synthesizer())
                    .send(
                            new ShortMessage(
                                    command, stroke.channel(), stroke.key(), stroke.velocity()),
                            micros);
        } catch (InvalidMidiDataException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        player.shutdown();
        for (Gervill.Opened one : opened) {
            one.stream().close();
            one.synthesizer().close();
        }
    }
}
