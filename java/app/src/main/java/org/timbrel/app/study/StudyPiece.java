// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.nio.file.Path;

/**
 * A piece as every arm gets it.
 *
 * @param name unlike that of every other; what its files are called
 * @param part training, validation or test
 * @param source the file that it was read from, below the folder that was given
 * @param sourceSha256 of that
 * @param transposed semitones by which it is a copy in another key
 * @param notes in it
 * @param leftOut notes that its source had beside
 * @param seconds until its last note ends
 * @param quarters likewise
 * @param frames of mfcc in these seconds
 * @param midiSha256 of the MIDI file
 * @param soundSha256 of the sound
 */
record StudyPiece(
        String name,
        String part,
        String source,
        String sourceSha256,
        int transposed,
        int notes,
        int leftOut,
        double seconds,
        double quarters,
        int frames,
        String midiSha256,
        String soundSha256) {

    static final String TRAINING = "training";
    static final String VALIDATION = "validation";
    static final String TEST = "test";

    /** As the token and roll arms read it. */
    Path midi(StudyFolder folder) {
        return folder.pieces().resolve(part).resolve(name + ".mid");
    }

    /** As it sounds, with what rings on. */
    Path sound(StudyFolder folder) {
        return folder.pieces().resolve(part).resolve(name + ".wav");
    }

    /** As the mfcc arm reads it: the frames of its seconds. */
    Path features(StudyFolder folder) {
        return folder.pieces().resolve(part).resolve(name + ".npz");
    }
}
