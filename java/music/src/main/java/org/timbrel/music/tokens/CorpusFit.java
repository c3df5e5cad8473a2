// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** What a corpus is written in: how much of it in which metre, by which instrument, how fast. */
final class CorpusFit {

    /** Values of a grammar's table that fitting does not go beyond. */
    private static final int TABLE = 1 << 18;

    private final Map<String, Double> bars = new TreeMap<>();
    private final Map<Integer, Double> notes = new TreeMap<>();
    private final TreeMap<Integer, Double> beats = new TreeMap<>();

    CorpusFit(List<Score> scores) {
        for (Score score : scores) {
            long end = score.end();
            if (end > 0) {
                addMetres(score, end);
                addTempos(score, end);
                score.tracks().forEach(this::addNotes);
            }
        }
    }

    private void addMetres(Score score, long end) {
        List<Metre> metres = score.metres();
        for (int i = 0; i < metres.size(); i++) {
            Metre metre = metres.get(i);
            long until = i + 1 < metres.size() ? Math.min(metres.get(i + 1).tick(), end) : end;
            long ticks = until - metre.tick();
            if (ticks > 0) {
                bars.merge(
                        TimeSignature.of(metre).toString(),
                        (double) ticks / metre.ticksPerBar(score.ticksPerQuarter()),
                        Double::sum);
            }
        }
    }

    private void addTempos(Score score, long end) {
        List<Tempo> tempos = score.tempos();
        for (int i = 0; i < tempos.size(); i++) {
            long until = i + 1 < tempos.size() ? Math.min(tempos.get(i + 1).tick(), end) : end;
            long ticks = until - tempos.get(i).tick();
            if (ticks > 0) {
                beats.merge(
                        tempos.get(i).microsPerQuarter(),
                        (double) ticks / score.ticksPerQuarter(),
                        Double::sum);
            }
        }
    }

    private void addNotes(Track track) {
        if (!track.notes().isEmpty()) {
            int program = track.percussion() ? RemiSpec.PERCUSSION : track.program();
            notes.merge(program, (double) track.notes().size(), Double::sum);
        }
    }

    /** The spec with what was found; what the corpus does not say stays. */
    RemiSpec fit(RemiSpec spec) {
        List<Integer> programs = mostFirst(notes);
        int micros = beats.isEmpty() ? spec.microsPerQuarter() : medianTempo();
        RemiSpec fitted =
                spec.with(
                        spec.metres().subList(0, 1),
                        programs.isEmpty() ? spec.programs() : programs,
                        micros);
        List<TimeSignature> metres = new ArrayList<>();
        for (String text : mostFirst(bars)) {
            TimeSignature metre = TimeSignature.parse(text);
            metres.add(metre);
            if (!metre.isWhole(spec.positionsPerBeat()) || tableSize(fitted, metres) > TABLE) {
                metres.remove(metres.size() - 1);
            }
        }
        return fitted.with(metres.isEmpty() ? spec.metres() : metres, fitted.programs(), micros);
    }

    private static long tableSize(RemiSpec spec, List<TimeSignature> metres) {
        return RemiLayout.tableSize(
                spec.positionsPerBeat(),
                metres,
                spec.highPitch() - spec.lowPitch() + 1,
                spec.velocities(),
                spec.programs().size(),
                spec.tempos());
    }

    /** The pitched instrument with most notes; another, if there is none. */
    int program(int otherwise) {
        return mostFirst(notes).stream()
                .filter(program -> program != RemiSpec.PERCUSSION)
                .findFirst()
                .orElse(otherwise);
    }

    private static <K> List<K> mostFirst(Map<K, Double> counts) {
        // A sort that keeps equals as they are, on a sorted map: the same order at every run.
        return counts.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private int medianTempo() {
        double half = beats.values().stream().mapToDouble(beat -> beat).sum() / 2;
        for (Map.Entry<Integer, Double> tempo : beats.entrySet()) {
            half -= tempo.getValue();
            if (half <= 0) {
                return tempo.getKey();
            }
        }
        return beats.lastKey();
    }
}
