package dev.pulley.server.copies;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small file that is replaced as a whole or not at all, and read only if it is as it was written. */
final class CopyFile {
    private static final Logger LOG = LoggerFactory.getLogger(CopyFile.class);
    private static final int CHECKSUM_BYTES = Long.BYTES;

    /** Writes, or reads, what the file holds. */
    interface Content<S> {
        void with(S stream) throws IOException;
    }

    private final Path file;

    CopyFile(Path file) {
        this.file = file;
    }

    void write(Content<DataOutputStream> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        content.with(out);
        out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, bytes.toByteArray());
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads nothing where there is no file, or where it is damaged, which is told. */
    void read(Content<DataInputStream> content) {
        try {
            if (!Files.exists(file)) {
                return;
            }
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length - CHECKSUM_BYTES;
            boolean isWhole = length >= 0
                    && new DataInputStream(new ByteArrayInputStream(bytes, length, CHECKSUM_BYTES)).readLong()
                            == checksum(bytes, length);
            if (!isWhole) {
                throw new IOException("it is damaged");
            }
            content.with(new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, length))));
        } catch (IOException | RuntimeException e) {
            LOG.warn("the copy {} can't be read ({}); going on without it", file, e.getMessage());
        }
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
