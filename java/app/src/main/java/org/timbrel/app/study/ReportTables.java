// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.app.report.DataTable;
import org.timbrel.app.report.Estimate;
import org.timbrel.app.study.statistics.Interval;
import org.timbrel.audio.musical.MusicalMeasure;
import org.timbrel.music.measures.MusicFeature;

/** The tables of a report. */
final class ReportTables {

    private static final String ARM = "arm";

    private final StudyResults results;

    ReportTables(StudyResults results) {
        this.results = results;
    }

    /** As charts and tables take it; null where there is none. */
    static Estimate estimate(Interval interval) {
        return interval == null
                ? null
                : new Estimate(interval.estimate(), interval.low(), interval.high());
    }

    /** What a row of sounds or notes is called. */
    static String label(String kind, String arm) {
        return switch (kind) {
            case StudySummary.TRUTH -> "the piece itself";
            case StudySummary.CHANCE -> "another piece";
            case StudySummary.CEILING -> "ceiling of " + arm;
            default -> arm;
        };
    }

    DataTable parts() {
        DataTable table =
                new DataTable("Pieces")
                        .text("part")
                        .whole("pieces", "")
                        .whole("copies in other keys", "")
                        .number("length", "s", 1)
                        .number("length in quarters", "", 0)
                        .whole("notes", "");
        for (StudyResults.Part part : results.parts()) {
            table.row(
                    part.part(),
                    part.pieces(),
                    part.copies(),
                    part.seconds(),
                    part.quarters(),
                    part.notes());
        }
        return table;
    }

    DataTable budgets() {
        DataTable table =
                new DataTable("Budgets")
                        .text(ARM)
                        .whole("parameters", "")
                        .whole("hidden units", "")
                        .number("predictions", "1/s", 1)
                        .whole("steps", "")
                        .number("audio seen", "s", 0)
                        .number("passes", "", 2)
                        .figures("best steps");
        for (StudyResults.ArmBudget arm : results.arms()) {
            table.row(
                    arm.arm(),
                    arm.parameters(),
                    arm.hidden(),
                    arm.predictionsASecond(),
                    arm.steps(),
                    arm.secondsSeen(),
                    arm.passes(),
                    join(arm.bestSteps()));
        }
        return table.note(
                "Hidden sizes are solved for, so that parameters match as nearly as whole units allow;"
                        + " a prediction is a frame or a token; best steps are the checkpoints taken,"
                        + " one a seed.");
    }

    private static String join(List<Long> steps) {
        List<String> texts = new ArrayList<>();
        steps.forEach(step -> texts.add(step.toString()));
        return String.join(", ", texts);
    }

    DataTable likelihoods() {
        DataTable table =
                new DataTable("Likelihood of the test pieces")
                        .text(ARM)
                        .estimate("loss", "nats/s", 2)
                        .estimate("loss of a quarter", "nats", 2)
                        .estimate("loss of the chain", "nats/s", 2)
                        .estimate("gain", "nats/s", 2)
                        .estimate("gain of a quarter", "nats", 2)
                        .figures("gain over")
                        .estimate("gain over full covariance", "nats/s", 2);
        for (StudyResults.ArmLikelihood arm : results.likelihoods()) {
            table.row(
                    arm.arm(),
                    estimate(arm.natsASecond()),
                    estimate(arm.natsAQuarter()),
                    estimate(arm.chainNatsASecond()),
                    estimate(arm.gainASecond()),
                    estimate(arm.gainAQuarter()),
                    arm.chain(),
                    estimate(arm.gainOverFullASecond()));
        }
        return table.note(
                "A density over frames has no loss that means anything alone: of mfcc only the gain"
                        + " over a fitted Gaussian random walk is told, one with a diagonal covariance,"
                        + " as the network's own densities have, and one with a full one.");
    }

    DataTable sound() {
        DataTable table = new DataTable("Distances from the piece's own stretch").text("sounds");
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            table.estimate(measure.label(), measure.unit(), 3);
        }
        table.estimate("Fréchet of all", "dB²", 1).estimate("length", "s", 1);
        for (StudyResults.SoundRow row : results.sound()) {
            List<Object> cells = new ArrayList<>();
            cells.add(label(row.kind(), row.arm()));
            for (MusicalMeasure measure : MusicalMeasure.values()) {
                cells.add(estimate(row.measures().get(measure.name())));
            }
            cells.add(estimate(row.frechet()));
            cells.add(estimate(row.seconds()));
            table.row(cells.toArray());
        }
        return table;
    }

    DataTable differences(String kind) {
        boolean arms = kind.equals("arms");
        DataTable table =
                new DataTable(
                                arms
                                        ? "Differences of arms on the same pieces"
                                        : "Arms less their own ceilings")
                        .text("measure")
                        .text(ARM)
                        .text("less")
                        .estimate("difference", "", 3)
                        .number("p", "", 4)
                        .text("what may be said");
        for (StudyResults.ArmDifference pair : results.differences()) {
            if (pair.kind().equals(kind)) {
                table.row(
                        MusicalMeasure.valueOf(pair.measure()).label(),
                        pair.arm(),
                        arms ? pair.other() : "its ceiling",
                        estimate(pair.difference().interval()),
                        pair.difference().pValue(),
                        pair.difference().verdict().label());
            }
        }
        return table.note(
                "Intervals are each for itself; p and what may be said are corrected by Holm over the"
                        + " rows of one measure.");
    }

    DataTable notes() {
        DataTable table = new DataTable("Measures of the notes").text("notes");
        for (NoteMeasure measure : NoteMeasure.values()) {
            table.estimate(measure.label(), measure.unit(), 3);
        }
        for (StudyResults.NoteRow row : results.notes()) {
            List<Object> cells = new ArrayList<>();
            cells.add(label(row.kind(), row.arm()));
            for (NoteMeasure measure : NoteMeasure.values()) {
                cells.add(estimate(row.measures().get(measure.name())));
            }
            table.row(cells.toArray());
        }
        StringBuilder meanings = new StringBuilder();
        for (NoteMeasure measure : NoteMeasure.values()) {
            meanings.append(meanings.isEmpty() ? "" : "; ")
                    .append(measure.label())
                    .append(": ")
                    .append(measure.meaning());
        }
        return table.note(meanings + ".");
    }

    DataTable sets() {
        DataTable table =
                new DataTable("Distances within and between sets")
                        .text(ARM)
                        .text("feature")
                        .estimate("overlap", "", 3)
                        .estimate("divergence", "nats", 3);
        for (StudyResults.SetRow row : results.sets()) {
            table.row(
                    row.arm(),
                    MusicFeature.valueOf(row.feature()).label(),
                    estimate(row.overlap()),
                    estimate(row.divergence()));
        }
        return table.note(
                "Intervals are over the seeds alone. An overlap of 1 means that samples lie as far from"
                        + " real stretches as those do from each other.");
    }

    DataTable originality() {
        DataTable table =
                new DataTable("What is found in the training part")
                        .text("samples of")
                        .text("checkpoint")
                        .number("passes", "", 2)
                        .estimate("longest match", "notes", 1)
                        .estimate("nearest piece", "", 3)
                        .estimate("nearest sound", "", 3)
                        .estimate("copied sound", "", 3);
        for (StudyResults.OriginalityRow row : results.originality()) {
            boolean truth = row.arm() == null;
            table.row(
                    truth ? "the pieces themselves" : row.arm(),
                    truth ? "" : row.step() < 0 ? "best" : "step " + row.step(),
                    truth ? null : row.passes(),
                    estimate(row.longestMatch()),
                    estimate(row.nearest()),
                    estimate(row.nearestSound()),
                    estimate(row.copiedShare()));
        }
        return table.note(
                "Samples that lie nearer to the training part than the pieces themselves do are copied in"
                        + " part. Sounds that one synthesizer plays are so alike that a share of copies"
                        + " is found late: look at the distance of the nearest first.");
    }

    DataTable pieces(StudyParts parts) {
        DataTable table =
                new DataTable("Pieces and their hashes")
                        .text("piece")
                        .text("part")
                        .number("length", "s", 1)
                        .whole("notes", "")
                        .whole("notes left out", "")
                        .text("SHA-256 of the file")
                        .text("SHA-256 of its sound");
        for (StudyPiece piece : parts.pieces().pieces()) {
            if (piece.transposed() == 0) {
                table.row(
                        piece.source(),
                        piece.part(),
                        piece.seconds(),
                        piece.notes(),
                        piece.leftOut(),
                        piece.sourceSha256(),
                        piece.soundSha256());
            }
        }
        return table;
    }
}
