// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The pieces of a study, divided.
 *
 * @param pieces in the order in which they are trained on and judged
 * @param leftOut files of the folder that are no part of it, each with the reason
 * @param synthesizer that plays them
 * @param soundfontSha256 null without one
 */
record StudyPieces(
        List<StudyPiece> pieces,
        List<LeftOut> leftOut,
        String synthesizer,
        String soundfontSha256) {

    /**
     * A file that is no part of the study.
     *
     * @param source below the folder that was given
     * @param reason in words
     */
    record LeftOut(String source, String reason) {}

    StudyPieces {
        pieces = List.copyOf(pieces);
        leftOut = List.copyOf(leftOut);
    }

    /** Those of one part. */
    List<StudyPiece> of(String part) {
        return pieces.stream().filter(piece -> piece.part().equals(part)).toList();
    }

    /** Seconds of one part. */
    double seconds(String part) {
        return of(part).stream().mapToDouble(StudyPiece::seconds).sum();
    }

    /** The files that an arm learns from and is judged by. */
    Arm.Data data(Arm arm, StudyFolder folder) {
        Function<StudyPiece, Path> file =
                piece -> arm.isSound() ? piece.features(folder) : piece.midi(folder);
        return new Arm.Data(
                of(StudyPiece.TRAINING).stream().map(file).toList(),
                of(StudyPiece.VALIDATION).stream().map(file).toList(),
                of(StudyPiece.TEST).stream().map(file).toList());
    }
}
