// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.timbrel.audio.io.AudioFiles;

/**
 * The sound files of a folder and the folders below it, known by their extensions. Links are
 * followed; what is hidden (its name begins with a dot) is left out.
 *
 * @param sounds sorted by path
 * @param unreadable folders and links that could not be followed
 */
public record SoundFolder(List<Path> sounds, List<FileFailure> unreadable) {

    public SoundFolder {
        sounds = List.copyOf(sounds);
        unreadable = List.copyOf(unreadable);
    }

    /** Looks through {@code folder}; what cannot be read is listed rather than thrown. */
    static SoundFolder walk(Path folder) {
        return walk(folder, AudioFiles::hasAudioExtension);
    }

    /** As above, of the files that {@code wanted} takes. */
    public static SoundFolder walk(Path folder, Predicate<Path> wanted) {
        Visitor visitor = new Visitor(folder, wanted);
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            visitor.unreadable.add(new FileFailure(folder, e));
        }
        visitor.sounds.sort(null);
        return new SoundFolder(visitor.sounds, visitor.unreadable);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Predicate<Path> wanted;
        private final List<Path> sounds = new ArrayList<>();
        private final List<FileFailure> unreadable = new ArrayList<>();

        Visitor(Path root, Predicate<Path> wanted) {
            this.root = root;
            this.wanted = wanted;
        }

        private boolean hidden(Path path) {
            return !path.equals(root) && path.getFileName().toString().startsWith(".");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!hidden(file) && wanted.test(file)) {
                sounds.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            if (!hidden(file)) {
                unreadable.add(new FileFailure(file, why));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException why) {
            if (why != null) {
                unreadable.add(new FileFailure(folder, why));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
