// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

/** A reader of a file, which also knows what the file's header says. */
interface AudioFileReader extends SampleReader {

    AudioInfo info();

    @Override
    default int sampleRateHz() {
        return info().sampleRateHz();
    }
}
