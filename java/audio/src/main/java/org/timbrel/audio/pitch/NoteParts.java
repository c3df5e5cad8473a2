// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.ArrayList;
import java.util.List;

/** Cuts a path of keys into notes, by the level too: where a key is repeated, only that tells. */
final class NoteParts {

    // Frames are 6 ms. What is shorter is where one note passes into the next.
    private static final int SHORTEST = 12;
    // A repeated key: the level dips, and rises by so much within so many frames; less of a rise
    // will do if an onset is heard.
    private static final double DIP_DB = 5;
    private static final double DIP_WITH_ONSET_DB = 2.5;
    private static final int RISE = 10;
    private static final int DIP = 3;
    // A note is heard in the pitch up to so many frames before it begins; the level tells better.
    private static final int EARLY = 14;
    private static final double ATTACK_DB = 5;
    private static final int SLOPE = 2;

    private final int[] keys;
    private final NoteFrames frames;
    private final boolean[] struck;

    /** A note in frames from..to-1. */
    record Part(int key, int from, int to) {
        int length() {
            return to - from;
        }
    }

    /**
     * @param keys [frames], as {@link KeyPath} gives them
     * @param onsets frames in which something begins
     */
    NoteParts(int[] keys, NoteFrames frames, int[] onsets) {
        this.keys = keys;
        this.frames = frames;
        struck = new boolean[keys.length];
        for (int onset : onsets) {
            for (int t = Math.max(0, onset - RISE); t < Math.min(keys.length, onset + DIP); t++) {
                struck[t] = true;
            }
        }
    }

    /** The notes, in the order of time. */
    List<Part> parts() {
        return begun(joined(stretches()));
    }

    /** Stretches of one key, cut where it is struck again. */
    private List<Part> stretches() {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int t = 1; t <= keys.length; t++) {
            boolean ends = t == keys.length || keys[t] != keys[from];
            if (ends || isRepeat(from, t)) {
                if (keys[from] != KeyPath.NONE) {
                    parts.add(new Part(keys[from], from, t));
                }
                from = t;
            }
        }
        return parts;
    }

    private boolean isRepeat(int from, int t) {
        if (keys[t] == KeyPath.NONE || t - from < SHORTEST) {
            return false;
        }
        double level = frames.level(t);
        return level <= frames.softest(t - DIP, t)
                && level < frames.softest(t + 1, t + 1 + DIP)
                && frames.loudest(t, t + RISE) - level >= (struck[t] ? DIP_WITH_ONSET_DB : DIP_DB);
    }

    /** Without what is too short: it belongs to the note that follows at once, or is none. */
    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        int from = -1;
        int end = -1;
        for (Part part : parts) {
            boolean follows = from >= 0 && end == part.from();
            Part whole = new Part(part.key(), follows ? from : part.from(), part.to());
            if (part.length() >= SHORTEST) {
                joined.add(whole);
                from = -1;
            } else {
                from = whole.from();
                end = part.to();
            }
        }
        return joined;
    }

    /** With beginnings where the level rises most; the note before lasts until there. */
    private List<Part> begun(List<Part> parts) {
        List<Part> begun = new ArrayList<>();
        for (Part part : parts) {
            int from = attack(part);
            int last = begun.size() - 1;
            if (last >= 0 && begun.get(last).to() == part.from()) {
                Part before = begun.get(last);
                begun.set(last, new Part(before.key(), before.from(), from));
            }
            begun.add(new Part(part.key(), from, part.to()));
        }
        return begun;
    }

    private int attack(Part part) {
        int end = Math.min(part.to() - SHORTEST / 2, part.from() + EARLY);
        int best = part.from();
        double steepest = 0;
        for (int t = part.from(); t < end; t++) {
            double slope = frames.loudest(t, t + SLOPE + 1) - frames.softest(t - SLOPE, t + 1);
            if (slope > steepest) {
                steepest = slope;
                best = t;
            }
        }
        return steepest >= ATTACK_DB ? best : part.from();
    }
}
