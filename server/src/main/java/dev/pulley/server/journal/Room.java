package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Room that a segment's file has behind its frames, seen through a map: a frame that fits is copied there, which asks nothing of
 * the system. It is made of zeros that were really written, so that a full disk is an error of the one who makes room, and not
 * a signal to one who appends. What is copied into a map belongs to the file at once and outlives a kill of the process, as what
 * is written does.
 */
final class Room {
    /**
     * File systems where a page that was written once can be written again without room for another, and where whoever reads a
     * file, or brings it to the disk, sees what was copied into its map.
     */
    private static final Set<String> FIT_FILE_SYSTEMS = Set.of("ext2", "ext3", "ext4", "tmpfs");

    /** So much of a disk is left to those who need it now. */
    private static final long LEFT_BYTES = 64L << 20;

    private static final int PAGE_BYTES = 4_096;
    private static final int ZEROS_AT_ONCE = 64 << 10;

    private final MappedByteBuffer map;
    private final long start;
    private final long end;

    private Room(MappedByteBuffer map, long start, long end) {
        this.map = map;
        this.start = start;
        this.end = end;
    }

    /** Whether room can be made for the files of a folder; where it can't, frames are written. */
    static boolean isFor(Path folder) {
        try {
            return FIT_FILE_SYSTEMS.contains(Files.getFileStore(folder).type());
        } catch (IOException e) {
            // As where the folder's mount can't be seen from inside a container.
            return false;
        }
    }

    /** Whether the disk of a file has so much left that room for later takes it from nobody. */
    static boolean isAffordable(Path file) throws IOException {
        return Files.getFileStore(file).getUsableSpace() > LEFT_BYTES;
    }

    /**
     * Makes a file longer, and maps its end; where that fails it is as long as it was.
     *
     * @param channel the file, to read and to write
     * @param start where its next frame comes, at the earliest
     * @param length how long it is
     * @param end how long it gets
     */
    static Room make(FileChannel channel, long start, long length, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_AT_ONCE);
        try {
            long written = length;
            while (written < end) {
                written += channel.write(zeros.clear().limit((int) Math.min(ZEROS_AT_ONCE, end - written)), written);
            }
        } catch (IOException e) {
            channel.truncate(length);
            throw e;
        }
        MappedByteBuffer map = channel.map(MapMode.READ_WRITE, start, end - start);
        // The first to touch a page waits for it, which is not to be one who appends.
        for (long at = length; at < end; at += PAGE_BYTES) {
            map.put((int) (at - start), (byte) 0);
        }
        return new Room(map, start, end);
    }

    /** Whether so many bytes there are in it. */
    boolean holds(long at, int bytes) {
        return at >= start && at + bytes <= end;
    }

    /** Up to where it goes. */
    long end() {
        return end;
    }

    /** @throws IOException where the file was made shorter by somebody else, or the disk fails */
    void put(ByteBuffer frame, long at) throws IOException {
        try {
            map.put((int) (at - start), frame, frame.position(), frame.remaining());
        } catch (InternalError e) {
            throw new IOException("the journal's file can't be reached any more", e);
        }
    }
}
