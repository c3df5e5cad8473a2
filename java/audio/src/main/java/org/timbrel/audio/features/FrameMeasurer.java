// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchTracker;

/**
 * All that is measured of one clip's frames beside the cepstrum, put together: frames whose pitch
 * is not known yet wait for it.
 */
final class FrameMeasurer {

    private final FrameSink sink;
    private final PitchTracker tracker;
    private final List<FrameMeasure> measures = new ArrayList<>();
    // Where each measure's value goes among the extras.
    private final List<Integer> columns = new ArrayList<>();
    // Frames without their pitch: coefficient 0, mel, extras.
    private final FrameQueue queue;
    private final float[] vector;
    private final float[] mel;
    private final float[] extras;
    private boolean first = true;

    /** Hands what it measures on to {@code sink}. */
    FrameMeasurer(FeatureSpec spec, FrameSink sink) {
        this.sink = sink;
        tracker =
                spec.pitch() == null
                        ? null
                        : new PitchTracker(
                                spec.sampleRateHz(),
                                spec.hopSamples(),
                                spec.windowSamples() / 2,
                                spec.pitch());
        vector = new float[spec.vectorSize()];
        mel = new float[spec.melBands()];
        extras = new float[spec.extrasSize()];
        queue = new FrameQueue(1 + mel.length + extras.length);
        int column = 0;
        for (Extra extra : spec.extras()) {
            if (!extra.isDelta()) {
                measures.add(FrameMeasure.of(extra, spec));
                columns.add(column);
            }
            column += extra.size(spec);
        }
    }

    /**
     * Frame {@code t} of a batch.
     *
     * @param spectrum of the batch, [bin][frame]
     * @param mels its mel cells, [frames, melBands]
     * @param energy coefficient 0 where it is an energy
     */
    void add(FrameBatch batch, int t, double[][] spectrum, float[] mels, float energy)
            throws IOException {
        vector[0] = energy;
        System.arraycopy(mels, t * mel.length, mel, 0, mel.length);
        for (int i = 0; i < measures.size(); i++) {
            extras[columns.get(i)] = measures.get(i).of(batch, t, spectrum, mels);
        }
        if (tracker == null) {
            sink.frame(vector, mel, extras);
            return;
        }
        enqueue();
        int end = t * batch.hop() + batch.size();
        int count = first ? batch.size() : batch.hop();
        tracker.add(batch.samples(), end - count, count);
        first = false;
        drain();
    }

    private void enqueue() {
        int at = queue.add();
        float[] row = queue.values();
        row[at] = vector[0];
        System.arraycopy(mel, 0, row, at + 1, mel.length);
        System.arraycopy(extras, 0, row, at + 1 + mel.length, extras.length);
    }

    /** No frames follow. */
    void end() throws IOException {
        if (tracker != null) {
            tracker.end();
            drain();
        }
    }

    private void drain() throws IOException {
        while (!queue.isEmpty() && tracker.next(vector, vector.length - PitchFrame.SIZE)) {
            int at = queue.take();
            vector[0] = queue.values()[at];
            System.arraycopy(queue.values(), at + 1, mel, 0, mel.length);
            System.arraycopy(queue.values(), at + 1 + mel.length, extras, 0, extras.length);
            sink.frame(vector, mel, extras);
        }
    }
}
