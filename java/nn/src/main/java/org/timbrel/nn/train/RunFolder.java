// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of one training run.
 *
 * @param path of the folder
 * @param replaceable whether a run that is in it already makes room for one that begins
 */
public record RunFolder(Path path, boolean replaceable) {

    /** One whose run stays. */
    public RunFolder(Path path) {
        this(path, false);
    }

    /** One whose run makes room, once nothing speaks against that which begins. */
    public static RunFolder replaceable(Path path) {
        return new RunFolder(path, true);
    }

    /** The weights that validated best. */
    public Path best() {
        return path.resolve("best.safetensors");
    }

    /** What {@link #best} was before the validation at the end, where that took its place. */
    Path bestBeforeEnd() {
        return path.resolve("best-before-end.safetensors");
    }

    /** The last weights, with all that training needs to go on from them. */
    public Path last() {
        return path.resolve("last.safetensors");
    }

    /** A line a step: comma-separated, names in the first. */
    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** The same for TensorBoard, which knows such files by the word "tfevents" in their names. */
    public Path events() {
        return path.resolve("events.out.tfevents.timbrel");
    }

    /** What came out, once training is done. */
    public Path result() {
        return path.resolve("result.json");
    }

    /** Whether a run was begun here that can be resumed. */
    public boolean isResumable() {
        return Files.exists(last());
    }

    /** Deletes what a run has written but its metrics and events, what it is resumed from first. */
    void clear() throws IOException {
        delete(last(), best(), bestBeforeEnd(), result());
    }

    private static void delete(Path... files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(AtomicFile.temporary(file));
        }
    }
}
