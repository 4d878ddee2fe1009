package dev.pulley.server.privateredis;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;

/** Where Redis listens. */
sealed interface Endpoint {
    SocketAddress address();

    /** The lines of the configuration that make Redis listen here and nowhere else. */
    List<String> settings();

    String uri(String password);

    /** A socket in the folder of the data, or in a short folder of its own where that path would be too long. */
    record UnixSocket(Path path) implements Endpoint {
        /** What fits into an address on Linux is 107 bytes, on macOS 103; a longer path is cut off silently by Redis 6.2. */
        static final int MAX_PATH_BYTES = 103;

        private static final String SOCKET = "redis.sock";

        /**
         * The short folder depends on user and data folder alone, and on no variable of the environment, so that the next
         * start finds the same one.
         */
        static UnixSocket of(RedisFolder folder) throws PrivateRedisException {
            Path near = folder.path().resolve(SOCKET);
            if (near.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) {
                return new UnixSocket(near);
            }
            long user = new UnixSystem().getUid();
            byte[] hash = Digests.sha256(folder.path().toString());
            String name = "pulley-" + user + "-" + HexFormat.of().formatHex(hash, 0, 8);
            return new UnixSocket(ownedFolder(Path.of("/tmp", name), user).resolve(SOCKET));
        }

        /** Another user could have made the folder first, to listen in our place. */
        private static Path ownedFolder(Path folder, long user) throws PrivateRedisException {
            try {
                try {
                    Files.createDirectory(
                            folder,
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(RedisFolder.OURS_ALONE)));
                } catch (FileAlreadyExistsException e) {
                    // Made by an earlier start, or by somebody else, which is what is looked at now.
                }
                Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
                if (!isFolder || ((Number) owner).longValue() != user) {
                    throw new PrivateRedisException(
                            "the folder " + folder + ", where the socket of the private Redis must be,"
                                    + " belongs to another user; remove it, or serve a --data folder with a shorter path");
                }
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(RedisFolder.OURS_ALONE));
                return folder;
            } catch (IOException e) {
                throw new PrivateRedisException(
                        "cannot make " + folder + " for the socket of the private Redis (" + Reasons.of(e)
                                + "); serve a --data folder with a shorter path",
                        e);
            }
        }

        @Override
        public SocketAddress address() {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public List<String> settings() {
            return List.of("port 0", "unixsocket " + RedisFolder.quoted(path), "unixsocketperm 600");
        }

        @Override
        public String uri(String password) {
            return encoded("redis-socket", ":" + password, path.toString());
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A port that only this machine can reach. To listen on it is also a lock, as only one process can. */
    record LoopbackPort(int port) implements Endpoint {
        private static final InetAddress LOOPBACK = loopback();

        private static InetAddress loopback() {
            try {
                return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        }

        @Override
        public SocketAddress address() {
            return new InetSocketAddress(LOOPBACK, port);
        }

        @Override
        public List<String> settings() {
            return List.of("port " + port, "bind 127.0.0.1");
        }

        @Override
        public String uri(String password) {
            return "redis://:" + password + "@127.0.0.1:" + port;
        }

        @Override
        public String toString() {
            return "127.0.0.1:" + port;
        }
    }

    private static String encoded(String scheme, String user, String path) {
        try {
            return new URI(scheme, user + "@", path, null, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("path cannot be part of a URI: " + path, e);
        }
    }
}
