// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.audio.npz.ArraySpool;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpzFile;
import org.timbrel.audio.npz.SpoolException;
import org.timbrel.audio.npz.StoredArray;

/**
 * Frames on their way into a feature file, in memory that does not grow with their number: the
 * longer arrays wait in temporary files beside it, which are gone with the writer or the process.
 */
public final class FeatureWriter implements FrameSink, Closeable {

    private final FeatureSpec spec;
    private final List<FeatureArray> layout;
    private final Map<String, ArraySpool> spools = new LinkedHashMap<>();

    /**
     * Writes nothing yet.
     *
     * @param folder where temporary files may lie: that of the file to be written
     */
    public FeatureWriter(Path folder, FeatureSpec spec) {
        this.spec = spec;
        layout = FeatureArray.of(spec);
        for (FeatureArray array : layout) {
            spools.put(
                    array.name(),
                    array.flat()
                            ? ArraySpool.ofValues(folder)
                            : ArraySpool.ofRows(folder, array.columns()));
        }
    }

    /** Frames so far. */
    public int frames() {
        return spools.get("mel").rows();
    }

    /**
     * Adds a frame.
     *
     * @throws SpoolException if the disk is full
     */
    @Override
    public void frame(float[] vector, float[] mel, float[] extras) throws SpoolException {
        for (FeatureArray array : layout) {
            spools.get(array.name()).append(array.in(vector, mel, extras), array.offset());
        }
    }

    /**
     * Writes the file with the frames so far, whole or not at all. The same frames give the same
     * bytes.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Map<String, StoredArray> arrays = new LinkedHashMap<>(spools);
        arrays.put(FeatureFile.SPEC, NpyArray.ofText(SpecJson.write(spec).toString()));
        NpzFile.write(file, arrays);
    }

    /** Frees the temporary files. */
    @Override
    public void close() throws IOException {
        for (ArraySpool spool : spools.values()) {
            spool.close();
        }
    }
}
