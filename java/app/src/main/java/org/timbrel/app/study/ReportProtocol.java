// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.app.report.Block;
import org.timbrel.app.report.Columns;
import org.timbrel.app.report.Prose;
import org.timbrel.app.report.SoundBudget;
import org.timbrel.app.study.statistics.Interval;
import org.timbrel.app.study.statistics.Verdict;
import org.timbrel.audio.musical.MusicalMeasure;

/** What a report says in words: what was done, what may be concluded, and what may not. */
final class ReportProtocol {

    private final StudyRecord record;
    private final StudySpec spec;
    private final StudyResults results;

    ReportProtocol(StudyRecord record, StudyResults results) {
        this.record = record;
        this.spec = record.spec();
        this.results = results;
    }

    String lead() {
        return String.format(
                Locale.ROOT,
                "%s of the same %d pieces: networks of about %,d parameters heard %,.0f s of audio each"
                        + " with %s, and went on from the same primers.",
                String.join(", ", spec.arms()),
                results.parts().stream().mapToInt(StudyResults.Part::pieces).sum(),
                spec.parameters(),
                results.arms().get(0).secondsSeen(),
                count(spec.seeds(), "seed"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    Block summary() {
        List<String> lines = new ArrayList<>();
        if (record.quick()) {
            lines.add(QuickLimits.of(spec));
        }
        List<String> alike = new ArrayList<>();
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            String shown = shown(measure);
            if (shown.isEmpty()) {
                alike.add(measure.label());
            } else {
                lines.add(shown);
            }
        }
        if (!alike.isEmpty() && spec.arms().size() > 1) {
            lines.add(
                    capital(String.join(", ", alike))
                            + ": no difference is shown between any two arms.");
        }
        for (StudyResults.ArmLikelihood arm : results.likelihoods()) {
            lines.add(gain(arm));
        }
        return Prose.bullets(lines);
    }

    /** Which arms are nearer, as far as that is shown; empty if it is of none. */
    private String shown(MusicalMeasure measure) {
        List<String> shown = new ArrayList<>();
        int pairs = 0;
        for (StudyResults.ArmDifference pair : results.differences()) {
            if (pair.kind().equals("arms") && pair.measure().equals(measure.name())) {
                pairs++;
                Verdict verdict = pair.difference().verdict();
                if (verdict != Verdict.NOT_SHOWN) {
                    boolean first = (verdict == Verdict.HIGHER) == measure.higherIsNearer();
                    shown.add(
                            "%s than %s"
                                    .formatted(
                                            first ? pair.arm() : pair.other(),
                                            first ? pair.other() : pair.arm()));
                }
            }
        }
        return shown.isEmpty()
                ? ""
                : "%s: nearer to the pieces are %s; of the other %d pairs no difference is shown."
                        .formatted(
                                capital(measure.label()),
                                String.join(", ", shown),
                                pairs - shown.size());
    }

    private static String gain(StudyResults.ArmLikelihood arm) {
        Interval gain = arm.gainASecond();
        String than =
                gain.low() > 0
                        ? "predicts unseen pieces better than " + arm.chain()
                        : gain.high() < 0
                                ? "predicts unseen pieces worse than " + arm.chain()
                                : "is not shown to predict unseen pieces better or worse than "
                                        + arm.chain();
        return String.format(Locale.ROOT, "%s %s: %s.", capital(arm.arm()), than, text(gain));
    }

    private static String text(Interval gain) {
        return gain.known()
                ? String.format(
                        Locale.ROOT,
                        "%.2f nats a second [%.2f, %.2f]",
                        gain.estimate(),
                        gain.low(),
                        gain.high())
                : String.format(Locale.ROOT, "%.2f nats a second", gain.estimate());
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    String aboutLikelihood() {
        return "How well the best checkpoints predict the test pieces, in nats a second and a quarter"
                + " note, never a step. Arms say different things of a piece, so that neither losses nor"
                + " gains rank them: they tell each arm from a chain in its own frames.";
    }

    String aboutSound() {
        return String.format(
                Locale.ROOT,
                "Behind the same %.0f s of each test piece, %.0f s at most are judged against the piece"
                        + " itself, all by their sound. 'Another piece' stands for chance: what an"
                        + " unrelated piece comes to. A ceiling is the piece itself through the"
                        + " representation and back, with no model. Intervals are of %.0f %% over pieces"
                        + " and seeds.",
                spec.primerSeconds(),
                spec.sampleSeconds(),
                100 * spec.level());
    }

    String aboutNotes() {
        return "Arms of notes alone have these; a sound has none.";
    }

    String aboutOriginality() {
        return "Notes in a row that a training piece has too, in any key and tempo; the distance of the"
                + " nearest training piece; and how far half seconds of sound are from the nearest in the"
                + " training part's sounds, against the passes over it. The pieces themselves, which nobody copied, say how much of"
                + " that is the style's.";
    }

    String aboutLearning() {
        return "Losses on the validation part, a line a seed; every arm in its own unit, so that"
                + " heights of different arms mean nothing beside each other.";
    }

    Block protocol(SoundBudget budget) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Pieces are divided whole by chance (seed %d) before anything is derived from them; files with the same notes count once."
                        .formatted(spec.seed()));
        lines.add(
                spec.instruments().equals("one")
                        ? "Every piece is reduced to what each representation can say: the notes of all its instruments but percussion, in a piano's range, played by one piano, without pedals."
                        : "Pieces are played with all their instruments; performance and pianoroll know nothing of instruments, and percussion only remi's and mfcc's frames hold: that counts against the others.");
        lines.add(
                spec.transpose() == 0
                        ? "No copies were made of training pieces."
                        : "Training pieces are there in keys up to %d semitones lower and higher too; every arm learns from the same copies, mfcc from their sounds."
                                .formatted(spec.transpose()));
        lines.add(
                "All pieces, ceilings and samples of notes are played by the same synthesizer (%s) at %,d Hz%s."
                        .formatted(
                                record.pieces().synthesizer(),
                                spec.sampleRateHz(),
                                record.pieces().soundfontSha256() == null
                                        ? ""
                                        : ", soundfont SHA-256 "
                                                + record.pieces().soundfontSha256()));
        lines.add(
                "Matched: parameters, seconds of audio seen, seconds through which gradients flow (%s), windows a step (%d), learning rate, dropout, seeds, primers. Not matched, and not tuned: everything that suits one representation more than another."
                        .formatted(spec.windowSeconds(), spec.batch()));
        lines.add("Of each run the checkpoint that predicts the validation part best is taken.");
        lines.add(
                "Of mfcc, a mixture density over standardised frames has no likelihood that could stand beside a discrete one: only its gain over a Gaussian random walk is told, in nats a second, fitted to the training part with a diagonal covariance, as the network's own densities have, and with a full one.");
        lines.add(
                "Discrete arms differ in what they say: remi has bars and metres, and no tempo (samples keep their primer's); performance has 10 ms and velocities; pianoroll has keys on a grid of %s and no velocities. Fewer nats may mean less said."
                        .formatted(spec.rollGrid()));
        lines.add(
                "Distances of mel levels, and the structure of levels, are near to what mfcc's network was trained on, and favour that arm; chroma and onsets do not.");
        lines.add(
                "mfcc's samples pass through the vocoder %s, others through the synthesizer: compare with the ceilings, which say what that costs. Their levels, slow and in movement, are held to those of the training part, as timbrel generate does."
                        .formatted(spec.vocoder()));
        lines.add(
                "A sample that ends its piece early is judged by what there is; the column of lengths says how much that was.");
        lines.add(
                "Intervals draw pieces and seeds anew (%,d times), pairs the same pieces; a difference is claimed only where its interval does not span zero, corrected by Holm over the pairs of one measure. With %d judged pieces and %s, small differences cannot be shown."
                        .formatted(spec.resamples(), judged(), count(spec.seeds(), "seed")));
        lines.add(budget.toString());
        if (!results.leftOut().isEmpty()) {
            lines.add("Files left out: " + String.join("; ", results.leftOut()) + ".");
        }
        for (StudyResults.ArmBudget arm : results.arms()) {
            if (!arm.leftOut().isEmpty()) {
                lines.add(
                        "%s cannot say: %s."
                                .formatted(arm.arm(), String.join("; ", arm.leftOut())));
            }
        }
        return Prose.bullets(lines);
    }

    private int judged() {
        return results.sound().stream()
                .flatMap(row -> row.measures().values().stream())
                .mapToInt(Interval::pieces)
                .max()
                .orElse(0);
    }

    Block config() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("timbrel", record.timbrel());
        facts.put("Java", record.java());
        facts.put("system", record.system());
        facts.put("device", record.device());
        facts.put("seeds", record.seeds().toString());
        facts.put(
                "soundfont",
                record.pieces().soundfontSha256() == null
                        ? "none: the built-in synthesizer"
                        : record.pieces().soundfontSha256());
        facts.put("taken", String.format(Locale.ROOT, "%.0f s", record.seconds()));
        return Columns.of(
                1,
                List.of(
                        Prose.facts(facts),
                        Prose.listing("spec", StudySpecFile.write(spec).toPrettyString())));
    }
}
