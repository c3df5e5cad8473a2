// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import be.tarsos.dsp.AudioDispatcher;
import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.AudioProcessor;
import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** Cuts a reader's samples into overlapping windows with TarsosDSP's dispatcher. */
final class Framing {

    /** Takes windows of samples. */
    interface WindowSink {
        /**
         * One window.
         *
         * @param samples [windowSamples], valid during the call only
         * @param nextAtHand whether the next follows at once; if not, the source is asked before,
         *     and may wait
         */
        void window(float[] samples, boolean nextAtHand) throws IOException;
    }

    private Framing() {}

    /**
     * Hands every window of the clip to the sink, in order.
     *
     * @return how many samples the source held
     * @throws IOException what the source or the sink threw
     */
    static long run(SampleReader source, FeatureSpec spec, WindowSink sink) throws IOException {
        PaddedPcm pcm = new PaddedPcm(source, spec);
        int window = spec.windowSamples();
        AudioDispatcher dispatcher = new AudioDispatcher(pcm, window, window - spec.hopSamples());
        Forwarder forwarder = new Forwarder(dispatcher, pcm, spec.hopSamples(), sink);
        // Reached only at the true end, where nothing is left to pad: without it the dispatcher
        // would hand on an empty buffer.
        dispatcher.setZeroPadLastBuffer(true);
        dispatcher.addAudioProcessor(forwarder);
        dispatcher.run();
        if (pcm.failure() != null) {
            throw pcm.failure();
        }
        if (forwarder.failure != null) {
            throw forwarder.failure;
        }
        return pcm.samplesRead();
    }

    private static final class Forwarder implements AudioProcessor {
        private final AudioDispatcher dispatcher;
        private final PaddedPcm pcm;
        private final int hop;
        private final WindowSink sink;
        private IOException failure;

        Forwarder(AudioDispatcher dispatcher, PaddedPcm pcm, int hop, WindowSink sink) {
            this.dispatcher = dispatcher;
            this.pcm = pcm;
            this.hop = hop;
            this.sink = sink;
        }

        @Override
        public boolean process(AudioEvent event) {
            try {
                sink.window(event.getFloatBuffer(), pcm.hasAtHand(hop));
            } catch (IOException e) {
                failure = e;
                dispatcher.stop();
            }
            return true;
        }

        @Override
        public void processingFinished() {
            // Nothing is held back.
        }
    }
}
