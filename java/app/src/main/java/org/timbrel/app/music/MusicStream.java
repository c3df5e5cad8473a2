// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.Arrays;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.StepConditions;
import org.timbrel.nn.model.Sampling;

/** One piece while it is made. */
public final class MusicStream {

    private final MusicCode code;
    private final MusicCode.Clock clock;
    private final FrameStream stream;
    private final double limitSeconds;
    private final long limitFrames;
    private final double pace;
    private double begun;
    private double now;
    private float[] frames = {};
    private int length;
    private Ending ending;

    /** Why a piece ended. */
    public enum Ending {
        /** It is as long as was asked for. */
        LENGTH,
        /** The network ended it. */
        END_TOKEN,
        /** It had so many frames that its time seems to stand still. */
        FRAMES
    }

    /**
     * Begins one.
     *
     * @param primer that it goes on from; null: none
     * @param pace how much longer it lasts than its frames say
     * @param limitSeconds after which it ends
     * @param limitFrames likewise
     */
    public MusicStream(
            Generator generator,
            MusicModel model,
            long seed,
            long number,
            Sampling sampling,
            ConditionCurve curve,
            Primer primer,
            double pace,
            double limitSeconds,
            long limitFrames) {
        code = model.code();
        clock = code.clock();
        this.pace = pace;
        this.limitSeconds = limitSeconds;
        this.limitFrames = limitFrames;
        boolean told = model.conditions().size() > 0;
        // A frame is asked for when the time that it begins at is known: see chunk.
        StepConditions conditions = frame -> curve.at(seconds());
        stream =
                told
                        ? generator.open(seed, number, sampling, conditions)
                        : generator.open(seed, number, sampling);
        if (primer != null) {
            float[] given = primer.frames();
            if (told) {
                stream.prime(given, primer.told(model.conditions(), curve.at(0)));
            } else {
                stream.prime(given);
            }
            for (int at = 0; at < given.length; at += code.dims()) {
                begun = clock.after(given, at);
            }
            now = begun;
        }
    }

    /** Seconds of new music so far. */
    public double seconds() {
        return pace * (now - begun);
    }

    /** Frames so far, without an end token. */
    public int count() {
        return length / code.dims();
    }

    /** [frames,D]: what is new. */
    public float[] frames() {
        return Arrays.copyOf(frames, length);
    }

    /** Why it ended; null: it goes on. */
    public Ending ending() {
        return ending;
    }

    /**
     * Takes what the generator has made.
     *
     * @param steps that it has made
     */
    public void take(int steps) {
        if (ending != null) {
            return;
        }
        float[] made = new float[steps * code.dims()];
        stream.copyFrames(made);
        for (int at = 0; at < made.length && ending == null; at += code.dims()) {
            if (code.isEnd(made, at)) {
                ending = Ending.END_TOKEN;
                return;
            }
            if (length + code.dims() > frames.length) {
                frames = Arrays.copyOf(frames, Math.max(1024, 2 * frames.length) + code.dims());
            }
            System.arraycopy(made, at, frames, length, code.dims());
            length += code.dims();
            now = clock.after(made, at);
            if (seconds() >= limitSeconds) {
                ending = Ending.LENGTH;
            } else if (count() >= limitFrames) {
                ending = limitSeconds == Double.POSITIVE_INFINITY ? Ending.LENGTH : Ending.FRAMES;
            }
        }
    }
}
