// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.TextureDataset;

/**
 * A model of textures that is to learn one more sound.
 *
 * @param model its checkpoint
 * @param features of its frames
 */
record KnownTexture(Checkpoint model, ModelFeatures features) {

    /**
     * Reads it.
     *
     * @throws InputException if it cannot be read, or makes frames without a texture
     */
    static KnownTexture read(Path file) throws InputException {
        try {
            Checkpoint model = Checkpoint.read(file);
            if (model.texture() == null) {
                throw new IOException(
                        "holds no texture that could learn one more sound: it must come from"
                                + " --head bank");
            }
            return new KnownTexture(model, ModelFeatures.of(model.features()));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /**
     * The settings of a run that goes on from a model which the model decides: its network, its
     * texture, and its features.
     *
     * @param model with a texture
     * @return by the names of {@link TrainSettings}
     * @throws InputException if its features cannot be understood
     */
    static Map<String, Object> decided(Checkpoint model) throws InputException {
        NetworkSpec network = model.network();
        Texture texture = model.texture();
        Map<String, Object> decided = new LinkedHashMap<>();
        decided.put("head", TrainSettings.BANK);
        decided.put("cell", network.cell().name().toLowerCase(Locale.ROOT));
        decided.put("layers", network.layers());
        decided.put("hidden", network.hiddenSize());
        decided.put("layerNorm", network.layerNorm());
        decided.put("dropout", asWritten(network.dropout()));
        decided.put("recurrentDropout", asWritten(network.recurrentDropout()));
        decided.put("clusters", texture.bank().clusters());
        decided.put("past", texture.linear().past());
        List<Float> averages = new ArrayList<>();
        for (float steps : texture.linear().timeConstants()) {
            averages.add(steps);
        }
        decided.put("averages", averages);
        try {
            decided.put("features", ModelFeatures.of(model.features()).spec());
        } catch (IOException e) {
            throw new InputException(model.file(), e);
        }
        return decided;
    }

    /** 0.3, not the nearest float to it. */
    private static double asWritten(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** The names of its sounds. */
    List<String> sounds() {
        int count = model.texture().sounds();
        return features.sounds().size() == count
                ? features.sounds()
                : IntStream.rangeClosed(1, count).mapToObj(k -> "sound-" + k).toList();
    }

    /**
     * @param all names of the sounds that there are to be
     * @throws IllegalArgumentException if there is not one more than before
     */
    void requireOneMore(List<String> all) {
        List<String> more = all.subList(sounds().size(), all.size());
        if (more.size() != 1) {
            throw new IllegalArgumentException(
                    "from a model one more sound is learned at a time, but there are %d: %s"
                            .formatted(more.size(), String.join(", ", more)));
        }
    }

    /** Its sounds as its bank has them, so that they are not forgotten. */
    List<FrameSequence> replayed(TextureSounds numbers) {
        List<FrameSequence> all = new ArrayList<>();
        for (int c = 0; c < model.texture().sounds(); c++) {
            String name = sounds().get(c) + " (from the bank of " + model.file() + ")";
            numbers.add(name, c);
            all.addAll(TextureDataset.replayed(model.texture(), model.normalisation(), c, name));
        }
        return all;
    }

    /** Its features with those of one more sound. */
    ModelFeatures with(ModelFeatures more) {
        int count = model.texture().sounds();
        List<String> names = new ArrayList<>(sounds());
        names.addAll(more.sounds());
        List<BandLevels> levels =
                new ArrayList<>(
                        features.soundLevels().size() == count
                                ? features.soundLevels()
                                : Collections.nCopies(count, features.levels()));
        levels.addAll(more.soundLevels());
        return new ModelFeatures(
                features.spec(),
                features.levels().with(more.levels(), count),
                features.voiced() == null ? more.voiced() : features.voiced().with(more.voiced()),
                names,
                levels);
    }
}
