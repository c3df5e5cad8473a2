// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.musical.LevelGaussian;
import org.timbrel.audio.musical.MusicalMeasure;
import org.timbrel.audio.musical.MusicalPortrait;

/**
 * Measures what stands in the place of the judged stretches: samples, ceilings, the stretches
 * themselves, and those of other pieces, which say what chance would come to.
 */
final class MeasureJob {

    private final StudySpec spec;
    private final StudyFolder folder;
    private final List<StudyPiece> judged;
    private final int jobs;
    private final Map<String, MusicalPortrait> truths = new ConcurrentHashMap<>();

    /**
     * @param judged test pieces
     */
    MeasureJob(StudySpec spec, StudyFolder folder, List<StudyPiece> judged, int jobs) {
        this.jobs = jobs;
        this.spec = spec;
        this.folder = folder;
        this.judged = List.copyOf(judged);
    }

    /** Where the file is that stands in the place of a piece. */
    interface Places {
        Path of(StudyPiece piece);
    }

    /**
     * Measures one of a piece each.
     *
     * @param sounds their sounds; what is not there is left out
     * @param midi their notes; null: there are none
     * @throws IOException if a file cannot be read
     */
    SampleMeasures of(Places sounds, Places midi) throws IOException {
        List<StudyPiece> there =
                judged.stream().filter(piece -> Files.exists(sounds.of(piece))).toList();
        List<Heard> heard =
                StudyTasks.each(
                        folder,
                        there,
                        jobs,
                        piece ->
                                heard(
                                        piece,
                                        sounds.of(piece),
                                        midi == null ? null : midi.of(piece)));
        List<Heard> levels = heard.stream().filter(one -> one.levels() != null).toList();
        double frechet =
                levels.isEmpty()
                        ? Double.NaN
                        : LevelGaussian.joined(levels.stream().map(Heard::truth).toList())
                                .frechet(
                                        LevelGaussian.joined(
                                                levels.stream().map(Heard::levels).toList()));
        return new SampleMeasures(heard.stream().map(Heard::measured).toList(), frechet);
    }

    /** One of them, and the levels of both; null where there is no sound. */
    private record Heard(
            SampleMeasures.OfPiece measured, LevelGaussian truth, LevelGaussian levels) {}

    private Heard heard(StudyPiece piece, Path sound, Path midi) throws IOException {
        StretchOfPiece stretch = StretchOfPiece.of(piece, spec);
        AudioClip clip = stretch.of(sound);
        Map<String, Double> values = new LinkedHashMap<>();
        MusicalPortrait truth = truth(piece);
        MusicalPortrait portrait = clip.samples().length == 0 ? null : MusicalPortrait.of(clip);
        if (portrait != null) {
            for (MusicalMeasure measure : MusicalMeasure.values()) {
                values.put(measure.name(), measure.between(truth, portrait));
            }
        }
        Map<String, Double> notes = new LinkedHashMap<>();
        Map<String, List<Double>> features = new LinkedHashMap<>();
        if (midi != null) {
            NoteMeasure.all(piece.midi(folder), midi, stretch)
                    .forEach((measure, value) -> notes.put(measure.name(), value));
            features.putAll(NoteFeatures.of(stretch.ofScore(midi)));
        }
        return new Heard(
                new SampleMeasures.OfPiece(
                        piece.name(), clip.durationSeconds(), values, notes, features),
                truth.levels(),
                portrait == null ? null : portrait.levels());
    }

    /** The stretches themselves. */
    SampleMeasures ofTruth() throws IOException {
        return of(piece -> piece.sound(folder), piece -> piece.midi(folder));
    }

    /** Of every piece the stretch of the next one; none where there is no other. */
    SampleMeasures ofOthers() throws IOException {
        if (judged.size() < 2) {
            return new SampleMeasures(List.of(), Double.NaN);
        }
        return of(piece -> next(piece).sound(folder), piece -> next(piece).midi(folder));
    }

    private StudyPiece next(StudyPiece piece) {
        return judged.get((judged.indexOf(piece) + 1) % judged.size());
    }

    private MusicalPortrait truth(StudyPiece piece) throws IOException {
        MusicalPortrait known = truths.get(piece.name());
        if (known == null) {
            AudioClip clip = StretchOfPiece.of(piece, spec).of(piece.sound(folder));
            known = MusicalPortrait.of(clip);
            truths.put(piece.name(), known);
        }
        return known;
    }
}
