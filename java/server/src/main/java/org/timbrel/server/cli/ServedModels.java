// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.app.ModelFile;
import org.timbrel.app.TextureModel;

/** The models that a server has, by the names that clients use, in order. */
final class ServedModels {

    private ServedModels() {}

    /**
     * Reads what was named, {@code MODEL} or {@code NAME=MODEL}.
     *
     * @param shipped the folder of shipped models; all of them where nothing was named, first those
     *     of several sounds, which show most
     * @throws IOException if one cannot be read, or is of music
     * @throws IllegalArgumentException if two have one name
     */
    static Map<String, TextureModel> read(List<String> named, Path shipped) throws IOException {
        return named.isEmpty() ? all(shipped) : named(named, shipped);
    }

    private static Map<String, TextureModel> all(Path shipped) throws IOException {
        Map<String, TextureModel> read = named(ModelFile.names(shipped), shipped);
        if (read.isEmpty()) {
            throw new IOException("name a model: there are no shipped ones in " + shipped);
        }
        List<String> names = new ArrayList<>(read.keySet());
        names.sort(Comparator.comparing(name -> -read.get(name).sounds().size()));
        Map<String, TextureModel> ordered = new LinkedHashMap<>();
        names.forEach(name -> ordered.put(name, read.get(name)));
        return ordered;
    }

    private static Map<String, TextureModel> named(List<String> named, Path shipped)
            throws IOException {
        Map<String, TextureModel> read = new LinkedHashMap<>();
        for (String model : named) {
            int equals = model.indexOf('=');
            Path file = ModelFile.find(model.substring(equals + 1), shipped);
            String name = equals < 0 ? name(model) : model.substring(0, equals);
            if (read.put(name, TextureModel.read(file)) != null) {
                throw new IllegalArgumentException(
                        "two models are called '%s': give one another name, as in other=%s"
                                .formatted(name, model));
            }
        }
        return read;
    }

    /** Of a file or a folder, without its ending. */
    private static String name(String model) {
        String last = Path.of(model).toAbsolutePath().normalize().getFileName().toString();
        return last.replaceFirst("\\.safetensors$", "");
    }
}
