// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.app.music.MusicCode;
import org.timbrel.app.music.MusicModel;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.FrameSequence;

/** Pieces in an arm's frames, as its network learned them. */
final class ArmFrames {

    private final Arm arm;
    private final StudyFolder folder;
    private final MusicCode code;

    /**
     * @param checkpoint that says how pieces are said
     */
    ArmFrames(Arm arm, StudyFolder folder, Checkpoint checkpoint) throws IOException {
        this.arm = arm;
        this.folder = folder;
        code = arm.isSound() ? null : MusicModel.read(checkpoint).code();
    }

    /**
     * A piece, with what stands before its first token.
     *
     * @return null where it cannot be said
     * @throws IOException if it cannot be read
     */
    FrameSequence of(StudyPiece piece) throws IOException {
        if (arm.isSound()) {
            FrameMatrix frames = FeatureFile.read(piece.features(folder)).vectors();
            return new FrameSequence(piece.name(), frames.values(), frames.frames(), frames.dims());
        }
        try {
            float[] own = code.encode(MidiReader.read(piece.midi(folder)));
            float[] lead = code.lead();
            float[] all = Arrays.copyOf(lead, lead.length + own.length);
            System.arraycopy(own, 0, all, lead.length, own.length);
            return new FrameSequence(piece.name(), all, all.length / code.dims(), code.dims());
        } catch (IllegalArgumentException e) {
            return null; // Its plan lists it, with the reason.
        }
    }

    /** Those of several that can be said. */
    List<FrameSequence> of(List<StudyPiece> pieces) throws IOException {
        List<FrameSequence> all = new ArrayList<>();
        for (StudyPiece piece : pieces) {
            FrameSequence frames = of(piece);
            if (frames != null) {
                all.add(frames);
            }
        }
        return all;
    }
}
