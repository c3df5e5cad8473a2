// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.SoundFile;
import org.timbrel.app.report.Block;
import org.timbrel.app.report.Columns;
import org.timbrel.app.report.Details;
import org.timbrel.app.report.Player;
import org.timbrel.app.report.Prose;
import org.timbrel.app.report.ScoreRoll;
import org.timbrel.app.report.SelfSimilarity;
import org.timbrel.app.report.SoundBudget;
import org.timbrel.app.report.Spectrogram;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.musical.MusicalPortrait;
import org.timbrel.music.midi.MidiReader;

/** What a report lets hear and see: pieces, ceilings and samples of one seed, side by side. */
final class ReportListening {

    /** Pieces whose sounds are within the page; those of others lie beside it. */
    private static final int PIECES = 2;

    private static final long MOST_BYTES = 24L << 20;

    private final StudyFolder folder;
    private final StudySpec spec;
    private final StudyParts parts;
    private final SoundBudget budget;

    ReportListening(StudyFolder folder, StudySpec spec, StudyParts parts) {
        this.folder = folder;
        this.spec = spec;
        this.parts = parts;
        budget = new SoundBudget(spec.primerSeconds() + spec.sampleSeconds(), MOST_BYTES);
    }

    /** What stands in the place of a piece. */
    private record Place(String label, Path sound, Path midi) {}

    String caption() {
        return String.format(
                Locale.ROOT,
                "Everything begins with the same %.0f s of the piece, the primer; what comes behind is"
                        + " the piece itself, what a representation makes of it without a model, or what"
                        + " a network of seed %d made of it.",
                spec.primerSeconds(),
                spec.seed());
    }

    SoundBudget budget() {
        return budget;
    }

    List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        int shown = 0;
        for (StudyPiece piece : parts.judged()) {
            if (shown++ < PIECES) {
                blocks.add(Prose.heading(piece.name()));
                blocks.addAll(piece(piece, true));
            } else {
                blocks.add(
                        Details.of(
                                piece.name() + ": sounds beside this page", piece(piece, false)));
            }
        }
        return blocks;
    }

    private List<Place> places(StudyPiece piece) {
        List<Place> places = new ArrayList<>();
        places.add(new Place("the piece itself", piece.sound(folder), piece.midi(folder)));
        for (Arm arm : Arm.of(spec)) {
            add(places, "ceiling of " + arm.name(), Ceilings.folder(folder, arm), piece);
        }
        for (Arm arm : Arm.of(spec)) {
            Path samples = folder.run(arm, spec.seed()).resolve("samples");
            add(places, arm.name(), samples, piece);
        }
        return places;
    }

    private static void add(List<Place> places, String label, Path from, StudyPiece piece) {
        Path sound = PrimedSamples.sound(from, piece);
        Path midi = PrimedSamples.midi(from, piece);
        if (Files.exists(sound)) {
            places.add(new Place(label, sound, Files.exists(midi) ? midi : null));
        }
    }

    private List<Block> piece(StudyPiece piece, boolean within) throws IOException {
        StretchOfPiece stretch = StretchOfPiece.of(piece, spec);
        double until = stretch.from() + stretch.seconds();
        List<Block> players = new ArrayList<>();
        List<Spectrogram> spectrograms = new ArrayList<>();
        List<Block> rolls = new ArrayList<>();
        List<Block> matrices = new ArrayList<>();
        for (Place place : places(piece)) {
            if (!within) {
                String uri = folder.path().relativize(place.sound()).toString();
                players.add(Player.linked(place.label(), "", uri));
                continue;
            }
            AudioClip heard = beginning(SoundFile.read(place.sound()), until);
            players.add(Player.of(place.label(), "", heard, budget));
            spectrograms.add(
                    Spectrogram.of(place.label(), heard, spec.features())
                            .primer(spec.primerSeconds()));
            if (place.midi() != null) {
                rolls.add(
                        ScoreRoll.of(place.label(), MidiReader.read(place.midi()))
                                .seconds(0, until)
                                .primer(spec.primerSeconds()));
            }
            AudioClip fresh = stretch.of(place.sound());
            if (fresh.durationSeconds() >= 1) {
                matrices.add(similarity(place.label(), fresh));
            }
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(Columns.of(3, players));
        if (within) {
            blocks.add(Details.of("Piano rolls", Columns.of(2, rolls)));
            blocks.add(
                    Details.of(
                            "Log-mel spectrograms, of the same colours",
                            Columns.of(2, Spectrogram.alike(spectrograms))));
            blocks.add(
                    Details.of(
                            "Self-similarity by pitch classes, behind the primer",
                            Columns.of(3, matrices)));
        }
        return blocks;
    }

    private static AudioClip beginning(AudioClip whole, double seconds) {
        int samples =
                (int) Math.min(whole.samples().length, Math.round(seconds * whole.sampleRateHz()));
        return new AudioClip(Arrays.copyOf(whole.samples(), samples), whole.sampleRateHz());
    }

    private static SelfSimilarity similarity(String label, AudioClip clip) throws IOException {
        var found = MusicalPortrait.of(clip).selfSimilarity(MusicalPortrait.View.CHROMA);
        return SelfSimilarity.of(label, found.values(), found.secondsPerCell(), 0, 1);
    }
}
